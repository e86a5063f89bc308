//! `textDocument/documentSymbol`: the tasks as a tree, or as a list for clients that have no trees.

use ide::Symbol;
use lsp_types::{
    DocumentSymbol, DocumentSymbolParams, DocumentSymbolResponse, Location, SymbolInformation, SymbolKind,
};

use crate::documents::Document;
use crate::session::Session;

pub(crate) fn symbols(session: &Session, params: &DocumentSymbolParams) -> Option<DocumentSymbolResponse> {
    let (document, list) = session.tasks_document(&params.text_document.uri)?;
    let symbols = ide::task_symbols(&list);
    Some(if session.announced.symbol_tree {
        DocumentSymbolResponse::Nested(symbols.into_iter().map(|symbol| nested(symbol, &document)).collect())
    } else {
        let mut found = Vec::new();
        flatten(symbols, None, &document, &mut found);
        DocumentSymbolResponse::Flat(found)
    })
}

#[expect(deprecated, reason = "the type has no other constructor than its fields")]
fn nested(symbol: Symbol, document: &Document) -> DocumentSymbol {
    let children: Vec<_> = symbol.children.into_iter().map(|child| nested(child, document)).collect();
    DocumentSymbol {
        name: symbol.name,
        detail: (!symbol.detail.is_empty()).then(|| symbol.detail.to_owned()),
        kind: SymbolKind::EVENT,
        tags: None,
        deprecated: None,
        range: document.range(symbol.range),
        selection_range: document.range(symbol.selection),
        children: (!children.is_empty()).then_some(children),
    }
}

#[expect(deprecated, reason = "the type has no other constructor than its fields")]
fn flatten(
    symbols: Vec<Symbol>,
    container: Option<&str>,
    document: &Document,
    found: &mut Vec<SymbolInformation>,
) {
    for symbol in symbols {
        found.push(SymbolInformation {
            name: symbol.name.clone(),
            kind: SymbolKind::EVENT,
            tags: None,
            deprecated: None,
            location: Location { uri: document.uri.clone(), range: document.range(symbol.range) },
            container_name: container.map(str::to_owned),
        });
        flatten(symbol.children, Some(&symbol.name), document, found);
    }
}
