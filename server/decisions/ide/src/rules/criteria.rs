//! The acceptance criteria of a spec, read once for the rules about their grammar, their words and each other.

use std::ops::Range;

use spec::{Ears, Gap, Requirements, Word, ears_of_words, words};

use super::finding::Findings;
use super::{consistency, ears, quality};
use crate::{Document, Kind, Model};

/// A criterion as the rules see it. All ranges are bytes of `text`.
pub(crate) struct Statement<'a> {
    /// The whole document.
    pub(crate) text: &'a str,
    /// The bytes of the criterion.
    pub(crate) range: Range<usize>,
    /// How EARS reads it.
    pub(crate) ears: Ears,
    /// Its words.
    pub(crate) words: Vec<Word>,
    /// What each word says, in lower case; empty for code and quotations, which are not the author's own words.
    pub(crate) said: Vec<String>,
    /// It is in a script that our words are not of.
    pub(crate) foreign: bool,
}

/// Something wrong with a criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The code of the rule.
    pub code: &'static str,
    /// The bytes it is about.
    pub span: Range<usize>,
    /// What is wrong and what to do.
    pub message: String,
}

/// What a rule finds in a criterion.
pub(super) type Check = fn(&Statement<'_>, &mut Vec<Fault>);

/// What is wrong with a criterion that stands alone, as the editor would find it in its document: of every rule that looks
/// at single criteria, those that are off by default included.
pub fn check_criterion(text: &str) -> Vec<Fault> {
    faults(&Statement::new(text, 0..text.len()))
}

fn faults(statement: &Statement<'_>) -> Vec<Fault> {
    let mut found = Vec::new();
    if statement.ears.uses_keywords {
        ears::CHECKS.iter().chain(quality::CHECKS).for_each(|check| check(statement, &mut found));
    }
    found
}

/// Chinese, Japanese or Korean.
fn is_foreign(text: &str, word: &Word) -> bool {
    word.is_prose() && word.of(text).contains(|c: char| c > '\u{2e7f}')
}

impl<'a> Statement<'a> {
    pub(crate) fn new(text: &'a str, range: Range<usize>) -> Self {
        let words = words(text, range.clone());
        let said = words
            .iter()
            .map(|word| if word.is_prose() { word.of(text).to_lowercase() } else { String::new() })
            .collect();
        Self {
            text,
            ears: ears_of_words(text, &words, range.end),
            range,
            foreign: words.iter().any(|word| is_foreign(text, word)),
            words,
            said,
        }
    }

    /// Some of its text.
    pub(crate) fn of(&self, span: Range<usize>) -> &'a str {
        self.text.get(span).unwrap_or_default()
    }

    /// The word at an index, in lower case; empty for code and quotations, and where there is none.
    pub(crate) fn word(&self, at: usize) -> &str {
        self.said.get(at).map_or("", String::as_str)
    }

    /// The index of the first word that begins at or behind `offset`.
    pub(crate) fn at(&self, offset: usize) -> usize {
        self.words.partition_point(|word| word.span.start < offset)
    }

    /// The words that stand in `span`, by index.
    pub(crate) fn within(&self, span: &Range<usize>) -> Range<usize> {
        let start = self.at(span.start);
        start..self.at(span.end).max(start)
    }

    /// The words of `phrase` begin at index `at`, none of them code, and no comma between them.
    pub(crate) fn says(&self, at: usize, phrase: &str) -> bool {
        phrase.split(' ').zip(at..).all(|(word, index)| {
            self.word(index) == word
                && (index == at || self.words.get(index).is_some_and(|word| word.gap == Gap::None))
        })
    }

    /// The bytes of `count` words.
    pub(crate) fn span(&self, at: usize, count: usize) -> Range<usize> {
        let start = self.words.get(at).map_or(self.range.start, |word| word.span.start);
        let last = self.words.get((at + count).saturating_sub(1));
        start..last.map_or(start, |word| word.span.end)
    }

    /// The byte at `offset` is the author's own, and not of code or a quotation.
    pub(crate) fn is_prose(&self, offset: usize) -> bool {
        let behind = self.words.partition_point(|word| word.span.start <= offset);
        let word = behind.checked_sub(1).and_then(|at| self.words.get(at));
        word.is_none_or(|word| word.span.end <= offset || word.is_prose())
    }
}

/// The statements of a document, each with the index of its requirement and its own in there. The current behaviour of
/// a bugfix.md is left out: it says what happens, and not what shall.
pub(crate) fn statements<'a>(
    document: &'a Document,
    requirements: &Requirements,
) -> Vec<(usize, usize, Statement<'a>)> {
    let asks = |id: &str| document.kind != Kind::Bugfix || id != "1";
    let asking = requirements.requirements.iter().enumerate().filter(|(_, it)| asks(&it.id));
    asking
        .flat_map(|(requirement, it)| {
            it.criteria.iter().enumerate().map(move |(criterion, it)| {
                (requirement, criterion, Statement::new(&document.text, it.text.clone()))
            })
        })
        .collect()
}

#[cfg(test)]
mod tests;

/// All rules about the criteria of a document that need no other.
pub(super) fn check(document: &Document, findings: &mut Findings<'_>) {
    let Model::Requirements(requirements) = document.model() else { return };
    let statements = statements(document, requirements);
    let glossary = quality::Glossary::new(document, requirements);
    for (_, _, statement) in &statements {
        for fault in faults(statement) {
            if !glossary.defines(statement, &fault) {
                findings.report(document, fault.code, fault.span, fault.message);
            }
        }
    }
    ears::check(document, &statements, findings);
    consistency::check(&consistency::Criteria { document, requirements, statements: &statements }, findings);
}
