//! What documents call by a name, where each name is defined, and where it is used.
//!
//! Definition, references, highlights, rename and links are all views of this.

mod at;
mod definitions;
mod files;
mod mentions;
mod occurrences;
mod resolve;
mod terms;
#[cfg(test)]
mod tests;
mod written;

use std::sync::Arc;

pub use at::{NamedAt, named_at};
pub(crate) use definitions::Definitions;
pub(crate) use files::file_mentions;
use files::file_mentions_in;
pub(crate) use mentions::{Mention, Says, Sort, mentions};
pub(crate) use occurrences::{occurrences, occurrences_in, terms_used};
pub(crate) use resolve::Names;
pub(crate) use written::{counted, ids, respell};

use crate::{Document, Library, Location, Model};

/// A thing that has a name. `path` is the document that defines it, the numbers are indices into its model; it is
/// about a library as it is, and means nothing once that changed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Named {
    /// A requirement, or a behaviour of a bugfix.md.
    Requirement {
        /// requirements.md or bugfix.md
        path: Arc<str>,
        /// Of [`spec::Requirements::requirements`].
        index: usize,
    },
    /// An acceptance criterion.
    Criterion {
        /// requirements.md or bugfix.md
        path: Arc<str>,
        /// Of [`spec::Requirements::requirements`].
        requirement: usize,
        /// Of [`spec::Requirement::criteria`].
        index: usize,
    },
    /// A correctness property.
    Property {
        /// design.md
        path: Arc<str>,
        /// Of [`spec::Design::properties`].
        index: usize,
    },
    /// A task.
    Task {
        /// tasks.md
        path: Arc<str>,
        /// Of [`spec::TaskList::tasks`].
        index: usize,
    },
    /// A term of the glossary.
    Term {
        /// requirements.md or bugfix.md
        path: Arc<str>,
        /// Of [`spec::Requirements::glossary`].
        index: usize,
    },
    /// A file of the workspace, or one that should be.
    File {
        /// Relative to the workspace root.
        path: Arc<str>,
        /// The line that is meant, 0-based.
        line: Option<u32>,
    },
}

impl Named {
    /// The document that defines it; of a file, the file.
    pub fn path(&self) -> &Arc<str> {
        match self {
            Self::Requirement { path, .. }
            | Self::Criterion { path, .. }
            | Self::Property { path, .. }
            | Self::Task { path, .. }
            | Self::Term { path, .. }
            | Self::File { path, .. } => path,
        }
    }

    /// Where it is defined: the bytes of its id or name, or of its first line where it has none. Of a file that is no
    /// document of ours the start.
    pub fn definition(&self, library: &Library) -> Option<Location> {
        let at = |span| Location { path: Arc::clone(self.path()), span };
        if let Self::File { path, line } = self {
            let document = library.document(path);
            let start = document.zip(*line).map_or(0, |(document, line)| line_start(document, line));
            let exists = document.is_some() || library.files().exists(path);
            return exists.then(|| at(start..start));
        }
        Definitions::of([&**library.document(self.path())?]).location(self)
    }

    /// The id by which references call it; of a term its name, of a file its path.
    pub fn id<'a>(&'a self, library: &'a Library) -> Option<&'a str> {
        let document = || library.document(self.path()).map(|document| &**document);
        match self {
            Self::Requirement { index, .. } => Some(&requirement(document()?, *index)?.id),
            Self::Criterion { requirement: above, index, .. } => {
                Some(&requirement(document()?, *above)?.criteria.get(*index)?.id)
            }
            Self::Property { index, .. } => {
                let Model::Design(design) = document()?.model() else { return None };
                Some(&design.properties.get(*index)?.id)
            }
            Self::Task { index, .. } => {
                let Model::Tasks(list) = document()?.model() else { return None };
                list.tasks.get(*index)?.id.as_deref()
            }
            Self::Term { index, .. } => {
                let document = document()?;
                let Model::Requirements(requirements) = document.model() else { return None };
                Some(document.slice(requirements.glossary.get(*index)?.name.clone()))
            }
            Self::File { path, .. } => Some(path),
        }
    }

    /// Whose ids it has.
    pub(crate) fn sort(&self) -> Option<Sort> {
        match self {
            Self::Requirement { .. } | Self::Criterion { .. } => Some(Sort::Requirement),
            Self::Property { .. } => Some(Sort::Property),
            Self::Task { .. } => Some(Sort::Task),
            Self::Term { .. } | Self::File { .. } => None,
        }
    }

    /// The requirement of a criterion.
    pub(crate) fn above(&self) -> Option<Self> {
        if let Self::Criterion { path, requirement, .. } = self {
            Some(Self::Requirement { path: Arc::clone(path), index: *requirement })
        } else {
            None
        }
    }

    /// Of a place in a file the file.
    fn without_line(&self) -> Self {
        if let Self::File { path, .. } = self {
            Self::File { path: Arc::clone(path), line: None }
        } else {
            self.clone()
        }
    }
}

fn requirement(document: &Document, index: usize) -> Option<&spec::Requirement> {
    let Model::Requirements(requirements) = document.model() else { return None };
    requirements.requirements.get(index)
}

fn line_start(document: &Document, line: u32) -> usize {
    let position = text::Position { line, character: 0 };
    document.index().offset(&document.text, position, text::Encoding::Utf8)
}
