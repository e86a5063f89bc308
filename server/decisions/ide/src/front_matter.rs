use std::ops::Range;

use text::lines;

/// The bytes of the block between two `---` lines at the very start of a document, both included, without the last line
/// end; `None` where there is no such, or nothing closes it.
pub(crate) fn front_matter(text: &str) -> Option<Range<usize>> {
    let mut lines = lines(text);
    let first = lines.next()?;
    let opening = first.text.trim_start_matches('\u{feff}');
    let closing = |line: &str| line.trim_end() == "---";
    let start = first.start + first.text.len() - opening.len();
    let last = closing(opening).then(|| lines.find(|line| closing(line.text)))??;
    Some(start..last.span().end)
}
