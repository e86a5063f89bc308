//! `textDocument/definition`, `references` and `documentHighlight`

use lsp_types::{
    DocumentHighlight, DocumentHighlightKind, DocumentHighlightParams, GotoDefinitionParams,
    GotoDefinitionResponse, Location, ReferenceParams,
};

use crate::session::Session;

pub(crate) async fn definition(
    session: &Session,
    params: &GotoDefinitionParams,
) -> Option<GotoDefinitionResponse> {
    let at = &params.text_document_position_params;
    let reading = session.read(&at.text_document.uri).await?;
    let found = ide::definition(&reading.place(at.position));
    let locations: Vec<Location> =
        found.iter().filter_map(|location| reading.location(session, location)).collect();
    (!locations.is_empty()).then_some(GotoDefinitionResponse::Array(locations))
}

pub(crate) async fn references(session: &Session, params: &ReferenceParams) -> Option<Vec<Location>> {
    let at = &params.text_document_position;
    let reading = session.read(&at.text_document.uri).await?;
    let found = ide::references(&reading.place(at.position), params.context.include_declaration);
    Some(found.iter().filter_map(|location| reading.location(session, location)).collect())
}

pub(crate) async fn highlights(
    session: &Session,
    params: &DocumentHighlightParams,
) -> Option<Vec<DocumentHighlight>> {
    let at = &params.text_document_position_params;
    let reading = session.read(&at.text_document.uri).await?;
    let found = ide::highlights(&reading.place(at.position)).into_iter();
    let highlight = |found: ide::Highlight| DocumentHighlight {
        range: reading.range(found.span),
        kind: Some(match found.kind {
            ide::HighlightKind::Read => DocumentHighlightKind::READ,
            ide::HighlightKind::Write => DocumentHighlightKind::WRITE,
        }),
    };
    Some(found.map(highlight).collect())
}
