use std::ops::Range;

use text::{Line, lines};

use crate::{
    fence::{Fences, fences},
    heading::heading,
};

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

/// The headings of any Markdown document, in document order, those in fenced code aside. Only `#` headings at column 0
/// are read, as in tasks.md; underlined ones do not occur in specs.
pub fn parse_sections(text: &str) -> Vec<Section> {
    let lines: Vec<Line<'_>> = lines(text).collect();
    sections(&lines, &fences(&lines), text.len())
}

/// The same, where the lines are known; `end` is the length of the text.
pub(crate) fn sections(lines: &[Line<'_>], fences: &Fences, end: usize) -> Vec<Section> {
    let mut found: Vec<Section> = Vec::new();
    // Indices of the sections that are not over yet, each deeper than the one before.
    let mut open: Vec<usize> = Vec::new();
    for ((number, line), fenced) in (0u32..).zip(lines).zip(&fences.inside) {
        let Some(heading) = heading(line.text).filter(|_| !fenced) else { continue };
        while let Some(section) = open.last().and_then(|last| found.get_mut(*last)) {
            if section.level < heading.level {
                break;
            }
            section.range.end = line.start;
            open.pop();
        }
        open.push(found.len());
        found.push(Section {
            level: heading.level,
            title: span_of(line, heading.text),
            line: number,
            heading: line.span(),
            range: line.start..end,
        });
    }
    found
}

/// The bytes of `part` in the document; it must be a slice of the line.
pub(crate) fn span_of(line: &Line<'_>, part: &str) -> Range<usize> {
    let offset = part.as_ptr().addr().saturating_sub(line.text.as_ptr().addr());
    let start = line.start + offset.min(line.text.len());
    start..start + part.len()
}
