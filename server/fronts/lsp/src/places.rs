//! Between bytes of documents, as `ide` has them, and ranges of URIs, as the client does.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use ide::{FileEdit, Library};
use lsp_types::{
    DocumentChangeOperation, DocumentChanges, Location, OneOf, OptionalVersionedTextDocumentIdentifier,
    Position, TextDocumentEdit, TextEdit, Uri, WorkspaceEdit,
};
use text::Encoding;

use crate::documents::{Document, Home, range};
use crate::root::Root;
use crate::session::Session;

/// An open document of ours with everything that is known at one moment.
pub(crate) struct Reading {
    /// The root it lies in.
    pub(crate) root: Arc<Root>,
    /// All documents of that root, as they were at that moment.
    pub(crate) library: Library,
    /// The document, as it was at that moment.
    pub(crate) document: Arc<ide::Document>,
    encoding: Encoding,
}

impl Session {
    /// Looks at an open document of ours, once everything was read that it may refer to. `None` for any other.
    pub(crate) async fn read(&self, uri: &Uri) -> Option<Reading> {
        let home = self.home(uri).await?;
        let library = home.root.library.as_ref()?.snapshot();
        let document = Arc::clone(library.document(&home.name)?);
        let encoding = self.announced.encoding;
        Some(Reading { root: Arc::clone(&home.root), library, document, encoding })
    }

    /// Where an open document lies, once its root was read; of one that is nobody's, once all were, since a link among their
    /// documents may lead to it.
    pub(crate) async fn home(&self, uri: &Uri) -> Option<Home> {
        match &self.documents.get(uri)?.home {
            Some(home) => home.root.documents_read().await,
            None => self.everything_read().await,
        }
        self.documents.get(uri)?.home.clone()
    }

    /// Returns once the documents of every root were read.
    pub(crate) async fn everything_read(&self) {
        for root in self.roots.open() {
            root.documents_read().await;
        }
    }
}

impl Reading {
    /// The cursor.
    pub(crate) fn place(&self, position: Position) -> ide::Place<'_> {
        ide::Place { library: &self.library, document: &self.document, offset: self.offset(position) }
    }

    /// Bytes before a position.
    pub(crate) fn offset(&self, Position { line, character }: Position) -> usize {
        let position = text::Position { line, character };
        self.document.index().offset(&self.document.text, position, self.encoding)
    }

    /// The bytes of a range of the client.
    pub(crate) fn bytes(&self, range: lsp_types::Range) -> Range<usize> {
        let (start, end) = (self.offset(range.start), self.offset(range.end));
        start.min(end)..start.max(end)
    }

    /// Bytes of the document as the client counts them.
    pub(crate) fn range(&self, bytes: Range<usize>) -> lsp_types::Range {
        range_of(&self.document, bytes, self.encoding)
    }

    /// A change of the document itself.
    pub(crate) fn text_edit(&self, edit: text::TextEdit) -> TextEdit {
        TextEdit { range: self.range(edit.range), new_text: edit.new }
    }

    /// A place in any document of the root.
    pub(crate) fn location(&self, session: &Session, location: &ide::Location) -> Option<Location> {
        self::location(session, &self.root, &self.library, location)
    }
}

/// Bytes of a document as the client counts them.
pub(crate) fn range_of(
    document: &ide::Document,
    bytes: Range<usize>,
    encoding: Encoding,
) -> lsp_types::Range {
    range(document.index(), &document.text, encoding, bytes)
}

/// A place of a document of a root; `None` if it is not there any more.
pub(crate) fn location(
    session: &Session,
    root: &Root,
    library: &Library,
    location: &ide::Location,
) -> Option<Location> {
    let uri = uri_of(session, root, &location.path)?;
    let Some(document) = library.document(&location.path) else {
        // A file that is no document of ours is only ever meant as a whole.
        return Some(Location { uri, range: lsp_types::Range::default() });
    };
    Some(Location { uri, range: range_of(document, location.span.clone(), session.announced.encoding) })
}

/// The URI of a file of a root: as the client wrote it, where it is open.
pub(crate) fn uri_of(session: &Session, root: &Root, name: &str) -> Option<Uri> {
    let path = root.library.as_ref()?.place_of(name);
    match session.documents.at(&path) {
        Some(open) => Some(open.uri.clone()),
        None => Uri::from_file_path(path),
    }
}

/// Edits of documents of a root, for the client to make. Those of an open document are for the version that they were
/// worked out with.
pub(crate) fn workspace_edit(
    session: &Session,
    root: &Root,
    library: &Library,
    edits: Vec<FileEdit>,
) -> Option<WorkspaceEdit> {
    let mut by_file: BTreeMap<Arc<str>, Vec<text::TextEdit>> = BTreeMap::new();
    for FileEdit { path, edit } in edits {
        by_file.entry(path).or_default().push(edit);
    }
    let mut files = Vec::new();
    for (path, mut edits) in by_file {
        let document = library.document(&path)?;
        edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
        let edits: Vec<TextEdit> = edits
            .into_iter()
            .map(|edit| TextEdit {
                range: range_of(document, edit.range, session.announced.encoding),
                new_text: edit.new,
            })
            .collect();
        let uri = uri_of(session, root, &path)?;
        // What was typed since is another text, and the client has to refuse.
        let open: Option<Arc<Document>> = session.documents.get(&uri);
        if open.as_ref().is_some_and(|open| open.text != *document.text) {
            return None;
        }
        files.push((uri, open.map(|open| open.version), edits));
    }
    Some(if session.announced.document_changes {
        let changes = files.into_iter().map(|(uri, version, edits)| {
            let text_document = OptionalVersionedTextDocumentIdentifier { uri, version };
            let edits = edits.into_iter().map(OneOf::Left).collect();
            DocumentChangeOperation::Edit(TextDocumentEdit { text_document, edits })
        });
        let changes = DocumentChanges::Operations(changes.collect());
        WorkspaceEdit { document_changes: Some(changes), ..WorkspaceEdit::default() }
    } else {
        let changes = files.into_iter().map(|(uri, _, edits)| (uri, edits)).collect();
        WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() }
    })
}
