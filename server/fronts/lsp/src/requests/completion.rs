//! `textDocument/completion`

use std::ops::Range;

use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionParams, CompletionResponse, CompletionTextEdit,
    Documentation, InsertTextFormat, MarkupContent, MarkupKind, TextEdit,
};

use crate::session::Session;

pub(crate) async fn completion(session: &Session, params: &CompletionParams) -> Option<CompletionResponse> {
    let at = &params.text_document_position;
    let item = |found: ide::Completion, range: &dyn Fn(Range<usize>) -> lsp_types::Range| {
        let snippet = found.snippet.filter(|_| session.announced.snippets);
        let format = if snippet.is_some() { InsertTextFormat::SNIPPET } else { InsertTextFormat::PLAIN_TEXT };
        let new_text = snippet.unwrap_or(found.edit.new);
        // Markdown is made to be read as it is, too.
        let documentation = |value| {
            if session.announced.markdown_completion {
                Documentation::MarkupContent(MarkupContent { kind: MarkupKind::Markdown, value })
            } else {
                Documentation::String(value)
            }
        };
        CompletionItem {
            label: found.label,
            kind: Some(kind(found.kind)),
            detail: Some(found.detail).filter(|detail| !detail.is_empty()),
            documentation: found.documentation.map(documentation),
            sort_text: Some(found.sort),
            filter_text: found.filter,
            insert_text_format: Some(format),
            text_edit: Some(CompletionTextEdit::Edit(TextEdit { range: range(found.edit.range), new_text })),
            ..CompletionItem::default()
        }
    };
    if let Some(reading) = session.read(&at.text_document.uri).await {
        let found = ide::completion(&reading.place(at.position)).into_iter();
        let range = |bytes| reading.range(bytes);
        return Some(CompletionResponse::Array(found.map(|found| item(found, &range)).collect()));
    }
    // In a chat document, what a prompt can name.
    let document = session.documents.get(&at.text_document.uri)?;
    document.chat()?;
    let library = session.root_of_chat(&document)?.library.as_ref()?.snapshot();
    let offset = document.offset(at.position);
    let found = ide::chat_completion(&library, &document.text, offset).into_iter();
    let range = |bytes| document.range(bytes);
    Some(CompletionResponse::Array(found.map(|found| item(found, &range)).collect()))
}

fn kind(kind: ide::CompletionKind) -> CompletionItemKind {
    match kind {
        ide::CompletionKind::Reference => CompletionItemKind::REFERENCE,
        ide::CompletionKind::Keyword => CompletionItemKind::KEYWORD,
        ide::CompletionKind::Term => CompletionItemKind::VARIABLE,
        ide::CompletionKind::Snippet => CompletionItemKind::SNIPPET,
        ide::CompletionKind::Section => CompletionItemKind::MODULE,
        ide::CompletionKind::Key => CompletionItemKind::PROPERTY,
        ide::CompletionKind::Value => CompletionItemKind::ENUM_MEMBER,
        ide::CompletionKind::File => CompletionItemKind::FILE,
        ide::CompletionKind::Context => CompletionItemKind::CONSTANT,
    }
}
