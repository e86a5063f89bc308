use std::collections::{HashMap, HashSet};
use std::iter;
use std::ops::Range;
use std::sync::Arc;

use spec::WordKind;

use super::Criteria;
use super::fact::singular;
use crate::rules::SpecContext;
use crate::rules::finding::Findings;

/// A glossary of fewer terms was not meant to name every component.
const FEWEST_TERMS: usize = 2;

/// One of more is a list of something else.
const MOST_TERMS: usize = 300;

/// Components that every system has, and words that begin sentences.
const GENERIC: &[&str] =
    &["system", "the system", "application", "user", "service", "api", "user interface", "ui"];

pub(super) fn check(context: &SpecContext<'_>, criteria: &Criteria<'_>, findings: &mut Findings<'_>) {
    let glossary = &criteria.requirements.glossary;
    if !(FEWEST_TERMS..=MOST_TERMS).contains(&glossary.len()) {
        return;
    }
    undefined(criteria, findings);
    unused(context, criteria, findings);
}

/// A subject written as a term that the glossary does not explain.
fn undefined(criteria: &Criteria<'_>, findings: &mut Findings<'_>) {
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
fn key(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| singular(&word.to_lowercase()).into_owned()).collect::<Vec<_>>().join(" ")
}

/// What a term may be called: `Usage Tracking System (UTS)` by either, `Full Scan` also in one word.
fn aliases(name: &str) -> Vec<String> {
    let names = name.split(['(', ')', '（', '）', '/']).map(key).filter(|name| !name.is_empty());
    names.flat_map(|name| [name.replace(' ', ""), name]).collect()
}

/// A term that no document of the spec uses.
fn unused(context: &SpecContext<'_>, criteria: &Criteria<'_>, findings: &mut Findings<'_>) {
    let document = criteria.document;
    let mut words: Vec<String> = Vec::new();
    let mut joined = String::new();
    for one in context.spec.documents() {
        let mut from = 0;
        let own = Arc::ptr_eq(&one.path, &document.path);
        let names = criteria.requirements.glossary.iter().filter(|_| own).map(|term| term.name.clone());
        for name in names.chain(iter::once(one.text.len()..one.text.len())) {
            let part = one.text.get(from..name.start).unwrap_or_default();
            words.extend(key(part).split(' ').map(str::to_owned));
            // What was cut out parts what stands around it.
            words.push(String::new());
            joined += &part.to_lowercase();
            from = from.max(name.end);
        }
    }
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, word) in words.iter().enumerate() {
        places.entry(word).or_default().push(at);
    }
    for term in &criteria.requirements.glossary {
        let written = document.slice(term.name.clone());
        let names = aliases(written);
        let used = |name: &String| {
            // Without blanks between words there is nothing to look up.
            !name.is_ascii() && joined.contains(name.as_str()) || is_used(name, &words, &places)
        };
        // Explained in another script, it is spoken of in that one.
        let foreign = document.slice(term.definition.clone()).contains(|c: char| c > '\u{2e7f}');
        if names.is_empty() || foreign && written.is_ascii() || names.iter().any(used) {
            continue;
        }
        findings.report(
            document,
            "consistency/unused-term",
            term.name.clone(),
            format!(
                "Nothing in this spec speaks of \"{written}\". Use the term, or take it out of the glossary."
            ),
        );
    }
}

/// How many places of a word are looked at: one that stands everywhere is used.
const MOST_PLACES: usize = 200;

fn is_used(name: &str, words: &[String], places: &HashMap<&str, Vec<usize>>) -> bool {
    let parts: Vec<&str> = name.split(' ').collect();
    let Some(first) = parts.first() else { return true };
    let compound = name.replace(' ', "");
    if parts.len() > 1 && places.contains_key(compound.as_str()) {
        return true;
    }
    let Some(found) = places.get(first) else {
        // `Vetting` within `RevettingJob`: written as a part of something.
        return parts.len() == 1 && first.len() > 3 && words.iter().any(|word| word.contains(first));
    };
    found.len() > MOST_PLACES
        || found.iter().any(|at| words.get(*at..at + parts.len()).is_some_and(|here| here == parts))
}
