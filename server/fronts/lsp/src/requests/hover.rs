//! `textDocument/hover`

use lsp_types::{Hover, HoverContents, HoverParams, MarkupContent, MarkupKind};

use crate::session::Session;

pub(crate) async fn hover(session: &Session, params: &HoverParams) -> Option<Hover> {
    let at = &params.text_document_position_params;
    let reading = session.read(&at.text_document.uri).await?;
    let found = ide::hover(&reading.place(at.position))?;
    // Markdown is made to be read as it is, too.
    let kind = if session.announced.markdown_hover { MarkupKind::Markdown } else { MarkupKind::PlainText };
    Some(Hover {
        contents: HoverContents::Markup(MarkupContent { kind, value: found.markdown }),
        range: Some(reading.range(found.span)),
    })
}
