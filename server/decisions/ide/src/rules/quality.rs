//! The words of criteria: what two readers would understand differently.

mod glossary;
mod lexicon;
mod measure;
mod passive;
mod placeholder;
mod unwritten;
mod vague;

pub(super) use glossary::Glossary;
pub(super) use unwritten::unwritten;

use spec::WordKind;

use super::criteria::{Check, Fault, Statement};
use super::{Rule, rule};

pub(super) const RULES: &[Rule] = &[
    rule!("quality/vague", Info),
    rule!("quality/escape-clause", Warning),
    rule!("quality/open-ended", Warning),
    rule!("quality/no-measure", Info),
    rule!("quality/placeholder", Warning),
    rule!("quality/passive", Hint),
    rule!("quality/too-long", Info),
    rule!("quality/unbounded", Off),
];

/// Checks of single criteria that use the keywords of EARS.
pub(super) const CHECKS: &[Check] = &[
    vague::vague,
    escape_clause,
    open_ended,
    measure::no_measure,
    placeholder::placeholder,
    passive::passive,
    too_long,
    unbounded,
];

/// More words than this are more than one thought.
const MOST_WORDS: usize = 60;

/// More conditions than this nobody keeps in mind.
const MOST_CONDITIONS: usize = 3;

/// How many words of examples may stand before their "etc.".
const MOST_EXAMPLES: usize = 12;

fn escape_clause(statement: &Statement<'_>, found: &mut Vec<Fault>) {
    for at in 0..statement.words.len() {
        let Some(phrase) = lexicon::ESCAPES.at(statement, at) else {
            continue;
        };
        // `as appropriate for the platform` says when.
        if matches!(statement.word(at + phrase.split(' ').count()), "by" | "for" | "to" | "because") {
            continue;
        }
        found.push(Fault {
            code: "quality/escape-clause",
            span: statement.span(at, phrase.split(' ').count()),
            message: format!("\"{phrase}\" leaves it to the reader whether this is done. Say when it is."),
        });
    }
    for obligation in statement.ears.obligations.iter().filter(|obligation| !obligation.negated) {
        let start = statement.at(obligation.response.start);
        // `attempt at most 3 times` says what is tested.
        let counted = statement
            .within(&obligation.response)
            .any(|at| statement.word(at).starts_with(|c: char| c.is_ascii_digit()));
        if let Some(phrase) =
            lexicon::TRIES.iter().find(|phrase| statement.says(start, phrase)).filter(|_| !counted)
        {
            found.push(Fault {
                code: "quality/escape-clause",
                span: statement.span(start, phrase.split(' ').count()),
                message: format!("To \"{phrase}\" is done whether it succeeds or not. Say what has to be the case afterwards."),
            });
        }
    }
    if statement.ears.obligations.is_empty()
        && let Some(at) = (0..statement.words.len()).find(|at| lexicon::WEAK.contains(&statement.word(*at)))
    {
        found.push(Fault {
            code: "quality/escape-clause",
            span: statement.span(at, 1),
            message: format!("\"{}\" obliges nobody. Say SHALL if it has to be so.", statement.word(at)),
        });
    }
}

fn open_ended(statement: &Statement<'_>, found: &mut Vec<Fault>) {
    let response = statement.ears.obligations.first().map_or(statement.range.start, |it| it.modal.end);
    for at in 0..statement.words.len() {
        let begins = lexicon::OPEN_ENDS.at(statement, at);
        let Some(phrase) = begins else { continue };
        // Examples need not be all there is.
        if (at.saturating_sub(MOST_EXAMPLES)..at)
            .any(|at| matches!(statement.word(at), "e.g" | "example" | "examples"))
        {
            continue;
        }
        found.push(Fault {
            code: "quality/open-ended",
            span: statement.span(at, phrase.split(' ').count()),
            message: format!("\"{phrase}\" leaves the list open, so that nobody can say when it is done. Name all that is meant."),
        });
    }
    for (at, dots) in statement.of(statement.range.clone()).match_indices(['…', '.']) {
        let offset = statement.range.start + at;
        let behind = statement.text.get(offset..statement.range.end).unwrap_or_default();
        let before = statement.text.get(response.min(offset)..offset).unwrap_or_default();
        let ellipsis = dots == "…" || behind.starts_with("...") && !before.ends_with('.');
        let listed = before.trim_end().ends_with([',', '、', '，']);
        let own = statement.is_prose(offset);
        if ellipsis && listed && own {
            found.push(Fault {
                code: "quality/open-ended",
                span: offset..offset + if dots == "…" { dots.len() } else { 3 },
                message:
                    "The list is left open, so that nobody can say when it is done. Name all that is meant."
                        .to_owned(),
            });
        }
    }
}

fn too_long(statement: &Statement<'_>, found: &mut Vec<Fault>) {
    let words = statement.words.iter().filter(|word| word.kind != WordKind::Code).count();
    let conditions = statement.ears.conditions.len();
    let message = if words > MOST_WORDS {
        format!("{words} words are more than one thought. Split it into criteria of at most {MOST_WORDS}.")
    } else if conditions > MOST_CONDITIONS {
        format!(
            "{conditions} conditions are hard to keep in mind. Give their combination a name, or split it."
        )
    } else {
        return;
    };
    found.push(Fault { code: "quality/too-long", span: statement.range.clone(), message });
}

fn unbounded(statement: &Statement<'_>, found: &mut Vec<Fault>) {
    for obligation in &statement.ears.obligations {
        for at in statement.within(&obligation.response) {
            if lexicon::UNBOUNDED.iter().any(|word| statement.word(at) == *word) {
                found.push(Fault {
                    code: "quality/unbounded",
                    span: statement.span(at, 1),
                    message: format!(
                        "\"{}\" has no bounds, and cannot be tested to the end. Say within which.",
                        statement.word(at)
                    ),
                });
            }
        }
    }
}
