//! The words of a document that mean something, for editors to colour.

mod criteria;
mod hooks;
mod tasks;

use std::ops::Range;

use spec::{ReferenceKind, ReferenceLine};
use text::lines;

use crate::Document;
use crate::shape::Shape;

/// Some bytes that mean something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The bytes, within one line; never empty.
    pub span: Range<usize>,
    /// What they are.
    pub kind: TokenKind,
    /// What they name is defined here.
    pub declaration: bool,
}

/// What a [`Token`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// A keyword of EARS: `WHEN`, `SHALL`, `NOT`.
    Keyword,
    /// The id of a requirement.
    Requirement,
    /// The number of an acceptance criterion.
    Criterion,
    /// The id of a correctness property.
    Property,
    /// The id of a task.
    Task,
    /// An id of something that is defined elsewhere.
    Reference,
    /// The box of a task that is done.
    Done,
    /// The box of a task that is in progress.
    InProgress,
    /// The box of a task that is queued.
    Queued,
    /// The star of an optional task.
    Optional,
    /// A term of the glossary.
    Term,
    /// What sets off a hook.
    Trigger,
}

/// Every kind, in the order of a legend.
pub const TOKEN_KINDS: [TokenKind; 12] = [
    TokenKind::Keyword,
    TokenKind::Requirement,
    TokenKind::Criterion,
    TokenKind::Property,
    TokenKind::Task,
    TokenKind::Reference,
    TokenKind::Done,
    TokenKind::InProgress,
    TokenKind::Queued,
    TokenKind::Optional,
    TokenKind::Term,
    TokenKind::Trigger,
];

/// The tokens that touch `range`, or all, in document order. They do not overlap.
pub fn tokens(document: &Document, range: Option<Range<usize>>) -> Vec<Token> {
    let range = range.unwrap_or(0..document.text.len());
    let mut found = Found { range, tokens: Vec::new() };
    match Shape::of(document) {
        Shape::Requirements(requirements) => criteria::tokens(&document.text, requirements, &mut found),
        Shape::Design(design) => {
            for property in &design.properties {
                found.declaration(&property.id_span, TokenKind::Property);
                found.references(&property.references);
            }
        }
        Shape::Tasks(list) => tasks::tokens(&document.text, list, &mut found),
        Shape::Json => hooks::tokens(&document.text, document.kind, &mut found),
        Shape::Markdown | Shape::Other => {}
    }
    found.in_order(&document.text)
}

/// The tokens found so far, and where they are looked for.
struct Found {
    range: Range<usize>,
    tokens: Vec<Token>,
}

impl Found {
    /// Whether something there is wanted.
    fn wants(&self, span: &Range<usize>) -> bool {
        span.start <= self.range.end && self.range.start <= span.end
    }

    fn declaration(&mut self, span: &Range<usize>, kind: TokenKind) {
        self.push(Token { span: span.clone(), kind, declaration: true });
    }

    fn token(&mut self, span: Range<usize>, kind: TokenKind) {
        self.push(Token { span, kind, declaration: false });
    }

    fn push(&mut self, token: Token) {
        if !token.span.is_empty() && self.wants(&token.span) {
            self.tokens.push(token);
        }
    }

    /// What the lines name, those of components aside, which have no ids.
    fn references(&mut self, lines: &[ReferenceLine]) {
        for line in lines.iter().filter(|line| line.kind != ReferenceKind::Boundary) {
            line.items.iter().for_each(|item| self.token(item.span.clone(), TokenKind::Reference));
        }
    }

    /// By place, one for each line that a token stands in, the first one where two overlap.
    fn in_order(mut self, text: &str) -> Vec<Token> {
        self.tokens.sort_by_key(|token| (token.span.start, token.span.end));
        let mut end = 0;
        let mut sorted: Vec<Token> = Vec::with_capacity(self.tokens.len());
        for token in self.tokens {
            if token.span.start < end {
                continue;
            }
            end = token.span.end;
            let start = token.span.start;
            for line in lines(text.get(token.span.clone()).unwrap_or_default()) {
                let blank = line.text.len() - line.text.trim_start().len();
                let span = start + line.start + blank..start + line.start + line.text.trim_end().len();
                if span.start < span.end {
                    sorted.push(Token { span, ..token.clone() });
                }
            }
        }
        sorted
    }
}

#[cfg(test)]
mod tests;
