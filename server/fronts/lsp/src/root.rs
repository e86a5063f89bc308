use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use lsp_types::MessageType;
use protocol::{ErrorCode, Request, Response, VerbError};
use runtime::{LiveLibrary, Runtime};
use tokio::sync::{Notify, watch};
use tokio::task::AbortHandle;
use workspace::Watch;

use crate::board::{self, Board};
use crate::documents::Document;
use crate::outbox;
use crate::session::{OpenRuntime, Session};

/// How long runs are given to be marked interrupted.
const LAST_MARKS: Duration = Duration::from_secs(3);

/// A workspace that is open here: its runtime, and what goes on in it.
pub(crate) struct Root {
    /// Its folder, without links.
    pub(crate) path: PathBuf,
    /// Without a runtime the document features that need only text still work; verbs answer the error.
    pub(crate) runtime: Result<Runtime, VerbError>,
    /// The documents below it. Absent if there is no such folder.
    pub(crate) library: Option<Arc<LiveLibrary>>,
    /// They were read, and open ones are known under their names.
    read: watch::Sender<bool>,
    watch: OnceLock<Watch>,
    /// The board has to be read again.
    pub(crate) stale: Notify,
    board: Mutex<Board>,
    /// Specs of which an estimate is being worked out.
    estimating: Mutex<HashSet<String>>,
    /// Told when the board changes.
    changed: watch::Sender<()>,
    following: OnceLock<AbortHandle>,
}

impl Root {
    /// Opens the runtime, and answers with it what the user should hear about that. A workspace or a machine that does
    /// not allow it costs its verbs, not the server. Blocks for as long as the state takes to open.
    pub(crate) fn open(
        open: &OpenRuntime,
        path: PathBuf,
        client: &str,
        changed: watch::Sender<()>,
    ) -> (Self, Vec<String>) {
        let opened = open(path.clone(), client).and_then(|(runtime, problems)| {
            let (runs, questions) = Board::read(&runtime)?;
            Ok((runtime, Board { runs, questions, ..Board::default() }, problems))
        });
        let (runtime, board, problems) = match opened {
            Ok((runtime, board, problems)) => (Ok(runtime), board, problems),
            Err(error) => {
                let problem = error.to_string();
                (Err(error), Board::default(), vec![problem])
            }
        };
        let library = LiveLibrary::open(&path).ok().map(Arc::new);
        let (stale, board) = (Notify::new(), Mutex::new(board));
        let (read, watch, following) = (watch::Sender::new(false), OnceLock::new(), OnceLock::new());
        let estimating = Mutex::default();
        (Self { path, runtime, library, read, watch, stale, board, estimating, changed, following }, problems)
    }

    /// As clients name it.
    pub(crate) fn name(&self) -> String {
        self.path.to_string_lossy().into_owned()
    }

    pub(crate) fn board(&self) -> Board {
        self.look(Board::clone)
    }

    /// Looks at the board where it is: it grows with the workspace, and some look at every streamed word.
    pub(crate) fn look<T>(&self, look: impl FnOnce(&Board) -> T) -> T {
        look(&self.board.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the board; `change` says whether it did.
    pub(crate) fn change_board(&self, change: impl FnOnce(&mut Board) -> bool) {
        let changed = change(&mut self.board.lock().unwrap_or_else(PoisonError::into_inner));
        if changed {
            self.changed.send_replace(());
        }
    }

    /// Says whether nobody is at it.
    pub(crate) fn begin_estimate(&self, spec: &str) -> bool {
        self.estimating().insert(spec.to_owned())
    }

    pub(crate) fn end_estimate(&self, spec: &str) {
        self.estimating().remove(spec);
    }

    fn estimating(&self) -> MutexGuard<'_, HashSet<String>> {
        self.estimating.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Performs a request here. What is only about documents is answered from those that are open here.
    pub(crate) async fn handle(&self, request: Request) -> Result<Response, VerbError> {
        let (runtime, library, path) = (self.runtime.clone(), self.library.clone(), self.path.clone());
        self.documents_read().await;
        let handled = tokio::task::spawn_blocking(move || {
            if let Some(answer) = library.and_then(|library| library.answer(&request)) {
                return answer;
            }
            match runtime {
                Ok(runtime) => runtime.handle(request),
                Err(why) => handle_unopened(&path, why, &request),
            }
        });
        handled.await.unwrap_or_else(|error| {
            tracing::error!("a verb failed: {error}");
            Err(VerbError::new(ErrorCode::Invalid, "the verb failed inside the server; its log says more"))
        })
    }

    /// Returns once the documents were read.
    pub(crate) async fn documents_read(&self) {
        // The sender lives as long as `self`.
        let _ = self.read.subscribe().wait_for(|read| *read).await;
    }

    /// Whether the documents were read.
    pub(crate) fn are_documents_read(&self) -> bool {
        *self.read.borrow()
    }

    /// The runtime and the path of a document that lies here.
    fn holds<'a>(&'a self, document: &'a Document) -> Option<(&'a Runtime, &'a Path)> {
        let path = document.path.as_deref().filter(|path| path.starts_with(&self.path))?;
        Some((self.runtime.as_ref().ok()?, path))
    }

    /// The library and what it calls a document that lies here.
    fn shelf<'a>(&'a self, document: &Document) -> Option<(&'a LiveLibrary, Arc<str>)> {
        let library = self.library.as_ref()?;
        Some((library, library.name_of(document.path.as_deref()?)?))
    }

    /// What the client's buffer holds counts from now on, for every process.
    pub(crate) fn document_opened(&self, document: &Document) {
        self.hold(document);
        if let Some((runtime, path)) = self.holds(document) {
            runtime.document_opened(path, document.version, &document.text);
        }
    }

    pub(crate) fn document_changed(&self, document: &Document) {
        self.hold(document);
        if let Some((runtime, path)) = self.holds(document) {
            runtime.document_changed(path, document.version, &document.text);
        }
    }

    /// The file counts again, which may say something else than the buffer that was thrown away.
    pub(crate) fn document_closed(&self, document: &Document) {
        if self.shelf(document).is_some_and(|(library, name)| library.let_go(&name)) {
            self.changed.send_replace(());
        }
        if let Some((runtime, path)) = self.holds(document) {
            runtime.document_closed(path);
        }
    }

    /// The same for the library alone.
    pub(crate) fn hold(&self, document: &Document) {
        if let Some((library, name)) = self.shelf(document) {
            library.hold(&name, &document.text);
        }
    }

    /// Files changed on disk. Blocks for as long as it takes to read them.
    pub(crate) fn files_changed(&self, paths: &[PathBuf]) {
        if self.library.as_ref().is_some_and(|library| library.changed(paths)) {
            self.changed.send_replace(());
        }
    }

    /// Stops the work of this process, so that any process can go on with it. Returns when it has stopped.
    pub(crate) async fn halt(&self, why: &str) {
        if let Ok(runtime) = &self.runtime {
            runtime.shutdown(why).await;
        }
    }

    /// The same at the end of the process, which waits for it, but not forever.
    pub(crate) async fn shut_down(&self, why: &str) {
        if tokio::time::timeout(LAST_MARKS, self.halt(why)).await.is_err() {
            tracing::warn!(
                "runs did not stop in time; they are shown as interrupted once their lease is over"
            );
        }
    }
}

/// What is wrong can be asked where the runtime could not be opened, which is when it is wanted most.
fn handle_unopened(path: &Path, why: VerbError, request: &Request) -> Result<Response, VerbError> {
    match *request {
        Request::Doctor { connect } => Ok(runtime::doctor_unopened(path, &why, connect)),
        Request::BugReport { include_names } => Ok(runtime::bug_report_unopened(path, &why, include_names)),
        Request::SpecList {}
        | Request::SpecGet { .. }
        | Request::SpecDraft { .. }
        | Request::SteeringDraft {}
        | Request::SpecGraph { .. }
        | Request::SpecTrace { .. }
        | Request::Check { .. }
        | Request::RuleExplain { .. }
        | Request::SteeringList { .. }
        | Request::HookList {}
        | Request::TaskRun { .. }
        | Request::TaskStop { .. }
        | Request::TaskSet { .. }
        | Request::RunList {}
        | Request::SessionStart { .. }
        | Request::SessionPrompt { .. }
        | Request::SessionCancel { .. }
        | Request::SessionList {}
        | Request::SessionGet { .. }
        | Request::SessionFork { .. }
        | Request::SessionResume { .. }
        | Request::SessionRename { .. }
        | Request::SessionExport { .. }
        | Request::SessionSearch { .. }
        | Request::SessionDelete { .. }
        | Request::VendorSessionList {}
        | Request::SessionImport { .. }
        | Request::CheckpointList { .. }
        | Request::CheckpointDiff { .. }
        | Request::CheckpointRestore { .. }
        | Request::QuestionList {}
        | Request::PermissionAnswer { .. }
        | Request::PermissionList {}
        | Request::PermissionExplain { .. }
        | Request::TrustList {}
        | Request::TrustGrant { .. }
        | Request::TrustRevoke { .. }
        | Request::FreezeGet {}
        | Request::UsageGet { .. }
        | Request::TaskEstimate { .. }
        | Request::ModelList {}
        | Request::ModelCheck { .. }
        | Request::FreezeSet { .. }
        | Request::EventReplay { .. } => Err(why),
    }
}

/// Reads the documents of a root, and again what changes on disk. Most editors tell only of what they write themselves.
pub(crate) fn read_documents(session: &Arc<Session>, root: &Arc<Root>) {
    let (session, root) = (Arc::clone(session), Arc::clone(root));
    tokio::task::spawn_blocking(move || {
        let _told = Told(&root);
        let Some(library) = &root.library else { return };
        let weak = Arc::downgrade(&root);
        let watch = library.tree().watch(move |paths| {
            if let Some(root) = weak.upgrade() {
                root.files_changed(&paths);
            }
        });
        match watch {
            // A root is read once.
            Ok(watch) => drop(root.watch.set(watch)),
            Err(error) => tracing::warn!("{error}"),
        }
        library.load();
        for unreadable in library.unreadable() {
            tracing::warn!("{} is not looked at: {}", unreadable.name, unreadable.why);
        }
        session.documents.find_in(&root);
    });
}

/// Tells that documents were read when it is dropped, even by a panic: who waits for that must not wait for ever.
struct Told<'a>(&'a Root);

impl Drop for Told<'_> {
    fn drop(&mut self) {
        self.0.read.send_replace(true);
        self.0.changed.send_replace(());
    }
}

/// Follows what happens in a root, once the client listens, until [`unfollow`].
pub(crate) fn follow(session: &Arc<Session>, root: &Arc<Root>, problems: Vec<String>) {
    let following = tokio::spawn(follow_when_heard(Arc::clone(session), Arc::clone(root), problems));
    // A root is followed once.
    let _ = root.following.set(following.abort_handle());
}

/// Nothing more is told of a root.
pub(crate) fn unfollow(root: &Root) {
    if let Some(following) = root.following.get() {
        following.abort();
    }
}

async fn follow_when_heard(session: Arc<Session>, root: Arc<Root>, problems: Vec<String>) {
    if !session.heard().await {
        return;
    }
    for problem in problems {
        session.tell_once(problem).await;
    }
    let Ok(runtime) = &root.runtime else { return };
    match runtime.head().and_then(|head| runtime.subscribe(head)) {
        Ok(updates) => {
            // Something may have happened since the board was read.
            root.stale.notify_one();
            tokio::join!(outbox::follow(&session, &root, updates), board::follow(&root, runtime));
        }
        Err(error) => {
            let why = format!("what happens in {} cannot be followed: {error}", root.path.display());
            session.client.show_message(MessageType::ERROR, why).await;
        }
    }
}
