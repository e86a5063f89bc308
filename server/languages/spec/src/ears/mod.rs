//! The grammar of acceptance criteria.

mod clauses;
mod east_asian;
mod lexicon;
mod marks;
mod words;

use std::ops::Range;

pub use words::{Gap, Word, WordKind, words};

/// An acceptance criterion as EARS reads it (Mavin et al., RE'09). All ranges are bytes of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ears {
    /// Which pattern it follows.
    pub pattern: Pattern,
    /// Its conditions, in the order in which they stand. One that stands behind its obligation is among them; one in
    /// lower case (`… SHALL stop when done`) only if there is no other.
    pub conditions: Vec<Condition>,
    /// Its obligations, in order; the first one is what the pattern is about.
    pub obligations: Vec<Obligation>,
    /// A keyword of EARS stands in it in capitals, as EARS has them: `WHEN`, `WHILE`, `IF`, `WHERE`, `THEN` or `SHALL`,
    /// outside of code and quotations. One that has none is not judged by its style.
    pub uses_keywords: bool,
}

/// The patterns of EARS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pattern {
    /// THE system SHALL response
    Ubiquitous,
    /// WHEN trigger
    Event,
    /// WHILE state
    State,
    /// IF trigger THEN
    Unwanted,
    /// WHERE feature
    Optional,
    /// Two or more different conditions.
    Complex,
    /// No obligation: not EARS.
    None,
}

/// A condition of a criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Its keyword.
    pub keyword: Keyword,
    /// The bytes of the keyword.
    pub keyword_span: Range<usize>,
    /// The bytes of the condition behind the keyword (before it in Japanese and Korean: `起動したとき`), without THEN and
    /// comma; may be empty.
    pub text: Range<usize>,
}

/// A keyword that begins a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Keyword {
    /// `WHEN`
    When,
    /// `WHILE`
    While,
    /// `IF`
    If,
    /// `WHERE`
    Where,
}

/// Who shall do what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obligation {
    /// The bytes of the subject, an article included; empty if there is none.
    pub actor: Range<usize>,
    /// The bytes of `SHALL`, `MUST` or what stands for it, without `NOT`.
    pub modal: Range<usize>,
    /// `SHALL NOT`
    pub negated: bool,
    /// The bytes of the response, to the next obligation or the end; in languages that put the verb last, of what
    /// stands before the modal.
    pub response: Range<usize>,
}

/// Reads the criterion that stands in `range` of a document. Linear in the size of `range`.
pub fn parse_ears(text: &str, range: Range<usize>) -> Ears {
    let end = range.end.min(text.len());
    ears_of_words(text, &words(text, range), end)
}

/// The same, of the words of a criterion that ends at `end`.
pub fn ears_of_words(text: &str, words: &[Word], end: usize) -> Ears {
    let marks = marks::marks(text, words);
    let uses_keywords =
        words.iter().any(|word| word.kind == WordKind::Plain && lexicon::is_ears_keyword(word.of(text)));
    let (mut conditions, mut obligations) = clauses::clauses(text, words, &marks, end);
    if conditions.is_empty() {
        conditions = east_asian::conditions(text, words);
    }
    if obligations.is_empty() {
        obligations = east_asian::obligations(text, words, &conditions);
    }
    Ears { pattern: pattern(&conditions, &obligations), conditions, obligations, uses_keywords }
}

fn pattern(conditions: &[Condition], obligations: &[Obligation]) -> Pattern {
    if obligations.is_empty() {
        return Pattern::None;
    }
    let Some(first) = conditions.first() else { return Pattern::Ubiquitous };
    if conditions.iter().any(|condition| condition.keyword != first.keyword) {
        return Pattern::Complex;
    }
    match first.keyword {
        Keyword::When => Pattern::Event,
        Keyword::While => Pattern::State,
        Keyword::If => Pattern::Unwanted,
        Keyword::Where => Pattern::Optional,
    }
}
