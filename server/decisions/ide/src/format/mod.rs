//! Numbers in order: of tasks and of criteria, with everything that names them.
//!
//! Nothing else is changed, not even a blank: people and agents write these documents in their own ways. Formatting what is
//! formatted changes nothing.

mod on_type;
mod requirements;
mod tasks;

pub use on_type::{ON_TYPE, on_type};

use crate::{Document, FileEdit, Library, Model};

/// The edits that number the tasks of a tasks.md, or the criteria of a requirements.md, by the order of the document.
/// References to them follow in all documents of the spec, and so do the keys of tasks.meta.json. None where that would
/// lead anybody elsewhere, or where numbers begin anew on purpose.
pub fn format(library: &Library, document: &Document) -> Vec<FileEdit> {
    if let Model::Tasks(list) = document.model() {
        return tasks::format(library, document, list).unwrap_or_default();
    }
    let Model::Requirements(found) = document.model() else { return Vec::new() };
    requirements::format(library, document, found).unwrap_or_default()
}

#[cfg(test)]
mod tests;
