//! `workspace/didChangeWatchedFiles`: what changed on disk, by a client that looks. A watch of our own looks as well, since
//! most clients tell only of what they write themselves; this one sees what lies behind links and on other machines.

use std::sync::Arc;

use lsp_types::notification::{DidChangeWatchedFiles, Notification as _};
use lsp_types::{
    DidChangeWatchedFilesParams, DidChangeWatchedFilesRegistrationOptions, FileSystemWatcher, GlobPattern,
    Registration,
};
use serde_json::to_value;

use crate::session::Session;
use crate::uris::file_path;

/// The files that we know what to do with.
const PATTERNS: [&str; 3] = ["**/.kiro/**", "**/AGENTS.md", "**/.kiroignore"];

/// Asks the client to watch.
pub(crate) async fn register(session: Arc<Session>) {
    let watcher = |pattern: &str| FileSystemWatcher {
        glob_pattern: GlobPattern::String(pattern.to_owned()),
        kind: None,
    };
    let watchers = PATTERNS.map(watcher).to_vec();
    let registration = Registration {
        id: "kiro-documents".to_owned(),
        method: DidChangeWatchedFiles::METHOD.to_owned(),
        register_options: to_value(DidChangeWatchedFilesRegistrationOptions { watchers }).ok(),
    };
    if let Err(error) = session.client.register_capability(vec![registration]).await {
        tracing::info!("{} does not watch files for us: {error}", session.client_name);
    }
}

/// Reads again what changed, without holding up the messages that follow.
pub(crate) fn changed(session: &Session, params: &DidChangeWatchedFilesParams) {
    let paths: Vec<_> = params.changes.iter().filter_map(|change| file_path(&change.uri)).collect();
    let roots = session.roots.open();
    tokio::task::spawn_blocking(move || {
        let paths: Vec<_> = paths.iter().map(|path| workspace::real_path(path)).collect();
        roots.iter().for_each(|root| root.files_changed(&paths));
    });
}
