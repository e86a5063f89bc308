//! `textDocument/diagnostic` and `workspace/diagnostic`

use std::collections::HashMap;
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

use super::{everything_read, of_home, of_open};
use crate::documents::{Document, Home};
use crate::places::uri_of;
use crate::refresh;
use crate::session::Session;

/// The diagnostics of an open document; none for a document that is not open.
pub(crate) async fn document(
    session: &Session,
    params: &DocumentDiagnosticParams,
) -> DocumentDiagnosticReportResult {
    everything_read(session).await;
    let open = session.documents.get(&params.text_document.uri);
    let items = open.map(|document| of_open(session, &document)).unwrap_or_default();
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
    everything_read(session).await;
    let known: HashMap<&Uri, &String> =
        params.previous_result_ids.iter().map(|known| (&known.uri, &known.value)).collect();
    let mut items = Vec::new();
    for root in session.roots.open() {
        let Some(library) = root.library.as_ref().map(|live| live.snapshot()) else { continue };
        for document in library.documents() {
            let home = Home { root: Arc::clone(&root), name: Arc::clone(&document.path) };
            let Some(uri) = uri_of(session, &root, &document.path) else { continue };
            let open = session.documents.get(&uri);
            let found = match &open {
                Some(open) => of_open(session, open),
                None => of_home(session, &home),
            };
            items.push(report(uri, open.as_deref(), found, &known));
        }
    }
    WorkspaceDiagnosticReport { items }
}

fn report(
    uri: Uri,
    open: Option<&Document>,
    items: Vec<Diagnostic>,
    known: &HashMap<&Uri, &String>,
) -> WorkspaceDocumentDiagnosticReport {
    let id = result_id(&items);
    let version = open.map(|open| i64::from(open.version));
    if known.get(&uri) == Some(&&id) {
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

/// Has the client ask again when what is to be shown changed: at once if the disk or a run is why, and once typing rests
/// for what other documents show of it. Few clients ask again for the others by themselves.
pub(crate) async fn refresh(session: Arc<Session>) {
    let (mut boards, mut dismissed) = (session.roots.changes(), session.dismissed.subscribe());
    let mut documents = session.documents.changes();
    loop {
        let waited = tokio::select! {
            waited = boards.changed() => waited,
            waited = dismissed.changed() => waited,
            waited = documents.changed() => {
                if session.documents.ours().len() < 2 {
                    continue;
                }
                tokio::time::sleep(refresh::REST).await;
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
