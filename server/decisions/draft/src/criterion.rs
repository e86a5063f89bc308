//! Sentences as acceptance criteria in EARS, as far as their own words say how.

use crate::ask;
use crate::words::{Words, capital, open, quoted, story};

/// Words that a condition begins with, and the keyword that it becomes; none: only the user knows which event is meant.
const CONDITIONS: [(&str, Option<&str>); 8] = [
    ("when", Some("WHEN")),
    ("whenever", Some("WHEN")),
    ("once", Some("WHEN")),
    ("if", Some("IF")),
    ("while", Some("WHILE")),
    ("where", Some("WHERE")),
    ("after", None),
    ("before", None),
];

/// What obliges: `the cart must…`.
const OBLIGES: [&str; 8] = ["shall", "must", "should", "will", "has to", "have to", "needs to", "need to"];

/// What permits somebody else: `users can…`.
const PERMITS: [&str; 3] = ["can", "may", "could"];

/// What forbids.
const FORBIDS: [&str; 5] = ["shall not", "must not", "should not", "may not", "cannot"];

/// Who is meant by these is what the spec is about.
const ITSELF: [&str; 8] =
    ["it", "the system", "the app", "the application", "the service", "the server", "the program", "we"];

/// How orders begin, and what is done then.
const ORDERS: [(&str, &str); 24] = [
    ("add", "provide"),
    ("allow", "allow"),
    ("let", "let"),
    ("show", "show"),
    ("display", "display"),
    ("send", "send"),
    ("store", "store"),
    ("save", "save"),
    ("keep", "keep"),
    ("support", "support"),
    ("provide", "provide"),
    ("export", "export"),
    ("import", "import"),
    ("reject", "reject"),
    ("validate", "validate"),
    ("return", "return"),
    ("log", "log"),
    ("notify", "notify"),
    ("delete", "delete"),
    ("remove", "remove"),
    ("list", "list"),
    ("retry", "retry"),
    ("limit", "limit"),
    ("encrypt", "encrypt"),
];

/// A criterion for a sentence.
pub(crate) fn criterion(sentence: &str, words: &Words) -> String {
    let system = &words.system;
    if let Some((who, wanted)) = story(open(sentence)) {
        return match wanted.strip_prefix("to ") {
            Some(done) => format!("THE {system} SHALL let the {who} {done}"),
            None => format!("THE {system} SHALL give the {who} {wanted}"),
        };
    }
    let (condition, rest) = condition(open(sentence));
    let obligation = obligation(rest, words);
    match condition {
        None => obligation,
        Some((Some("IF"), condition)) => format!("IF {condition}, THEN {obligation}"),
        Some((Some(keyword), condition)) => format!("{keyword} {condition}, {obligation}"),
        Some((None, condition)) => {
            format!("WHEN {}, {obligation}", ask(&format!("which event is {}?", quoted(condition))))
        }
    }
}

/// What has to be the case first, with its keyword, and the rest of the sentence. Without a comma nobody can tell where it
/// ends, unless it stands last.
fn condition(sentence: &str) -> (Option<(Option<&'static str>, &str)>, &str) {
    let lower = sentence.to_ascii_lowercase();
    for (word, keyword) in CONDITIONS {
        let Some(after) = lower.strip_prefix(word).filter(|rest| rest.starts_with(' ')) else { continue };
        let Some((length, _)) = after.char_indices().find(|(_, c)| *c == ',') else { continue };
        let start = if keyword.is_some() { word.len() } else { 0 };
        let end = word.len() + length;
        let (condition, rest) = (sentence.get(start..end), sentence.get(end + 1..));
        return (Some((keyword, condition.unwrap_or_default().trim())), rest.unwrap_or_default().trim());
    }
    for (word, keyword) in CONDITIONS.iter().filter(|(_, keyword)| keyword.is_some()) {
        let Some(at) = lower.find(&format!(" {word} ")) else { continue };
        let condition = sentence.get(at + word.len() + 2..).unwrap_or_default();
        return (
            Some((*keyword, condition.trim())),
            sentence.get(..at).unwrap_or_default().trim_end_matches(','),
        );
    }
    (None, sentence)
}

/// What is done then: a clause with SHALL.
fn obligation(clause: &str, words: &Words) -> String {
    let system = &words.system;
    if let Some((subject, rest)) = around(clause, &FORBIDS) {
        return match obliged(subject, words) {
            Some(subject) => format!("THE {subject} SHALL NOT {rest}"),
            None => format!("THE {system} SHALL NOT let {} {rest}", small(subject)),
        };
    }
    if let Some((subject, rest)) = around(clause, &OBLIGES) {
        return match obliged(subject, words) {
            Some(subject) => format!("THE {subject} SHALL {rest}"),
            None => format!("THE {system} SHALL require {} to {rest}", small(subject)),
        };
    }
    if let Some((subject, rest)) = around(clause, &PERMITS) {
        return format!("THE {system} SHALL let {} {rest}", small(subject));
    }
    let (first, rest) = clause.split_once(' ').unwrap_or((clause, ""));
    match ORDERS.iter().find(|(order, _)| first.eq_ignore_ascii_case(order)) {
        Some((_, done)) if !rest.is_empty() => format!("THE {system} SHALL {done} {rest}"),
        Some(_) | None => {
            format!("THE {system} SHALL {}", ask(&format!("what is done, by {}", quoted(clause))))
        }
    }
}

/// What stands before and behind the first of some words.
fn around<'a>(clause: &'a str, words: &[&str]) -> Option<(&'a str, &'a str)> {
    let lower = clause.to_ascii_lowercase();
    let found = words.iter().filter_map(|word| Some((lower.find(&format!(" {word} "))?, word.len())));
    let (at, length) = found.min()?;
    let (subject, rest) = (clause.get(..at)?.trim(), clause.get(at + length + 2..)?.trim());
    (!subject.is_empty() && !rest.is_empty()).then_some((subject, rest))
}

/// The name of what is obliged, if it is a thing, and not people of whom something is asked.
fn obliged(subject: &str, words: &Words) -> Option<String> {
    if ITSELF.iter().any(|itself| subject.eq_ignore_ascii_case(itself)) {
        return Some(words.system.clone());
    }
    let (article, thing) = subject.split_once(' ')?;
    let names = thing.chars().all(|c| c.is_alphanumeric() || c == ' ') && thing.split(' ').count() <= 3;
    (article.eq_ignore_ascii_case("the") && names && !thing.ends_with('s'))
        .then(|| thing.split(' ').map(capital).collect::<Vec<_>>().join("_"))
}

/// What somebody is called in the middle of a sentence. A name of letters in capitals stays as it is.
fn small(subject: &str) -> String {
    let (first, rest) = subject.split_once(' ').unwrap_or((subject, ""));
    let name = first.chars().skip(1).any(char::is_uppercase);
    let first = if name { first.to_owned() } else { first.to_lowercase() };
    if rest.is_empty() { first } else { format!("{first} {rest}") }
}

/// The names that criteria oblige, in order, each once.
pub(crate) fn names<'a>(criteria: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut names: Vec<&str> = Vec::new();
    for criterion in criteria {
        let name = criterion.split_once("THE ").and_then(|(_, rest)| rest.split_once(" SHALL"));
        if let Some((name, _)) = name.filter(|(name, _)| !names.contains(name)) {
            names.push(name);
        }
    }
    names
}
