use text::Line;

use super::lines::Lines;
use crate::rules::finding::Findings;

/// A heading that Kiro looks for.
#[derive(Clone, Copy)]
pub(super) struct Heading {
    /// What is reported where it is missing.
    pub(super) code: &'static str,
    /// The line.
    pub(super) line: &'static str,
    /// How a line is compared with it.
    pub(super) compare: Compare,
}

/// How Kiro compares headings. It differs from table to table.
#[derive(Clone, Copy)]
pub(super) enum Compare {
    /// Blanks at the end of the line aside.
    Exact,
    /// The line begins with it, whatever follows.
    Start,
    /// `##`, blanks, and the name in any case.
    Name,
}

impl Heading {
    pub(super) const fn exact(code: &'static str, line: &'static str) -> Self {
        Self { code, line, compare: Compare::Exact }
    }

    pub(super) const fn named(code: &'static str, line: &'static str) -> Self {
        Self { code, line, compare: Compare::Name }
    }

    /// Whether Kiro takes a line for it.
    pub(super) fn is(&self, line: &Line<'_>) -> bool {
        match self.compare {
            Compare::Exact => line.text.trim_end() == self.line,
            Compare::Start => line.text.starts_with(self.line),
            Compare::Name => section_name(line).is_some_and(|name| {
                self.line.strip_prefix("## ").is_some_and(|own| own.to_lowercase() == name.to_lowercase())
            }),
        }
    }

    /// The heading that was probably meant to be it: other case, level, number, or brackets.
    pub(super) fn nearly<'l, 'a>(&self, lines: &'l Lines<'a>) -> Option<&'l Line<'a>> {
        let own = essence(self.line);
        let is_heading = |line: &&Line<'_>| line.text.trim_start().starts_with('#');
        lines.all.iter().filter(is_heading).find(|line| essence(line.text) == own)
    }

    /// As people read it.
    pub(super) fn name(&self) -> &'static str {
        self.line.trim_start_matches('#').trim_start()
    }
}

/// Reports the headings of a table that are not there.
pub(super) fn check(headings: &'static [Heading], lines: &Lines<'_>, findings: &mut Findings<'_>) {
    for heading in headings {
        if lines.all.iter().any(|line| heading.is(line)) {
            continue;
        }
        let (span, message) = match heading.nearly(lines) {
            Some(line) => (
                line.span(),
                format!("Kiro does not recognize this heading. Write it as \"{}\".", heading.line),
            ),
            None => (
                lines.title(),
                format!("Kiro expects a heading \"{}\", and there is none. Add it.", heading.line),
            ),
        };
        findings.report(lines.document, heading.code, span, message);
    }
}

/// The name of a second-level heading, as Kiro reads it in a design.
pub(super) fn section_name<'a>(line: &Line<'a>) -> Option<&'a str> {
    let rest = line.text.trim_end().strip_prefix("##")?;
    let name = rest.trim_start();
    (name.len() < rest.len()).then_some(name)
}

/// What matters of a heading: its words in lower case, without level, number, colon and brackets.
fn essence(line: &str) -> String {
    let name = line.trim_matches(|c: char| c == '#' || c.is_whitespace());
    let name =
        name.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ')') || c.is_whitespace());
    let name = name.split(['(', '（', ':', '：']).next().unwrap_or_default();
    name.trim_end().to_lowercase()
}
