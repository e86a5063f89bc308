use std::ops::Range;

/// A line of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// The line without its line end.
    pub text: &'a str,
    /// Offset of its first byte.
    pub start: usize,
    /// Offset of the next line's first byte; the length of the text for the last line.
    pub next: usize,
}

impl Line<'_> {
    /// Its bytes, without the line end.
    pub fn span(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }
}

/// The lines of `text`. There is always at least one, and a final line end is followed by an empty last line, so that
/// every offset lies in exactly one of them.
pub fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let tail = rest?;
        let start = text.len() - tail.len();
        // By bytes: every document is split with every key that is typed, and `find` would decode its letters.
        let Some(end) = tail.bytes().position(|byte| matches!(byte, b'\n' | b'\r')) else {
            rest = None;
            return Some(Line { text: tail, start, next: text.len() });
        };
        let (line, tail) = tail.split_at(end);
        let tail = tail.strip_prefix("\r\n").or_else(|| tail.get(1..)).unwrap_or_default();
        rest = Some(tail);
        Some(Line { text: line, start, next: text.len() - tail.len() })
    })
}

/// What ends the lines of a document: what ends its first one; `\n` where it has but one.
pub fn line_end(text: &str) -> &'static str {
    match text.find(['\n', '\r']).and_then(|at| text.get(at..)) {
        Some(end) if end.starts_with("\r\n") => "\r\n",
        Some(end) if end.starts_with('\r') => "\r",
        Some(_) | None => "\n",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_says_how_lines_end() {
        for (text, end) in [("", "\n"), ("a", "\n"), ("a\nb\r\n", "\n"), ("a\r\nb\n", "\r\n"), ("a\rb", "\r")]
        {
            assert_eq!(line_end(text), end, "{text:?}");
        }
    }

    #[test]
    fn every_line_end_of_lsp() {
        let found: Vec<_> =
            lines("a\nb\r\nc\rd\n\r").map(|line| (line.text, line.start, line.next)).collect();
        assert_eq!(found, [("a", 0, 2), ("b", 2, 5), ("c", 5, 7), ("d", 7, 9), ("", 9, 10), ("", 10, 10)]);
    }

    #[test]
    fn an_empty_text_has_one_line() {
        assert_eq!(lines("").collect::<Vec<_>>(), [Line { text: "", start: 0, next: 0 }]);
    }
}
