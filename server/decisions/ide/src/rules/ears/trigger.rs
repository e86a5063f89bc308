use spec::{Gap, Keyword, WordKind};

use crate::rules::criteria::{Fault, Statement};

/// Verbs that say that something went wrong.
const FAILS: &[&str] = &[
    "fail",
    "fails",
    "failed",
    "crash",
    "crashes",
    "crashed",
    "cannot",
    "can't",
    "couldn't",
    "unable",
    "errors",
    "rejects",
    "times",
    "disconnects",
    "expires",
    "violates",
    "conflicts",
];

/// What something is when it is not as it should be, behind `is`, `are` or `becomes`.
const STATES: &[&str] = &[
    "invalid",
    "unavailable",
    "unreachable",
    "missing",
    "denied",
    "rejected",
    "corrupt",
    "corrupted",
    "expired",
    "malformed",
    "exceeded",
    "unauthorized",
    "unauthenticated",
    "inaccessible",
    "incorrect",
    "incomplete",
    "lost",
    "insufficient",
    "interrupted",
    "unsupported",
    "unknown",
    "violated",
    "offline",
    "down",
    "unresponsive",
    "refused",
    "exhausted",
    "ambiguous",
    "unreadable",
    "inconsistent",
];

/// Things that nobody wants, which occur, are thrown, returned or received.
const MISHAPS: &[&str] = &[
    "error",
    "errors",
    "failure",
    "failures",
    "exception",
    "exceptions",
    "timeout",
    "timeouts",
    "fault",
    "crash",
];

/// What mishaps do.
const OCCUR: &[&str] = &[
    "occur",
    "occurs",
    "occurred",
    "happen",
    "happens",
    "thrown",
    "raised",
    "encounters",
    "encountered",
    "returned",
    "returns",
    "received",
    "receives",
    "arise",
    "arises",
    "throws",
    "raises",
    "detected",
    "detects",
    "produces",
    "hits",
    "experiences",
];

const BE: &[&str] = &["is", "are", "was", "were", "becomes", "become", "gets", "been", "be"];

/// What a system says when something went wrong.
const ANSWERS: &[&str] = &["reject", "refuse", "deny", "abort"];

/// `WHEN` with a trigger that nobody wants: EARS keeps IF … THEN for it.
pub(super) fn when_for_error(statement: &Statement<'_>, found: &mut Vec<Fault>) {
    let ears = &statement.ears;
    let Some(condition) = ears.conditions.first() else { return };
    let Some(first) = ears.obligations.first() else { return };
    let trails = condition.keyword_span.start > first.modal.start;
    if condition.keyword != Keyword::When || ears.conditions.len() > 1 || trails {
        return;
    }
    let words = statement.within(&condition.text);
    // `WHEN handling errors`: what somebody does on purpose.
    let gerund = statement.word(words.start).ends_with("ing") && statement.word(words.start).len() > 4;
    if is_mishap(statement, words.clone(), gerund) || answers_error(statement, first.response.start, gerund) {
        found.push(Fault {
            code: "ears/when-for-error",
            span: condition.keyword_span.clone(),
            message:
                "EARS writes what nobody wants to happen as IF …, THEN …, so that it stands out from what is \
                      wanted."
                    .to_owned(),
        });
    }
}

fn is_mishap(statement: &Statement<'_>, words: std::ops::Range<usize>, gerund: bool) -> bool {
    let says = |at: usize, list: &[&str]| list.contains(&statement.word(at));
    let near =
        |at: usize, list: &[&str], reach: usize| (at..(at + reach).min(words.end)).any(|at| says(at, list));
    words.clone().any(|at| {
        let word = statement.word(at);
        let verb = match word {
            "times" => statement.word(at + 1) == "out",
            "errors" | "conflicts" => false,
            "failed" => !says(at.wrapping_sub(1), &["a", "the", "any", "all", "of", "no", "each"]),
            _ => FAILS.contains(&word),
        };
        let state = BE.contains(&word)
            && (says(at + 1, STATES)
                || says(at + 1, &["not"])
                    && says(
                        at + 2,
                        &[
                            "found",
                            "valid",
                            "available",
                            "reachable",
                            "accessible",
                            "authorized",
                            "supported",
                            "recognized",
                            "allowed",
                            "permitted",
                        ],
                    )
                || says(at + 1, &["already"]) && says(at + 2, &["taken", "used", "registered"]));
        let mishap = MISHAPS.contains(&word) && !gerund && near(at + 1, OCCUR, 4)
            || OCCUR.contains(&word) && !gerund && near(at + 1, MISHAPS, 5)
            || statement.says(at, "detects issues")
            || statement.says(at, "already exists");
        !gerund && (verb || state) || mishap || !gerund && is_error_status(statement, at)
    })
}

/// `404`, `5xx` beside a word that says that it is a status.
fn is_error_status(statement: &Statement<'_>, at: usize) -> bool {
    let word = statement.word(at);
    let status = word.len() == 3
        && word.starts_with(['4', '5'])
        && (word.ends_with("xx") || word.chars().all(|c| c.is_ascii_digit()));
    let around = at.saturating_sub(2)..at + 3;
    status
        && around.clone().any(|at| {
            matches!(statement.word(at), "response" | "status" | "error" | "http" | "code" | "responses")
        })
}

/// The response begins with an error message or status, or with a refusal.
fn answers_error(statement: &Statement<'_>, response: usize, gerund: bool) -> bool {
    let start = statement.at(response);
    if ANSWERS.contains(&statement.word(start)) {
        return true;
    }
    let end = (start + 8).min(statement.words.len());
    let clause = (start + 1..end)
        .find(|at| statement.words.get(*at).is_some_and(|word| word.gap != Gap::None))
        .unwrap_or(end);
    if gerund {
        return false;
    }
    let says = matches!(
        statement.word(start),
        "display"
            | "return"
            | "show"
            | "respond"
            | "report"
            | "throw"
            | "raise"
            | "fail"
            | "emit"
            | "print"
            | "exit"
    );
    says && (start + 1..clause).any(|at| {
        let plain = statement.words.get(at).is_some_and(|word| word.kind == WordKind::Plain);
        let either = matches!(statement.word(at - 1), "or" | "and") || statement.word(at + 1) == "or";
        let error = !either
            && matches!(statement.word(at), "error" | "exception")
            && !matches!(
                statement.word(at + 1),
                "count" | "counts" | "rate" | "log" | "logs" | "details" | "types" | "analysis"
            )
            && !matches!(statement.word(at.wrapping_sub(1)), "no" | "without" | "any");
        plain && (error || is_error_status(statement, at))
    })
}
