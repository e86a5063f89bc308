//! From `initialize` to the end of the process.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use futures_util::future::join_all;
use lsp_types::{
    InitializeParams, InitializeResult, ServerCapabilities, ServerInfo, WorkspaceFoldersChangeEvent,
};
use protocol::PROTOCOL_VERSION;
use serde_json::json;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{Notify, watch};
use tower_lsp::LspService;
use tower_lsp::jsonrpc::{Error, Result};

use crate::announced::Announced;
use crate::capabilities::capabilities;
use crate::connection::{self, End};
use crate::documents::Documents;
use crate::kiro::{self, METHODS};
use crate::requests::code_lens;
use crate::roots::{self, Folder, Roots};
use crate::server::Server;
use crate::session::{Entry, OpenRuntime, Session};
use crate::uris::file_path;
use crate::{diagnostics, endings, progress, questions, refresh, watched_files};

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
    let announced = Announced::by(&params);
    let capabilities = capabilities(&announced);
    let session = Arc::new(Session {
        client: server.client.clone(),
        client_name,
        documents: Documents::new(announced.encoding),
        announced,
        open: Arc::clone(&server.entry.open),
        roots: Roots::default(),
        hears: watch::Sender::new(false),
        told: Mutex::default(),
        dismissed: watch::Sender::default(),
        answering: Mutex::default(),
        sending: Mutex::default(),
        progress: Mutex::default(),
    });
    server.entry.session.set(Arc::clone(&session)).map_err(|_| Error::invalid_request())?;
    session.change_folders(folders(&params), &[]);
    let roots = session.roots.list();
    let kiro = json!({ "version": PROTOCOL_VERSION, "methods": METHODS, "roots": roots.roots });
    if session.announced.kiro {
        tokio::spawn(roots::announce(session, roots));
    }
    let capabilities = ServerCapabilities { experimental: Some(json!({ "kiro": kiro })), ..capabilities };
    let info =
        ServerInfo { name: "kiro-lsp".to_owned(), version: Some(env!("CARGO_PKG_VERSION").to_owned()) };
    Ok(InitializeResult { capabilities, server_info: Some(info), ..InitializeResult::default() })
}

/// The folders that the client works in.
#[expect(deprecated, reason = "clients still send the older fields alone")]
fn folders(params: &InitializeParams) -> Vec<Folder> {
    let folders: Vec<Folder> =
        params.workspace_folders.iter().flatten().filter_map(|folder| Folder::of(&folder.uri)).collect();
    if !folders.is_empty() {
        return folders;
    }
    let path = || params.root_path.as_ref().filter(|path| Path::new(path).is_absolute());
    let one = params.root_uri.as_ref().and_then(Folder::of);
    one.or_else(|| path().map(|path| Folder::at(PathBuf::from(path), path.clone()))).into_iter().collect()
}

/// The client listens: begin to tell it what happens.
pub(crate) fn initialized(session: Arc<Session>) {
    if session.announced.pulls_diagnostics {
        tokio::spawn(diagnostics::refresh(Arc::clone(&session)));
    } else {
        tokio::spawn(diagnostics::publish(Arc::clone(&session)));
    }
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
    if session.announced.inlay_refresh {
        tokio::spawn(refresh::inlay_hints(Arc::clone(&session)));
    }
    if session.announced.watches_files {
        tokio::spawn(watched_files::register(Arc::clone(&session)));
    }
    session.hears.send_replace(true);
}

/// The client has other folders open.
pub(crate) fn folders_changed(session: &Arc<Session>, change: &WorkspaceFoldersChangeEvent) {
    let added = change.added.iter().filter_map(|folder| Folder::of(&folder.uri));
    let removed: Vec<PathBuf> = change.removed.iter().filter_map(|folder| file_path(&folder.uri)).collect();
    session.change_folders(added.collect(), &removed);
}

/// Stops the work of this process, so that any process can resume it. Waits for it, but not forever.
pub(crate) async fn shutdown(entry: &Entry, why: &str) {
    let working = entry.session.get().map(|session| session.roots.working()).unwrap_or_default();
    join_all(working.iter().map(|root| root.shut_down(why))).await;
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
