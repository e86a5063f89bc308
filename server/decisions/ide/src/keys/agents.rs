use config::AGENT_KEYS;

use super::hooks::HOOK;
use super::ours::PERMISSION_RULES;
use super::servers::SERVERS;
use super::{Names, Shape, TEXTS, Table, key};

/// `.kiro/agents/*.json`
pub(super) static JSON: Table = Table {
    keys: AGENT_KEYS,
    shapes: &[
        ("tools", TEXTS),
        ("allowedTools", TEXTS),
        ("excludedTools", TEXTS),
        ("toolAliases", Shape::Map(Names::Own, &Shape::Text)),
        ("toolsSettings", Shape::Map(Names::Own, &Shape::Any)),
        ("mcpServers", SERVERS),
        ("resources", TEXTS),
        ("hooks", Shape::Object(&EVENTS)),
        ("permissions", PERMISSION_RULES),
    ],
};

/// The front matter of `.kiro/agents/*.md`
pub(super) static FRONT_MATTER: Table = Table {
    keys: AGENT_KEYS,
    shapes: &[
        ("tools", TEXTS),
        ("allowedTools", TEXTS),
        ("excludedTools", TEXTS),
        ("mcpServers", SERVERS),
        ("resources", TEXTS),
        ("hooks", Shape::List(&Shape::Object(&HOOK))),
        ("permissions", PERMISSION_RULES),
    ],
};

const COMMANDS: Shape = Shape::List(&Shape::Object(&COMMAND));

/// The hooks of an agent by event (<https://kiro.dev/docs/cli/hooks>).
static EVENTS: Table = Table {
    keys: &[
        key("agentSpawn", "When the agent starts. What a command prints joins the context."),
        key("userPromptSubmit", "When a prompt is sent. What a command prints joins the context."),
        key("preToolUse", "Before the agent uses a tool. A command that exits with 2 stops it."),
        key("postToolUse", "After the agent has used a tool."),
        key("stop", "When the agent ends its turn."),
    ],
    shapes: &[
        ("agentSpawn", COMMANDS),
        ("userPromptSubmit", COMMANDS),
        ("preToolUse", COMMANDS),
        ("postToolUse", COMMANDS),
        ("stop", COMMANDS),
    ],
};

static COMMAND: Table = Table {
    keys: &[
        key("command", "The command line."),
        key("matcher", "The tools it is about: \"fs_write\", \"fs_*\", \"@git\", \"@git/status\", \"*\"."),
        key("timeout_ms", "Milliseconds that it may take: 30000 where absent."),
        key("max_output_size", "Bytes of its output that count: 10240 where absent."),
        key("cache_ttl_seconds", "Seconds that its output is used again; 0 for never."),
    ],
    shapes: &[
        ("timeout_ms", Shape::Number),
        ("max_output_size", Shape::Number),
        ("cache_ttl_seconds", Shape::Number),
    ],
};
