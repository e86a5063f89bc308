use super::{Key, Names, Shape, Word};

/// `.kiro/settings/mcp.json`. Source: kiro.dev/docs/mcp, and the schema of the command line's agents.
pub(super) static FILE: Shape = Shape::Object(&[
    Key {
        name: "mcpServers",
        about: "The MCP servers by name. A server of the workspace wins over one of the user with the same name.",
        shape: SERVERS,
    },
    Key {
        name: "powers",
        about: "What powers bring along; Kiro writes it.",
        shape: Shape::Object(&[Key {
            name: "mcpServers",
            about: "The MCP servers of powers.",
            shape: SERVERS,
        }]),
    },
]);

/// Servers by name, as agents have them too.
pub(super) const SERVERS: Shape = Shape::Map(Names::Own, &Shape::Object(SERVER));

const SERVER: &[Key] = &[
    Key { name: "command", about: "The program of a local server.", shape: Shape::Text },
    Key { name: "args", about: "What it is started with.", shape: Shape::List(&Shape::Text) },
    Key {
        name: "env",
        about: "Environment variables of the program. Write secrets as `${NAME}`, not as text: this file is shared.",
        shape: Shape::Map(Names::Own, &Shape::Text),
    },
    Key {
        name: "url",
        about: "The address of a remote server: https, or http on this machine.",
        shape: Shape::Text,
    },
    Key {
        name: "headers",
        about: "HTTP headers for a remote server. Write secrets as `${NAME}`, not as text.",
        shape: Shape::Map(Names::Own, &Shape::Text),
    },
    Key {
        name: "oauth",
        about: "How to log in to a remote server.",
        shape: Shape::Object(&[
            Key { name: "clientId", about: "The id of this client.", shape: Shape::Text },
            Key { name: "redirectUri", about: "Where the browser comes back to.", shape: Shape::Text },
            Key { name: "oauthScopes", about: "The scopes to ask for.", shape: Shape::List(&Shape::Text) },
        ]),
    },
    Key {
        name: "type",
        about: "How to talk to it; the command line reads this.",
        shape: Shape::Choice(&[
            Word { name: "stdio", about: "A local program." },
            Word { name: "http", about: "A remote server." },
            Word { name: "registry", about: "A server that a registry describes." },
        ]),
    },
    Key {
        name: "timeout",
        about: "Milliseconds that a request may take, 120000 unless said otherwise; the command line reads this.",
        shape: Shape::Number,
    },
    Key { name: "disabled", about: "`true`: it is not started.", shape: Shape::Flag },
    Key {
        name: "autoApprove",
        about: "Tools that run without asking. `\"*\"` stands for all of them.",
        shape: Shape::List(&Shape::Text),
    },
    Key {
        name: "disabledTools",
        about: "Tools that the agent does not get to see.",
        shape: Shape::List(&Shape::Text),
    },
];
