use config::{MCP_KEYS, MCP_SERVER_KEYS};

use super::{Names, Shape, TEXTS, Table, key};

/// `.kiro/settings/mcp.json`
pub(super) static FILE: Table = Table { keys: MCP_KEYS, shapes: &[("mcpServers", SERVERS)] };

/// Servers by name.
pub(super) const SERVERS: Shape = Shape::Map(Names::Own, &Shape::Object(&SERVER));

static SERVER: Table = Table {
    keys: MCP_SERVER_KEYS,
    shapes: &[
        ("args", TEXTS),
        ("env", Shape::Map(Names::Own, &Shape::Text)),
        ("headers", Shape::Map(Names::Own, &Shape::Text)),
        ("autoApprove", TEXTS),
        ("disabledTools", TEXTS),
        ("timeout", Shape::Number),
        (
            "oauth",
            Shape::Object(&Table {
                keys: &[
                    key("clientId", "The id of this client."),
                    key("redirectUri", "Where the browser comes back to."),
                    key("oauthScopes", "The scopes to ask for."),
                ],
                shapes: &[("oauthScopes", TEXTS)],
            }),
        ),
    ],
};
