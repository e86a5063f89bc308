//! `textDocument/publishDiagnostics`

use std::collections::HashMap;
use std::sync::Arc;

use lsp_types::{Diagnostic, Uri};

use super::{everything_read, of_open};
use crate::documents::{Document, Home};
use crate::session::Session;

/// What was published for a document.
#[derive(PartialEq)]
struct Published {
    version: i32,
    diagnostics: Vec<Diagnostic>,
}

/// Publishes for as long as the session lives. Changes that come while the client does not read add up.
pub(crate) async fn publish(session: Arc<Session>) {
    let (mut documents, mut boards) = (session.documents.changes(), session.roots.changes());
    let mut dismissed = session.dismissed.subscribe();
    let mut published: HashMap<Uri, Published> = HashMap::new();
    loop {
        everything_read(&session).await;
        documents.mark_unchanged();
        boards.mark_unchanged();
        dismissed.mark_unchanged();
        let open = session.documents.ours();
        let closed: Vec<Uri> = published
            .keys()
            .filter(|uri| open.iter().all(|document| document.uri != **uri))
            .cloned()
            .collect();
        for uri in closed {
            published.remove(&uri);
            session.client.publish_diagnostics(uri, Vec::new(), None).await;
        }
        for document in open {
            // What was typed since is on its way to its root, and told of when it is there.
            if !is_known(&document) {
                continue;
            }
            let uri = document.uri.clone();
            let now = Published { version: document.version, diagnostics: of_open(&session, &document) };
            if published.get(&uri) != Some(&now) {
                session
                    .client
                    .publish_diagnostics(uri.clone(), now.diagnostics.clone(), Some(now.version))
                    .await;
                published.insert(uri, now);
            }
        }
        let waited = tokio::select! {
            waited = documents.changed() => waited,
            waited = boards.changed() => waited,
            waited = dismissed.changed() => waited,
        };
        if waited.is_err() {
            return;
        }
    }
}

/// Whether its root knows of a document what the client holds.
fn is_known(document: &Document) -> bool {
    let known = document.home.as_ref().and_then(|Home { root, name }| {
        let library = root.library.as_ref()?.snapshot();
        Some(library.document(name)?.text.as_ref() == document.text)
    });
    known.unwrap_or(true)
}
