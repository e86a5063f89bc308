use std::ops::Range;

use crate::named::occurrences_in;
use crate::{Place, named_at};

/// A place in a document that names what the cursor stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Highlight {
    /// Its bytes.
    pub span: Range<usize>,
    /// What it does there.
    pub kind: HighlightKind,
}

/// What a [`Highlight`] does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HighlightKind {
    /// It is defined here.
    Write,
    /// It is referred to.
    Read,
}

/// Where the document names what the cursor stands on, by place.
pub fn highlights(place: &Place<'_>) -> Vec<Highlight> {
    let Some(at) = named_at(place) else { return Vec::new() };
    let found = at.names.iter().flat_map(|named| occurrences_in(place.library, place.document, named));
    let mut found: Vec<Highlight> = found
        .map(|it| Highlight {
            span: it.location.span,
            kind: if it.defines { HighlightKind::Write } else { HighlightKind::Read },
        })
        .collect();
    found.sort_by_key(|highlight| (highlight.span.start, highlight.span.end, highlight.kind));
    found.dedup_by_key(|highlight| highlight.span.clone());
    found
}
