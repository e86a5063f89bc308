//! Front matter, permissions, and the files of which `config` knows nothing.

use config::{Key, PERMISSION_RULE_KEYS, PERMISSIONS_KEYS, POWER_KEYS, SKILL_KEYS, STEERING_KEYS};

use super::{Names, Shape, TEXTS, Table, key};

pub(super) static STEERING: Table =
    Table { keys: STEERING_KEYS, shapes: &[("fileMatchPattern", Shape::Glob)] };

pub(super) static SKILL: Table = Table { keys: SKILL_KEYS, shapes: &[("metadata", Shape::Any)] };

pub(super) static POWER: Table =
    Table { keys: POWER_KEYS, shapes: &[("keywords", TEXTS), ("metadata", Shape::Any)] };

pub(super) static PERMISSIONS: Table =
    Table { keys: PERMISSIONS_KEYS, shapes: &[("rules", Shape::List(&Shape::Object(&PERMISSION_RULE)))] };

/// `permissions` of an agent.
pub(super) const PERMISSION_RULES: Shape = Shape::Object(&Table {
    keys: &[key("rules", "A list of rules. Deny beats ask, ask beats allow.")],
    shapes: &[("rules", Shape::List(&Shape::Object(&PERMISSION_RULE)))],
});

static PERMISSION_RULE: Table =
    Table { keys: PERMISSION_RULE_KEYS, shapes: &[("match", TEXTS), ("exclude", TEXTS)] };

/// `.kiro/settings/diagnostics.json`
pub(super) static RULE_SETTINGS: Table = Table {
    keys: &[
        Key {
            name: "profile",
            meaning: "Which rules apply, and how much they matter.",
            values: &[
                ("full", "Our rules. The default."),
                ("strict", "Our rules, one level up."),
                ("kiro", "Kiro's own checks with its severities, and nothing else."),
            ],
        },
        key("rules", "How much single rules matter, or groups of them: \"ears/*\"."),
    ],
    shapes: &[("rules", Shape::Map(Names::Rules, &Shape::Choice(LEVELS)))],
};

const LEVELS: &[(&str, &str)] = &[
    ("off", "It is not checked."),
    ("hint", "Could be better; nothing is wrong."),
    ("info", "Worth knowing."),
    ("warning", "Probably a mistake."),
    ("error", "The document does not mean what it seems to mean."),
];

/// `.config.kiro`, which Kiro writes when it makes a spec.
pub(super) static SPEC_CONFIG: Table = Table {
    keys: &[
        key("specId", "The id that Kiro gave the spec."),
        Key {
            name: "workflowType",
            meaning: "How the documents came about.",
            values: &[
                ("requirements-first", "Requirements, then design, then tasks."),
                ("design-first", "Design, then requirements, then tasks."),
                ("fast-task", "All documents at once."),
                ("verify-first", "Known to Kiro, and seen by nobody."),
            ],
        },
        Key {
            name: "specType",
            meaning: "What the spec is about. Kiro checks documents by it.",
            values: &[
                ("feature", "Something new."),
                ("bugfix", "Something to mend: bugfix.md in place of requirements.md."),
                ("quick-spec", "Something small."),
            ],
        },
    ],
    shapes: &[],
};

/// The JSON of a `## Task Dependency Graph`.
pub(super) static WAVES: Table = Table {
    keys: &[key("waves", "Tasks that may run side by side, one wave after the other.")],
    shapes: &[("waves", Shape::List(&Shape::Object(&WAVE)))],
};

static WAVE: Table = Table {
    keys: &[
        key(
            "id",
            "A number. Kiro drops the whole graph if one is missing; the order of the list is what counts.",
        ),
        key("tasks", "The ids of its tasks, in quotes."),
    ],
    shapes: &[("id", Shape::Number), ("tasks", Shape::List(&Shape::Task))],
};
