use std::collections::HashSet;

use crate::id::{Numbered, parent_id};

/// The ids of a document, to tell an id from a number that happens to start a title.
pub(crate) struct Sequences<'a> {
    /// Ids that cannot be prose.
    certain: HashSet<&'a str>,
    /// Ids that other ids name as their parent.
    parents: HashSet<&'a str>,
    /// What comes before the last number of an id, and that number.
    members: HashSet<(&'a str, u64)>,
}

impl<'a> Sequences<'a> {
    pub(crate) fn of<'b>(ids: impl Iterator<Item = &'b Numbered<'a>> + Clone) -> Self
    where
        'a: 'b,
    {
        Self {
            certain: ids.clone().filter(|numbered| numbered.certain).map(|numbered| numbered.id).collect(),
            parents: ids.clone().filter_map(|numbered| parent_id(numbered.id)).collect(),
            members: ids.filter_map(|numbered| member(numbered.id)).collect(),
        }
    }

    /// Whether it is an id: it looks like nothing else, or no such id is taken and it begins a sequence, has a
    /// neighbour in one, or is the parent of another.
    pub(crate) fn confirm(&self, numbered: &Numbered<'a>) -> bool {
        if numbered.certain {
            return true;
        }
        let id = numbered.id;
        let in_sequence = member(id).is_some_and(|(family, number)| {
            let neighbours = [number.checked_sub(1), number.checked_add(1)];
            number <= 1
                || neighbours.into_iter().flatten().any(|number| self.members.contains(&(family, number)))
        });
        !self.certain.contains(id) && (in_sequence || self.parents.contains(id))
    }
}

/// `T1.2` is number 2 of the family `T1.`; a letter behind it does not count.
fn member(id: &str) -> Option<(&str, u64)> {
    let id = id.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let family = id.trim_end_matches(|c: char| c.is_ascii_digit());
    Some((family, id.strip_prefix(family)?.parse().ok()?))
}
