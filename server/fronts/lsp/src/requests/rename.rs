//! `textDocument/prepareRename` and `textDocument/rename`

use lsp_types::{PrepareRenameResponse, RenameParams, TextDocumentPositionParams, WorkspaceEdit};
use tower_lsp::jsonrpc::{Error, Result};

use crate::places::workspace_edit;
use crate::session::Session;

pub(crate) async fn prepare(
    session: &Session,
    params: &TextDocumentPositionParams,
) -> Option<PrepareRenameResponse> {
    let reading = session.read(&params.text_document.uri).await?;
    let (span, placeholder) = ide::prepare_rename(&reading.place(params.position))?;
    Some(PrepareRenameResponse::RangeWithPlaceholder { range: reading.range(span), placeholder })
}

/// # Errors
/// Why it cannot be called so; nothing is changed then.
pub(crate) async fn rename(session: &Session, params: &RenameParams) -> Result<Option<WorkspaceEdit>> {
    let at = &params.text_document_position;
    let Some(reading) = session.read(&at.text_document.uri).await else { return Ok(None) };
    let edits = ide::rename(&reading.place(at.position), &params.new_name)
        .map_err(|error| Error::invalid_params(error.to_string()))?;
    // None if something was typed meanwhile.
    workspace_edit(session, &reading.root, &reading.library, edits)
        .map(Some)
        .ok_or_else(Error::content_modified)
}
