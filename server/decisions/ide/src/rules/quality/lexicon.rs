//! Our own lists of words, in lower case. They say what a rule looks for; what excuses a word is in the rules.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::rules::criteria::Statement;

/// Phrases by their first word.
pub(super) struct Phrases(HashMap<&'static str, Vec<&'static str>>);

impl Phrases {
    pub(super) fn new(phrases: &[&'static str]) -> Self {
        let mut by_word: HashMap<_, Vec<_>> = HashMap::new();
        for phrase in phrases {
            by_word.entry(phrase.split(' ').next().unwrap_or_default()).or_default().push(*phrase);
        }
        Self(by_word)
    }

    /// The phrase that begins with the word at an index.
    pub(super) fn at(&self, statement: &Statement<'_>, at: usize) -> Option<&'static str> {
        self.0.get(statement.word(at))?.iter().find(|phrase| statement.says(at, phrase)).copied()
    }
}

/// Phrases that let the implementer off.
pub(super) static ESCAPES: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "if possible",
        "where possible",
        "when possible",
        "whenever possible",
        "wherever possible",
        "as far as possible",
        "as much as possible",
        "to the extent possible",
        "if feasible",
        "where feasible",
        "when feasible",
        "if practical",
        "where practical",
        "if practicable",
        "if appropriate",
        "where appropriate",
        "when appropriate",
        "as appropriate",
        "whenever appropriate",
        "wherever appropriate",
        "as needed",
        "if needed",
        "when needed",
        "where needed",
        "as necessary",
        "if necessary",
        "when necessary",
        "where necessary",
        "if applicable",
        "where applicable",
        "when applicable",
        "as applicable",
        "ideally",
        "preferably",
        "best effort",
        "best-effort",
        "if desired",
        "as desired",
        "where relevant",
        "when relevant",
        "as relevant",
        "where suitable",
        "if required",
        "where required",
    ])
});

/// What a system is obliged to that cannot fail to do it.
pub(super) const TRIES: &[&str] =
    &["try to", "attempt to", "strive to", "aim to", "make an effort to", "seek to"];

/// Words that stand where an obligation should.
pub(super) const WEAK: &[&str] = &["should", "may", "might", "could"];

/// Phrases that leave a list open.
pub(super) static OPEN_ENDS: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "etc",
        "etcetera",
        "and so on",
        "and so forth",
        "not limited to",
        "among others",
        "and more",
        "and the like",
        "or similar",
        "and similar",
        "or the like",
        "and other similar",
        "and many more",
        "等等",
        "など",
    ])
});

/// Words that promise what only a number can show.
pub(super) static UNMEASURED: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "real-time",
        "real time",
        "realtime",
        "near-real-time",
        "near-instant",
        "immediately",
        "instantly",
        "instantaneously",
        "promptly",
        "timely",
        "in a timely manner",
        "periodically",
        "regularly",
        "at regular intervals",
        "low latency",
        "low-latency",
        "minimal latency",
        "minimal delay",
        "minimal overhead",
        "without delay",
        "without noticeable delay",
        "without significant delay",
        "high performance",
        "high-performance",
        "good performance",
        "performant",
        "acceptable performance",
        "high availability",
        "highly available",
        "scalable",
        "high volume",
        "as soon as possible",
        "as quickly as possible",
        "as fast as possible",
        "performance impact",
        "performance degradation",
        "optimize for performance",
        "recent",
        "without degrading performance",
        "without degradation",
    ])
});

/// What is large so that a number should say how large.
pub(super) const LARGE_THINGS: &[&str] = &[
    "file",
    "files",
    "list",
    "lists",
    "dataset",
    "datasets",
    "data",
    "payload",
    "payloads",
    "input",
    "inputs",
    "document",
    "documents",
    "repository",
    "repositories",
    "response",
    "responses",
    "volume",
    "volumes",
    "number",
    "numbers",
    "amount",
    "amounts",
    "output",
    "outputs",
    "collection",
    "collections",
    "request",
    "requests",
    "result",
    "results",
    "batches",
];

/// Words without bounds.
pub(super) const UNBOUNDED: &[&str] =
    &["always", "never", "everything", "anything", "everyone", "forever", "anywhere"];
