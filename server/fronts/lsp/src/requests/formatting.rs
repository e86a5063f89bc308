//! `textDocument/formatting` and `textDocument/onTypeFormatting`

use std::sync::Arc;

use lsp_types::{DocumentFormattingParams, DocumentOnTypeFormattingParams, TextEdit};

use crate::edits;
use crate::session::Session;

/// The edits of the document itself. What other documents say of it changes with it, as an edit of the server's own.
pub(crate) async fn formatting(
    session: &Arc<Session>,
    params: &DocumentFormattingParams,
) -> Option<Vec<TextEdit>> {
    let reading = session.read(&params.text_document.uri).await?;
    let edits = ide::format(&reading.library, &reading.document);
    let (own, others): (Vec<_>, Vec<_>) =
        edits.into_iter().partition(|edit| edit.path == reading.document.path);
    if !others.is_empty() {
        edits::follow(session, &reading, others)?;
    }
    Some(own.into_iter().map(|edit| reading.text_edit(edit.edit)).collect())
}

pub(crate) async fn on_type(
    session: &Session,
    params: &DocumentOnTypeFormattingParams,
) -> Option<Vec<TextEdit>> {
    let at = &params.text_document_position;
    let reading = session.read(&at.text_document.uri).await?;
    let typed = params.ch.chars().next()?;
    let edits = ide::on_type(&reading.place(at.position), typed);
    Some(edits.into_iter().map(|edit| reading.text_edit(edit)).collect())
}
