//! `textDocument/semanticTokens/full` and `range`

use std::ops::Range;

use ide::{TOKEN_KINDS, Token, TokenKind};
use lsp_types::{
    SemanticToken, SemanticTokenModifier, SemanticTokenType, SemanticTokens, SemanticTokensLegend,
    SemanticTokensParams, SemanticTokensRangeParams,
};

use crate::places::Reading;
use crate::session::Session;

/// The kinds in the order of their numbers, by names that themes know.
pub(crate) fn legend() -> SemanticTokensLegend {
    SemanticTokensLegend {
        token_types: TOKEN_KINDS.into_iter().map(name).collect(),
        token_modifiers: vec![SemanticTokenModifier::DECLARATION],
    }
}

/// The bit of [`SemanticTokenModifier::DECLARATION`] in the legend.
const DECLARATION: u32 = 1;

fn name(kind: TokenKind) -> SemanticTokenType {
    match kind {
        TokenKind::Keyword => SemanticTokenType::KEYWORD,
        TokenKind::InProgress => SemanticTokenType::MACRO,
        TokenKind::Requirement => SemanticTokenType::CLASS,
        TokenKind::Criterion => SemanticTokenType::ENUM_MEMBER,
        TokenKind::Property => SemanticTokenType::PROPERTY,
        TokenKind::Task => SemanticTokenType::FUNCTION,
        TokenKind::Reference => SemanticTokenType::VARIABLE,
        TokenKind::Done => SemanticTokenType::COMMENT,
        TokenKind::Queued => SemanticTokenType::MODIFIER,
        TokenKind::Optional => SemanticTokenType::OPERATOR,
        TokenKind::Term => SemanticTokenType::TYPE,
        TokenKind::Trigger => SemanticTokenType::EVENT,
    }
}

/// The number of a kind in the legend.
fn number(kind: TokenKind) -> u32 {
    let at = TOKEN_KINDS.iter().position(|known| *known == kind).unwrap_or_default();
    u32::try_from(at).unwrap_or_default()
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
    let tokens =
        ide::tokens(&reading.document, bytes).into_iter().map(|Token { span, kind, declaration }| {
            let range = reading.range(span);
            let delta_line = range.start.line - line;
            let delta_start =
                if delta_line == 0 { range.start.character - column } else { range.start.character };
            (line, column) = (range.start.line, range.start.character);
            SemanticToken {
                delta_line,
                delta_start,
                length: range.end.character.saturating_sub(range.start.character),
                token_type: number(kind),
                token_modifiers_bitset: if declaration { DECLARATION } else { 0 },
            }
        });
    SemanticTokens { result_id: None, data: tokens.collect() }
}
