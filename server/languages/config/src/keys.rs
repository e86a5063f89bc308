//! The keys of each kind of file and what they mean, for whoever explains or completes them.

use crate::{CAPABILITIES, EFFECTS, MCP_TYPES};

/// A key that means something.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// As written.
    pub name: &'static str,
    /// What it is for, in a sentence.
    pub meaning: &'static str,
    /// The values it may have, each with what it means; empty where anything goes.
    pub values: &'static [(&'static str, &'static str)],
}

const fn key(name: &'static str, meaning: &'static str) -> Key {
    Key { name, meaning, values: &[] }
}

const fn choice(
    name: &'static str,
    meaning: &'static str,
    values: &'static [(&'static str, &'static str)],
) -> Key {
    Key { name, meaning, values }
}

/// `true` or `false`.
const YES_OR_NO: &[(&str, &str)] = &[("true", "Yes."), ("false", "No.")];

/// What `inclusion` may say.
pub const INCLUSIONS: &[(&str, &str)] = &[
    ("always", "In every prompt. The default."),
    ("fileMatch", "Once a file that matches \"fileMatchPattern\" takes part in the conversation."),
    ("manual", "When the user names it: \"#name\" or \"/name\"."),
    ("auto", "When its \"description\" fits what is asked."),
];

/// Front matter of `.kiro/steering/*.md` (<https://kiro.dev/docs/steering>).
pub const STEERING_KEYS: &[Key] = &[
    choice("inclusion", "When this file joins a conversation.", INCLUSIONS),
    key(
        "fileMatchPattern",
        "Globs, one or a list, of the files that bring this one in; with \"inclusion: fileMatch\".",
    ),
    key("name", "What the file is called in \"#name\" and \"/name\"; its file name where absent."),
    key("description", "When to load the file; needed for \"inclusion: auto\"."),
];

/// Front matter of `SKILL.md` (<https://agentskills.io/specification>).
pub const SKILL_KEYS: &[Key] = &[
    key("name", "What the skill is called: up to 64 characters, and the name of its folder."),
    key(
        "description",
        "What the skill does and when to use it: up to 1024 characters, all that an agent sees at first.",
    ),
    key("license", "Under which licence it may be used."),
    key("compatibility", "What it needs: a product, programs, the network."),
    key("metadata", "Anything else, by key."),
    key("allowed-tools", "Tools that it may use without asking."),
];

/// Front matter of `POWER.md` (<https://kiro.dev/docs/powers>).
pub const POWER_KEYS: &[Key] = &[
    key("name", "What the power is called: small letters, digits and hyphens."),
    key("displayName", "What people see."),
    key("description", "What it does."),
    key("keywords", "Words in a prompt that activate it."),
    key("author", "Who made it."),
    key("license", "Under which licence it may be used."),
    key("compatibility", "What it needs."),
    key("metadata", "Anything else, by key."),
];

/// Agents, in JSON or as front matter (<https://kiro.dev/docs/cli/custom-agents/configuration-reference>).
pub const AGENT_KEYS: &[Key] = &[
    key("name", "What the agent is called; its file name where absent."),
    key("description", "What it is for, for people."),
    key(
        "prompt",
        "Its instructions, or \"file://\" and a path from this file. In Markdown the text below is the prompt.",
    ),
    key("model", "The model it asks; the default of the session where absent."),
    key("tools", "The tools it has: names, categories, \"@server\", \"@server/tool\", or \"*\"."),
    key("allowedTools", "The tools that it may use without asking."),
    key("excludedTools", "Tools that are taken from it."),
    key("toolAliases", "Other names for tools, where two servers use the same."),
    key("toolsSettings", "What single tools may touch: \"allowedPaths\", \"allowedCommands\" …"),
    key("mcpServers", "MCP servers of its own, as in mcp.json."),
    choice("includeMcpJson", "Whether the servers of mcp.json come along.", YES_OR_NO),
    choice("useLegacyMcpJson", "The older name of \"includeMcpJson\".", YES_OR_NO),
    choice("includePowers", "Whether powers come along.", YES_OR_NO),
    key("resources", "What it knows from the start: \"file://\" and \"skill://\" globs, knowledge bases."),
    key("hooks", "Commands to run at events: a map in JSON, a list as in hook files in Markdown."),
    key("permissions", "\"rules\", as in permissions.yaml."),
    key("keyboardShortcut", "Keys that switch to it."),
    key("welcomeMessage", "What it says first."),
    choice(
        "dispatchKind",
        "How it may be started.",
        &[
            ("custom-agent", "By the user, as the agent of a session."),
            ("sub-agent", "By other agents."),
            ("spec", "For specs."),
        ],
    ),
];

/// A file of hooks of version `v1` (<https://kiro.dev/docs/cli/v3/hooks>).
pub const HOOK_FILE_KEYS: &[Key] = &[
    choice("version", "How the file is written.", &[("v1", "Kiro 1.0.")]),
    key("hooks", "A list of hooks."),
];

/// A hook of version `v1`. The values of `trigger` are [`crate::Trigger::ALL`], of `matcher` [`crate::TOOL_CATEGORIES`].
pub const HOOK_KEYS: &[Key] = &[
    key("name", "What the hook is called."),
    key("description", "What it is for."),
    key("trigger", "When it runs."),
    key("matcher", "A regular expression over paths or tool names, or a category of tools. Absent: always."),
    key("action", "What it does."),
    key("timeout", "Seconds that a command may take: 60 where absent, 0 for no limit."),
    choice("enabled", "Whether it runs.", YES_OR_NO),
    key("confirm", "A question to ask before the command of a \"Stop\" hook."),
];

/// `action` of a hook of version `v1`.
pub const HOOK_ACTION_KEYS: &[Key] = &[
    choice(
        "type",
        "Who acts.",
        &[
            ("command", "A command in a shell; costs nothing."),
            ("agent", "The agent, by a prompt; costs credits."),
        ],
    ),
    key("command", "The command line, for \"command\"."),
    key("prompt", "What the agent is asked, for \"agent\"."),
];

/// A hook of Kiro 0.x.
pub const LEGACY_HOOK_KEYS: &[Key] = &[
    choice("enabled", "Whether it runs.", YES_OR_NO),
    key("name", "What the hook is called."),
    key("description", "What it is for."),
    key("version", "Of the hook, as its author counts."),
    key("when", "What it waits for: \"type\", and \"patterns\" or \"toolTypes\"."),
    key("then", "What it does: \"type\", and \"prompt\" or \"command\"."),
];

/// `when` of a hook of Kiro 0.x. The values of `type` are [`crate::Trigger::legacy_name`].
pub const LEGACY_WHEN_KEYS: &[Key] = &[
    key("type", "When it runs."),
    key("patterns", "Globs of the files it is about."),
    key("toolTypes", "Categories of tools, or regular expressions over their names."),
];

/// `then` of a hook of Kiro 0.x.
pub const LEGACY_THEN_KEYS: &[Key] = &[
    choice(
        "type",
        "Who acts.",
        &[
            ("askAgent", "The agent, by a prompt; costs credits."),
            ("runCommand", "A command in a shell; costs nothing."),
        ],
    ),
    key("prompt", "What the agent is asked, for \"askAgent\"."),
    key("command", "The command line, for \"runCommand\"."),
    key("timeout", "Seconds that a command may take."),
];

/// `mcp.json` (<https://kiro.dev/docs/mcp/configuration>).
pub const MCP_KEYS: &[Key] = &[key("mcpServers", "Servers by name.")];

/// A server in `mcp.json` or in an agent.
pub const MCP_SERVER_KEYS: &[Key] = &[
    key("command", "The program of a local server."),
    key("args", "Its arguments."),
    key(
        "env",
        "Its environment. Write \"${NAME}\" for a secret: the variable must be one that you approved.",
    ),
    key("url", "The address of a remote server: https, or http on this machine."),
    key("headers", "What is sent along to a remote server. Write \"${NAME}\" for a secret."),
    choice("type", "How the server is talked to.", MCP_TYPES.as_slice()),
    choice("disabled", "Whether it is left out.", YES_OR_NO),
    key("autoApprove", "Tools that run without asking; \"*\" for all."),
    key("disabledTools", "Tools that do not exist for the agent."),
    key("timeout", "Milliseconds that a call may take: 120000 where absent."),
    key("oauth", "How to log in to a remote server."),
];

/// `permissions.yaml` (<https://kiro.dev/docs/cli/v3/permissions>).
pub const PERMISSIONS_KEYS: &[Key] = &[
    choice("version", "How the file is written.", &[("v1", "Kiro 1.0.")]),
    key("rules", "A list of rules. Deny beats ask, ask beats allow."),
];

/// A rule in `permissions.yaml` or in an agent.
pub const PERMISSION_RULE_KEYS: &[Key] = &[
    choice("capability", "What the rule is about.", CAPABILITIES.as_slice()),
    key("match", "Patterns of what it covers; absent: everything."),
    key("exclude", "Patterns of what it leaves out."),
    choice("effect", "What happens.", EFFECTS.as_slice()),
    key("examples", "Things that the rule has to cover, checked when it is read."),
    key("counterexamples", "Things that the rule must not cover, checked when it is read."),
];
