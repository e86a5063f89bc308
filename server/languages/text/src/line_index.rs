use std::ops::Range;

use crate::line::lines;

/// What a column counts. LSP calls it `PositionEncodingKind`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units: what an LSP client means unless something else was agreed.
    Utf16,
    /// Unicode scalar values.
    Utf32,
}

impl Encoding {
    /// The columns that `c` takes.
    fn width(self, c: char) -> usize {
        match self {
            Self::Utf8 => c.len_utf8(),
            Self::Utf16 => c.len_utf16(),
            Self::Utf32 => 1,
        }
    }
}

/// A place in a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line, 0-based.
    pub line: u32,
    /// Column, 0-based, in units of an [`Encoding`].
    pub character: u32,
}

/// Where the lines of a text begin. It does not hold the text: methods that need it are given the same text again,
/// and with another text the answer is meaningless, though still within bounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineIndex {
    /// Offset of each line's first byte; the first is 0.
    starts: Vec<usize>,
}

impl LineIndex {
    /// Indexes `text`.
    pub fn new(text: &str) -> Self {
        Self { starts: lines(text).map(|line| line.start).collect() }
    }

    /// Bytes of the text were replaced by `len` others, which made it `after`. Costs what was replaced and the number of
    /// lines, not the whole text.
    pub fn replace(&mut self, after: &str, range: Range<usize>, len: usize) {
        let after = after.as_bytes();
        // Whether a line begins at a byte is told by the byte and the one before it.
        let begins = |at: &usize| match at.checked_sub(1).and_then(|before| after.get(before)) {
            Some(b'\n') => true,
            Some(b'\r') => after.get(*at) != Some(&b'\n'),
            Some(_) | None => false,
        };
        let first = self.starts.partition_point(|start| *start < range.start.max(1));
        let last = self.starts.partition_point(|start| *start <= range.end).max(first);
        for start in self.starts.iter_mut().skip(last) {
            *start = (*start + len).saturating_sub(range.len());
        }
        self.starts.splice(first..last, (range.start.max(1)..=range.start + len).filter(begins));
    }

    /// Number of lines, at least 1.
    pub fn line_count(&self) -> u32 {
        u32::try_from(self.starts.len()).unwrap_or(u32::MAX)
    }

    /// The 0-based line that holds the byte at `offset`. A line end belongs to the line that it ends.
    pub fn line(&self, offset: usize) -> u32 {
        let line = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        u32::try_from(line).unwrap_or(u32::MAX)
    }

    /// The position of byte `offset`. An offset inside a character rounds down to it, one inside a line end rounds
    /// down to the end of the line, and one beyond the text is the end of the text.
    pub fn position(&self, text: &str, offset: usize, encoding: Encoding) -> Position {
        let line = self.line(offset.min(text.len()));
        let (start, content) = self.content(text, line);
        let character = content
            .char_indices()
            .take_while(|(at, c)| start + at + c.len_utf8() <= offset)
            .map(|(_, c)| encoding.width(c))
            .sum::<usize>();
        Position { line, character: u32::try_from(character).unwrap_or(u32::MAX) }
    }

    /// The byte offset of `position`. A column beyond its line is the line's end, a column inside a character rounds
    /// down to it, and a line beyond the last is the end of the text.
    pub fn offset(&self, text: &str, position: Position, encoding: Encoding) -> usize {
        if position.line >= self.line_count() {
            return text.len();
        }
        let (start, content) = self.content(text, position.line);
        let mut column = position.character as usize;
        for (at, c) in content.char_indices() {
            let Some(left) = column.checked_sub(encoding.width(c)) else {
                return start + at;
            };
            column = left;
        }
        start + content.len()
    }

    /// Where `line` starts, and its text without the line end.
    fn content<'a>(&self, text: &'a str, line: u32) -> (usize, &'a str) {
        let line = line as usize;
        let start = self.starts.get(line).copied().unwrap_or(text.len());
        let next = self.starts.get(line + 1).copied().unwrap_or(text.len());
        let whole = text.get(start..next).unwrap_or_default();
        (start, whole.strip_suffix("\r\n").or_else(|| whole.strip_suffix(['\n', '\r'])).unwrap_or(whole))
    }
}
