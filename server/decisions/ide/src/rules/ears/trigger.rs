use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

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
    "rejects",
    "times",
    "disconnects",
    "expires",
    "violates",
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

/// What something is when it is as it should be, behind `is not`.
const GOOD_STATES: &[&str] = &[
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
];

/// What is said of a thing that should not be there.
const BAD: &[&str] = &[
    "invalid",
    "malformed",
    "corrupt",
    "corrupted",
    "expired",
    "unauthorized",
    "unrecognized",
    "unexpected",
    "unsupported",
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
    "exist",
    "exists",
    "remain",
];

/// What has mishaps of its own.
const HAS: &[&str] = &["has", "have", "contains", "contain"];

const BE: &[&str] = &["is", "are", "was", "were", "becomes", "become", "gets", "been", "be"];

/// What is prevented where somebody does it.
const ATTEMPTS: &[&str] = &["attempts", "tries", "exceed", "exceeds", "exceeding"];

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
    let attempted = words.clone().any(|at| says(statement, at, ATTEMPTS));
    if !gerund && is_mishap(statement, words)
        || answers_error(statement, first.response.start, gerund, attempted)
    {
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

fn is_mishap(statement: &Statement<'_>, words: Range<usize>) -> bool {
    words.clone().filter(|at| may_be_about_mishap(statement.word(*at))).any(|at| {
        says_of_failure(statement, at)
            || is_in_bad_state(statement, at)
            || happens_to_be(statement, at, words.end)
            || is_error_status(statement, at)
            || statement.says(at, "detects issues")
            || statement.says(at, "already exists")
    })
}

/// A look into the lists at once, since most words are in none of them.
fn may_be_about_mishap(word: &str) -> bool {
    static LISTED: LazyLock<HashSet<&str>> = LazyLock::new(|| {
        let lists = [FAILS, BE, BAD, MISHAPS, OCCUR, HAS, &["detects", "already"]];
        lists.into_iter().flatten().copied().collect()
    });
    LISTED.contains(word) || word.starts_with(['4', '5'])
}

/// `the upload fails`, `it times out`
fn says_of_failure(statement: &Statement<'_>, at: usize) -> bool {
    match statement.word(at) {
        "times" => statement.word(at + 1) == "out",
        // `the failed upload`, `a failed one`
        "failed" => {
            !says(statement, at.wrapping_sub(1), &["a", "the", "any", "all", "of", "no", "each"])
                && !(at.saturating_sub(2)..at).any(|at| says(statement, at, &["not", "never"]))
        }
        word => FAILS.contains(&word),
    }
}

/// `the token is invalid`, `the key is not found`, `an invalid token`
fn is_in_bad_state(statement: &Statement<'_>, at: usize) -> bool {
    if BE.contains(&statement.word(at)) {
        return says(statement, at + 1, STATES)
            || statement.word(at + 1) == "not" && says(statement, at + 2, GOOD_STATES)
            || statement.word(at + 1) == "already"
                && says(statement, at + 2, &["taken", "used", "registered"]);
    }
    says(statement, at, BAD) && says(statement, at.wrapping_sub(1), &["a", "an"])
}

/// `an error occurs`, `the server returns an error`; not `no error occurs`.
fn happens_to_be(statement: &Statement<'_>, at: usize, end: usize) -> bool {
    let find = |list: &[&str], reach: usize| {
        (at + 1..(at + 1 + reach).min(end)).find(|at| says(statement, *at, list))
    };
    let mishap = if says(statement, at, MISHAPS) {
        find(OCCUR, 4).map(|_| at)
    } else if says(statement, at, OCCUR) {
        find(MISHAPS, 5)
    } else if says(statement, at, HAS) {
        find(&["errors", "failures"], 3)
    } else {
        None
    };
    mishap.is_some_and(|at| {
        !(at.saturating_sub(3)..at).any(|at| says(statement, at, &["no", "without", "zero"]))
    })
}

fn says(statement: &Statement<'_>, at: usize, list: &[&str]) -> bool {
    list.contains(&statement.word(at))
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
fn answers_error(statement: &Statement<'_>, response: usize, gerund: bool, attempted: bool) -> bool {
    let start = statement.at(response);
    if ANSWERS.contains(&statement.word(start)) || statement.word(start) == "prevent" && attempted {
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
