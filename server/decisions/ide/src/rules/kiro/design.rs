use spec::SpecType;
use text::Line;

use super::heading::{self, Heading, section_name};
use super::lines::{Lines, blocks};
use super::ordinal::{Ordinal, ordinal};
use crate::rules::finding::Findings;
use crate::rules::{Rule, rule};

pub(in crate::rules) const RULES: &[Rule] = &[
    rule!("design/missing-overview", Error, Kiro),
    rule!("design/missing-architecture", Error, Kiro),
    rule!("design/missing-components", Error, Kiro),
    rule!("design/missing-data-models", Error, Kiro),
    rule!("design/missing-correctness-properties", Warning, Kiro),
    rule!("design/missing-error-handling", Warning, Kiro),
    rule!("design/missing-testing-strategy", Warning, Kiro),
    rule!("design/missing-glossary", Warning, Kiro),
    rule!("design/missing-bug-details", Error, Kiro),
    rule!("design/missing-expected-behavior", Error, Kiro),
    rule!("design/missing-hypothesized-root-cause", Error, Kiro),
    rule!("design/missing-fix-implementation", Error, Kiro),
    rule!("design/malformed-property-heading", Error, Kiro),
    rule!("design/empty-correctness-properties", Warning, Kiro),
    rule!("design/missing-property-validates", Warning, Kiro),
];

const OVERVIEW: Heading = Heading::named("design/missing-overview", "## Overview");
const PROPERTIES: Heading =
    Heading::named("design/missing-correctness-properties", "## Correctness Properties");
const TESTING: Heading = Heading::named("design/missing-testing-strategy", "## Testing Strategy");

const OF_FEATURE: &[Heading] = &[
    OVERVIEW,
    Heading::named("design/missing-architecture", "## Architecture"),
    Heading::named("design/missing-components", "## Components and Interfaces"),
    Heading::named("design/missing-data-models", "## Data Models"),
    PROPERTIES,
    Heading::named("design/missing-error-handling", "## Error Handling"),
    TESTING,
];

const OF_BUGFIX: &[Heading] = &[
    OVERVIEW,
    Heading::named("design/missing-glossary", "## Glossary"),
    Heading::named("design/missing-bug-details", "## Bug Details"),
    Heading::named("design/missing-expected-behavior", "## Expected Behavior"),
    Heading::named("design/missing-hypothesized-root-cause", "## Hypothesized Root Cause"),
    PROPERTIES,
    Heading::named("design/missing-fix-implementation", "## Fix Implementation"),
    TESTING,
];

/// The headings that a design has to have.
pub(super) fn headings(of_bugfix: bool) -> &'static [Heading] {
    if of_bugfix { OF_BUGFIX } else { OF_FEATURE }
}

/// Where nothing says what the spec is about, the design itself does.
pub(super) fn is_of_bugfix(lines: &Lines<'_>, spec_type: Option<SpecType>) -> bool {
    match spec_type {
        Some(SpecType::Bugfix) => true,
        Some(SpecType::Feature | SpecType::QuickSpec) => false,
        None => lines.all.iter().any(tells_of_a_bug),
    }
}

fn tells_of_a_bug(line: &Line<'_>) -> bool {
    let is = |name: &str, any_of: &[&str]| any_of.iter().any(|other| name.eq_ignore_ascii_case(other));
    match section_name(line) {
        Some(name) => is(name, &["Bug Details", "Hypothesized Root Cause", "Fix Implementation"]),
        None => line.text.strip_prefix("###").is_some_and(|name| {
            name.starts_with(char::is_whitespace) && is(name.trim(), &["Bug Condition", "Fault Condition"])
        }),
    }
}

/// What begins the heading of a property. Kiro accepts it without the `### `, too.
pub(super) const WORDS: [&str; 2] = ["### Property", "Property"];

fn property(line: &str) -> Ordinal {
    let read = |word| Some(ordinal(line, word)).filter(|read| *read != Ordinal::Other);
    WORDS.into_iter().find_map(read).unwrap_or(Ordinal::Other)
}

pub(super) fn check(lines: &Lines<'_>, spec_type: Option<SpecType>, findings: &mut Findings<'_>) {
    heading::check(headings(is_of_bugfix(lines, spec_type)), lines, findings);
    let document = lines.document;
    // The same section is looked up exactly here, unlike above.
    let Some((section, body)) = lines.section(PROPERTIES.line) else { return };
    for line in body.iter().filter(|line| property(line.text) == Ordinal::Malformed) {
        let message = "Kiro does not recognize this property. Begin the line with \"### Property N: Title\".";
        findings.report(document, "design/malformed-property-heading", line.span(), message.to_owned());
    }
    let proper = |line: &str| property(line) == Ordinal::Proper;
    if !body.iter().any(|line| proper(line.text)) {
        let message =
            "Kiro expects at least one \"### Property N: Title\" below this heading. Say what always holds.";
        findings.report(document, "design/empty-correctness-properties", section.span(), message.to_owned());
    }
    for (heading, block) in blocks(body, proper, proper) {
        if !block.iter().any(|line| validates(line.text)) {
            let message = "Kiro expects a line \"**Validates: Requirements 1.1, 1.2**\" below each property. Name what it proves.";
            findings.report(
                document,
                "design/missing-property-validates",
                heading.span(),
                message.to_owned(),
            );
        }
    }
}

/// `**Validates: Requirements 1.1, 1.4**`: digits, dots, commas and blanks, nothing else.
fn validates(line: &str) -> bool {
    let mut behind_labels = line.split("**Validates:").skip(1);
    behind_labels.any(|rest| {
        let Some(ids) = rest.trim_start().strip_prefix("Requirements") else { return false };
        let end = ids.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',') && !c.is_whitespace());
        let Some((ids, behind)) = end.and_then(|end| ids.split_at_checked(end)) else { return false };
        behind.starts_with("**") && ids.starts_with(char::is_whitespace) && ids.chars().nth(1).is_some()
    })
}
