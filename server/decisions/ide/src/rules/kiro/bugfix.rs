use super::heading::{self, Heading};
use super::lines::Lines;
use crate::rules::finding::Findings;
use crate::rules::{Rule, rule};

pub(in crate::rules) const RULES: &[Rule] = &[
    rule!("bugfix/missing-introduction", Error, Kiro),
    rule!("bugfix/missing-bug-analysis", Error, Kiro),
    rule!("bugfix/missing-current-behavior", Error, Kiro),
    rule!("bugfix/missing-expected-behavior", Error, Kiro),
    rule!("bugfix/missing-unchanged-behavior", Error, Kiro),
    rule!("bugfix/unexpected-section", Warning, Kiro),
];

pub(super) const HEADINGS: &[Heading] = &[
    Heading::exact("bugfix/missing-introduction", "## Introduction"),
    Heading::exact("bugfix/missing-bug-analysis", "## Bug Analysis"),
    Heading::exact("bugfix/missing-current-behavior", "### Current Behavior (Defect)"),
    Heading::exact("bugfix/missing-expected-behavior", "### Expected Behavior (Correct)"),
    Heading::exact("bugfix/missing-unchanged-behavior", "### Unchanged Behavior (Regression Prevention)"),
];

/// What belongs into the design, in lower case.
const OF_DESIGN: [&str; 5] = [
    "technical context",
    "implementation details",
    "architecture",
    "components and interfaces",
    "data models",
];

pub(super) fn check(lines: &Lines<'_>, findings: &mut Findings<'_>) {
    heading::check(HEADINGS, lines, findings);
    let of_design = |line: &str| {
        let name = line.strip_prefix("###").or_else(|| line.strip_prefix("##"));
        let name = name.filter(|name| name.starts_with(char::is_whitespace)).map(str::to_lowercase);
        name.is_some_and(|name| OF_DESIGN.iter().any(|of_design| name.contains(of_design)))
    };
    // Kiro stops at the first one.
    if let Some(line) = lines.all.iter().find(|line| of_design(line.text)) {
        let message =
            "Kiro expects this section in design.md. A bugfix.md says what goes wrong, not how it is built.";
        findings.report(lines.document, "bugfix/unexpected-section", line.span(), message.to_owned());
    }
}
