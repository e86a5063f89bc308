use super::heading::{self, Heading};
use super::lines::{Lines, blocks};
use super::ordinal::{Ordinal, ordinal};
use crate::rules::finding::Findings;
use crate::rules::{Rule, rule};

pub(in crate::rules) const RULES: &[Rule] = &[
    rule!("requirements/missing-title", Error, Kiro),
    rule!("requirements/missing-introduction", Error, Kiro),
    rule!("requirements/missing-glossary", Warning, Kiro),
    rule!("requirements/missing-requirements-section", Error, Kiro),
    rule!("requirements/malformed-requirement-heading", Error, Kiro),
    rule!("requirements/missing-user-story", Warning, Kiro),
    rule!("requirements/missing-acceptance-criteria", Error, Kiro),
];

pub(super) const HEADINGS: &[Heading] = &[
    Heading::exact("requirements/missing-title", "# Requirements Document"),
    Heading::exact("requirements/missing-introduction", "## Introduction"),
    Heading::exact("requirements/missing-glossary", "## Glossary"),
    Heading::exact("requirements/missing-requirements-section", "## Requirements"),
];

/// What begins the heading of a requirement.
pub(super) const WORD: &str = "### Requirement";

/// What has to stand in each requirement.
pub(super) const USER_STORY: &str = "**User Story:**";
pub(super) const CRITERIA: &str = "#### Acceptance Criteria";

pub(super) fn check(lines: &Lines<'_>, findings: &mut Findings<'_>) {
    heading::check(HEADINGS, lines, findings);
    let document = lines.document;
    for line in lines.all.iter().filter(|line| ordinal(line.text, WORD) == Ordinal::Malformed) {
        let message =
            "Kiro does not recognize this requirement. Write its heading as \"### Requirement N: Title\".";
        findings.report(
            document,
            "requirements/malformed-requirement-heading",
            line.span(),
            message.to_owned(),
        );
    }
    // Only a proper heading begins a requirement, but every third-level heading ends one.
    let proper = |line: &str| ordinal(line, WORD) == Ordinal::Proper;
    for (heading, block) in blocks(&lines.all, proper, |line| line.starts_with("### ")) {
        if !block.iter().any(|line| line.text.contains(USER_STORY)) {
            let message =
                format!("Kiro expects a \"{USER_STORY}\" in each requirement. Say who wants this, and why.");
            findings.report(document, "requirements/missing-user-story", heading.span(), message);
        }
        if !block.iter().any(|line| line.text.trim_end() == CRITERIA) {
            let message = format!(
                "Kiro expects a heading \"{CRITERIA}\" in each requirement. Add it above the criteria."
            );
            findings.report(document, "requirements/missing-acceptance-criteria", heading.span(), message);
        }
    }
}
