//! Patterns of EARS where a criterion begins, and the terms of the glossary inside of one.

use super::{Completion, CompletionKind, snippet_text};
use crate::Place;
use crate::glossary::terms;
use crate::hover::criterion_at;
use crate::lines_at::line_at;
use crate::markdown::{inline, shortened};
use crate::patterns::PATTERNS;

/// The words that stand between the parts of a criterion.
const WORDS: &[(&str, &str)] = &[
    ("THE", "the system that is meant"),
    ("SHALL", "what the system has to do"),
    ("SHALL NOT", "what the system must not do"),
    ("THEN", "the answer to IF"),
    ("AND", "one condition more"),
    ("WHEN", "an event"),
    ("WHILE", "a state"),
    ("IF", "something unwanted"),
    ("WHERE", "a feature that is there"),
];

pub(super) fn complete(place: &Place<'_>) -> Vec<Completion> {
    let text = &place.document.text;
    let line = line_at(text, place.offset);
    let Some(column) = place.offset.checked_sub(line.start) else { return Vec::new() };
    let before = line.text.get(..column).unwrap_or_default();
    let known = criterion_at(place).map(|criterion| criterion.text.start);
    let numbered = number_end(before).map(|column| line.start + column);
    let Some(start) = known.or(numbered) else { return Vec::new() };
    let written = text.get(start..place.offset).unwrap_or_default();
    let part = |c: char| c.is_alphanumeric() || c == '_';
    let word = before.trim_end_matches(part).len().max(start.saturating_sub(line.start)).min(column);
    let rest = line.text.get(column..).unwrap_or_default();
    let end = column + rest.len() - rest.trim_start_matches(part).len();
    let range = line.start + word..line.start + end;

    let begins = written.trim_start().trim_start_matches(part).is_empty();
    let nothing_follows = rest.trim_start_matches(part).trim().is_empty();
    let mut found = Vec::new();
    if begins && nothing_follows {
        let system = terms(place).next().map_or("System", |term| term.name);
        found.extend(PATTERNS.iter().map(|pattern| {
            let (plain, snippet) = pattern.skeleton(system);
            Completion {
                filter: Some(pattern.keyword.to_owned()),
                ..Completion::new(CompletionKind::Snippet, pattern.label, range.clone(), plain)
            }
            .with_detail(pattern.name)
            .with_documentation(pattern.about)
            .with_snippet(snippet)
        }));
    }
    let behind_article = before.get(..word).is_some_and(|before| {
        let before = before.trim_end();
        before.to_ascii_lowercase().ends_with("the") && !before.ends_with(|c: char| c.is_ascii_punctuation())
    });
    // Between two words anything may come.
    if word == column && !begins && !behind_article {
        return found;
    }
    let named = terms(place).map(|term| {
        let definition = term.definition;
        Completion::new(CompletionKind::Term, term.name, range.clone(), term.name)
            .with_detail(shortened(definition, 80))
            .with_documentation(inline(definition, 600))
            .with_snippet(format!("{}$0", snippet_text(term.name)))
    });
    found.extend(named);
    if !behind_article && word < column && !begins {
        let word = |(word, about): &(&str, &str)| {
            Completion::new(CompletionKind::Keyword, *word, range.clone(), *word).with_detail(*about)
        };
        found.extend(WORDS.iter().map(word));
    }
    found
}

/// Where the text behind `1. ` or `1.2 ` begins.
fn number_end(line: &str) -> Option<usize> {
    let content = line.trim_start();
    let behind = content.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ')'));
    let numbered = content.starts_with(|c: char| c.is_ascii_digit()) && behind.len() < content.len();
    (numbered && behind.starts_with(' ')).then(|| line.len() - behind.len() + 1)
}
