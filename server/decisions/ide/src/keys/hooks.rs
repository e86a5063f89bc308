use config::{
    HOOK_ACTION_KEYS, HOOK_FILE_KEYS, HOOK_KEYS, LEGACY_HOOK_KEYS, LEGACY_THEN_KEYS, LEGACY_WHEN_KEYS,
    TOOL_CATEGORIES,
};

use super::{Shape, Table, key};

/// Which of the two forms a file of hooks has, or is about to have.
pub(super) fn shape_of(path: &str, text: &str) -> Shape {
    let old = text.contains("\"when\"") || text.contains("\"then\"");
    let new = text.contains("\"hooks\"");
    Shape::Object(if !new && (old || path.ends_with(".kiro.hook")) { &LEGACY } else { &V1 })
}

static V1: Table = Table { keys: HOOK_FILE_KEYS, shapes: &[("hooks", Shape::List(&Shape::Object(&HOOK)))] };

pub(super) static HOOK: Table = Table {
    keys: HOOK_KEYS,
    shapes: &[
        ("trigger", Shape::Trigger),
        ("matcher", Shape::Choice(TOOL_CATEGORIES)),
        ("action", Shape::Object(&Table { keys: HOOK_ACTION_KEYS, shapes: &[] })),
        ("timeout", Shape::Number),
        ("confirm", Shape::Object(&CONFIRM)),
    ],
};

static CONFIRM: Table = Table {
    keys: &[
        key("question", "What is asked."),
        key("options", "The answers to choose from."),
        key(
            "confirmCommand",
            "A command that says whether to ask: it prints {\"skip\": true}, or another question.",
        ),
    ],
    shapes: &[("options", Shape::List(&Shape::Object(&OPTION)))],
};

static OPTION: Table = Table {
    keys: &[
        key("id", "What the answer is called."),
        key("label", "What the answer says."),
        key("run", "Whether the command runs after this answer."),
        key("continueReason", "What the agent is told if the command does not run."),
    ],
    shapes: &[("run", Shape::Flag)],
};

static LEGACY: Table = Table {
    keys: LEGACY_HOOK_KEYS,
    shapes: &[
        (
            "when",
            Shape::Object(&Table {
                keys: LEGACY_WHEN_KEYS,
                shapes: &[
                    ("type", Shape::LegacyTrigger),
                    ("patterns", Shape::List(&Shape::Glob)),
                    ("toolTypes", Shape::List(&Shape::Choice(TOOL_CATEGORIES))),
                ],
            }),
        ),
        ("then", Shape::Object(&Table { keys: LEGACY_THEN_KEYS, shapes: &[("timeout", Shape::Number)] })),
    ],
};
