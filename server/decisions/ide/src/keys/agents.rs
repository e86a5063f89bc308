use super::{Key, Names, Shape, mcp};

/// `.kiro/agents/*.json`. Source: the agent schema of Kiro's command line.
pub(super) static JSON: Shape = Shape::Object(&[
    Key { name: "$schema", about: "The schema of this file.", shape: Shape::Text },
    Key { name: "name", about: "What it is called.", shape: Shape::Text },
    Key {
        name: "description",
        about: "What it is for; people read it, the agent does not.",
        shape: Shape::Text,
    },
    Key {
        name: "prompt",
        about: "What the agent is told: text, or `file://` and a path relative to this file.",
        shape: Shape::Text,
    },
    Key {
        name: "tools",
        about: "The tools it has; without this, none. `\"*\"`, `\"@builtin\"` and `\"@server\"` stand for many.",
        shape: Shape::List(&Shape::Text),
    },
    Key {
        name: "allowedTools",
        about: "Tools that it uses without asking.",
        shape: Shape::List(&Shape::Text),
    },
    Key { name: "toolAliases", about: "Other names for tools.", shape: Shape::Map(Names::Own, &Shape::Text) },
    Key { name: "toolsSettings", about: "Limits for each tool.", shape: Shape::Map(Names::Own, &Shape::Any) },
    Key { name: "mcpServers", about: "MCP servers of this agent.", shape: mcp::SERVERS },
    Key { name: "includeMcpJson", about: "Whether it has the servers of mcp.json too.", shape: Shape::Flag },
    Key {
        name: "resources",
        about: "What it reads at the start: `file://` globs, and `skill://` for skills.",
        shape: Shape::List(&Shape::Text),
    },
    Key { name: "hooks", about: "Commands that run on its events.", shape: Shape::Object(EVENTS) },
    Key { name: "model", about: "The model it uses.", shape: Shape::Text },
    Key { name: "keyboardShortcut", about: "A key that switches to it.", shape: Shape::Text },
    Key { name: "welcomeMessage", about: "What it says first.", shape: Shape::Text },
]);

const EVENTS: &[Key] = &[
    Key {
        name: "agentSpawn",
        about: "When the agent starts. Output goes into its context.",
        shape: Shape::List(&Shape::Object(COMMAND)),
    },
    Key {
        name: "userPromptSubmit",
        about: "When a prompt is sent. Output goes into the context.",
        shape: Shape::List(&Shape::Object(COMMAND)),
    },
    Key {
        name: "preToolUse",
        about: "Before a tool is used. Exit code 2 blocks it.",
        shape: Shape::List(&Shape::Object(COMMAND)),
    },
    Key { name: "postToolUse", about: "After a tool was used.", shape: Shape::List(&Shape::Object(COMMAND)) },
    Key { name: "stop", about: "When the agent ends its turn.", shape: Shape::List(&Shape::Object(COMMAND)) },
];

const COMMAND: &[Key] = &[
    Key { name: "command", about: "The command. Required.", shape: Shape::Text },
    Key {
        name: "matcher",
        about: "The tool it is about: `fs_write`, `fs_*`, `@git`, `@git/status`, `*`.",
        shape: Shape::Text,
    },
    Key {
        name: "timeout_ms",
        about: "Milliseconds it may take, 30000 unless said otherwise.",
        shape: Shape::Number,
    },
    Key {
        name: "max_output_size",
        about: "Bytes of output that count, 10240 unless said otherwise.",
        shape: Shape::Number,
    },
    Key {
        name: "cache_ttl_seconds",
        about: "Seconds that its output is used again; 0 for never.",
        shape: Shape::Number,
    },
];

/// The front matter of `.kiro/agents/*.md`.
pub(super) static FRONT_MATTER: Shape = Shape::Object(&[
    Key { name: "name", about: "What it is called; its path unless said otherwise.", shape: Shape::Text },
    Key { name: "description", about: "When to use it.", shape: Shape::Text },
    Key { name: "model", about: "The model it uses.", shape: Shape::Text },
    Key {
        name: "tools",
        about: "The tools it has: names, `read`, `write`, `shell`, `web`, `subagent`, `context`, `@mcp`, `@builtin` or `*`.",
        shape: Shape::List(&Shape::Text),
    },
    Key { name: "excludedTools", about: "Tools that it does not have.", shape: Shape::List(&Shape::Text) },
    Key { name: "includeMcpJson", about: "Whether it has the servers of mcp.json.", shape: Shape::Flag },
    Key { name: "includePowers", about: "Whether it has the powers.", shape: Shape::Flag },
    Key {
        name: "resources",
        about: "What it reads at the start: `file://` globs, and `skill://` for skills.",
        shape: Shape::List(&Shape::Text),
    },
    Key { name: "welcomeMessage", about: "What it says first.", shape: Shape::Text },
]);
