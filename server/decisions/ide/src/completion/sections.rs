//! Headings that a document lacks.

use spec::SpecType;
use text::lines;

use super::ids::next_id;
use super::{Completion, CompletionKind, snippet_text};
use crate::lines_at::{fence_at, line_at};
use crate::{Kind, Place, Spec};

/// The headings of a requirements.md, in order. Source of all of these: the documents that Kiro writes.
const REQUIREMENTS: &[&str] =
    &["# Requirements Document", "## Introduction", "## Glossary", "## Requirements"];

const BUGFIX: &[&str] = &[
    "# Bugfix Requirements Document",
    "## Introduction",
    "## Bug Analysis",
    "### Current Behavior (Defect)",
    "### Expected Behavior (Correct)",
    "### Unchanged Behavior (Regression Prevention)",
];

const DESIGN: &[&str] = &[
    "# Design Document",
    "## Overview",
    "## Architecture",
    "## Components and Interfaces",
    "## Data Models",
    "## Correctness Properties",
    "## Error Handling",
    "## Testing Strategy",
];

const BUGFIX_DESIGN: &[&str] = &[
    "# Bugfix Design Document",
    "## Overview",
    "## Glossary",
    "## Bug Details",
    "## Expected Behavior",
    "## Hypothesized Root Cause",
    "## Correctness Properties",
    "## Fix Implementation",
    "## Testing Strategy",
];

const TASKS: &[&str] =
    &["# Implementation Plan", "## Overview", "## Tasks", "## Notes", "## Task Dependency Graph"];

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
    let missing = table(place.document.kind, spec.map(|spec| &**spec)).iter().filter(|wanted| !has(wanted));
    // What may stand more than once fits wherever one of its kind stands above.
    let below = |completion: Option<Completion>| {
        completion.filter(|_| has("## Requirements") || has("## Correctness Properties"))
    };
    let mut found: Vec<Completion> = missing.map(|wanted| heading(wanted)).collect();
    found.extend(below(numbered));
    found.extend(below(criteria));
    found
}

fn table(kind: Kind, spec: Option<&Spec>) -> &'static [&'static str] {
    match kind {
        Kind::Requirements => REQUIREMENTS,
        Kind::Bugfix => BUGFIX,
        Kind::Design if spec.is_some_and(is_bugfix) => BUGFIX_DESIGN,
        Kind::Design => DESIGN,
        Kind::Tasks => TASKS,
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
