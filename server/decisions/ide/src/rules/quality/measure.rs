use spec::WordKind;

use super::lexicon;
use crate::rules::criteria::{Fault, Statement};

/// Promises of speed, size or frequency without a number.
pub(super) fn no_measure(statement: &Statement<'_>, found: &mut Vec<Fault>) {
    let has_number = statement.words.iter().any(|word| {
        word.kind == WordKind::Plain && word.of(statement.text).starts_with(|c: char| c.is_ascii_digit())
    });
    let Some(first) = statement.ears.obligations.first() else { return };
    if has_number {
        return;
    }
    let start = statement.at(first.modal.end);
    for at in start..statement.words.len() {
        let large = statement.word(at) == "large"
            && (at + 1..at + 3).any(|at| lexicon::LARGE_THINGS.contains(&statement.word(at)));
        let listed = lexicon::UNMEASURED.at(statement, at);
        let phrase = listed.or_else(|| large.then_some("large"));
        let Some(phrase) = phrase else { continue };
        if is_excused(statement, at, phrase) {
            continue;
        }
        found.push(Fault {
            code: "quality/no-measure",
            span: statement.span(at, phrase.split(' ').count()),
            message: format!(
                "\"{phrase}\" is a promise without a number. Say how much, or how soon, and of what."
            ),
        });
        return;
    }
}

/// `immediately after`, `immediately before` say an order and not a time.
fn is_excused(statement: &Statement<'_>, at: usize, phrase: &str) -> bool {
    let behind = statement.word(at + phrase.split(' ').count());
    match phrase {
        "immediately" | "instantly" | "promptly" => {
            matches!(
                behind,
                "after"
                    | "before"
                    | "following"
                    | "below"
                    | "above"
                    | "upon"
                    | "preceding"
                    | "adjacent"
                    | "when"
                    | "prior"
                    | "if"
                    | "without"
                    | "under"
                    | "inside"
                    | "by"
            )
        }
        "recent" => at.checked_sub(1).is_some_and(|at| matches!(statement.word(at), "most" | "more")),
        "regularly" => behind == "scheduled",
        "real-time" | "real time" | "realtime" => {
            matches!(
                behind,
                "database" | "subscription" | "subscriptions" | "channel" | "api" | "listener" | "clock"
            )
        }
        _ => false,
    }
}
