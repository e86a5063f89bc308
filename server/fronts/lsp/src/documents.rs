use std::collections::HashMap;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lsp_types::{Position, TextDocumentContentChangeEvent, Uri};
use text::{Encoding, LineIndex};
use tokio::sync::watch;

/// The documents that are open in the client, as it last described them.
pub(crate) struct Documents {
    root: Option<PathBuf>,
    encoding: Encoding,
    open: Mutex<HashMap<Uri, Arc<Document>>>,
    changed: watch::Sender<()>,
}

/// An open document.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    pub(crate) version: i32,
    pub(crate) text: String,
    /// Name of the spec, if this is its tasks.md.
    pub(crate) spec: Option<String>,
    index: LineIndex,
    encoding: Encoding,
}

impl Documents {
    pub(crate) fn new(root: Option<PathBuf>, encoding: Encoding) -> Self {
        Self { root, encoding, open: Mutex::default(), changed: watch::Sender::new(()) }
    }

    pub(crate) fn open(&self, uri: Uri, version: i32, text: String) {
        let spec = self.root.as_deref().and_then(|root| spec_of(root, uri.to_file_path()?.as_ref()));
        let index = LineIndex::new(&text);
        let document = Document { version, text, spec, index, encoding: self.encoding };
        self.lock().insert(uri, Arc::new(document));
        self.changed.send_replace(());
    }

    /// Applies the changes in their order, each to what the one before left.
    pub(crate) fn change(&self, uri: &Uri, version: i32, changes: Vec<TextDocumentContentChangeEvent>) {
        match self.lock().get_mut(uri).map(Arc::make_mut) {
            Some(document) => {
                document.version = version;
                changes.into_iter().for_each(|change| document.apply(change));
            }
            None => return tracing::warn!("`{}` was changed but is not open", uri.as_str()),
        }
        self.changed.send_replace(());
    }

    pub(crate) fn close(&self, uri: &Uri) {
        self.lock().remove(uri);
        self.changed.send_replace(());
    }

    pub(crate) fn get(&self, uri: &Uri) -> Option<Arc<Document>> {
        self.lock().get(uri).cloned()
    }

    /// Those that hold the tasks of a spec.
    pub(crate) fn tasks(&self) -> Vec<(Uri, Arc<Document>)> {
        let open = self.lock();
        let tasks = open.iter().filter(|(_, document)| document.spec.is_some());
        tasks.map(|(uri, document)| (uri.clone(), Arc::clone(document))).collect()
    }

    /// Changes with every document.
    pub(crate) fn changes(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Uri, Arc<Document>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Document {
    fn apply(&mut self, change: TextDocumentContentChangeEvent) {
        match change.range {
            None => self.text = change.text,
            Some(range) => {
                let (start, end) = (self.offset(range.start), self.offset(range.end));
                self.text.replace_range(start.min(end)..start.max(end), &change.text);
            }
        }
        self.index = LineIndex::new(&self.text);
    }

    fn offset(&self, Position { line, character }: Position) -> usize {
        self.index.offset(&self.text, text::Position { line, character }, self.encoding)
    }

    /// Bytes as the client counts them.
    pub(crate) fn range(&self, bytes: Range<usize>) -> lsp_types::Range {
        lsp_types::Range { start: self.position(bytes.start), end: self.position(bytes.end) }
    }

    fn position(&self, offset: usize) -> Position {
        let text::Position { line, character } = self.index.position(&self.text, offset, self.encoding);
        Position { line, character }
    }
}

/// The spec of which a file is the tasks.md: `<root>/.kiro/specs/<name…>/tasks.md`.
fn spec_of(root: &Path, path: &Path) -> Option<String> {
    let specs = root.join(".kiro/specs");
    let inside = |path: &Path| path.strip_prefix(&specs).ok()?.parent().map(Path::to_owned);
    let folder = inside(path).or_else(|| inside(&path.canonicalize().ok()?))?;
    let names: Vec<&str> = folder
        .components()
        .map(|part| match part {
            Component::Normal(name) => name.to_str(),
            Component::Prefix(_) | Component::RootDir | Component::CurDir | Component::ParentDir => None,
        })
        .collect::<Option<_>>()?;
    (path.file_name()? == "tasks.md" && !names.is_empty()).then(|| names.join("/"))
}

#[cfg(test)]
mod tests;
