//! `textDocument/inlayHint`

use lsp_types::{InlayHint, InlayHintLabel, InlayHintParams, InlayHintTooltip, MarkupContent, MarkupKind};

use crate::session::Session;

pub(crate) async fn inlay_hints(session: &Session, params: &InlayHintParams) -> Option<Vec<InlayHint>> {
    let reading = session.read(&params.text_document.uri).await?;
    let bytes = reading.bytes(params.range);
    let hint = |inlay: ide::Inlay| InlayHint {
        position: reading.range(inlay.offset..inlay.offset).start,
        label: InlayHintLabel::String(inlay.label),
        kind: None,
        text_edits: None,
        tooltip: inlay.tooltip.map(markdown),
        padding_left: Some(true),
        padding_right: None,
        data: None,
    };
    let found = ide::inlay_hints(&reading.library, &reading.document, bytes);
    Some(found.into_iter().map(hint).collect())
}

fn markdown(value: String) -> InlayHintTooltip {
    InlayHintTooltip::MarkupContent(MarkupContent { kind: MarkupKind::Markdown, value })
}
