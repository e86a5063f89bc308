use std::collections::HashSet;
use std::ops::Range;

use spec::{Term, WordKind};

use super::Criteria;
use super::fact::singular;
use crate::rules::finding::Findings;

/// A glossary of fewer terms was not meant to name every component.
const FEWEST_TERMS: usize = 2;

/// One of more is a list of something else.
const MOST_TERMS: usize = 300;

/// Components that every system has, and words that begin sentences.
const GENERIC: &[&str] =
    &["system", "the system", "application", "user", "service", "api", "user interface", "ui"];

/// Whether a glossary was meant to name the parts of a system.
pub(super) fn names_terms(glossary: &[Term]) -> bool {
    (FEWEST_TERMS..=MOST_TERMS).contains(&glossary.len())
}

/// A subject written as a term that the glossary does not explain.
pub(super) fn undefined(criteria: &Criteria<'_>, findings: &mut Findings<'_>) {
    if !names_terms(&criteria.requirements.glossary) {
        return;
    }
    let document = criteria.document;
    let names = criteria.requirements.glossary.iter().map(|term| document.slice(term.name.clone()));
    let known: HashSet<String> = names.flat_map(aliases).collect();
    let mut reported = HashSet::new();
    for (_, _, statement) in criteria.statements.iter().filter(|(_, _, it)| it.ears.uses_keywords) {
        let Some(first) = statement.ears.obligations.first() else { continue };
        let Some(span) = term_of(statement, &first.actor) else { continue };
        let name = key(statement.of(span.clone()));
        let is_known = known.contains(&name)
            || GENERIC.contains(&name.as_str())
            // `Markdown_Renderer component` or `Chat Panel header`: a part of what is explained.
            || known.iter().any(|known| name.starts_with(known.as_str()) || name.ends_with(known.as_str()));
        if !is_known && reported.insert(name) {
            findings.report(
                document,
                "consistency/undefined-term",
                span.clone(),
                format!(
                    "The glossary does not explain \"{}\". Add it, or use the term that it has.",
                    statement.of(span)
                ),
            );
        }
    }
}

/// The name in a subject: `THE Flag_Registry`, `the Chat Panel`. One that is more than a name is passed over.
fn term_of(statement: &crate::rules::criteria::Statement<'_>, actor: &Range<usize>) -> Option<Range<usize>> {
    let mut words = statement.within(actor);
    while matches!(statement.word(words.start), "the" | "a" | "an") {
        words.start += 1;
    }
    let named = |at: usize| {
        statement.words.get(at).is_some_and(|word| {
            word.kind == WordKind::Plain
                && word.of(statement.text).starts_with(|c: char| c.is_ascii_uppercase())
        })
    };
    if words.is_empty() || !words.clone().all(named) {
        return None;
    }
    let span = statement.span(words.start, words.len());
    let name = statement.of(span.clone());
    (words.len() > 1 && words.len() < 4 || name.contains('_')).then_some(span)
}

/// A name without case, separators and the plural's `s`.
pub(super) fn key(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| singular(&word.to_lowercase()).into_owned()).collect::<Vec<_>>().join(" ")
}

/// What a term may be called: `Usage Tracking System (UTS)` by either, `Full Scan` also in one word.
pub(super) fn aliases(name: &str) -> Vec<String> {
    let names = name.split(['(', ')', '（', '）', '/']).map(key).filter(|name| !name.is_empty());
    names.flat_map(|name| [name.replace(' ', ""), name]).collect()
}
