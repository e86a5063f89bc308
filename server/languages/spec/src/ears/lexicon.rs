//! The words that EARS is made of, as people write them in several languages.

use super::Keyword;

/// Words that begin a condition, in lower case.
const CONDITIONS: &[(&str, Keyword)] = &[
    ("when", Keyword::When),
    ("while", Keyword::While),
    ("if", Keyword::If),
    ("where", Keyword::Where),
    ("quando", Keyword::When),
    ("enquanto", Keyword::While),
    ("se", Keyword::If),
    ("onde", Keyword::Where),
    ("cuando", Keyword::When),
    ("mientras", Keyword::While),
    ("si", Keyword::If),
    ("donde", Keyword::Where),
];

/// Words between condition and subject, in lower case.
const THENS: &[&str] = &["then", "então", "entonces"];

/// Words that oblige, in lower case.
const MODALS: &[&str] =
    &["shall", "must", "deve", "devem", "deverá", "deverão", "debe", "deben", "deberá", "deberán"];

/// Words that turn an obligation into its opposite, behind (English) or before it.
const NEGATIONS: &[&str] = &["not", "no", "não", "nao", "never", "nunca", "jamás"];

/// Words a subject begins with, in lower case.
const ARTICLES: &[&str] =
    &["the", "a", "an", "each", "every", "all", "any", "no", "o", "os", "as", "el", "la", "los", "las"];

pub(super) fn condition(word: &str) -> Option<Keyword> {
    CONDITIONS.iter().find(|(name, _)| same(name, word)).map(|(_, keyword)| *keyword)
}

pub(super) fn is_then(word: &str) -> bool {
    among(THENS, word)
}

pub(super) fn is_modal(word: &str) -> bool {
    among(MODALS, word)
}

pub(super) fn is_negation(word: &str) -> bool {
    among(NEGATIONS, word)
}

pub(super) fn is_article(word: &str) -> bool {
    among(ARTICLES, word)
}

/// A word that a subject may begin with, pronouns included.
pub(super) fn is_subject(word: &str) -> bool {
    is_article(word) || among(&["it", "they", "this", "these", "that"], word)
}

/// `and`, `or`, `but` and their like.
pub(super) fn joins(word: &str) -> bool {
    among(&["and", "or", "but", "e", "ou", "y", "o"], word)
}

/// In capitals, as EARS writes its keywords.
pub(super) fn is_upper(word: &str) -> bool {
    word.chars().all(char::is_uppercase)
}

/// One of the keywords of EARS, in capitals.
pub(super) fn is_ears_keyword(word: &str) -> bool {
    matches!(word, "WHEN" | "WHILE" | "IF" | "WHERE" | "THEN" | "SHALL")
}

/// Emphasis around a word.
pub(super) fn is_mark(c: char) -> bool {
    matches!(c, '*' | '_')
}

fn among(list: &[&str], word: &str) -> bool {
    list.iter().any(|listed| same(listed, word))
}

/// `listed` is in lower case; `word` may be in any. No letter of ours takes more bytes in the one than in the other.
fn same(listed: &str, word: &str) -> bool {
    listed.len() == word.len()
        && (listed.eq_ignore_ascii_case(word) || !listed.is_ascii() && word.to_lowercase() == listed)
}
