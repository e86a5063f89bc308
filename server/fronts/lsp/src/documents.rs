use std::collections::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lsp_types::{Position, TextDocumentContentChangeEvent, Uri};
use text::{Encoding, LineIndex};
use tokio::sync::watch;

use crate::root::Root;
use crate::uris::key;

/// How many changes may be overtaken by one that was made after them. Helix before 25.07 sends changes from tasks that
/// run at the same time, so that of two keys the second may arrive first.
const OVERTAKEN: usize = 16;

/// The documents that are open in the client, as it last described them.
pub(crate) struct Documents {
    encoding: Encoding,
    /// By [`key`].
    open: Mutex<HashMap<PathBuf, Open>>,
    changed: watch::Sender<()>,
}

/// A document with its latest changes, by version, and what it was before them.
struct Open {
    now: Arc<Document>,
    before: Document,
    recent: Vec<(i32, Vec<TextDocumentContentChangeEvent>)>,
}

/// An open document.
#[derive(Clone)]
pub(crate) struct Document {
    /// As the client writes it.
    pub(crate) uri: Uri,
    pub(crate) version: i32,
    pub(crate) text: String,
    /// The file, without links; it need not exist.
    pub(crate) path: Option<PathBuf>,
    /// Which document of which root it is, if it is one of ours.
    pub(crate) home: Option<Home>,
    /// The spec, if this is its tasks.md.
    pub(crate) spec: Option<Spec>,
    index: LineIndex,
    encoding: Encoding,
}

/// Where a document of ours belongs.
#[derive(Clone)]
pub(crate) struct Home {
    pub(crate) root: Arc<Root>,
    /// What it is called there: its path relative to the root, through the link that leads to it if there is one.
    pub(crate) name: Arc<str>,
}

/// A spec of an open root.
#[derive(Clone)]
pub(crate) struct Spec {
    pub(crate) root: Arc<Root>,
    pub(crate) name: String,
}

impl Documents {
    pub(crate) fn new(encoding: Encoding) -> Self {
        Self { encoding, open: Mutex::default(), changed: watch::Sender::new(()) }
    }

    /// `path` is the document's, and `root` the one it lies in.
    pub(crate) fn open(
        &self,
        uri: Uri,
        version: i32,
        text: String,
        path: Option<PathBuf>,
        root: Option<Arc<Root>>,
    ) -> Arc<Document> {
        let key = key(&uri);
        let home = path.as_deref().and_then(|path| Home::of(root?, path));
        let spec = home.as_ref().and_then(Spec::of);
        let index = LineIndex::new(&text);
        let before = Document { uri, version, text, path, home, spec, index, encoding: self.encoding };
        let document = Arc::new(before.clone());
        self.lock().insert(key, Open { now: Arc::clone(&document), before, recent: Vec::new() });
        document
    }

    /// Applies the changes of a version in their order, each to what the one before left. `None` if it is not open.
    pub(crate) fn change(
        &self,
        uri: &Uri,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
    ) -> Option<Arc<Document>> {
        self.lock().get_mut(&key(uri)).map(|open| open.change(version, changes))
    }

    pub(crate) fn close(&self, uri: &Uri) -> Option<Arc<Document>> {
        self.lock().remove(&key(uri)).map(|open| open.now)
    }

    /// Roots were opened or closed: each document lies where `root_of` says.
    pub(crate) fn place(&self, root_of: impl Fn(&Path) -> Option<Arc<Root>>) {
        let paths = self.all().into_iter().filter_map(|document| document.path.clone());
        let places: HashMap<PathBuf, Option<Arc<Root>>> =
            paths.map(|path| (path.clone(), root_of(&path))).collect();
        for open in self.lock().values_mut() {
            let Some(path) = open.before.path.clone() else { continue };
            let root = places.get(&path).cloned().flatten();
            open.lies_in(root.and_then(|root| Home::of(root, &path)));
        }
        self.changed.send_replace(());
    }

    /// The documents of a root are known by now, and what the links to them are called: those that were opened before, and
    /// were nobody's, may be among them.
    pub(crate) fn find_in(&self, root: &Arc<Root>) {
        for open in self.lock().values_mut().filter(|open| open.before.home.is_none()) {
            let home = open.before.path.as_deref().and_then(|path| Home::of(Arc::clone(root), path));
            if home.is_some() {
                open.lies_in(home);
                // Under this lock, so that no change of it comes in between.
                root.hold(&open.now);
            }
        }
    }

    pub(crate) fn get(&self, uri: &Uri) -> Option<Arc<Document>> {
        self.lock().get(&key(uri)).map(|open| Arc::clone(&open.now))
    }

    /// What the client holds of a file.
    pub(crate) fn at(&self, path: &Path) -> Option<Arc<Document>> {
        self.all().into_iter().find(|document| document.path.as_deref() == Some(path))
    }

    pub(crate) fn all(&self) -> Vec<Arc<Document>> {
        self.lock().values().map(|open| Arc::clone(&open.now)).collect()
    }

    /// Those that this server has something to say about.
    pub(crate) fn ours(&self) -> Vec<Arc<Document>> {
        let ours = |document: &Arc<Document>| document.home.is_some() || document.chat().is_some();
        self.all().into_iter().filter(ours).collect()
    }

    /// Changes with every document, once it is known everywhere.
    pub(crate) fn changes(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    /// What changed is known everywhere: whoever looks now finds nothing older.
    pub(crate) fn tell(&self) {
        self.changed.send_replace(());
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<PathBuf, Open>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Home {
    fn of(root: Arc<Root>, path: &Path) -> Option<Self> {
        let name = root.library.as_ref()?.name_of(path)?;
        Some(Self { root, name })
    }
}

impl Spec {
    fn of(home: &Home) -> Option<Self> {
        Some(Self { root: Arc::clone(&home.root), name: spec_of(&home.name)? })
    }
}

impl Open {
    fn lies_in(&mut self, home: Option<Home>) {
        let spec = home.as_ref().and_then(Spec::of);
        let now = Arc::make_mut(&mut self.now);
        (now.home, now.spec) = (home.clone(), spec.clone());
        (self.before.home, self.before.spec) = (home, spec);
    }

    /// Applies changes, and those that overtook them once more.
    fn change(&mut self, version: i32, changes: Vec<TextDocumentContentChangeEvent>) -> Arc<Document> {
        let at = self.recent.partition_point(|(other, _)| *other <= version);
        self.recent.insert(at, (version, changes));
        let overtaken = at + 1 < self.recent.len();
        if overtaken {
            self.now = Arc::new(self.before.clone());
        }
        let now = Arc::make_mut(&mut self.now);
        for (version, changes) in self.recent.iter().skip(if overtaken { 0 } else { at }) {
            now.change(*version, changes);
        }
        if self.recent.len() > OVERTAKEN {
            let (version, changes) = self.recent.remove(0);
            self.before.change(version, &changes);
        }
        Arc::clone(&self.now)
    }
}

impl Document {
    /// The conversation, if this is a chat document.
    pub(crate) fn chat(&self) -> Option<ide::Chat> {
        ide::parse_chat(&self.text)
    }

    fn change(&mut self, version: i32, changes: &[TextDocumentContentChangeEvent]) {
        self.version = version;
        changes.iter().for_each(|change| self.apply(change));
    }

    fn apply(&mut self, change: &TextDocumentContentChangeEvent) {
        match change.range {
            None => {
                self.text.clone_from(&change.text);
                self.index = LineIndex::new(&self.text);
            }
            Some(range) => {
                let (start, end) = (self.offset(range.start), self.offset(range.end));
                let bytes = start.min(end)..start.max(end);
                self.text.replace_range(bytes.clone(), &change.text);
                self.index.replace(&self.text, bytes, change.text.len());
            }
        }
    }

    /// Bytes before a position.
    pub(crate) fn offset(&self, Position { line, character }: Position) -> usize {
        self.index.offset(&self.text, text::Position { line, character }, self.encoding)
    }

    /// Bytes as the client counts them.
    pub(crate) fn range(&self, bytes: Range<usize>) -> lsp_types::Range {
        range(&self.index, &self.text, self.encoding, bytes)
    }
}

/// Bytes of a text as a client counts them.
pub(crate) fn range(
    index: &LineIndex,
    text: &str,
    encoding: Encoding,
    bytes: Range<usize>,
) -> lsp_types::Range {
    let position = |offset| {
        let text::Position { line, character } = index.position(text, offset, encoding);
        Position { line, character }
    };
    lsp_types::Range { start: position(bytes.start), end: position(bytes.end) }
}

/// The spec of which a document is the tasks.md: `.kiro/specs/<name…>/tasks.md`.
fn spec_of(name: &str) -> Option<String> {
    let spec = name.strip_prefix(".kiro/specs/")?.strip_suffix("/tasks.md")?;
    Some(spec.to_owned())
}

#[cfg(test)]
mod tests;
