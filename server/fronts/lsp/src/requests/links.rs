//! `textDocument/documentLink`

use lsp_types::{DocumentLink, DocumentLinkParams, Uri};

use crate::places::{Reading, location, uri_of};
use crate::session::Session;

pub(crate) async fn links(session: &Session, params: &DocumentLinkParams) -> Option<Vec<DocumentLink>> {
    let reading = session.read(&params.text_document.uri).await?;
    let found = ide::links(&reading.library, &reading.document).into_iter();
    let link = |link: ide::Link| {
        let target = target(session, &reading, &link.target)?;
        let range = reading.range(link.span);
        let tooltip = session.announced.link_tooltips.then_some(link.tooltip);
        Some(DocumentLink { range, target: Some(target), tooltip, data: None })
    };
    Some(found.filter_map(link).collect())
}

/// The URI of a place: its line is the fragment, as editors have it.
fn target(session: &Session, reading: &Reading, target: &ide::LinkTarget) -> Option<Uri> {
    let (uri, line) = match target {
        ide::LinkTarget::Location(found) => {
            let found = location(session, &reading.root, &reading.library, found)?;
            (found.uri, Some(found.range.start.line + 1))
        }
        ide::LinkTarget::File { path, line } => {
            (uri_of(session, &reading.root, path)?, line.map(|line| line + 1))
        }
    };
    match line {
        Some(line) => format!("{}#L{line}", uri.as_str()).parse().ok(),
        None => Some(uri),
    }
}
