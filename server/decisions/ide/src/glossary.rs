//! The terms that a spec defines.

use crate::Place;

/// A term, and what it means.
pub(crate) struct Defined<'a> {
    pub(crate) name: &'a str,
    pub(crate) definition: &'a str,
}

/// The terms of the spec of a document, in document order.
pub(crate) fn terms<'a>(place: &Place<'a>) -> impl Iterator<Item = Defined<'a>> {
    let spec = place.library.spec_of(&place.document.path);
    spec.into_iter().flat_map(|spec| spec.requirements()).flat_map(|(document, requirements)| {
        requirements.glossary.iter().map(move |term| Defined {
            name: document.slice(term.name.clone()),
            definition: document.slice(term.definition.clone()),
        })
    })
}
