use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use lsp_types::{MessageType, TextDocumentContentChangeEvent, Uri};
use protocol::{Answerer, ErrorCode, Request, Response, RunId, SessionId, VerbError};
use runtime::Runtime;
use spec::TaskList;
use tokio::sync::{Notify, watch};
use tower_lsp::Client;
use tower_lsp::jsonrpc;

use crate::announced::Announced;
use crate::board::Board;
use crate::documents::{Document, Documents};

/// Opens the runtime of the workspace at a root, for a client of that name. Answers it with what is wrong with
/// the settings of this machine, which is shown to the user.
pub type OpenRuntime = Box<dyn Fn(PathBuf, &str) -> Result<(Runtime, Vec<String>), VerbError> + Send + Sync>;

/// What a connection has before it is initialized.
pub(crate) struct Entry {
    pub(crate) open: OpenRuntime,
    /// Set by `initialize`.
    pub(crate) session: OnceLock<Arc<Session>>,
    /// The process that `initialize` named is gone.
    pub(crate) orphaned: Notify,
}

/// What the handlers of an initialized connection share.
pub(crate) struct Session {
    pub(crate) client: Client,
    /// The client, as it names itself.
    pub(crate) client_name: String,
    pub(crate) announced: Announced,
    /// Without a runtime the document features that need only text still work; verbs answer the error.
    pub(crate) runtime: Result<Runtime, VerbError>,
    pub(crate) documents: Documents,
    pub(crate) board: watch::Sender<Board>,
    /// The board has to be read again.
    pub(crate) stale: Notify,
    /// What the user should hear once the client listens.
    pub(crate) problems: Vec<String>,
    /// Questions of which the dialog was closed without an answer.
    pub(crate) dismissed: watch::Sender<Vec<protocol::QuestionId>>,
    /// Sessions of which an answer is coming into a chat document of this client.
    pub(crate) answering: Mutex<HashSet<SessionId>>,
    /// Chat documents of which the prompt is on its way.
    pub(crate) sending: Mutex<HashSet<Uri>>,
    /// The tokens of all progress that was begun, and the run that each stands for.
    pub(crate) progress: Mutex<HashMap<String, RunId>>,
}

impl Session {
    /// Performs a request.
    pub(crate) async fn handle(&self, request: Request) -> Result<Response, VerbError> {
        let runtime = self.runtime.clone()?;
        let handled = tokio::task::spawn_blocking(move || runtime.handle(request)).await;
        handled.unwrap_or_else(|error| {
            tracing::error!("a verb failed: {error}");
            Err(VerbError::new(ErrorCode::Invalid, "the verb failed inside the server; its log says more"))
        })
    }

    /// The client opened a document. What it holds counts from now on, for every process.
    pub(crate) fn opened(&self, uri: Uri, version: i32, text: String) {
        let document = self.documents.open(uri, version, text);
        if let (Ok(runtime), Some(path)) = (&self.runtime, &document.path) {
            runtime.document_opened(path, version, &document.text);
        }
    }

    pub(crate) fn changed(&self, uri: &Uri, version: i32, changes: Vec<TextDocumentContentChangeEvent>) {
        let Some(document) = self.documents.change(uri, version, changes) else {
            return tracing::warn!("`{}` was changed but is not open", uri.as_str());
        };
        if let (Ok(runtime), Some(path)) = (&self.runtime, &document.path) {
            runtime.document_changed(path, version, &document.text);
        }
    }

    /// The file counts again.
    pub(crate) fn closed(&self, uri: &Uri) {
        let path = self.documents.close(uri).and_then(|document| document.path.clone());
        if let (Ok(runtime), Some(path)) = (&self.runtime, path) {
            runtime.document_closed(&path);
        }
    }

    /// Who answers questions here.
    pub(crate) fn answerer(&self) -> Answerer {
        Answerer { name: self.client_name.clone() }
    }

    /// An open tasks.md: the document, the name of its spec and its tasks.
    pub(crate) fn tasks_document(&self, uri: &Uri) -> Option<(Arc<Document>, TaskList)> {
        let document = self.documents.get(uri)?;
        document.spec.as_ref()?;
        let (list, _) = spec::parse_tasks(&document.text);
        Some((document, list))
    }

    /// An open chat document, and what can be done about it.
    pub(crate) fn chat_actions(&self, uri: &Uri) -> Option<(ide::Chat, Vec<ide::Action>)> {
        let chat = self.documents.get(uri)?.chat()?;
        let answering = chat.session.as_ref().is_some_and(|id| self.answering().contains(id));
        let actions = chat.actions(uri.as_str(), answering, &self.board.borrow().questions);
        Some((chat, actions))
    }

    pub(crate) fn answering(&self) -> MutexGuard<'_, HashSet<SessionId>> {
        self.answering.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn sending(&self) -> MutexGuard<'_, HashSet<Uri>> {
        self.sending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn progress(&self) -> MutexGuard<'_, HashMap<String, RunId>> {
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
