//! `workspace/applyEdit`: changes to documents that this client has open, which only it can make.

use std::collections::HashMap;
use std::sync::Arc;

use ide::FileEdit;
use lsp_types::{
    DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier, TextDocumentEdit, TextEdit, Uri,
    WorkspaceEdit,
};
use protocol::EventBody;
use runtime::{PlannedEdit, Runtime};

use crate::documents::range;
use crate::places::{Reading, workspace_edit};
use crate::session::Session;

/// Makes the edit that an event asks for, if its document is open here, and tells the runtime how it went. No
/// answer is no edit: the runtime waits for a while only.
pub(crate) async fn make(session: Arc<Session>, runtime: Runtime, event: EventBody) {
    let planner = runtime.clone();
    let planned = tokio::task::spawn_blocking(move || planner.plan_edit(&event)).await;
    let Some(planned) = planned.ok().flatten() else { return };
    let edit = planned.edit.clone();
    let applied = apply(&session, &planned).await;
    // A failure is logged where it happens.
    let _ = tokio::task::spawn_blocking(move || runtime.finish_edit(&edit, applied)).await;
}

async fn apply(session: &Session, planned: &PlannedEdit) -> Result<(), String> {
    let Some(document) = session.documents.at(&planned.path) else {
        return Err(format!("`{}` is no longer open", planned.path.display()));
    };
    change(session, document.uri.clone(), planned.version, &planned.text, &planned.edits).await
}

/// Has the client change an open document, of which `text` is what it held at `version`.
pub(crate) async fn change(
    session: &Session,
    uri: Uri,
    version: i32,
    text: &str,
    edits: &[text::TextEdit],
) -> Result<(), String> {
    if !session.announced.apply_edit {
        return Err(format!("{} takes no edits from a server", session.client_name));
    }
    let index = text::LineIndex::new(text);
    let edits = edits.iter().map(|edit| TextEdit {
        range: range(&index, text, session.announced.encoding, edit.range.clone()),
        new_text: edit.new.clone(),
    });
    let edit = if session.announced.document_changes {
        let text_document = OptionalVersionedTextDocumentIdentifier { uri, version: Some(version) };
        let edits = edits.map(OneOf::Left).collect();
        let changes = DocumentChanges::Edits(vec![TextDocumentEdit { text_document, edits }]);
        WorkspaceEdit { document_changes: Some(changes), ..WorkspaceEdit::default() }
    } else {
        WorkspaceEdit { changes: Some(HashMap::from([(uri, edits.collect())])), ..WorkspaceEdit::default() }
    };
    match session.client.apply_edit(edit).await {
        Ok(response) if response.applied => Ok(()),
        Ok(response) => {
            Err(response.failure_reason.unwrap_or_else(|| "the editor did not say why".to_owned()))
        }
        Err(error) => Err(error.message.into_owned()),
    }
}

/// Has the client change what follows from an answer that is on its way: other documents that refer to what it changes.
/// `None`, and nothing happens, if the client takes no edits or a document is another by now.
pub(crate) fn follow(session: &Arc<Session>, reading: &Reading, edits: Vec<FileEdit>) -> Option<()> {
    if !session.announced.apply_edit {
        return None;
    }
    let edit = workspace_edit(session, &reading.root, &reading.library, edits)?;
    let session = Arc::clone(session);
    tokio::spawn(async move {
        if let Err(error) = session.client.apply_edit(edit).await {
            tracing::warn!("what other documents say could not be changed along: {error}");
        }
    });
    Some(())
}
