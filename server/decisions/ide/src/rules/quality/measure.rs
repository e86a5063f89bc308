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
        let phrase = lexicon::UNMEASURED.iter().find(|phrase| statement.says(at, phrase));
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
