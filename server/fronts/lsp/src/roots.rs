//! Which roots are open: one for each of the client's workspace folders, and one for each `.kiro` folder within them of
//! which a document was opened, until the folders around it go. Without folders, those of which a document was opened.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lsp_types::Uri;
use lsp_types::notification::Notification;
use protocol::{ErrorCode, RootsParams, VerbError};
use tokio::sync::watch;

use crate::board::Board;
use crate::root::{self, Root};
use crate::session::Session;
use crate::uris::{file_path, named_path};

/// The roots of a connection.
#[derive(Default)]
pub(crate) struct Roots {
    state: Mutex<State>,
    changed: watch::Sender<()>,
}

#[derive(Default)]
struct State {
    folders: Vec<Folder>,
    /// In the order in which they were opened; equal ones once.
    open: Vec<Arc<Root>>,
    /// Those whose work has not stopped yet.
    closing: Vec<Arc<Root>>,
}

/// A workspace folder of the client.
#[derive(Clone)]
pub(crate) struct Folder {
    /// As the client writes it.
    name: String,
    /// As the client means it: two folders may be one by way of a link.
    given: PathBuf,
    /// Without links.
    path: PathBuf,
    root: PathBuf,
}

impl Folder {
    pub(crate) fn at(given: PathBuf, name: String) -> Self {
        let root = workspace::find_root(&given, runtime::home().as_deref());
        Self { name, path: workspace::real_path(&given), given, root }
    }

    /// `None` for a folder that is not on this machine.
    pub(crate) fn of(uri: &Uri) -> Option<Self> {
        Some(Self::at(file_path(uri)?, uri.as_str().to_owned()))
    }
}

impl Roots {
    /// Those that are open, in the order in which they were opened.
    pub(crate) fn open(&self) -> Vec<Arc<Root>> {
        self.lock().open.clone()
    }

    /// Those that are open or still stopping.
    pub(crate) fn working(&self) -> Vec<Arc<Root>> {
        let state = self.lock();
        state.open.iter().chain(&state.closing).cloned().collect()
    }

    /// What goes on in all of them: ids are unique across roots.
    pub(crate) fn board(&self) -> Board {
        let mut all = Board::default();
        for root in self.open() {
            let Board { runs, questions, activity, estimates } = root.board();
            all.runs.extend(runs);
            all.questions.extend(questions);
            all.activity.extend(activity);
            // Names of specs are not.
            let named = |(spec, estimate)| (format!("{}/{spec}", root.name()), estimate);
            all.estimates.extend(estimates.into_iter().map(named));
        }
        all
    }

    /// The root with such a board, if others are open beside it: what is shown to people says then where it is.
    pub(crate) fn one_of_several(&self, is_it: impl Fn(&Board) -> bool) -> Option<Arc<Root>> {
        let open = self.open();
        if open.len() > 1 { open.into_iter().find(|root| root.look(&is_it)) } else { None }
    }

    /// Changes with the roots and with the board of each.
    pub(crate) fn changes(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    /// As clients are told.
    pub(crate) fn list(&self) -> RootsParams {
        let state = self.lock();
        let roots = state.open.iter().map(|root| {
            let folders = state.folders.iter().filter(|folder| folder.root == root.path);
            protocol::Root { root: root.name(), folders: folders.map(|folder| folder.name.clone()).collect() }
        });
        RootsParams { roots: roots.collect() }
    }

    /// The root that a request names, by itself or by one of its folders.
    ///
    /// # Errors
    /// `NotFound`: it is not open.
    pub(crate) fn named(&self, name: &str) -> Result<Arc<Root>, VerbError> {
        let path = named_path(name).map(|path| workspace::real_path(&path));
        let state = self.lock();
        let folder = state.folders.iter().find(|folder| Some(&folder.path) == path.as_ref());
        let is_meant = |root: &&Arc<Root>| {
            root.name() == name
                || Some(&root.path) == path.as_ref()
                || folder.is_some_and(|folder| folder.root == root.path)
        };
        state.open.iter().find(is_meant).cloned().ok_or_else(|| {
            let open: Vec<String> = state.open.iter().map(|root| root.name()).collect();
            let why = match open.as_slice() {
                [] => format!("the root `{name}` is not open, nor is any other"),
                open => format!("the root `{name}` is not open; open are {}", open.join(", ")),
            };
            VerbError { roots: open, ..VerbError::new(ErrorCode::NotFound, why) }
        })
    }

    /// The deepest open root that holds a file.
    pub(crate) fn above(&self, path: &Path) -> Option<Arc<Root>> {
        let state = self.lock();
        let above = state.open.iter().filter(|root| path.starts_with(&root.path));
        above.max_by_key(|root| root.path.components().count()).cloned()
    }

    fn at(&self, path: &Path) -> Option<Arc<Root>> {
        self.lock().open.iter().find(|root| root.path == path).cloned()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Answers the roots that lie in no folder any more.
    fn change_folders(&mut self, added: &[Folder], removed: &[PathBuf]) -> Vec<Arc<Root>> {
        let folders = std::mem::take(&mut self.folders);
        let (left, stay) =
            folders.into_iter().partition::<Vec<_>, _>(|folder| removed.contains(&folder.given));
        self.folders = stay;
        for folder in added {
            if self.folders.iter().all(|known| known.given != folder.given) {
                self.folders.push(folder.clone());
            }
        }
        let is_left = |root: &Arc<Root>| left.iter().any(|folder| root.path.starts_with(&folder.root));
        let open = std::mem::take(&mut self.open);
        let (gone, open): (Vec<_>, Vec<_>) =
            open.into_iter().partition(|root| is_left(root) && !self.covers(&root.path));
        self.open = open;
        self.closing.extend(gone.iter().cloned());
        gone
    }

    /// Whether a folder lies within the client's folders.
    fn covers(&self, path: &Path) -> bool {
        self.folders.iter().any(|folder| path.starts_with(&folder.root))
    }
}

impl Session {
    /// The client's folders are others from now on. Blocks for as long as it takes to open their roots.
    pub(crate) fn change_folders(self: &Arc<Self>, added: Vec<Folder>, removed: &[PathBuf]) {
        let gone = self.roots.lock().change_folders(&added, removed);
        for folder in added {
            self.root_at(&folder.root);
        }
        self.documents.place(|path| self.root_of(path));
        gone.into_iter().for_each(|root| self.close_root(root));
        self.roots.changed.send_replace(());
    }

    /// The root of a file: the one whose `.kiro` folder holds it, opened if need be as long as it lies within the
    /// client's folders; else the deepest open one above it.
    pub(crate) fn root_of(self: &Arc<Self>, path: &Path) -> Option<Arc<Root>> {
        let nested = workspace::root_of_document(path, runtime::home().as_deref());
        match nested {
            Some(nested) if self.roots.lock().covers(nested) => Some(self.root_at(nested)),
            Some(_) | None => self.roots.above(path),
        }
    }

    /// The same for a client that opened a file and no folder: the file's own `.kiro` folder will do.
    pub(crate) fn root_of_opened(self: &Arc<Self>, path: &Path) -> Option<Arc<Root>> {
        let nested = workspace::root_of_document(path, runtime::home().as_deref());
        match nested {
            Some(nested) if self.roots.lock().folders.is_empty() => Some(self.root_at(nested)),
            Some(_) | None => self.root_of(path),
        }
    }

    fn root_at(self: &Arc<Self>, path: &Path) -> Arc<Root> {
        self.roots.at(path).unwrap_or_else(|| self.open_root(path.to_owned()))
    }

    fn open_root(self: &Arc<Self>, path: PathBuf) -> Arc<Root> {
        let (root, problems) = Root::open(&self.open, path, &self.client_name, self.roots.changed.clone());
        let root = Arc::new(root);
        self.documents.all().iter().for_each(|document| root.document_opened(document));
        self.roots.lock().open.push(Arc::clone(&root));
        root::read_documents(self, &root);
        root::follow(self, &root, problems);
        self.roots.changed.send_replace(());
        root
    }

    /// Its buffers count until its work has stopped: a mark that is on its way must not go to disk below one.
    fn close_root(self: &Arc<Self>, root: Arc<Root>) {
        root::unfollow(&root);
        let (session, held) = (Arc::clone(self), self.documents.all());
        tokio::spawn(async move {
            root.halt("its folder was closed in the editor").await;
            held.iter().for_each(|document| root.document_closed(document));
            session.roots.lock().closing.retain(|closing| !Arc::ptr_eq(closing, &root));
        });
    }
}

/// Which roots are open from now on. Only for clients that opted in.
enum RootsNotification {}

impl Notification for RootsNotification {
    type Params = RootsParams;
    const METHOD: &'static str = "kiro/roots";
}

/// Tells a client that opted in of changes to the roots that it knows from `initialize`.
pub(crate) async fn announce(session: Arc<Session>, mut known: RootsParams) {
    let mut changes = session.roots.changes();
    if !session.heard().await {
        return;
    }
    loop {
        changes.mark_unchanged();
        let now = session.roots.list();
        if now != known {
            session.client.send_notification::<RootsNotification>(now.clone()).await;
            known = now;
        }
        if changes.changed().await.is_err() {
            return;
        }
    }
}
