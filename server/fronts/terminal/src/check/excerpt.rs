//! The lines that a finding is about, safe to show.

use std::ops::Range;

use ide::Document;
use protocol::CheckedFile;
use text::{Encoding, Position};

/// More lines of one finding say nothing more.
const MAX_LINES: u32 = 6;

/// More bytes than this are cut, on both sides of what they are about.
const MAX_BYTES: usize = 2000;
const BEFORE: usize = 200;
const AFTER: usize = 800;
const CUT: &str = "…";

/// Findings whose place must not be shown: logs of CI are read by many.
const SECRET: &str = "mcp/secret";

/// Some whole lines of a document.
pub(super) struct Excerpt {
    /// The lines, with as many bytes as in the document but where they are cut.
    pub(super) text: String,
    /// The number of the first one, from 1.
    pub(super) line: usize,
    /// What it is about, in bytes of `text`.
    pub(super) span: Range<usize>,
    /// Columns cannot be counted in it.
    pub(super) cut: bool,
}

/// The secrets of a document, which no excerpt shows.
pub(super) fn secrets(file: Option<&CheckedFile>) -> Vec<Range<usize>> {
    let findings = file.into_iter().flat_map(|file| &file.findings);
    findings
        .filter(|finding| finding.code == SECRET)
        .map(|finding| bytes(finding.place.start, finding.place.end))
        .collect()
}

impl Excerpt {
    /// The lines of `document` that hold `span`.
    pub(super) fn new(document: &Document, span: &Range<usize>, secrets: &[Range<usize>]) -> Self {
        let (text, index) = (&*document.text, document.index());
        let first = index.line(span.start);
        let last = index.line(span.end.max(span.start)).min(first.saturating_add(MAX_LINES - 1));
        let start_of = |line| index.offset(text, Position { line, character: 0 }, Encoding::Utf8);
        let start = start_of(first);
        let end = if last.saturating_add(1) < index.line_count() { start_of(last + 1) } else { text.len() };
        let shown = text.get(start..end).unwrap_or_default().trim_end_matches(['\r', '\n']);
        let inside = |at: usize| at.saturating_sub(start).min(shown.len());
        let hidden: Vec<_> = secrets.iter().map(|secret| inside(secret.start)..inside(secret.end)).collect();
        let span = inside(span.start)..inside(span.end);
        let excerpt = Self { text: visible(shown, &hidden), line: first as usize + 1, span, cut: false };
        if shown.len() > MAX_BYTES { excerpt.cut() } else { excerpt }
    }

    /// Without what is far from what it is about.
    fn cut(self) -> Self {
        let start = self.text.floor_char_boundary(self.span.start.saturating_sub(BEFORE));
        let end = self.text.ceil_char_boundary(self.span.start.saturating_add(AFTER));
        let before = if start > 0 { CUT } else { "" };
        let after = if end < self.text.len() { CUT } else { "" };
        let kept = self.text.get(start..end).unwrap_or_default();
        let inside = |at: usize| before.len() + at.saturating_sub(start).min(kept.len());
        let span = inside(self.span.start)..inside(self.span.end);
        Self { text: format!("{before}{kept}{after}"), span, cut: true, ..self }
    }
}

/// Text in as many bytes, with nothing that steers a terminal. The renderer draws the control characters of ASCII.
fn visible(text: &str, hidden: &[Range<usize>]) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        match c {
            _ if hidden.iter().any(|range| range.contains(&at)) => {
                shown.extend(std::iter::repeat_n('*', c.len_utf8()));
            }
            // The renderer knows one end of a line.
            '\r' if rest.peek().is_none_or(|(_, next)| *next != '\n') => shown.push('\n'),
            '\r' => shown.push(' '),
            '\u{80}'..='\u{9f}' => shown.push('\u{b7}'),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' => {
                shown.push('\u{fffd}');
            }
            other => shown.push(other),
        }
    }
    shown
}

/// A place of the protocol as a range.
pub(super) fn bytes(start: u64, end: u64) -> Range<usize> {
    let offset = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
    offset(start)..offset(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_as_long_and_harmless() {
        let text = "a\r\nb\u{9b}31m\u{202e}c\rkey: geheim\u{e9}";
        let secret = text.find("geheim").unwrap()..text.len();
        let shown = visible(text, &[secret]);
        assert_eq!(shown, "a \nb\u{b7}31m\u{fffd}c\nkey: ********");
        assert_eq!(shown.len(), text.len());
    }
}
