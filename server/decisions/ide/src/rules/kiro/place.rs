use text::{Line, line_end};

use super::heading::Heading;
use super::lines::Lines;
use super::tasks::TASKS;
use crate::Kind;

/// Where a heading of a table belongs that is not there: the start of a line, or the end of the document.
pub(super) fn place(lines: &Lines<'_>, headings: &[Heading], at: usize) -> usize {
    let (before, rest) = headings.split_at_checked(at).unwrap_or_default();
    let Some((heading, after)) = rest.split_first() else { return lines.document.text.len() };
    if heading.line.starts_with("# ") {
        return lines.all.first().map_or(0, |line| line.start);
    }
    // The tasks are there where nothing says so, and what belongs above them must not end up below.
    let is_tasks = |heading: &Heading| heading.line == TASKS;
    if lines.document.kind == Kind::Tasks
        && (is_tasks(heading) || after.iter().any(is_tasks))
        && lines.section(TASKS).is_none()
        && let Some(start) = first_task(lines)
    {
        return start;
    }
    let find = |heading: &Heading| lines.all.iter().position(|line| heading.is(line));
    let next = after.iter().find_map(find).and_then(|line| lines.all.get(line));
    if let Some(next) = next {
        return next.start;
    }
    let last = before.iter().rev().find_map(find);
    let title = || lines.all.iter().position(|line| line.text.starts_with("# "));
    match last.or_else(title) {
        Some(last) => end_of_section(lines, last, level(heading.line)),
        None => lines.document.text.len(),
    }
}

/// A line of its own at `place`, with blank lines around it.
pub(super) fn as_paragraph(lines: &Lines<'_>, place: usize, line: &str) -> String {
    let (text, end) = (&*lines.document.text, line_end(&lines.document.text));
    let above = text.get(..place).unwrap_or_default().trim_start_matches('\u{feff}');
    let without_end = above.strip_suffix("\r\n").or_else(|| above.strip_suffix(['\n', '\r']));
    let before = match without_end {
        _ if above.is_empty() => String::new(),
        None => end.repeat(2),
        Some(above) if above.ends_with(['\n', '\r']) => String::new(),
        Some(_) => end.to_owned(),
    };
    let after = if place == text.len() { end.to_owned() } else { end.repeat(2) };
    format!("{before}{line}{after}")
}

/// The heading that groups the first task, or the task where none does.
fn first_task(lines: &Lines<'_>) -> Option<usize> {
    let at = lines.all.iter().position(|line| line.text.trim_start().starts_with("- ["))?;
    let above = lines.all.get(..at)?;
    let group = above.iter().rev().find(|line| line.text.starts_with("## "));
    let group = group.filter(|line| line.text.trim_end() != "## Overview");
    group.or(lines.all.get(at)).map(|line| line.start)
}

/// Where what stands below a heading ends for one of `level`: at the next heading that is not below it.
fn end_of_section(lines: &Lines<'_>, heading: usize, level: usize) -> usize {
    let mut in_fence = false;
    let ends = |line: &&Line<'_>| {
        let content = line.text.trim_start();
        in_fence ^= content.starts_with("```") || content.starts_with("~~~");
        !in_fence && (1..=level).contains(&self::level(line.text))
    };
    lines.all.iter().skip(heading + 1).find(ends).map_or(lines.document.text.len(), |line| line.start)
}

/// The number of `#` that a heading begins with; 0 for another line.
fn level(line: &str) -> usize {
    let name = line.trim_start_matches('#');
    if name.starts_with(' ') { line.len() - name.len() } else { 0 }
}
