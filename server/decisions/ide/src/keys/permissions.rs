use super::{Key, Shape, Word};

/// `permissions.yaml`. Source: kiro.dev/docs on permissions.
pub(super) static FILE: Shape = Shape::Object(&[Key {
    name: "rules",
    about: "What is allowed, asked about or denied. Deny wins over ask, ask over allow.",
    shape: Shape::List(&Shape::Object(RULE)),
}]);

const RULE: &[Key] = &[
    Key { name: "capability", about: "What the rule is about.", shape: Shape::Choice(CAPABILITIES) },
    Key {
        name: "match",
        about: "Patterns of commands, paths or tools that it is about; without them, all.",
        shape: Shape::List(&Shape::Text),
    },
    Key { name: "exclude", about: "Patterns that it is not about.", shape: Shape::List(&Shape::Text) },
    Key { name: "effect", about: "What happens.", shape: Shape::Choice(EFFECTS) },
];

const CAPABILITIES: &[Word] = &[
    Word { name: "fs_read", about: "Reading files." },
    Word { name: "fs_write", about: "Changing files." },
    Word { name: "filesystem", about: "Reading and changing files." },
    Word { name: "shell", about: "Running commands. Each part of `a && b | c` is judged by itself." },
    Word { name: "web_fetch", about: "Reading web pages." },
    Word { name: "web_search", about: "Searching the web." },
    Word { name: "mcp", about: "Tools of MCP servers, as `server/tool`." },
    Word { name: "subagent", about: "Starting other agents." },
    Word { name: "skill", about: "Using skills." },
    Word { name: "power", about: "Using powers." },
    Word { name: "diagnostics", about: "Reading what the editor found." },
    Word { name: "context", about: "Adding context." },
    Word { name: "all", about: "Everything." },
    Word { name: "builtin", about: "Every tool that comes with Kiro." },
];

const EFFECTS: &[Word] = &[
    Word { name: "allow", about: "It happens without a question." },
    Word { name: "ask", about: "You are asked." },
    Word { name: "deny", about: "It does not happen." },
];
