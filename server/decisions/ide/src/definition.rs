use crate::{Location, Place, named_at};

/// Where the thing under the cursor is defined: a requirement, a criterion, a property, a task, a term, a file.
///
/// On an end of a range it is that end, between the ends everything the range covers; `2.*` leads to the requirement,
/// `All` to every requirement. Where an id repeats, each place is given.
pub fn definition(place: &Place<'_>) -> Vec<Location> {
    let Some(at) = named_at(place) else { return Vec::new() };
    at.names.iter().filter_map(|named| named.definition(place.library)).collect()
}
