//! What can be done about Kiro's findings. Headings are added without a text: what belongs below them, only people know.

use std::ops::Range;
use std::sync::Arc;

use text::{Line, TextEdit};

use super::heading::{Compare, Heading};
use super::lines::Lines;
use super::ordinal::{digits, proper};
use super::place::{as_paragraph, place};
use super::tasks::has_waves;
use super::{design, headings, requirements};
use crate::Document;
use crate::fixes::{Fix, FixContext, Mend};
use crate::rules::waves;

/// The rules whose findings can be mended.
pub(crate) const MENDS: &[(&str, Mend)] = &[
    ("requirements/missing-title", set_title),
    ("requirements/missing-introduction", add_heading),
    ("requirements/missing-glossary", add_heading),
    ("requirements/missing-requirements-section", add_heading),
    ("requirements/malformed-requirement-heading", write_ordinal),
    ("requirements/missing-user-story", add_user_story),
    ("requirements/missing-acceptance-criteria", add_criteria),
    ("design/missing-overview", add_heading),
    ("design/missing-architecture", add_heading),
    ("design/missing-components", add_heading),
    ("design/missing-data-models", add_heading),
    ("design/missing-correctness-properties", add_heading),
    ("design/missing-error-handling", add_heading),
    ("design/missing-testing-strategy", add_heading),
    ("design/missing-glossary", add_heading),
    ("design/missing-bug-details", add_heading),
    ("design/missing-expected-behavior", add_heading),
    ("design/missing-hypothesized-root-cause", add_heading),
    ("design/missing-fix-implementation", add_heading),
    ("design/malformed-property-heading", write_ordinal),
    ("tasks/missing-implementation-plan", set_title),
    ("tasks/missing-overview", add_heading),
    ("tasks/missing-tasks-section", add_heading),
    ("tasks/missing-notes", add_heading),
    ("tasks/missing-dependency-graph", write_graph),
    ("tasks/missing-dag-json", write_graph),
    ("tasks/empty-dag-json", write_graph),
    ("tasks/invalid-dag-json", write_graph),
    ("tasks/invalid-dag-structure", write_graph),
    ("tasks/malformed-checkbox", set_mark),
    ("tasks/invalid-task-line", add_dot),
    ("bugfix/missing-introduction", add_heading),
    ("bugfix/missing-bug-analysis", add_heading),
    ("bugfix/missing-current-behavior", add_heading),
    ("bugfix/missing-expected-behavior", add_heading),
    ("bugfix/missing-unchanged-behavior", add_heading),
];

/// Writes a heading as Kiro knows it, or puts it where it belongs among the others.
fn add_heading(context: &FixContext<'_>) -> Vec<Fix> {
    let lines = Lines::of(context.document);
    let Some((headings, at)) = wanted(context, &lines) else { return Vec::new() };
    let Some(heading) = headings.get(at) else { return Vec::new() };
    if let Some(line) = heading.nearly(&lines) {
        let title = format!("Write it as \"{}\"", heading.line);
        return vec![fix(context, title, line.span(), heading.line.to_owned(), true)];
    }
    let place = place(&lines, headings, at);
    let new = as_paragraph(&lines, place, heading.line);
    vec![fix(context, format!("Add \"{}\"", heading.name()), place..place, new, true)]
}

/// Renames the title, or adds one. The name of a plan is kept, the one of requirements Kiro does not allow.
fn set_title(context: &FixContext<'_>) -> Vec<Fix> {
    let lines = Lines::of(context.document);
    let Some((headings, at)) = wanted(context, &lines) else { return Vec::new() };
    let Some(heading) = headings.get(at) else { return Vec::new() };
    let is_title = |line: &&Line<'_>| line.text.starts_with("# ");
    let Some(old) = lines.all.iter().find(|line| !line.text.trim().is_empty()).filter(is_title) else {
        return add_heading(context);
    };
    let name = old.text.trim_start_matches('#').trim();
    let new = match heading.compare {
        Compare::Start => format!("{}: {name}", heading.line),
        Compare::Exact | Compare::Name => heading.line.to_owned(),
    };
    vec![fix(context, format!("Write the title as \"{new}\""), old.span(), new, false)]
}

/// `### Requirement 1 — Quota` becomes `### Requirement 1: Quota`.
fn write_ordinal(context: &FixContext<'_>) -> Vec<Fix> {
    let line = context.document.slice(context.finding.span.clone());
    let words = [requirements::WORD].into_iter().chain(design::WORDS);
    let Some(new) = words.into_iter().find_map(|word| proper(line, word)) else { return Vec::new() };
    vec![fix(context, format!("Write it as \"{new}\""), context.finding.span.clone(), new, true)]
}

fn add_user_story(context: &FixContext<'_>) -> Vec<Fix> {
    let lines = Lines::of(context.document);
    let end = lines.line_end();
    let at = context.finding.span.end;
    let new = format!("{end}{end}{}", requirements::USER_STORY);
    vec![fix(context, "Add a user story".to_owned(), at..at, new, true)]
}

/// Above the first item of a list of numbers, or below all that the requirement says.
fn add_criteria(context: &FixContext<'_>) -> Vec<Fix> {
    let lines = Lines::of(context.document);
    let end = lines.line_end();
    let from = lines.all.partition_point(|line| line.start <= context.finding.span.start);
    let below = lines.all.get(from..).unwrap_or_default();
    let length = below.iter().position(|line| line.text.starts_with("### ")).unwrap_or(below.len());
    let block = below.get(..length).unwrap_or_default();
    let is_item = |line: &&Line<'_>| {
        let (number, rest) = digits(line.text.trim_start());
        !number.is_empty() && rest.starts_with(['.', ')'])
    };
    let (at, new) = match block.iter().find(is_item) {
        Some(item) => (item.start, format!("{}{end}{end}", requirements::CRITERIA)),
        None => {
            let last = block.iter().rev().find(|line| !line.text.trim().is_empty());
            let at = last.map_or(context.finding.span.end, |line| line.span().end);
            (at, format!("{end}{end}{}", requirements::CRITERIA))
        }
    };
    vec![fix(context, "Add \"Acceptance Criteria\"".to_owned(), at..at, new, true)]
}

/// What the mark means where that is plain, else any of Kiro's marks.
fn set_mark(context: &FixContext<'_>) -> Vec<Fix> {
    let line = context.document.slice(context.finding.span.clone());
    let Some(at) = line.find('[').map(|at| at + 1) else { return Vec::new() };
    let Some(old) = line.get(at..).and_then(|rest| rest.chars().next()) else { return Vec::new() };
    let start = context.finding.span.start + at;
    let marks: &[&str] = match old {
        'X' | '✓' | '✔' | '✅' | '☑' => &["x"],
        _ => &[" ", "x", "-"],
    };
    let set = |mark: &&str| {
        let span = start..start + old.len_utf8();
        fix(context, format!("Mark it as \"[{mark}]\""), span, (*mark).to_owned(), marks.len() == 1)
    };
    marks.iter().map(set).collect()
}

/// The waves as they follow from the document, in the form that Kiro takes.
fn write_graph(context: &FixContext<'_>) -> Vec<Fix> {
    let lines = Lines::of(context.document);
    let wanted = wanted(context, &lines).and_then(|(headings, at)| headings.get(at));
    if wanted.is_some_and(|heading| heading.nearly(&lines).is_some()) {
        return add_heading(context);
    }
    // Where the section is in another language, in a fence, or not where the waves are, Kiro would not see them.
    let seen = |fix: &Fix| {
        let edits: Vec<TextEdit> = fix.edits.iter().map(|edit| edit.edit.clone()).collect();
        text::apply(&context.document.text, &edits).is_ok_and(|mended| {
            let Document { path, kind, .. } = context.document;
            has_waves(&Lines::of(&Document::new(Arc::clone(path), *kind, mended.into())))
        })
    };
    let fixes = waves::regenerate(context).into_iter().filter(seen);
    fixes
        .map(|fix| Fix { title: "Write the waves of the tasks".to_owned(), preferred: true, ..fix })
        .collect()
}

/// `- [ ] 1 Title` becomes `- [ ] 1. Title`.
fn add_dot(context: &FixContext<'_>) -> Vec<Fix> {
    let line = context.document.slice(context.finding.span.clone());
    let Some((_, behind)) = line.split_once(']') else { return Vec::new() };
    let (number, rest) = digits(behind.trim_start_matches(['\\', '*', ' ']));
    if number.is_empty() || !rest.starts_with(' ') {
        return Vec::new();
    }
    let at = context.finding.span.end - rest.len();
    vec![fix(context, "Add a dot behind the number".to_owned(), at..at, ".".to_owned(), true)]
}

/// The headings that the document has to have, and which of them the finding is about.
fn wanted(context: &FixContext<'_>, lines: &Lines<'_>) -> Option<(&'static [Heading], usize)> {
    let spec = context.library.spec_of(&context.document.path)?;
    let headings = headings(lines, spec);
    let at = headings.iter().position(|heading| heading.code == context.finding.code)?;
    Some((headings, at))
}

/// A fix of one edit.
fn fix(context: &FixContext<'_>, title: String, range: Range<usize>, new: String, preferred: bool) -> Fix {
    context.fix(title, vec![TextEdit { range, new }], preferred)
}
