use std::sync::Arc;

use text::TextEdit;

use crate::{Document, Library};

/// Where the cursor stands.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// Everything there is.
    pub library: &'a Library,
    /// The document.
    pub document: &'a Document,
    /// Bytes before the cursor.
    pub offset: usize,
}

/// A change to a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileEdit {
    /// The document, relative to the workspace root. It need not exist yet.
    pub path: Arc<str>,
    /// The change.
    pub edit: TextEdit,
}
