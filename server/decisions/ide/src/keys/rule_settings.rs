use super::{Key, Names, Shape, Word};

/// `.kiro/settings/diagnostics.json`: which of our rules apply.
pub(super) static FILE: Shape = Shape::Object(&[
    Key {
        name: "profile",
        about: "Which rules apply, and how much they matter.",
        shape: Shape::Choice(&[
            Word { name: "full", about: "Our rules: what applies unless said otherwise." },
            Word { name: "strict", about: "Our rules, one level up." },
            Word { name: "kiro", about: "Kiro's own checks with its severities, and nothing else." },
        ]),
    },
    Key {
        name: "rules",
        about: "How much single rules matter, or groups of them (`ears/*`).",
        shape: Shape::Map(Names::Rules, &Shape::Choice(LEVELS)),
    },
]);

const LEVELS: &[Word] = &[
    Word { name: "off", about: "It is not checked." },
    Word { name: "hint", about: "Could be better; nothing is wrong." },
    Word { name: "info", about: "Worth knowing." },
    Word { name: "warning", about: "Probably a mistake." },
    Word { name: "error", about: "The document does not mean what it seems to mean." },
];
