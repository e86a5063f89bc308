use std::ops::Range;

/// A heading of a document and what stands below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// 1 to 6.
    pub level: usize,
    /// The bytes of the heading's text, without the `#` on either side.
    pub title: Range<usize>,
    /// Line of the heading, 0-based.
    pub line: u32,
    /// The bytes of the heading's line, without the line end.
    pub heading: Range<usize>,
    /// The bytes from the heading to the next one of the same or a higher level, or the end.
    pub range: Range<usize>,
}
