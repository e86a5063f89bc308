//! The line that the cursor stands in, and what it stands within.

use std::ops::Range;

use text::{Line, lines};

/// The line that holds `offset`.
pub(crate) fn line_at(text: &str, offset: usize) -> Line<'_> {
    let offset = offset.min(text.len());
    let (before, after) = (text.get(..offset).unwrap_or_default(), text.get(offset..).unwrap_or_default());
    // A cursor between the two bytes of a line end belongs to the line before them.
    let before = if after.starts_with('\n') { before.strip_suffix('\r').unwrap_or(before) } else { before };
    let start = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let rest = text.get(start..).unwrap_or_default();
    let first = lines(rest).next().unwrap_or(Line { text: "", start: 0, next: 0 });
    Line { text: first.text, start: start + first.start, next: start + first.next }
}

/// The bytes between the fence lines of the fenced code around `offset`; to the end where the second one is missing.
pub(crate) fn fence_at(text: &str, offset: usize) -> Option<Range<usize>> {
    let mut open: Option<(&str, usize)> = None;
    for line in lines(text) {
        let content = line.text.trim();
        match open {
            Some((fence, start)) => {
                let closes = content.starts_with(fence) && content.trim_start_matches(['`', '~']).is_empty();
                if closes {
                    if start <= offset && offset < line.start {
                        return Some(start..line.start);
                    }
                    open = None;
                }
            }
            None => {
                let fence = ["```", "~~~"].into_iter().find(|fence| content.starts_with(fence));
                open = fence.map(|fence| (fence, line.next));
            }
        }
        if open.is_none() && line.start > offset {
            return None;
        }
    }
    open.map(|(_, start)| start..text.len()).filter(|range| range.start <= offset)
}

#[cfg(test)]
mod tests {
    use super::{fence_at, line_at};

    #[test]
    fn the_line_of_an_offset() {
        let text = "ab\r\ncd\r\n";
        for (offset, line) in [(0, "ab"), (2, "ab"), (3, "ab"), (4, "cd"), (8, ""), (99, "")] {
            assert_eq!(line_at(text, offset).text, line, "{offset}");
        }
    }

    #[test]
    fn the_fence_around_an_offset() {
        let text = "a\n```json\n{}\n```\nb\n```\nopen";
        let at = |what: &str| fence_at(text, text.find(what).unwrap()).map(|range| &text[range]);
        assert_eq!(at("{}"), Some("{}\n"));
        assert_eq!(at("b\n"), None);
        assert_eq!(at("open"), Some("open"));
    }
}
