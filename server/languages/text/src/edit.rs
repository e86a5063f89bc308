use std::ops::Range;

/// A replacement of bytes of a text. An empty range inserts, an empty `new` deletes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextEdit {
    /// The bytes to replace.
    pub range: Range<usize>,
    /// What stands there afterwards.
    pub new: String,
}

/// Why edits do not fit a text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The range ends before it starts, or beyond the text.
    #[error("the edit of bytes {}..{} is not a range of a text of {len} bytes; read the document again", range.start, range.end)]
    OutOfRange {
        /// The edit's range.
        range: Range<usize>,
        /// Length of the text in bytes.
        len: usize,
    },
    /// The range starts or ends inside a character.
    #[error("the edit at byte {offset} would cut a character in two; read the document again")]
    InsideCharacter {
        /// Where the cut would be.
        offset: usize,
    },
    /// Two edits change the same bytes.
    #[error("the edits of bytes {}..{} and {}..{} overlap; send them one after the other", first.start, first.end, second.start, second.end)]
    Overlap {
        /// The range that starts first.
        first: Range<usize>,
        /// The range that starts within it.
        second: Range<usize>,
    },
}

/// `text` with all of `edits` made at once: every range refers to `text` as given, in any order.
/// Insertions at one place keep the order of `edits`, and come before what replaces the bytes behind that place.
///
/// # Errors
/// A range that is not one of `text`, cuts a character in two, or overlaps another.
pub fn apply(text: &str, edits: &[TextEdit]) -> Result<String, EditError> {
    let mut edits: Vec<&TextEdit> = edits.iter().collect();
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));

    let mut result =
        String::with_capacity(text.len() + edits.iter().map(|edit| edit.new.len()).sum::<usize>());
    let mut done = 0..0;
    for edit in edits {
        let range = &edit.range;
        if range.start > range.end || range.end > text.len() {
            return Err(EditError::OutOfRange { range: range.clone(), len: text.len() });
        }
        if let Some(offset) = [range.start, range.end].into_iter().find(|at| !text.is_char_boundary(*at)) {
            return Err(EditError::InsideCharacter { offset });
        }
        if range.start < done.end {
            return Err(EditError::Overlap { first: done, second: range.clone() });
        }
        result.push_str(text.get(done.end..range.start).unwrap_or_default());
        result.push_str(&edit.new);
        done = range.clone();
    }
    result.push_str(text.get(done.end..).unwrap_or_default());
    Ok(result)
}
