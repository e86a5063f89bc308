//! What requirements.md and bugfix.md ask for, however it is written.

use std::fmt::Write;

use expect_test::{Expect, expect};
use spec::{Requirements, parse_bugfix, parse_requirements};
use text::LineIndex;

/// Compares the requirements of `text`: a line each (`line id | title`), below it the user story and the criteria
/// (`line id (number as written) | text`), then the terms, then the problems.
fn check(text: &str, expect: Expect) {
    expect.assert_eq(&show(text, parse_requirements(text)));
}

fn check_bugfix(text: &str, expect: Expect) {
    expect.assert_eq(&show(text, parse_bugfix(text)));
}

pub(crate) fn show(text: &str, (read, problems): (Requirements, Vec<text::Problem>)) -> String {
    let mut out = String::new();
    let said =
        |span: &std::ops::Range<usize>| text[span.clone()].replace("\r\n", "⏎").replace(['\n', '\r'], "⏎");
    for requirement in &read.requirements {
        let end = LineIndex::new(text).line(requirement.range.end);
        writeln!(out, "{}-{end}: {} | {}", requirement.line + 1, requirement.id, said(&requirement.title))
            .unwrap();
        if let Some(story) = &requirement.user_story {
            writeln!(out, "  story: {}", said(story)).unwrap();
        }
        for criterion in &requirement.criteria {
            let (line, number, text) = (criterion.line + 1, said(&criterion.number), said(&criterion.text));
            writeln!(out, "  {line}: {} ({number}) | {text}", criterion.id).unwrap();
        }
    }
    for term in &read.glossary {
        writeln!(out, "term {}: {}", said(&term.name), said(&term.definition)).unwrap();
    }
    for problem in problems {
        let line = LineIndex::new(text).line(problem.span.start) + 1;
        writeln!(out, "{} at {line}: {:?}", problem.code, said(&problem.span)).unwrap();
    }
    out
}

#[test]
fn sample() {
    let Ok(list) = std::fs::read_to_string("/tmp/w-docs/sample") else { return };
    let mut all = String::new();
    for path in list.lines() {
        let text = std::fs::read_to_string(path).unwrap();
        let (read, _) =
            if path.ends_with("bugfix.md") { parse_bugfix(&text) } else { parse_requirements(&text) };
        let covered: Vec<_> =
            read.requirements.iter().flat_map(|r| &r.criteria).map(|c| c.text.clone()).collect();
        for line in text::lines(&text) {
            let item = line.text.trim_start();
            let like = item.contains("SHALL") || item.contains(" shall ") || item.starts_with("WHEN");
            if like
                && !item.starts_with('#')
                && !covered.iter().any(|c| c.start <= line.start + line.text.len() && c.end > line.start)
            {
                writeln!(all, "MISSED {path} {}", line.text).unwrap();
            }
        }
        for requirement in &read.requirements {
            if requirement.criteria.is_empty() {
                writeln!(all, "EMPTY {path} {}", &text[requirement.heading.clone()]).unwrap();
            }
            for c in &requirement.criteria {
                let said = &text[c.text.clone()];
                if said.lines().count() > 6 {
                    writeln!(all, "LONG {path} {} {}", c.id, said.lines().count()).unwrap();
                }
                if c.number.is_empty() {
                    writeln!(all, "UNNUMBERED {path} {} {}", c.id, said.lines().next().unwrap()).unwrap();
                }
            }
        }
    }
    std::fs::write("/tmp/w-docs/sample.out", all).unwrap();
}
