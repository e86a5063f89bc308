use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use lsp_types::{MessageType, TextDocumentContentChangeEvent, Uri};
use protocol::{Answerer, ErrorCode, QuestionId, SessionId, VerbError};
use runtime::Runtime;
use spec::TaskList;
use tokio::sync::{Notify, watch};
use tower_lsp::Client;
use tower_lsp::jsonrpc;

use crate::announced::Announced;
use crate::board::Board;
use crate::documents::{Document, Documents};
use crate::progress::Token;
use crate::root::Root;
use crate::roots::Roots;
use crate::uris::file_path;

/// Opens the runtime of the workspace at a root, for a client of that name. Answers it with what is wrong with
/// the settings of this machine, which is shown to the user. Blocks, and is called within a tokio runtime.
pub type OpenRuntime = Arc<dyn Fn(PathBuf, &str) -> Result<(Runtime, Vec<String>), VerbError> + Send + Sync>;

/// What a connection has before it is initialized.
pub(crate) struct Entry {
    pub(crate) open: OpenRuntime,
    /// Set by `initialize`.
    pub(crate) session: OnceLock<Arc<Session>>,
    /// The process that `initialize` named is gone.
    pub(crate) orphaned: Notify,
}

/// What the handlers of an initialized connection share: the client, its documents, and the roots they lie in.
pub(crate) struct Session {
    pub(crate) client: Client,
    /// The client, as it names itself.
    pub(crate) client_name: String,
    pub(crate) announced: Announced,
    pub(crate) open: OpenRuntime,
    pub(crate) documents: Documents,
    pub(crate) roots: Roots,
    /// The client said `initialized`: it hears what happens.
    pub(crate) hears: watch::Sender<bool>,
    /// Problems that the user has read: several roots have them in common.
    pub(crate) told: Mutex<HashSet<String>>,
    /// Questions of which the dialog was closed without an answer.
    pub(crate) dismissed: watch::Sender<Vec<QuestionId>>,
    /// Sessions of which an answer is coming into a chat document of this client.
    pub(crate) answering: Mutex<HashSet<SessionId>>,
    /// Chat documents of which the prompt is on its way.
    pub(crate) sending: Mutex<HashSet<Uri>>,
    /// The tokens of all progress that the client was asked to show.
    pub(crate) progress: Mutex<HashMap<String, Token>>,
}

impl Session {
    /// Returns once the client hears what happens; false if it never will.
    pub(crate) async fn heard(&self) -> bool {
        self.hears.subscribe().wait_for(|hears| *hears).await.is_ok()
    }

    /// What goes on in all roots.
    pub(crate) fn board(&self) -> Board {
        self.roots.board()
    }

    /// The client opened a document. What it holds counts from now on, for every process. Blocks for as long as it takes
    /// to open its root.
    pub(crate) fn opened(self: &Arc<Self>, uri: Uri, version: i32, text: String) {
        let path = file_path(&uri).map(|path| workspace::real_path(&path));
        let root = path.as_deref().and_then(|path| self.root_of_opened(path));
        let document = self.documents.open(uri, version, text, path, root);
        self.roots.open().iter().for_each(|root| root.document_opened(&document));
        self.documents.tell();
    }

    pub(crate) fn changed(&self, uri: &Uri, version: i32, changes: Vec<TextDocumentContentChangeEvent>) {
        let Some(document) = self.documents.change(uri, version, changes) else {
            return tracing::warn!("`{}` was changed but is not open", uri.as_str());
        };
        self.roots.open().iter().for_each(|root| root.document_changed(&document));
        self.documents.tell();
    }

    /// The file counts again, or what the client holds of it under another name, by way of a link.
    pub(crate) fn closed(&self, uri: &Uri) {
        let Some(document) = self.documents.close(uri) else { return };
        let other = document.path.as_deref().and_then(|path| self.documents.at(path));
        for root in self.roots.open() {
            match &other {
                Some(other) => root.document_changed(other),
                None => root.document_closed(&document),
            }
        }
        self.documents.tell();
    }

    /// Who answers questions here.
    pub(crate) fn answerer(&self) -> Answerer {
        Answerer { name: self.client_name.clone() }
    }

    /// An open tasks.md and its tasks.
    pub(crate) fn tasks_document(&self, uri: &Uri) -> Option<(Arc<Document>, TaskList)> {
        let document = self.documents.get(uri)?;
        document.spec.as_ref()?;
        let (list, _) = spec::parse_tasks(&document.text);
        Some((document, list))
    }

    /// The root that a chat document is about: the one that keeps it, else the one it lies in, else the only one.
    pub(crate) fn root_of_chat(&self, document: &Document) -> Option<Arc<Root>> {
        let path = document.path.as_deref();
        let keeps = |root: &&Arc<Root>| {
            path.is_some_and(|path| root.runtime.as_ref().is_ok_and(|runtime| runtime.owns_chat_file(path)))
        };
        let keeper = self.roots.open().iter().find(keeps).cloned();
        keeper.or_else(|| self.roots.above(path?)).or_else(|| self.only_root().ok())
    }

    /// An open chat document: its root if that can be told, and what can be done about it.
    pub(crate) fn chat_actions(&self, uri: &Uri) -> Option<(Option<Arc<Root>>, ide::Chat, Vec<ide::Action>)> {
        let document = self.documents.get(uri)?;
        let chat = document.chat()?;
        let answering = chat.session.as_ref().is_some_and(|id| self.answering().contains(id));
        let actions = chat.actions(document.uri.as_str(), answering, &self.board().questions);
        Some((self.root_of_chat(&document), chat, actions))
    }

    pub(crate) fn answering(&self) -> MutexGuard<'_, HashSet<SessionId>> {
        self.answering.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn sending(&self) -> MutexGuard<'_, HashSet<Uri>> {
        self.sending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Shows a problem, unless the user has read it.
    pub(crate) async fn tell_once(&self, problem: String) {
        if self.told.lock().unwrap_or_else(PoisonError::into_inner).insert(problem.clone()) {
            self.client.show_message(MessageType::WARNING, problem).await;
        }
    }

    pub(crate) fn progress(&self) -> MutexGuard<'_, HashMap<String, Token>> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) async fn show_error(&self, error: &VerbError) {
        let kind = match error.code {
            ErrorCode::AlreadyAnswered => MessageType::INFO,
            ErrorCode::NotFound
            | ErrorCode::Ambiguous
            | ErrorCode::Busy
            | ErrorCode::Model
            | ErrorCode::File
            | ErrorCode::Store
            | ErrorCode::Invalid => MessageType::ERROR,
        };
        self.client.show_message(kind, &error.message).await;
    }
}

/// The error of a verb for a client: the message, a code for each kind, and the whole error as data.
pub(crate) fn rpc_error(error: &VerbError) -> jsonrpc::Error {
    let code = match error.code {
        ErrorCode::NotFound => -32010,
        ErrorCode::Ambiguous => -32011,
        ErrorCode::Busy => -32012,
        ErrorCode::AlreadyAnswered => -32013,
        ErrorCode::Model => -32014,
        ErrorCode::File => -32015,
        ErrorCode::Store => -32016,
        ErrorCode::Invalid => return jsonrpc::Error { data: data(error), ..invalid(error) },
    };
    jsonrpc::Error { code: code.into(), message: error.message.clone().into(), data: data(error) }
}

fn invalid(error: &VerbError) -> jsonrpc::Error {
    jsonrpc::Error::invalid_params(error.message.clone())
}

fn data(error: &VerbError) -> Option<serde_json::Value> {
    serde_json::to_value(error).ok()
}
