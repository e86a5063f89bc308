//! Requests that have the client ask again for what it was answered.

use std::sync::Arc;
use std::time::Duration;

use lsp_types::request::{InlayHintRefreshRequest, Request as _};
use tokio::sync::watch;
use tower::Service;
use tower_lsp::jsonrpc::Request;

use crate::session::Session;

/// How long typing has to rest before what other documents show of it is asked for again.
const REST: Duration = Duration::from_millis(300);

/// Typing that does not rest, such as that of a model, is not waited for any longer.
const AT_MOST: Duration = Duration::from_secs(2);

/// Returns when the client answered. An error changes nothing: what it shows is stale until the next change.
pub(crate) async fn ask(session: &Session, method: &'static str) {
    let mut client = session.client.clone();
    // The framework's own would have null as parameters, which are to be left out.
    let request = Request::build(method).id(client.next_request_id()).finish();
    let _ = client.call(request).await;
}

/// Has the client ask for inlay hints again when documents changed since this was called, since one shows what others say.
pub(crate) fn inlay_hints(session: Arc<Session>) -> impl Future<Output = ()> {
    let (mut documents, mut boards) = (session.documents.changes(), session.roots.changes());
    async move {
        loop {
            let waited = tokio::select! {
                waited = documents.changed() => waited,
                waited = boards.changed() => waited,
            };
            if waited.is_err() {
                return;
            }
            rest(&mut documents).await;
            documents.mark_unchanged();
            boards.mark_unchanged();
            ask(&session, InlayHintRefreshRequest::METHOD).await;
        }
    }
}

/// Returns once documents did not change for a while.
pub(crate) async fn rest(documents: &mut watch::Receiver<()>) {
    let rests = async { while let Ok(Ok(())) = tokio::time::timeout(REST, documents.changed()).await {} };
    let _ = tokio::time::timeout(AT_MOST, rests).await;
}
