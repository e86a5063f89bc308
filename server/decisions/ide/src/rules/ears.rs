//! The grammar of criteria: what EARS asks of their parts and the order of these.

mod case;
mod trigger;

use spec::{Condition, Keyword, Pattern};

use super::criteria::{Check, Fault, Statement};
use super::finding::Findings;
use super::{Rule, rule};
use crate::Document;

pub(super) const RULES: &[Rule] = &[
    rule!("ears/not-ears", Warning),
    rule!("ears/no-shall", Hint),
    rule!("ears/clause-order", Info),
    rule!("ears/multi-shall", Warning),
    rule!("ears/no-actor", Warning),
    rule!("ears/empty-trigger", Warning),
    rule!("ears/when-for-error", Hint),
    rule!("ears/keyword-case", Hint),
];

/// Checks of single criteria that use the keywords of EARS.
pub(super) const CHECKS: &[Check] =
    &[not_ears, clause_order, multi_shall, no_actor, empty_trigger, trigger::when_for_error];

/// Checks of the criteria of a document.
pub(super) fn check(
    document: &Document,
    statements: &[(usize, usize, Statement<'_>)],
    findings: &mut Findings<'_>,
) {
    odd_one_out(document, statements, findings);
    case::keyword_case(document, statements, findings);
}

/// A criterion without any keyword, in a requirement whose others all say who SHALL do what.
fn odd_one_out(
    document: &Document,
    statements: &[(usize, usize, Statement<'_>)],
    findings: &mut Findings<'_>,
) {
    for list in statements.chunk_by(|(first, ..), (second, ..)| first == second) {
        let mut odd =
            list.iter().filter(|(_, _, it)| !it.ears.uses_keywords || it.ears.obligations.is_empty());
        let (Some((_, _, one)), None) = (odd.next(), odd.next()) else { continue };
        if list.len() > 2 && !one.ears.uses_keywords && one.ears.pattern == Pattern::None && !one.foreign {
            findings.report(
                document,
                "ears/not-ears",
                one.range.clone(),
                "The other criteria here say who SHALL do what; this one obliges nobody.".to_owned(),
            );
        }
    }
}

/// Words that stand for a subject that is named elsewhere, if at all.
const PRONOUNS: &[&str] = &["it", "they", "this", "these", "those", "that", "he", "she", "we", "you"];

/// A word in lower case names nobody.
pub(crate) fn is_pronoun(word: &str) -> bool {
    PRONOUNS.contains(&word)
}

fn not_ears(statement: &Statement<'_>, found: &mut Vec<Fault>) {
    if statement.ears.pattern != Pattern::None {
        return;
    }
    // In Chinese, Japanese and Korean the response is usual without a modal: what is wanted is what is said.
    let (code, message) = if statement.foreign {
        (
            "ears/no-shall",
            "The condition is EARS; the response has no SHALL that would tell it from a statement of fact.",
        )
    } else {
        ("ears/not-ears", "Nothing here obliges anybody: say who SHALL do what.")
    };
    found.push(Fault { code, span: statement.range.clone(), message: message.to_owned() });
}

fn clause_order(statement: &Statement<'_>, found: &mut Vec<Fault>) {
    let ears = &statement.ears;
    let Some(last) = ears.obligations.last() else { return };
    for condition in &ears.conditions {
        // In Japanese and Korean a condition ends with its keyword, and may well stand within the response.
        let ends = condition.text.start < condition.keyword_span.start;
        // `SHALL let the user choose when to stop` asks a question.
        let asks = statement.word(statement.at(condition.text.start)) == "to";
        if condition.keyword_span.start > last.modal.end && !ends && !asks {
            let keyword = statement.of(condition.keyword_span.clone());
            found.push(Fault {
                code: "ears/clause-order",
                span: condition.keyword_span.start..condition.text.end,
                message: format!(
                    "The condition stands behind the response. Begin with it: \"{} …, THE … SHALL …\".",
                    keyword.to_uppercase()
                ),
            });
        }
    }
    for (first, second) in ears.conditions.iter().zip(ears.conditions.iter().skip(1)) {
        let behind = ears.obligations.partition_point(|it| it.modal.start < first.keyword_span.end);
        let next = ears.obligations.get(behind);
        let modal_between = next.is_some_and(|it| it.modal.start < second.keyword_span.start);
        if rank(first) > rank(second) && !modal_between {
            found.push(Fault {
                code: "ears/clause-order",
                span: first.keyword_span.start..second.text.end,
                message: format!(
                    "EARS has {} before {}: WHERE, WHILE, WHEN or IF, then who SHALL do what.",
                    statement.of(second.keyword_span.clone()),
                    statement.of(first.keyword_span.clone()),
                ),
            });
        }
    }
}

/// Where a condition stands among others: features, then states, then what happens.
pub(crate) fn rank(condition: &Condition) -> u8 {
    match condition.keyword {
        Keyword::Where => 0,
        Keyword::While => 1,
        Keyword::When | Keyword::If => 2,
    }
}

fn multi_shall(statement: &Statement<'_>, found: &mut Vec<Fault>) {
    let ears = &statement.ears;
    let mut conditions = ears.conditions.iter().map(|it| it.keyword_span.start).peekable();
    for (first, second) in ears.obligations.iter().zip(ears.obligations.iter().skip(1)) {
        let mut separate = false;
        while conditions.next_if(|start| *start < second.modal.start).is_some_and(|start| {
            separate |= start > first.modal.start;
            true
        }) {}
        if !separate {
            found.push(Fault {
                code: "ears/multi-shall",
                span: second.modal.clone(),
                message: "One criterion asks for more than one thing. Make a criterion of each SHALL, so that each can be \
                          tested and referred to."
                    .to_owned(),
            });
            return;
        }
    }
}

fn no_actor(statement: &Statement<'_>, found: &mut Vec<Fault>) {
    let Some(first) = statement.ears.obligations.first() else { return };
    if statement.foreign {
        return;
    }
    let words = statement.within(&first.actor);
    let message = if words.is_empty() {
        "It is not said who SHALL do this. Name the system."
    } else if words.len() == 1 && is_pronoun(statement.word(words.start)) {
        "Whom the pronoun stands for is for the reader to guess. Name the system."
    } else {
        return;
    };
    let span = if words.is_empty() { first.modal.clone() } else { statement.span(words.start, 1) };
    found.push(Fault { code: "ears/no-actor", span, message: message.to_owned() });
}

fn empty_trigger(statement: &Statement<'_>, found: &mut Vec<Fault>) {
    for condition in &statement.ears.conditions {
        if statement.within(&condition.text).is_empty() && !statement.foreign {
            found.push(Fault {
                code: "ears/empty-trigger",
                span: condition.keyword_span.clone(),
                message: format!(
                    "Nothing follows {}. Say what it depends on, or take the word away.",
                    statement.of(condition.keyword_span.clone())
                ),
            });
        }
    }
}
