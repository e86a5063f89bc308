use crate::rules::criteria::{Fault, Statement};

/// Participles that do not end in `ed`.
const IRREGULAR: &[&str] = &[
    "shown", "sent", "written", "built", "made", "given", "kept", "held", "read", "run", "set", "hidden",
    "drawn", "taken", "found", "thrown", "chosen", "stored", "done", "put", "left", "lost", "brought",
    "driven", "known", "seen", "split",
];

/// Words in `ed` that are states rather than something done.
const STATES: &[&str] = &[
    "red", "need", "speed", "embed", "based", "limited", "related", "nested", "fixed", "enabled", "disabled",
    "required", "sorted", "aligned", "located", "allowed",
];

/// `X SHALL be shown`: nobody does it.
pub(super) fn passive(statement: &Statement<'_>, found: &mut Vec<Fault>) {
    for obligation in &statement.ears.obligations {
        let words = statement.within(&obligation.response);
        if statement.word(words.start) != "be" {
            continue;
        }
        let adverb = statement.word(words.start + 1).ends_with("ly");
        let at = words.start + if adverb { 2 } else { 1 };
        let word = statement.word(at);
        let participle = word.ends_with("ed") && !STATES.contains(&word) || IRREGULAR.contains(&word);
        // `by` and `using` name who, or with what; `followed by` does not.
        let agent = words.clone().any(|at| {
            statement.word(at) == "using"
                || statement.word(at) == "by"
                    && !matches!(statement.word(at - 1), "followed" | "preceded" | "sorted" | "grouped")
        });
        if participle && !agent {
            found.push(Fault {
                code: "quality/passive",
                span: statement.span(words.start, at + 1 - words.start),
                message: "It is not said who does this. Make whoever does it the subject.".to_owned(),
            });
        }
    }
}
