//! `textDocument/documentSymbol`: the outline of a document as a tree, or as a list for clients that have no trees.

use ide::{Symbol, SymbolKind};
use lsp_types::{
    DocumentSymbol, DocumentSymbolParams, DocumentSymbolResponse, Location, SymbolInformation, Uri,
};

use crate::places::{Reading, uri_of};
use crate::session::Session;

pub(crate) async fn symbols(
    session: &Session,
    params: &DocumentSymbolParams,
) -> Option<DocumentSymbolResponse> {
    let reading = session.read(&params.text_document.uri).await?;
    let symbols = ide::symbols(&reading.document);
    Some(if session.announced.symbol_tree {
        DocumentSymbolResponse::Nested(symbols.into_iter().map(|symbol| nested(symbol, &reading)).collect())
    } else {
        // As the document was opened, however this request spells it.
        let uri = uri_of(session, &reading.root, &reading.document.path)?;
        let mut found = Vec::new();
        flatten(symbols, None, &uri, &reading, &mut found);
        DocumentSymbolResponse::Flat(found)
    })
}

#[expect(deprecated, reason = "the type has no other constructor than its fields")]
fn nested(symbol: Symbol, reading: &Reading) -> DocumentSymbol {
    let children: Vec<_> = symbol.children.into_iter().map(|child| nested(child, reading)).collect();
    DocumentSymbol {
        name: symbol.name,
        detail: (!symbol.detail.is_empty()).then(|| symbol.detail.to_owned()),
        kind: kind(symbol.kind),
        tags: None,
        deprecated: None,
        range: reading.range(symbol.range),
        selection_range: reading.range(symbol.selection),
        children: (!children.is_empty()).then_some(children),
    }
}

#[expect(deprecated, reason = "the type has no other constructor than its fields")]
fn flatten(
    symbols: Vec<Symbol>,
    container: Option<&str>,
    uri: &Uri,
    reading: &Reading,
    found: &mut Vec<SymbolInformation>,
) {
    for symbol in symbols {
        found.push(SymbolInformation {
            name: symbol.name.clone(),
            kind: kind(symbol.kind),
            tags: None,
            deprecated: None,
            location: Location { uri: uri.clone(), range: reading.range(symbol.range) },
            container_name: container.map(str::to_owned),
        });
        flatten(symbol.children, Some(&symbol.name), uri, reading, found);
    }
}

fn kind(kind: SymbolKind) -> lsp_types::SymbolKind {
    match kind {
        SymbolKind::Section => lsp_types::SymbolKind::STRING,
        SymbolKind::Term => lsp_types::SymbolKind::CONSTANT,
        SymbolKind::Requirement => lsp_types::SymbolKind::INTERFACE,
        SymbolKind::Criterion => lsp_types::SymbolKind::FIELD,
        SymbolKind::Property => lsp_types::SymbolKind::PROPERTY,
        SymbolKind::Task => lsp_types::SymbolKind::EVENT,
        SymbolKind::Key => lsp_types::SymbolKind::KEY,
    }
}
