use crate::{Location, Place, named_at, occurrences};

/// Where the thing under the cursor is named, by document and place.
///
/// Ranges and wildcards that cover an id count. References to a criterion are references to its requirement, and those
/// to a requirement are references to each of its criteria: both say that somebody deals with it.
pub fn references(place: &Place<'_>, include_declaration: bool) -> Vec<Location> {
    let Some(at) = named_at(place) else { return Vec::new() };
    let found = at.names.iter().flat_map(|named| occurrences(place.library, named));
    let mut found: Vec<Location> =
        found.filter(|it| include_declaration || !it.defines).map(|it| it.location).collect();
    found.sort_by(|a, b| (&a.path, a.span.start, a.span.end).cmp(&(&b.path, b.span.start, b.span.end)));
    found.dedup();
    found
}
