//! `textDocument/semanticTokens/full` and `range`

use std::ops::Range;

use ide::{Token, TokenKind, TokenModifier};
use lsp_types::{
    SemanticToken, SemanticTokenModifier, SemanticTokenType, SemanticTokens, SemanticTokensLegend,
    SemanticTokensParams, SemanticTokensRangeParams,
};

use crate::places::Reading;
use crate::session::Session;

/// The kinds in the order of their numbers, by the names that themes know.
pub(crate) fn legend() -> SemanticTokensLegend {
    SemanticTokensLegend {
        token_types: TokenKind::ALL.iter().map(|kind| SemanticTokenType::from(kind.name())).collect(),
        token_modifiers: TokenModifier::ALL
            .iter()
            .map(|modifier| SemanticTokenModifier::from(modifier.name()))
            .collect(),
    }
}

pub(crate) async fn full(session: &Session, params: &SemanticTokensParams) -> Option<SemanticTokens> {
    let reading = session.read(&params.text_document.uri).await?;
    Some(encoded(&reading, None))
}

pub(crate) async fn range(session: &Session, params: &SemanticTokensRangeParams) -> Option<SemanticTokens> {
    let reading = session.read(&params.text_document.uri).await?;
    let bytes = reading.bytes(params.range);
    Some(encoded(&reading, Some(bytes)))
}

/// Each token relative to the one before.
fn encoded(reading: &Reading, bytes: Option<Range<usize>>) -> SemanticTokens {
    let (mut line, mut column) = (0, 0);
    let tokens = ide::tokens(&reading.document, bytes).into_iter().map(|Token { span, kind, modifiers }| {
        let range = reading.range(span);
        let delta_line = range.start.line - line;
        let delta_start =
            if delta_line == 0 { range.start.character - column } else { range.start.character };
        (line, column) = (range.start.line, range.start.character);
        SemanticToken {
            delta_line,
            delta_start,
            length: range.end.character.saturating_sub(range.start.character),
            token_type: kind.number(),
            token_modifiers_bitset: modifiers.bits(),
        }
    });
    SemanticTokens { result_id: None, data: tokens.collect() }
}
