//! Our own lists of words, in lower case. They say what a rule looks for; what excuses a word is in the rules.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::rules::criteria::Statement;

/// Phrases by their first word.
pub(super) struct Phrases(HashMap<&'static str, Vec<&'static str>>);

impl Phrases {
    fn new(phrases: &[&'static str]) -> Self {
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

/// A word that two testers judge differently.
pub(super) struct Vague {
    pub(super) word: &'static str,
    /// Words behind it that make it a term, or say what it is measured by.
    pub(super) unless_before: &'static [&'static str],
    /// Words before it that do.
    pub(super) unless_behind: &'static [&'static str],
}

const fn vague(word: &'static str) -> Vague {
    Vague { word, unless_before: &[], unless_behind: &[] }
}

const fn unless_before(word: &'static str, unless_before: &'static [&'static str]) -> Vague {
    Vague { word, unless_before, unless_behind: &[] }
}

const RIGHTS: &[&str] = &[
    "funds",
    "balance",
    "permission",
    "permissions",
    "privileges",
    "rights",
    "credits",
    "points",
    "space",
    "memory",
    "stock",
    "quantity",
    "capacity",
    "storage",
    "credit",
    "scope",
    "scopes",
];

const VAGUE: &[Vague] = &[
    vague("appropriate"),
    vague("appropriately"),
    unless_before("proper", &["noun", "nouns", "name", "names", "subset"]),
    vague("properly"),
    vague("correctly"),
    unless_before("graceful", &["shutdown", "restart", "stop", "termination", "degradation"]),
    vague("gracefully"),
    vague("user-friendly"),
    vague("friendly"),
    vague("human-friendly"),
    unless_before("fast", &["forward", "path", "mode", "lane", "fourier", "refresh"]),
    vague("quickly"),
    vague("rapidly"),
    vague("swiftly"),
    vague("efficient"),
    vague("efficiently"),
    vague("robust"),
    vague("seamless"),
    vague("seamlessly"),
    vague("intuitive"),
    vague("intuitively"),
    unless_before("sufficient", RIGHTS),
    vague("sufficiently"),
    unless_before("adequate", RIGHTS),
    vague("adequately"),
    vague("reasonable"),
    vague("reasonably"),
    unless_before("relevant", &["to"]),
    vague("meaningful"),
    vague("easy"),
    vague("easily"),
    vague("flexible"),
    vague("optimal"),
    vague("optimally"),
    unless_before("minimal", &["reproduction", "mode", "json", "api", "pair", "set", "diff"]),
    unless_before("significant", &["digit", "digits", "figure", "figures", "bit", "bits", "byte"]),
    vague("significantly"),
    vague("smooth"),
    vague("smoothly"),
    vague("subtle"),
    vague("elegant"),
    vague("elegantly"),
    vague("suitable"),
    vague("helpful"),
    vague("attractive"),
    vague("pleasant"),
    vague("polished"),
    vague("well-organized"),
    vague("well-structured"),
    vague("well-designed"),
    vague("high-quality"),
    vague("state-of-the-art"),
    unless_before("modern", &["browser", "browsers"]),
    vague("sensible"),
    vague("acceptable"),
    unless_before(
        "consistent",
        &[
            "with", "across", "hash", "hashing", "read", "reads", "snapshot", "view", "between", "in",
            "order", "ordering",
        ],
    ),
    unless_before("consistently", &["across", "with", "in", "between"]),
    vague("clear"),
    vague("clearly"),
];

/// The entry of a word.
pub(super) fn vague_word(word: &str) -> Option<&'static Vague> {
    static BY_WORD: LazyLock<HashMap<&str, &Vague>> =
        LazyLock::new(|| VAGUE.iter().map(|entry| (entry.word, entry)).collect());
    BY_WORD.get(word).copied()
}

/// What is clear so that a reader disagrees whether it is.
pub(super) const CLEAR_THINGS: &[&str] = &[
    "error",
    "message",
    "messages",
    "explanation",
    "explanations",
    "feedback",
    "instructions",
    "instruction",
    "visual",
    "indication",
    "indicator",
    "indicators",
    "guidance",
    "documentation",
    "description",
    "descriptions",
    "label",
    "labels",
    "separation",
    "hierarchy",
    "boundaries",
    "responsibilities",
    "names",
    "naming",
    "interface",
    "interfaces",
    "structure",
    "examples",
    "notification",
    "notifications",
    "confirmation",
    "warning",
    "warnings",
    "context",
    "purpose",
    "and",
    "distinction",
    "path",
    "paths",
    "navigation",
    "status",
    "steps",
    "headings",
    "call-to-action",
    "diagnostic",
    "diagnostics",
    "reason",
    "reasons",
    "migration",
    "typography",
    "actionable",
    "readable",
    "concise",
    "section",
    "sections",
    "layout",
    "differentiation",
    "mapping",
    "summary",
    "information",
    "text",
];

/// The same in Chinese and Japanese, found inside of words.
pub(super) const VAGUE_EAST_ASIAN: &[&str] = &[
    "適切な",
    "適切に",
    "分かりやすい",
    "わかりやすい",
    "迅速に",
    "迅速な",
    "适当",
    "合适的",
    "友好的",
    "友好提示",
    "合理的",
];

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

/// What says with what something is consistent, within a few words.
pub(super) const SAYS_WITH_WHAT: &[&str] = &["across", "with", "between", "throughout", "among", "as"];

/// What says of what a vague word is, or how it is measured, where it follows at once.
pub(super) const SAYS_WHAT: &[&str] = &[
    "including",
    "includes",
    "indicating",
    "stating",
    "explaining",
    "describing",
    "identifying",
    "specifying",
    "listing",
    "saying",
    "containing",
    "showing",
    "per",
    "according",
    "defined",
    "specified",
    "based",
    "matching",
    "such",
    "e.g",
    "i.e",
    "namely",
    "below",
    "above",
    "at",
    "within",
    "like",
    "suggesting",
    "naming",
    "informing",
    "telling",
    "about",
    "asking",
    "prompting",
    "via",
];
