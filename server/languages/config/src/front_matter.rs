use std::ops::Range;

use text::lines;

/// The block between two `---` lines at the very start of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FrontMatter {
    /// The bytes between the two lines.
    pub(crate) yaml: Range<usize>,
    /// Offset of what follows.
    pub(crate) body: usize,
    /// The closing `---` is there. Without it, the block is the run of entries below the opening line.
    pub(crate) closed: bool,
}

/// Finds the front matter of `text`. It must be the first thing in it; a BOM before it is tolerated. `None` also for
/// a document that merely starts with a rule, and for prose between two rules.
pub(crate) fn front_matter(text: &str) -> Option<FrontMatter> {
    let is_rule = |line: &str| line.trim_end() == "---";
    let mut lines = lines(text);
    let opening = lines.next()?;
    if !is_rule(opening.text.trim_start_matches('\u{feff}')) {
        return None;
    }
    let start = opening.next;
    // Where the run of entries at the top ends, once something else was met.
    let (mut top_end, mut has_entry, mut blank) = (None, false, true);
    for line in lines {
        if is_rule(line.text) {
            return (has_entry || blank).then_some(FrontMatter {
                yaml: start..line.start,
                body: line.next,
                closed: true,
            });
        }
        let entry = is_entry(line.text);
        if !entry && !is_continuation(line.text) {
            top_end.get_or_insert(line.start);
        }
        has_entry |= entry;
        blank &= line.text.trim().is_empty();
    }
    let end = top_end.unwrap_or(text.len());
    let top_has_entry = text.get(start..end)?.lines().next().is_some_and(is_entry);
    top_has_entry.then_some(FrontMatter { yaml: start..end, body: end, closed: false })
}

/// `key:` or `key: value`.
fn is_entry(line: &str) -> bool {
    line.split_once(':').is_some_and(|(key, value)| {
        !key.is_empty()
            && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
            && (value.is_empty() || value.starts_with(char::is_whitespace))
    })
}

/// A list item, or something indented.
fn is_continuation(line: &str) -> bool {
    line.starts_with("- ") || line.starts_with([' ', '\t']) && !line.trim().is_empty()
}
