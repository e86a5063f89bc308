//! The 41 checks of Kiro's own validator, under its codes and with its severities.
//!
//! They see what Kiro sees and no more: lines, right-trimmed at most, with no idea of Markdown. A heading inside of a code
//! fence counts, an indented one does not, and names are compared as Kiro compares them. What we know better is said by
//! the other rules.
//!
//! Source: the tables of extension 1.1.28, as third parties have measured and described them; the messages are ours.

pub(super) mod bugfix;
pub(super) mod design;
mod heading;
mod lines;
mod mends;
mod ordinal;
mod place;
pub(super) mod requirements;
pub(super) mod tasks;

#[cfg(test)]
mod tests;

use spec::SpecType;

use super::Rule;
use super::finding::Findings;
use crate::{Document, Kind, Spec};
use heading::Heading;
use lines::Lines;

pub(crate) use mends::MENDS;

/// As many as Kiro has of them: 7, 15, 13 and 6.
pub(super) const TABLES: [&[Rule]; 4] = [requirements::RULES, design::RULES, tasks::RULES, bugfix::RULES];

pub(super) fn check(spec: &Spec, findings: &mut Findings<'_>) {
    if !TABLES.iter().flat_map(|table| table.iter()).any(|rule| findings.wants(rule.code)) {
        return;
    }
    let document = |kind| spec.document(kind).map(|document| Lines::of(document));
    let spec_type = spec_type(spec);
    if let Some(lines) = document(Kind::Requirements) {
        requirements::check(&lines, findings);
    }
    if let Some(lines) = document(Kind::Bugfix) {
        bugfix::check(&lines, findings);
    }
    if let Some(lines) = document(Kind::Design) {
        design::check(&lines, spec_type, findings);
    }
    if let Some(lines) = document(Kind::Tasks) {
        tasks::check(&lines, spec_type, findings);
    }
}

/// What `.config.kiro` says that the spec is about; Kiro looks nowhere else.
fn spec_type(spec: &Spec) -> Option<SpecType> {
    spec.config().and_then(|config| config.spec_type)
}

/// The headings that Kiro looks for in a document, in the order in which they stand there.
fn headings(lines: &Lines<'_>, spec: &Spec) -> &'static [Heading] {
    let Document { kind, .. } = lines.document;
    match kind {
        Kind::Requirements => requirements::HEADINGS,
        Kind::Bugfix => bugfix::HEADINGS,
        Kind::Design => design::headings(lines, spec_type(spec)),
        Kind::Tasks => tasks::HEADINGS,
        Kind::SpecConfig
        | Kind::TasksMeta
        | Kind::SpecJson
        | Kind::Steering
        | Kind::AgentsMd
        | Kind::Hooks
        | Kind::Mcp
        | Kind::AgentJson
        | Kind::AgentMarkdown
        | Kind::Skill
        | Kind::Power
        | Kind::Permissions
        | Kind::Ignore
        | Kind::RuleSettings => &[],
    }
}
