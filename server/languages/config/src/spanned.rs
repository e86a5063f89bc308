use std::ops::Range;

use text::Json;

/// A value and the bytes that say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// What it is.
    pub value: T,
    /// Where it stands, quotes included.
    pub span: Range<usize>,
}

impl<T> Spanned<T> {
    /// A value at a place.
    pub fn new(value: T, span: Range<usize>) -> Self {
        Self { value, span }
    }
}

/// A string.
pub(crate) fn string(json: &Json) -> Option<Spanned<String>> {
    json.as_str().map(|text| Spanned::new(text.to_owned(), json.span.clone()))
}

/// The string of a key.
pub(crate) fn string_at(object: &Json, key: &str) -> Option<Spanned<String>> {
    object.get(key).and_then(string)
}

/// The strings of a list, or the one string that stands in its place. What is neither is passed over.
pub(crate) fn strings(json: &Json) -> Vec<Spanned<String>> {
    string(json).into_iter().chain(json.elements().iter().filter_map(string)).collect()
}

/// The strings of a key.
pub(crate) fn strings_at(object: &Json, key: &str) -> Vec<Spanned<String>> {
    object.get(key).map(strings).unwrap_or_default()
}

/// Where `part` begins in `whole`, of which it is a slice.
pub(crate) fn place(whole: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(whole.as_ptr() as usize).min(whole.len())
}
