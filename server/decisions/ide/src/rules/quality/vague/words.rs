//! Words that two testers judge differently, in lower case: our own list.

use std::collections::HashMap;
use std::sync::LazyLock;

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
