use super::{Key, Shape, Word};

/// What makes a hook run. Source: kiro.dev/docs/hooks, and what others measured.
pub(crate) struct Trigger {
    pub(crate) name: &'static str,
    /// What older files call it.
    pub(crate) aliases: &'static [&'static str],
    /// When it fires.
    pub(crate) fires: &'static str,
    /// Whether the hook may stop what is about to happen.
    pub(crate) blocks: &'static str,
    /// What its `matcher` looks at.
    pub(crate) matches: Matches,
}

/// What the `matcher` of a hook is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Matches {
    Nothing,
    Tools,
    Paths,
}

impl Matches {
    pub(crate) fn about(self) -> &'static str {
        match self {
            Self::Nothing => "",
            Self::Tools => {
                "The matcher is a regular expression on the tool's name, or a category: `read`, `write`, `shell`, \
                 `web`, `spec`, `*`."
            }
            Self::Paths => "The matcher is a regular expression on the path of the file.",
        }
    }
}

const NO: &str = "It cannot block.";
const YES: &str = "It may block: exit code 2 stops it, and what the command wrote to stderr is the reason.";

/// The triggers, as hooks of version `v1` name them.
pub(crate) const TRIGGERS: &[Trigger] = &[
    Trigger {
        name: "SessionStart",
        aliases: &["agentSpawn", "sessionStart"],
        fires: "when a session opens",
        blocks: NO,
        matches: Matches::Nothing,
    },
    Trigger {
        name: "UserPromptSubmit",
        aliases: &["userPromptSubmit", "promptSubmit"],
        fires: "when a prompt is sent, before the agent sees it",
        blocks: YES,
        matches: Matches::Nothing,
    },
    Trigger {
        name: "PreToolUse",
        aliases: &["preToolUse"],
        fires: "before the agent uses a tool",
        blocks: YES,
        matches: Matches::Tools,
    },
    Trigger {
        name: "PostToolUse",
        aliases: &["postToolUse"],
        fires: "after the agent used a tool",
        blocks: NO,
        matches: Matches::Tools,
    },
    Trigger {
        name: "Stop",
        aliases: &["stop", "agentStop", "SessionEnd"],
        fires: "when the agent ends its turn",
        blocks: "It cannot block; a `confirm` may ask before its command runs.",
        matches: Matches::Nothing,
    },
    Trigger {
        name: "PreTaskExec",
        aliases: &["preTaskExecution"],
        fires: "before a task of a spec is run",
        blocks: "Kiro documents that it may block; its editor was measured not to.",
        matches: Matches::Nothing,
    },
    Trigger {
        name: "PostTaskExec",
        aliases: &["postTaskExecution"],
        fires: "after a task of a spec was run",
        blocks: NO,
        matches: Matches::Nothing,
    },
    Trigger {
        name: "PostFileCreate",
        aliases: &["fileCreated"],
        fires: "after a file was created",
        blocks: NO,
        matches: Matches::Paths,
    },
    Trigger {
        name: "PostFileSave",
        aliases: &["fileEdited", "AfterFileEdit"],
        fires: "after a file was saved",
        blocks: NO,
        matches: Matches::Paths,
    },
    Trigger {
        name: "PostFileDelete",
        aliases: &["fileDeleted"],
        fires: "after a file was deleted",
        blocks: NO,
        matches: Matches::Paths,
    },
    Trigger {
        name: "Manual",
        aliases: &["userTriggered"],
        fires: "when you start it",
        blocks: NO,
        matches: Matches::Nothing,
    },
];

/// The trigger of a name or an older name.
pub(crate) fn trigger(name: &str) -> Option<&'static Trigger> {
    TRIGGERS.iter().find(|trigger| trigger.name == name || trigger.aliases.contains(&name))
}

/// Which of the two forms a file of hooks has, or is about to have.
pub(super) fn shape_of(path: &str, text: &str) -> &'static Shape {
    let old = text.contains("\"when\"") || text.contains("\"then\"");
    let new = text.contains("\"hooks\"");
    if old && !new || path.ends_with(".kiro.hook") && !new { &OLD } else { &V1 }
}

static V1: Shape = Shape::Object(&[
    Key {
        name: "version",
        about: "The form of this file. Kiro reads `v1`.",
        shape: Shape::Choice(&[Word { name: "v1", about: "The form with a list of `hooks`." }]),
    },
    Key { name: "hooks", about: "The hooks of this file.", shape: Shape::List(&Shape::Object(HOOK)) },
]);

const HOOK: &[Key] = &[
    Key { name: "name", about: "What it is called. Required.", shape: Shape::Text },
    Key { name: "description", about: "What it is for.", shape: Shape::Text },
    Key { name: "trigger", about: "What makes it run. Required.", shape: Shape::Trigger },
    Key {
        name: "matcher",
        about: "Which tools or files it is about; without it, all. A regular expression on the tool's name or the \
                path, or a category of tools.",
        shape: Shape::Choice(CATEGORIES),
    },
    Key { name: "action", about: "What it does. Required.", shape: Shape::Object(ACTION) },
    Key {
        name: "timeout",
        about: "Seconds that the command may take: 60 unless said otherwise, 0 for no limit.",
        shape: Shape::Number,
    },
    Key { name: "enabled", about: "Whether it runs at all.", shape: Shape::Flag },
    Key {
        name: "confirm",
        about: "What is asked before the command of a `Stop` hook runs.",
        shape: Shape::Object(CONFIRM),
    },
];

const ACTION: &[Key] = &[
    Key {
        name: "type",
        about: "Whether a command runs or the agent is asked.",
        shape: Shape::Choice(&[
            Word {
                name: "command",
                about: "Runs `command` in a shell. Exit code 0 adds its output to the context.",
            },
            Word { name: "agent", about: "Sends `prompt` to the agent, which costs credits." },
        ]),
    },
    Key { name: "command", about: "The command, for the type `command`.", shape: Shape::Text },
    Key { name: "prompt", about: "What the agent is told, for the type `agent`.", shape: Shape::Text },
    Key { name: "timeout", about: "Seconds that the command may take.", shape: Shape::Number },
];

const CONFIRM: &[Key] = &[
    Key { name: "question", about: "What is asked.", shape: Shape::Text },
    Key { name: "options", about: "The answers to choose from.", shape: Shape::List(&Shape::Object(OPTION)) },
    Key {
        name: "confirmCommand",
        about: "A command that says whether to ask: it prints `{\"skip\": true}`, or another question.",
        shape: Shape::Text,
    },
];

const OPTION: &[Key] = &[
    Key { name: "id", about: "What the answer is called.", shape: Shape::Text },
    Key { name: "label", about: "What the answer says.", shape: Shape::Text },
    Key { name: "run", about: "Whether the command runs after this answer.", shape: Shape::Flag },
    Key { name: "continueReason", about: "What the agent is told if it does not run.", shape: Shape::Text },
];

/// The categories of tools that a `matcher` may name.
const CATEGORIES: &[Word] = &[
    Word { name: "read", about: "Tools that read files." },
    Word { name: "write", about: "Tools that change files." },
    Word { name: "shell", about: "Tools that run commands." },
    Word { name: "web", about: "Tools that read the web." },
    Word { name: "spec", about: "Tools that work on specs." },
    Word { name: "*", about: "All tools." },
    Word { name: "@mcp", about: "Tools of MCP servers; `@mcp.*sql.*` takes a regular expression." },
    Word { name: "@powers", about: "Tools of powers." },
    Word { name: "@builtin", about: "Tools that come with Kiro." },
];

static OLD: Shape = Shape::Object(&[
    Key { name: "enabled", about: "Whether it runs at all.", shape: Shape::Flag },
    Key { name: "name", about: "What it is called.", shape: Shape::Text },
    Key { name: "description", about: "What it is for.", shape: Shape::Text },
    Key { name: "version", about: "The version of this hook, yours to count.", shape: Shape::Text },
    Key { name: "when", about: "What makes it run.", shape: Shape::Object(WHEN) },
    Key { name: "then", about: "What it does.", shape: Shape::Object(THEN) },
]);

const WHEN: &[Key] = &[
    Key {
        name: "type",
        about: "What makes it run.",
        shape: Shape::Choice(&[
            Word { name: "fileEdited", about: "Fires after a file that `patterns` match was saved." },
            Word { name: "fileCreated", about: "Fires after a file that `patterns` match was created." },
            Word { name: "fileDeleted", about: "Fires after a file that `patterns` match was deleted." },
            Word { name: "userTriggered", about: "Fires when you start it." },
            Word { name: "promptSubmit", about: "Fires when a prompt is sent." },
            Word { name: "agentStop", about: "Fires when the agent ends its turn." },
            Word { name: "preToolUse", about: "Fires before the agent uses a tool of `toolTypes`." },
            Word { name: "postToolUse", about: "Fires after the agent used a tool of `toolTypes`." },
            Word { name: "preTaskExecution", about: "Fires before a task of a spec is run." },
            Word { name: "postTaskExecution", about: "Fires after a task of a spec was run." },
        ]),
    },
    Key {
        name: "patterns",
        about: "Globs of the files it is about, relative to the workspace.",
        shape: Shape::List(&Shape::Glob),
    },
    Key {
        name: "toolTypes",
        about: "The tools it is about: categories, or regular expressions on their names.",
        shape: Shape::List(&Shape::Choice(CATEGORIES)),
    },
];

const THEN: &[Key] = &[
    Key {
        name: "type",
        about: "Whether a command runs or the agent is asked.",
        shape: Shape::Choice(&[
            Word { name: "askAgent", about: "Sends `prompt` to the agent, which costs credits." },
            Word { name: "runCommand", about: "Runs `command` in a shell." },
        ]),
    },
    Key { name: "prompt", about: "What the agent is told, for the type `askAgent`.", shape: Shape::Text },
    Key { name: "command", about: "The command, for the type `runCommand`.", shape: Shape::Text },
    Key { name: "timeout", about: "Seconds that the command may take.", shape: Shape::Number },
];
