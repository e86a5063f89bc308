#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod bugfix;
mod corpus;
mod design;
mod document_corpus;
mod documents;
mod ears;
mod marks;
mod metadata;
mod reference_lines;
mod reference_values;
mod references;
mod renumber;
mod requirements;
mod resolve;
mod shapes;
mod structure;
mod waves;

use std::fmt::Write;

use expect_test::Expect;
use spec::{Severity, parse_tasks};
use text::LineIndex;

/// Compares the tasks of `text`, a line each (`depth line [mark] id | title`), and its problems.
fn check(text: &str, expect: Expect) {
    let (list, problems) = parse_tasks(text);
    let mut out = String::new();
    for (index, task) in list.tasks.iter().enumerate() {
        let mark = task.mark.as_ref().map_or("#".to_owned(), |mark| format!("[{}]", mark.text));
        let star = if task.optional { "*" } else { "" };
        let indent = "  ".repeat(task.depth);
        writeln!(out, "{indent}{}: {mark}{star} {} | {}", task.line + 1, list.reference(index), task.title)
            .unwrap();
    }
    for problem in problems {
        let line = LineIndex::new(text).line(problem.span.start) + 1;
        let severity = match problem.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
            Severity::Hint => "hint",
        };
        writeln!(out, "{severity} {} at {line}: {:?}", problem.code, &text[problem.span]).unwrap();
    }
    expect.assert_eq(&out);
}
