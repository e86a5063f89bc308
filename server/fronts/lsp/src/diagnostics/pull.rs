//! `textDocument/diagnostic` and `workspace/diagnostic`

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use lsp_types::request::{Request as _, WorkspaceDiagnosticRefresh};
use lsp_types::{
    Diagnostic, DocumentDiagnosticParams, DocumentDiagnosticReport, DocumentDiagnosticReportResult,
    FullDocumentDiagnosticReport, RelatedFullDocumentDiagnosticReport,
    RelatedUnchangedDocumentDiagnosticReport, UnchangedDocumentDiagnosticReport, Uri,
    WorkspaceDiagnosticParams, WorkspaceDiagnosticReport, WorkspaceDocumentDiagnosticReport,
    WorkspaceFullDocumentDiagnosticReport, WorkspaceUnchangedDocumentDiagnosticReport,
};

use super::{of_home, of_open, snapshot};
use crate::documents::{Document, Home};
use crate::places::uri_of;
use crate::refresh;
use crate::session::Session;

/// The diagnostics of an open document; none for a document that is not open.
pub(crate) async fn document(
    session: &Session,
    params: &DocumentDiagnosticParams,
) -> DocumentDiagnosticReportResult {
    let uri = &params.text_document.uri;
    // It may lie nowhere and hold questions all the same.
    let _ = session.home(uri).await;
    let of_document = |document: Arc<Document>| of_open(session, &document, snapshot(&document).as_ref());
    let items = session.documents.get(uri).map(of_document).unwrap_or_default();
    let id = result_id(&items);
    DocumentDiagnosticReportResult::Report(if params.previous_result_id.as_ref() == Some(&id) {
        DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
            related_documents: None,
            unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id: id },
        })
    } else {
        DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
            related_documents: None,
            full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id: Some(id), items },
        })
    })
}

/// The diagnostics of every document of ours in every root, open or not.
pub(crate) async fn workspace(
    session: &Session,
    params: &WorkspaceDiagnosticParams,
) -> WorkspaceDiagnosticReport {
    session.everything_read().await;
    let mut known: HashMap<&Uri, &String> =
        params.previous_result_ids.iter().map(|known| (&known.uri, &known.value)).collect();
    let mut items = Vec::new();
    let mut told = HashSet::new();
    for root in session.roots.open() {
        let Some(library) = root.library.as_ref().map(|live| live.snapshot()) else { continue };
        for document in library.documents() {
            let Some(uri) = uri_of(session, &root, &document.path) else { continue };
            let open = session.documents.get(&uri);
            let lies_here = |home: &Home| Arc::ptr_eq(&home.root, &root) && home.name == document.path;
            let elsewhere = open.as_ref().is_some_and(|open| !open.home.as_ref().is_some_and(lies_here));
            // One file can be several documents, by links and by roots within roots. The client has one place for it.
            if elsewhere || !told.insert(uri.clone()) {
                continue;
            }
            let found = match &open {
                Some(open) => of_open(session, open, Some(&library)),
                None => {
                    let home = Home { root: Arc::clone(&root), name: Arc::clone(&document.path) };
                    of_home(session, &home, &library)
                }
            };
            let before = known.remove(&uri);
            items.push(report(uri, open.as_deref(), found, before));
        }
    }
    // What is gone has nothing wrong with it, and the client has to hear that.
    let nothing = result_id(&[]);
    let gone = known.into_iter().filter(|(_, id)| **id != nothing);
    items.extend(gone.map(|(uri, id)| report(uri.clone(), None, Vec::new(), Some(id))));
    WorkspaceDiagnosticReport { items }
}

fn report(
    uri: Uri,
    open: Option<&Document>,
    items: Vec<Diagnostic>,
    before: Option<&String>,
) -> WorkspaceDocumentDiagnosticReport {
    let id = result_id(&items);
    let version = open.map(|open| i64::from(open.version));
    if before == Some(&id) {
        let unchanged_document_diagnostic_report = UnchangedDocumentDiagnosticReport { result_id: id };
        return WorkspaceDocumentDiagnosticReport::Unchanged(WorkspaceUnchangedDocumentDiagnosticReport {
            uri,
            version,
            unchanged_document_diagnostic_report,
        });
    }
    let full_document_diagnostic_report = FullDocumentDiagnosticReport { result_id: Some(id), items };
    WorkspaceDocumentDiagnosticReport::Full(WorkspaceFullDocumentDiagnosticReport {
        uri,
        version,
        full_document_diagnostic_report,
    })
}

/// The same for the same diagnostics, while this process lives.
fn result_id(items: &[Diagnostic]) -> String {
    let mut hasher = DefaultHasher::new();
    // What cannot be written is told apart by nothing, and asked for again.
    serde_json::to_string(items).unwrap_or_default().hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// Has the client ask again when what is to be shown changed since this was called: at once if the disk or a run is why, and
/// once typing rests for what other documents show of it. Few clients ask again for the others by themselves.
pub(crate) fn refresh(session: Arc<Session>) -> impl Future<Output = ()> {
    let (mut boards, mut dismissed) = (session.roots.changes(), session.dismissed.subscribe());
    let mut documents = session.documents.changes();
    async move {
        loop {
            let waited = tokio::select! {
                waited = boards.changed() => waited,
                waited = dismissed.changed() => waited,
                waited = documents.changed() => {
                    if session.documents.ours().len() < 2 {
                        continue;
                    }
                    refresh::rest(&mut documents).await;
                    waited
                }
            };
            if waited.is_err() {
                return;
            }
            documents.mark_unchanged();
            boards.mark_unchanged();
            dismissed.mark_unchanged();
            refresh::ask(&session, WorkspaceDiagnosticRefresh::METHOD).await;
        }
    }
}
