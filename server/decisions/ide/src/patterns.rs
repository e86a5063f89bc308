//! The patterns of EARS, as they are explained and as they are begun. Source: Mavin et al., RE'09.

use spec::{Keyword, Pattern};

/// A pattern of a criterion.
pub(crate) struct EarsPattern {
    pub(crate) pattern: Pattern,
    pub(crate) name: &'static str,
    /// What people type to get it.
    pub(crate) keyword: &'static str,
    pub(crate) label: &'static str,
    /// When to use it, in Markdown.
    pub(crate) about: &'static str,
    /// What stands before `THE system SHALL response`; words in braces are to be filled in.
    condition: &'static str,
}

/// In the order in which they are proposed.
pub(crate) const PATTERNS: &[EarsPattern] = &[
    EarsPattern {
        pattern: Pattern::Event,
        name: "event",
        keyword: "WHEN",
        label: "WHEN …, THE … SHALL …",
        about: "**Event**: the system answers something that happens.\n\n`WHEN` trigger, `THE` system `SHALL` response",
        condition: "WHEN {trigger}, ",
    },
    EarsPattern {
        pattern: Pattern::State,
        name: "state",
        keyword: "WHILE",
        label: "WHILE …, THE … SHALL …",
        about: "**State**: the system does it as long as something holds.\n\n`WHILE` state, `THE` system `SHALL` response",
        condition: "WHILE {state}, ",
    },
    EarsPattern {
        pattern: Pattern::Unwanted,
        name: "unwanted behaviour",
        keyword: "IF",
        label: "IF …, THEN THE … SHALL …",
        about: "**Unwanted behaviour**: the system answers an error or a failure.\n\n`IF` trigger, `THEN THE` system \
                `SHALL` response",
        condition: "IF {trigger}, THEN ",
    },
    EarsPattern {
        pattern: Pattern::Optional,
        name: "optional feature",
        keyword: "WHERE",
        label: "WHERE …, THE … SHALL …",
        about: "**Optional feature**: it counts only for products that have the feature.\n\n`WHERE` feature, `THE` \
                system `SHALL` response",
        condition: "WHERE {feature}, ",
    },
    EarsPattern {
        pattern: Pattern::Ubiquitous,
        name: "always",
        keyword: "THE",
        label: "THE … SHALL …",
        about: "**Ubiquitous**: it always holds.\n\n`THE` system `SHALL` response",
        condition: "",
    },
    EarsPattern {
        pattern: Pattern::Complex,
        name: "complex",
        keyword: "WHILE WHEN",
        label: "WHILE …, WHEN …, THE … SHALL …",
        about: "**Complex**: several conditions, in the order `WHERE`, `WHILE`, `WHEN` or `IF`.",
        condition: "WHILE {state}, WHEN {trigger}, ",
    },
];

impl EarsPattern {
    /// The criterion as text and as a snippet, about `system`.
    pub(crate) fn skeleton(&self, system: &str) -> (String, String) {
        let whole = format!("{}THE {{{system}}} SHALL {{response}}", self.condition);
        let (mut plain, mut snippet, mut place) = (String::new(), String::new(), 0);
        for part in whole.split_inclusive(['{', '}']) {
            match part.strip_suffix('}') {
                Some(name) => {
                    place += 1;
                    plain += name;
                    snippet += &format!("${{{place}:{name}}}");
                }
                None => {
                    let part = part.strip_suffix('{').unwrap_or(part);
                    plain += part;
                    snippet += part;
                }
            }
        }
        (plain, snippet)
    }
}

/// The pattern of a condition that begins with a keyword.
pub(crate) fn pattern_of(keyword: Keyword) -> Pattern {
    match keyword {
        Keyword::When => Pattern::Event,
        Keyword::While => Pattern::State,
        Keyword::If => Pattern::Unwanted,
        Keyword::Where => Pattern::Optional,
    }
}

/// What there is to say about a pattern; `None` for one that is none.
pub(crate) fn about(pattern: Pattern) -> Option<&'static EarsPattern> {
    PATTERNS.iter().find(|known| known.pattern == pattern)
}
