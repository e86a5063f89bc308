//! `textDocument/foldingRange` and `textDocument/selectionRange`

use lsp_types::{FoldingRange, FoldingRangeKind, FoldingRangeParams, SelectionRange, SelectionRangeParams};

use crate::session::Session;

pub(crate) async fn folding_ranges(
    session: &Session,
    params: &FoldingRangeParams,
) -> Option<Vec<FoldingRange>> {
    let reading = session.read(&params.text_document.uri).await?;
    let fold = |fold: ide::Fold| FoldingRange {
        start_line: fold.start_line,
        end_line: fold.end_line,
        kind: match fold.kind {
            ide::FoldKind::FrontMatter => Some(FoldingRangeKind::Imports),
            ide::FoldKind::Requirement
            | ide::FoldKind::Task
            | ide::FoldKind::Section
            | ide::FoldKind::Code
            | ide::FoldKind::Json => Some(FoldingRangeKind::Region),
        },
        ..FoldingRange::default()
    };
    Some(ide::folds(&reading.document).into_iter().map(fold).collect())
}

pub(crate) async fn selection_ranges(
    session: &Session,
    params: &SelectionRangeParams,
) -> Option<Vec<SelectionRange>> {
    let reading = session.read(&params.text_document.uri).await?;
    let around = |position| {
        let innermost_first = ide::selections(&reading.document, reading.offset(position));
        let outermost_first = innermost_first.into_iter().rev();
        let nested = outermost_first.fold(None, |parent: Option<SelectionRange>, span| {
            Some(SelectionRange { range: reading.range(span), parent: parent.map(Box::new) })
        });
        // Every position needs an answer.
        let nowhere = lsp_types::Range { start: position, end: position };
        nested.unwrap_or(SelectionRange { range: nowhere, parent: None })
    };
    Some(params.positions.iter().copied().map(around).collect())
}
