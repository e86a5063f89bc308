//! From `initialize` to the end of the process.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionProviderCapability, CodeLensOptions, DocumentSymbolOptions,
    ExecuteCommandOptions, InitializeParams, InitializeResult, MessageType, OneOf, ServerCapabilities,
    ServerInfo, TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions,
    WorkDoneProgressOptions,
};
use protocol::{ErrorCode, PROTOCOL_VERSION, VerbError};
use runtime::Runtime;
use serde_json::json;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{Notify, watch};
use tower_lsp::LspService;
use tower_lsp::jsonrpc::{Error, Result};

use crate::announced::Announced;
use crate::board::{self, Board};
use crate::commands::COMMANDS;
use crate::connection::{self, End};
use crate::documents::Documents;
use crate::kiro::{self, METHODS};
use crate::server::Server;
use crate::session::{Entry, OpenRuntime, Session};
use crate::{code_lens, diagnostics, endings, outbox, progress, questions};

/// How long runs are given to be marked interrupted.
const LAST_MARKS: Duration = Duration::from_secs(3);

/// How often the editor's process is looked for.
const LOOK: Duration = Duration::from_secs(2);

/// Serves one client over `input` and `output` until it leaves or its process is gone, marks the runs of this
/// process interrupted, and answers the exit code: 0 after `shutdown`, else 1 (LSP 3.17, "Exit Notification").
/// What still blocks on the client afterwards is to be ended with the process. Needs a tokio runtime with several
/// threads.
pub async fn serve(
    input: impl AsyncRead + Unpin,
    output: impl AsyncWrite + Unpin + Send + 'static,
    open: OpenRuntime,
) -> u8 {
    let entry = Arc::new(Entry { open, session: OnceLock::new(), orphaned: Notify::new() });
    let builder = LspService::build(|client| Server { client, entry: Arc::clone(&entry) });
    let (service, socket) = progress::register(kiro::register(builder)).finish();
    let (code, why) = tokio::select! {
        end = connection::run(input, output, service, socket) => match end {
            End::Orderly => (0, "the editor ended"),
            End::Abrupt => (1, "the editor ended without saying so"),
        },
        () = entry.orphaned.notified() => (1, "the editor's process is gone"),
    };
    shutdown(&entry, why).await;
    code
}

pub(crate) async fn initialize(server: &Server, params: InitializeParams) -> Result<InitializeResult> {
    if let Some(parent) = params.process_id {
        tokio::spawn(watch_parent(parent, Arc::clone(&server.entry)));
    }
    let client_name = params.client_info.as_ref().map_or("an editor", |client| &client.name).to_owned();
    let root = folder(&params).map(|folder| workspace::find_root(&folder, runtime::home().as_deref()));
    let (runtime, board, problems) = open(&server.entry, root.clone(), client_name.clone()).await;
    let announced = Announced::by(&params);
    let capabilities = capabilities(&announced);
    let session = Session {
        client: server.client.clone(),
        client_name,
        documents: Documents::new(root, announced.encoding),
        announced,
        runtime,
        board: watch::Sender::new(board),
        stale: Notify::new(),
        problems,
        dismissed: watch::Sender::default(),
        answering: Mutex::default(),
        sending: Mutex::default(),
        progress: Mutex::default(),
    };
    server.entry.session.set(Arc::new(session)).map_err(|_| Error::invalid_request())?;
    let info =
        ServerInfo { name: "kiro-lsp".to_owned(), version: Some(env!("CARGO_PKG_VERSION").to_owned()) };
    Ok(InitializeResult { capabilities, server_info: Some(info), ..InitializeResult::default() })
}

fn capabilities(announced: &Announced) -> ServerCapabilities {
    ServerCapabilities {
        position_encoding: Some(announced.position_encoding()),
        text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            ..TextDocumentSyncOptions::default()
        })),
        code_lens_provider: Some(CodeLensOptions { resolve_provider: Some(false) }),
        code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::EMPTY, CodeActionKind::QUICKFIX]),
            ..CodeActionOptions::default()
        })),
        document_symbol_provider: Some(OneOf::Right(DocumentSymbolOptions {
            label: Some("Tasks".to_owned()),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        })),
        execute_command_provider: Some(ExecuteCommandOptions {
            commands: COMMANDS.iter().map(|name| (*name).to_owned()).collect(),
            ..ExecuteCommandOptions::default()
        }),
        experimental: Some(json!({ "kiro": { "version": PROTOCOL_VERSION, "methods": METHODS } })),
        ..ServerCapabilities::default()
    }
}

/// The folder that the client works in: its first one.
#[expect(deprecated, reason = "clients still send the older fields alone")]
fn folder(params: &InitializeParams) -> Option<PathBuf> {
    let first = params.workspace_folders.iter().flatten().next().map(|folder| &folder.uri);
    let uri = first.or(params.root_uri.as_ref());
    uri.and_then(|uri| Some(uri.to_file_path()?.into_owned()))
        .or_else(|| params.root_path.as_ref().map(PathBuf::from))
}

/// Opens the runtime. A workspace or a machine that does not allow it costs the verbs, not the server.
async fn open(
    entry: &Arc<Entry>,
    root: Option<PathBuf>,
    client: String,
) -> (std::result::Result<Runtime, VerbError>, Board, Vec<String>) {
    let Some(root) = root else {
        let why = "no folder is open in the editor, so there are no specs; open the project's folder";
        return (Err(VerbError::new(ErrorCode::Invalid, why)), Board::default(), Vec::new());
    };
    let entry = Arc::clone(entry);
    let opened = tokio::task::spawn_blocking(move || {
        let (runtime, problems) = (entry.open)(root, &client)?;
        let (runs, questions) = Board::read(&runtime)?;
        Ok::<_, VerbError>((runtime, Board { runs, questions, ..Board::default() }, problems))
    });
    match opened.await {
        Ok(Ok((runtime, board, problems))) => (Ok(runtime), board, problems),
        Ok(Err(error)) => {
            let problem = error.to_string();
            (Err(error), Board::default(), vec![problem])
        }
        Err(error) => {
            tracing::error!("the workspace cannot be opened: {error}");
            let why = "the workspace cannot be opened; the server's log says why";
            (Err(VerbError::new(ErrorCode::Invalid, why)), Board::default(), vec![why.to_owned()])
        }
    }
}

/// The client listens: begin to tell it what happens.
pub(crate) fn initialized(session: Arc<Session>) {
    tokio::spawn(diagnostics::publish(Arc::clone(&session)));
    tokio::spawn(questions::follow(Arc::clone(&session)));
    if session.announced.progress {
        tokio::spawn(progress::follow(Arc::clone(&session)));
    }
    // A client that knows `kiro/event` hears it there.
    if !session.announced.kiro {
        tokio::spawn(endings::follow(Arc::clone(&session)));
    }
    if session.announced.lens_refresh {
        tokio::spawn(code_lens::refresh(Arc::clone(&session)));
    }
    if let Ok(runtime) = &session.runtime {
        match runtime.head().and_then(|head| runtime.subscribe(head)) {
            Ok(updates) => {
                tokio::spawn(outbox::follow(Arc::clone(&session), updates));
                tokio::spawn(board::follow(Arc::clone(&session), runtime.clone()));
                // Something may have happened since the board was read.
                session.stale.notify_one();
            }
            Err(error) => tracing::error!("what happens cannot be followed: {error}"),
        }
    }
    tokio::spawn(async move {
        for problem in &session.problems {
            session.client.show_message(MessageType::WARNING, problem).await;
        }
    });
}

/// Stops the work of this process, so that any process can resume it. Waits for it, but not forever.
pub(crate) async fn shutdown(entry: &Entry, why: &str) {
    if let Some(Ok(runtime)) = entry.session.get().map(|session| &session.runtime)
        && tokio::time::timeout(LAST_MARKS, runtime.shutdown(why)).await.is_err()
    {
        tracing::warn!("runs did not stop in time; they are shown as interrupted once their lease is over");
    }
}

/// Returns when the process that started the client is gone.
async fn watch_parent(parent: u32, entry: Arc<Entry>) {
    let Some(parent) = i32::try_from(parent).ok().and_then(rustix::process::Pid::from_raw) else { return };
    // That a process may not be signalled shows that it is there.
    while rustix::process::test_kill_process(parent) != Err(rustix::io::Errno::SRCH) {
        tokio::time::sleep(LOOK).await;
    }
    entry.orphaned.notify_one();
}
