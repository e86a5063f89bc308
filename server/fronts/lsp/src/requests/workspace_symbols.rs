//! `workspace/symbol`

use ide::WorkspaceSymbolKind;
use lsp_types::{SymbolInformation, SymbolKind, WorkspaceSymbolParams, WorkspaceSymbolResponse};

use crate::places::location;
use crate::session::Session;

/// Symbols of one root; more would not be read.
const LIMIT: usize = 200;

#[expect(deprecated, reason = "the type has no other constructor than its fields")]
pub(crate) async fn symbols(session: &Session, params: &WorkspaceSymbolParams) -> WorkspaceSymbolResponse {
    let mut found = Vec::new();
    for root in session.roots.open() {
        let Some(live) = &root.library else { continue };
        root.documents_read().await;
        let library = live.snapshot();
        for symbol in ide::workspace_symbols(&library, &params.query, LIMIT) {
            let Some(location) = location(session, &root, &library, &symbol.location) else { continue };
            found.push(SymbolInformation {
                name: symbol.name,
                kind: kind(symbol.kind),
                tags: None,
                deprecated: None,
                location,
                container_name: Some(symbol.container).filter(|name| !name.is_empty()),
            });
        }
    }
    WorkspaceSymbolResponse::Flat(found)
}

fn kind(kind: WorkspaceSymbolKind) -> SymbolKind {
    match kind {
        WorkspaceSymbolKind::Spec => SymbolKind::PACKAGE,
        WorkspaceSymbolKind::Steering => SymbolKind::FILE,
        WorkspaceSymbolKind::Hook => SymbolKind::FUNCTION,
        WorkspaceSymbolKind::Agent => SymbolKind::CLASS,
        WorkspaceSymbolKind::Skill => SymbolKind::MODULE,
        WorkspaceSymbolKind::Requirement => SymbolKind::INTERFACE,
        WorkspaceSymbolKind::Property => SymbolKind::PROPERTY,
        WorkspaceSymbolKind::Task => SymbolKind::EVENT,
        WorkspaceSymbolKind::Criterion => SymbolKind::FIELD,
    }
}
