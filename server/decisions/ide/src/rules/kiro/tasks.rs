use std::ops::Range;

use spec::SpecType;
use text::{Json, JsonSyntax, Line};

use super::heading::{self, Compare, Heading};
use super::lines::Lines;
use super::ordinal::digits;
use crate::rules::finding::Findings;
use crate::rules::{Rule, rule};

pub(in crate::rules) const RULES: &[Rule] = &[
    rule!("tasks/missing-implementation-plan", Error, Kiro),
    rule!("tasks/missing-overview", Warning, Kiro),
    rule!("tasks/missing-tasks-section", Warning, Kiro),
    rule!("tasks/invalid-task-heading", Error, Kiro),
    rule!("tasks/malformed-checkbox", Error, Kiro),
    rule!("tasks/invalid-task-line", Error, Kiro),
    rule!("tasks/invalid-subtask-line", Error, Kiro),
    rule!("tasks/missing-notes", Warning, Kiro),
    rule!("tasks/missing-dependency-graph", Error, Kiro),
    rule!("tasks/missing-dag-json", Error, Kiro),
    rule!("tasks/empty-dag-json", Error, Kiro),
    rule!("tasks/invalid-dag-json", Error, Kiro),
    rule!("tasks/invalid-dag-structure", Error, Kiro),
];

/// The graph comes last: of a bug fix it is not asked for.
pub(super) const HEADINGS: &[Heading] = &[
    Heading {
        code: "tasks/missing-implementation-plan",
        line: "# Implementation Plan",
        compare: Compare::Start,
    },
    Heading::exact("tasks/missing-overview", "## Overview"),
    Heading::exact("tasks/missing-tasks-section", TASKS),
    Heading::exact("tasks/missing-notes", "## Notes"),
    Heading::exact("tasks/missing-dependency-graph", GRAPH),
];

pub(super) const TASKS: &str = "## Tasks";
const GRAPH: &str = "## Task Dependency Graph";

pub(super) fn check(lines: &Lines<'_>, spec_type: Option<SpecType>, findings: &mut Findings<'_>) {
    let headings = match (spec_type, HEADINGS.split_last()) {
        (Some(SpecType::Bugfix), Some((_, others))) => others,
        (Some(SpecType::Bugfix | SpecType::Feature | SpecType::QuickSpec) | None, _) => HEADINGS,
    };
    heading::check(headings, lines, findings);
    if let Some(Wrong { code, span, message }) = graph(lines) {
        findings.report(lines.document, code, span, message);
    }
    for line in lines.all.iter().filter(|line| is_heading_of_task(line.text)) {
        let message = "Kiro does not take a heading for a task. Write it as \"- [ ] N. Title\".";
        findings.report(lines.document, "tasks/invalid-task-heading", line.span(), message.to_owned());
    }
    let (_, body) = lines.section(TASKS).unzip();
    for line in body.unwrap_or_default() {
        if let Some((code, message)) = wrong_task(line.text) {
            findings.report(lines.document, code, line.span(), message.to_owned());
        }
    }
}

fn is_heading_of_task(line: &str) -> bool {
    let task = line.strip_prefix("### Task ").or_else(|| line.strip_prefix("## Task "));
    task.is_some_and(|task| task.starts_with(|c: char| c.is_ascii_digit()))
}

/// What Kiro finds wrong with a line, if it is a task. `- []` it passes over.
fn wrong_task(line: &str) -> Option<(&'static str, &'static str)> {
    let item = line.trim_start();
    let mut inside = item.strip_prefix("- [")?.chars();
    let mark = inside.next()?;
    let behind = inside.as_str().strip_prefix(']')?;
    // Kiro counts UTF-16 units: a mark that takes two of them is no mark.
    if mark == ']' || mark.len_utf16() > 1 {
        return None;
    }
    if !matches!(mark, ' ' | 'x' | '~' | '-') {
        return Some((
            "tasks/malformed-checkbox",
            "Kiro does not know this mark. Use \" \", \"x\", \"-\" or \"~\" between the brackets.",
        ));
    }
    let behind = behind.strip_prefix('\\').unwrap_or(behind);
    let behind = behind.strip_prefix('*').unwrap_or(behind);
    let (number, rest) = behind.strip_prefix(' ').map(digits).unwrap_or_default();
    let below = rest.strip_prefix('.').map(|rest| digits(rest).0);
    match (number.is_empty(), below) {
        (false, Some(below)) if !below.is_empty() => None,
        (false, Some(_)) if item.len() == line.len() => None,
        _ if item.len() == line.len() => Some((
            "tasks/invalid-task-line",
            "Kiro does not recognize this task. Write it as \"- [ ] N. Title\".",
        )),
        _ => Some((
            "tasks/invalid-subtask-line",
            "Kiro does not recognize this task, since it is indented. Write it as \"- [ ] N.M Title\".",
        )),
    }
}

/// What is wrong with the waves.
struct Wrong {
    code: &'static str,
    span: Range<usize>,
    message: String,
}

/// Whether Kiro finds waves in a document.
pub(super) fn has_waves(lines: &Lines<'_>) -> bool {
    lines.section(GRAPH).is_some() && graph(lines).is_none()
}

/// What Kiro finds wrong below `## Task Dependency Graph`, if it is there.
fn graph(lines: &Lines<'_>) -> Option<Wrong> {
    const FENCE: &str = "```json";
    let (heading, body) = lines.section(GRAPH)?;
    let section = heading.start..body.last().map_or(heading.next, |line: &Line<'_>| line.next);
    let text = lines.document.slice(section.clone());
    let opened = text.find(FENCE).map(|at| at + FENCE.len());
    let json = opened.and_then(|start| text.get(start..)?.find("```").map(|length| start..start + length));
    let Some(json) = json else {
        let message = "Kiro expects the waves in a block \"```json\" below this heading, and runs one task after the other without it.";
        return wrong("tasks/missing-dag-json", heading.span(), message);
    };
    let fence = section.start + json.start - FENCE.len()..section.start + json.start;
    let whole = text.get(json.clone()).unwrap_or_default();
    if whole.trim().is_empty() {
        let message = "This block is empty, and Kiro runs one task after the other. Name the waves.";
        return wrong("tasks/empty-dag-json", fence, message);
    }
    let start = fence.end + (whole.len() - whole.trim_start().len());
    let at = |span: &Range<usize>| start + span.start..start + span.end;
    let parsed = match Json::parse(whole.trim(), JsonSyntax::Strict) {
        Ok(parsed) => parsed,
        Err(error) => {
            let message = format!("This is not JSON, and Kiro drops the whole graph: {}.", error.message);
            return wrong("tasks/invalid-dag-json", at(&error.span), message);
        }
    };
    let waves = parsed.as_ref().and_then(|parsed| parsed.get("waves"));
    if waves.is_some_and(|waves| !waves.elements().is_empty()) {
        return None;
    }
    let span = waves.map_or(fence, |waves| at(&waves.span));
    let message = "Kiro expects an object with a list \"waves\" that is not empty: `{\"waves\": [{\"id\": 0, \"tasks\": [\"1.1\"]}]}`.";
    wrong("tasks/invalid-dag-structure", span, message)
}

fn wrong(code: &'static str, span: Range<usize>, message: impl Into<String>) -> Option<Wrong> {
    Some(Wrong { code, span, message: message.into() })
}
