//! Renaming ids and terms, with everything that refers to them.
//!
//! A rename is planned as edits, tried on a copy of the spec, and refused if anything but the name would mean something
//! else there: a range that covers more, a child that changes its parent, a name that is not read as one.

mod change;
mod error;
pub(crate) mod trial;

#[cfg(test)]
mod tests;

use std::ops::Range;

pub use error::RenameError;

use change::Change;

use crate::named::{Named, mentions, respell};
use crate::{Document, FileEdit, Kind, Library, NamedAt, Place, named_at};

/// What would be renamed at a place: its bytes, and what it is called now. `None` where nothing can be.
///
/// Ids are given in full, however they are written there: `1.2` for the `2.` of a list and for `R1.AC2`.
pub fn prepare_rename(place: &Place<'_>) -> Option<(Range<usize>, String)> {
    let (span, named) = subject(place).ok()?;
    let id = named.id(place.library)?;
    (span.start <= place.offset && place.offset <= span.end).then(|| (span, id.to_owned()))
}

/// The edits that give what stands under the cursor another name: a requirement with its criteria, a criterion within
/// its requirement, a property, a task with its sub-tasks, a term. References keep the form they are written in, and
/// the keys of tasks.meta.json follow their tasks. Of a criterion the number alone will do.
///
/// # Errors
/// Nothing there has a name; the new one is taken or can't be one; something else would change its meaning.
pub fn rename(place: &Place<'_>, new_name: &str) -> Result<Vec<FileEdit>, RenameError> {
    let (_, named) = subject(place)?;
    let spec = place.library.spec_of(named.path()).ok_or(RenameError::Nothing)?;
    let change = Change::new(place.library, spec, named, new_name)?;
    let edits = change.edits()?;
    trial::check(place.library, spec, &change, &edits)?;
    Ok(edits)
}

/// The one thing at a place that can be renamed, and the bytes that name it there.
fn subject(place: &Place<'_>) -> Result<(Range<usize>, Named), RenameError> {
    let NamedAt { span, names } = named_at(place).ok_or(RenameError::Nothing)?;
    let [named] = names.as_slice() else {
        let mut ids = names.iter().map(|named| named.id(place.library));
        let first = ids.next().flatten();
        return Err(match first.filter(|first| ids.all(|id| id == Some(*first))) {
            Some(id) => RenameError::Ambiguous { id: id.to_owned(), count: names.len() },
            None => RenameError::Several { written: place.document.slice(span).to_owned() },
        });
    };
    if matches!(named, Named::File { .. }) || place.document.kind == Kind::TasksMeta {
        return Err(RenameError::Nothing);
    }
    if !has_written_id(place.library, named) {
        return Err(RenameError::NoId { what: capitalized(&called(place.library, named)) });
    }
    Ok((span, named.clone()))
}

/// Its definition writes its id: a criterion may be counted, and the behaviours of a bugfix.md are counted by us.
fn has_written_id(library: &Library, named: &Named) -> bool {
    let Some(document) = library.document(named.path()) else { return false };
    let mut defined = mentions(document).into_iter().filter(|mention| mention.defines(named));
    let Some(mention) = defined.next() else { return false };
    let Some(id) = named.id(library) else { return false };
    let written = document.slice(mention.span);
    matches!(named, Named::Term { .. }) && !written.is_empty() || respell(written, id, id).is_some()
}

/// "the task 2.1"
fn called(library: &Library, named: &Named) -> String {
    let what = match named {
        Named::Requirement { .. } => "requirement",
        Named::Criterion { .. } => "criterion",
        Named::Property { .. } => "property",
        Named::Task { .. } => "task",
        Named::Term { .. } => "term",
        Named::File { .. } => "file",
    };
    match named.id(library) {
        Some(id) => format!("the {what} {id}"),
        None => format!("the {what}"),
    }
}

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

/// 1-based.
fn line_of(document: &Document, offset: usize) -> u32 {
    document.index().line(offset) + 1
}

fn changes_meaning(document: &Document, span: Range<usize>) -> RenameError {
    RenameError::ChangesMeaning {
        line: line_of(document, span.start),
        written: document.slice(span).to_owned(),
        path: document.path.to_string(),
    }
}
