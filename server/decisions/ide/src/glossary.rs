//! The terms that a spec defines.

use crate::{Document, Place};

/// A term, and what it means.
pub(crate) struct Defined<'a> {
    pub(crate) document: &'a Document,
    pub(crate) name: &'a str,
    pub(crate) definition: &'a str,
}

/// The terms of the spec of a document, in document order.
pub(crate) fn terms<'a>(place: &Place<'a>) -> impl Iterator<Item = Defined<'a>> {
    let spec = place.library.spec_of(&place.document.path);
    spec.into_iter().flat_map(|spec| spec.requirements()).flat_map(|(document, requirements)| {
        requirements.glossary.iter().map(move |term| Defined {
            document,
            name: document.slice(term.name.clone()),
            definition: document.slice(term.definition.clone()),
        })
    })
}

/// The term that stands at the cursor as a whole word, and its bytes there; the longest one. A line end or more than one
/// blank between its words does not matter to people, but is not looked for.
pub(crate) fn term_at<'a>(place: &Place<'a>) -> Option<(std::ops::Range<usize>, Defined<'a>)> {
    let text = &place.document.text;
    let found = terms(place).filter(|term| !term.name.trim().is_empty()).filter_map(|term| {
        let len = term.name.len();
        let from = place.offset.saturating_sub(len);
        let from = (from..=place.offset).find(|at| text.is_char_boundary(*at))?;
        let to = (place.offset + len).min(text.len());
        let to = (place.offset..=to).rev().find(|at| text.is_char_boundary(*at))?;
        let around = text.get(from..to)?;
        let start = around.match_indices(term.name).map(|(at, _)| from + at).find(|start| {
            *start <= place.offset && place.offset <= start + len && whole_word(text, *start, start + len)
        })?;
        Some((start..start + len, term))
    });
    found.max_by_key(|(span, _)| span.len())
}

/// No letter goes on before or behind it. Scripts without blanks between words have no such border.
fn whole_word(text: &str, start: usize, end: usize) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c.is_alphabetic() && (c as u32) < 0x2e80;
    let goes_on =
        |inside: Option<char>, outside: Option<char>| inside.is_some_and(part) && outside.is_some_and(part);
    let name = text.get(start..end).unwrap_or_default();
    let before = text.get(..start).and_then(|text| text.chars().next_back());
    let behind = text.get(end..).and_then(|text| text.chars().next());
    !goes_on(name.chars().next(), before) && !goes_on(name.chars().next_back(), behind)
}
