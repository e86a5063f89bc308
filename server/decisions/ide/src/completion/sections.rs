//! Headings that a document lacks.

use spec::SpecType;
use text::lines;

use super::ids::next_id;
use super::{Completion, CompletionKind, snippet_text};
use crate::lines_at::{fence_at, line_at};
use crate::rules::kiro::expected_headings;
use crate::{Kind, Place, Spec};

/// Behind `#` at the start of a line.
pub(super) fn complete(place: &Place<'_>) -> Vec<Completion> {
    let text = &place.document.text;
    let line = line_at(text, place.offset);
    let content = line.text.trim_start_matches('\u{feff}');
    let begins = line.start + line.text.len() - content.len();
    if !content.starts_with('#') || place.offset < begins || fence_at(text, place.offset).is_some() {
        return Vec::new();
    }
    let headings: Vec<&str> = lines(text)
        .filter(|other| other.start != line.start)
        .map(|other| other.text.trim_start_matches('\u{feff}').trim_end())
        .filter(|other| other.starts_with('#'))
        .collect();
    let range = begins..line.start + line.text.len();
    let heading = |heading: &str| Completion::new(CompletionKind::Section, heading, range.clone(), heading);
    let has = |wanted: &str| headings.iter().any(|there| same(there, wanted));
    let spec = place.library.spec_of(&place.document.path);
    let numbered = numbered(place).map(|(start, what)| {
        let snippet = format!("{}${{1:{what}}}", snippet_text(&start));
        Completion::new(CompletionKind::Section, format!("{start}{what}"), range.clone(), start)
            .with_snippet(snippet)
    });
    let criteria = (place.document.kind == Kind::Requirements).then(|| heading("#### Acceptance Criteria"));
    let of_bugfix = spec.is_some_and(|spec| is_bugfix(spec));
    let missing = headings_of(place.document.kind, of_bugfix).filter(|wanted| !has(wanted));
    // What may stand more than once fits wherever one of its kind stands above.
    let below = |completion: Option<Completion>| {
        completion.filter(|_| has("## Requirements") || has("## Correctness Properties"))
    };
    let mut found: Vec<Completion> = missing.map(heading).collect();
    found.extend(below(numbered));
    found.extend(below(criteria));
    found
}

/// The headings of a document that Kiro writes, in order. Its checks ask for all of them but the titles of a bugfix.md
/// and of a design.md.
fn headings_of(kind: Kind, of_bugfix: bool) -> impl Iterator<Item = &'static str> {
    let title = match (kind, of_bugfix) {
        (Kind::Bugfix, _) => Some("# Bugfix Requirements Document"),
        (Kind::Design, true) => Some("# Bugfix Design Document"),
        (Kind::Design, false) => Some("# Design Document"),
        _ => None,
    };
    title.into_iter().chain(expected_headings(kind, of_bugfix))
}

fn is_bugfix(spec: &Spec) -> bool {
    match spec.config().and_then(|config| config.spec_type) {
        Some(SpecType::Bugfix) => true,
        Some(SpecType::Feature | SpecType::QuickSpec) => false,
        None => spec.document(Kind::Bugfix).is_some(),
    }
}

/// Kiro takes `# Implementation Plan: name` and `# Design Document: name` for the same; case matters to some checks only.
fn same(there: &str, wanted: &str) -> bool {
    let there = there.to_lowercase();
    let rest = there.strip_prefix(&wanted.to_lowercase());
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
}

/// The next requirement, or the next property, and what its title is.
fn numbered(place: &Place<'_>) -> Option<(String, &'static str)> {
    let spec = place.library.spec_of(&place.document.path)?;
    let next = |id: Option<&str>| id.map_or(Some("1".to_owned()), next_id);
    match place.document.kind {
        Kind::Requirements => {
            let (_, requirements) =
                spec.requirements().find(|(document, _)| document.path == place.document.path)?;
            let all = &requirements.requirements;
            let last = all.iter().max_by_key(|requirement| requirement.id.parse::<u64>().unwrap_or_default());
            Some((format!("### Requirement {}: ", next(last.map(|last| last.id.as_str()))?), "Title"))
        }
        Kind::Design => {
            let (_, design) = spec.design()?;
            let last = design
                .properties
                .iter()
                .max_by_key(|property| property.id.parse::<u64>().unwrap_or_default());
            Some((format!("### Property {}: ", next(last.map(|last| last.id.as_str()))?), "Title"))
        }
        Kind::Bugfix
        | Kind::Tasks
        | Kind::SpecConfig
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
        | Kind::RuleSettings => None,
    }
}
