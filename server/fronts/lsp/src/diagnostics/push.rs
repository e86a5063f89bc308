//! `textDocument/publishDiagnostics`

use std::collections::HashMap;
use std::sync::Arc;

use ide::Library;
use lsp_types::{Diagnostic, Uri};

use super::{of_open, snapshot};
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
            let library = snapshot(&document);
            if !is_known(&document, library.as_ref()) {
                continue;
            }
            let uri = document.uri.clone();
            let diagnostics = of_open(&session, &document, library.as_ref());
            let now = Published { version: document.version, diagnostics };
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

/// Whether its root was read, and holds of a document what the client does.
fn is_known(document: &Document, library: Option<&Library>) -> bool {
    let Some(Home { root, name }) = &document.home else { return true };
    let held = library.and_then(|library| library.document(name));
    root.are_documents_read() && held.is_none_or(|held| *held.text == *document.text)
}
