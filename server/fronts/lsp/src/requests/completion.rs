//! `textDocument/completion`

use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionParams, CompletionResponse, CompletionTextEdit,
    Documentation, InsertTextFormat, MarkupContent, MarkupKind,
};

use crate::session::Session;

pub(crate) async fn completion(session: &Session, params: &CompletionParams) -> Option<CompletionResponse> {
    let at = &params.text_document_position;
    let reading = session.read(&at.text_document.uri).await?;
    let snippets = session.announced.snippets;
    let item = |found: ide::Completion| {
        let as_snippet = snippets.then_some(found.snippet).flatten();
        let format =
            if as_snippet.is_some() { InsertTextFormat::SNIPPET } else { InsertTextFormat::PLAIN_TEXT };
        let edit = text::TextEdit { new: as_snippet.unwrap_or(found.edit.new), ..found.edit };
        let markdown =
            |value| Documentation::MarkupContent(MarkupContent { kind: MarkupKind::Markdown, value });
        CompletionItem {
            label: found.label,
            kind: Some(kind(found.kind)),
            detail: found.detail,
            documentation: found.documentation.map(markdown),
            sort_text: Some(found.sort),
            filter_text: found.filter,
            insert_text_format: Some(format),
            text_edit: Some(CompletionTextEdit::Edit(reading.text_edit(edit))),
            ..CompletionItem::default()
        }
    };
    let found = ide::completion(&reading.place(at.position)).into_iter();
    Some(CompletionResponse::Array(found.map(item).collect()))
}

fn kind(kind: ide::CompletionKind) -> CompletionItemKind {
    match kind {
        ide::CompletionKind::Reference => CompletionItemKind::REFERENCE,
        ide::CompletionKind::Snippet => CompletionItemKind::SNIPPET,
        ide::CompletionKind::Term => CompletionItemKind::VARIABLE,
        ide::CompletionKind::Key => CompletionItemKind::PROPERTY,
        ide::CompletionKind::Value => CompletionItemKind::ENUM_MEMBER,
        ide::CompletionKind::File => CompletionItemKind::FILE,
    }
}
