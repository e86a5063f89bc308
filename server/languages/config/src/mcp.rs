//! MCP servers: `.kiro/settings/mcp.json`, and what agents bring along.

use std::ops::Range;

use text::{Json, JsonMember, JsonSyntax, JsonValue, Problem, Severity, nearest};

use crate::Spanned;
use crate::spanned::{string, string_at, strings_at};

/// A file that says which MCP servers there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct McpConfig {
    /// In document order.
    pub servers: Vec<McpServer>,
}

/// A server of tools. Its environment, headers and arguments may hold secrets: never show or log them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct McpServer {
    /// Its key.
    pub name: Spanned<String>,
    /// The bytes of its object.
    pub span: Range<usize>,
    /// The program of a local one.
    pub command: Option<Spanned<String>>,
    /// Its arguments.
    pub args: Vec<Spanned<String>>,
    /// Its environment.
    pub env: Vec<Setting>,
    /// The address of a remote one.
    pub url: Option<Spanned<String>>,
    /// What is sent along to it.
    pub headers: Vec<Setting>,
    /// How it is talked to.
    pub kind: Option<Spanned<String>>,
    /// It is not started.
    pub disabled: bool,
    /// Tools that run without asking; `*`: all.
    pub auto_approve: Vec<Spanned<String>>,
    /// Tools that do not exist for the agent.
    pub disabled_tools: Vec<Spanned<String>>,
    /// Milliseconds.
    pub timeout: Option<Spanned<u64>>,
}

/// A variable or a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Its name.
    pub name: Spanned<String>,
    /// Its value, with `${VAR}` as written.
    pub value: Spanned<String>,
}

/// What `type` may say: of the CLI, of Agent Plugins, and of other tools that share the file.
pub const MCP_TYPES: [(&str, &str); 6] = [
    ("stdio", "A program on this machine: \"command\", \"args\", \"env\"."),
    ("http", "A server at a \"url\"."),
    ("sse", "A server at a \"url\", by server-sent events."),
    ("streamable-http", "A server at a \"url\", by streamable HTTP."),
    ("streamableHttp", "A server at a \"url\", by streamable HTTP."),
    ("registry", "A server that the registry of your organisation knows."),
];

/// Reads an `mcp.json` (<https://kiro.dev/docs/mcp/configuration>): JSON with comments; an empty file has no servers.
pub fn parse_mcp(text: &str) -> (McpConfig, Vec<Problem>) {
    let json = match Json::parse(text, JsonSyntax::WithComments) {
        Ok(Some(json)) => json,
        Ok(None) => return (McpConfig::default(), Vec::new()),
        Err(error) => {
            let message = format!("This is not JSON, so no server of this file starts: {}.", error.message);
            let problem =
                Problem { code: "mcp/invalid-json", severity: Severity::Error, message, span: error.span };
            return (McpConfig::default(), vec![problem]);
        }
    };
    match json.get("mcpServers") {
        Some(servers) => {
            let (servers, problems) = read_mcp_servers(servers);
            (McpConfig { servers }, problems)
        }
        None => (McpConfig::default(), Vec::new()),
    }
}

/// Reads the value of `mcpServers`.
pub(crate) fn read_mcp_servers(servers: &Json) -> (Vec<McpServer>, Vec<Problem>) {
    let mut problems = Vec::new();
    let servers = servers.members().iter().map(|member| read_server(member, &mut problems)).collect();
    (servers, problems)
}

fn read_server(member: &JsonMember, problems: &mut Vec<Problem>) -> McpServer {
    let json = &member.value;
    let server = McpServer {
        name: Spanned::new(member.key.clone(), member.key_span.clone()),
        span: json.span.clone(),
        command: string_at(json, "command"),
        args: strings_at(json, "args"),
        env: settings(json.get("env")),
        url: string_at(json, "url"),
        headers: settings(json.get("headers")),
        kind: string_at(json, "type"),
        disabled: json.get("disabled").and_then(Json::as_bool).unwrap_or(false),
        auto_approve: strings_at(json, "autoApprove"),
        disabled_tools: strings_at(json, "disabledTools"),
        timeout: json.get("timeout").and_then(number),
    };
    let mut warn = |code, span: &Range<usize>, message: String| {
        problems.push(Problem { code, severity: Severity::Warning, message, span: span.clone() });
    };
    let kind = server.kind.as_ref().map(|kind| kind.value.as_str());
    if server.command.is_none() && server.url.is_none() && kind != Some("registry") {
        let message = "This server can't start: it has neither a \"command\" nor a \"url\".";
        warn("mcp/missing-command", &server.name.span, message.to_owned());
    }
    if let Some(kind) =
        server.kind.as_ref().filter(|kind| !MCP_TYPES.iter().any(|(name, _)| *name == kind.value))
    {
        let advice = match nearest(&kind.value, MCP_TYPES.map(|(name, _)| name)) {
            Some(meant) => format!("Did you mean \"{meant}\"?"),
            None => "Use \"stdio\" for a command or \"http\" for a url.".to_owned(),
        };
        let message = format!("There is no type of server \"{}\". {advice}", kind.value);
        warn("mcp/unknown-type", &kind.span, message);
    }
    if let Some(url) = server.url.as_ref().filter(|url| is_insecure(&url.value)) {
        let message = "What is sent to this server, tokens included, can be read on the way. Use https; \
                       http is for localhost.";
        warn("mcp/insecure-url", &url.span, message.to_owned());
    }
    server
}

/// `http` to another machine.
fn is_insecure(url: &str) -> bool {
    let lower = url.trim().to_ascii_lowercase();
    let Some(rest) = lower.strip_prefix("http://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = match host.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    let local = host == "localhost"
        || host.ends_with(".localhost")
        || host.starts_with("127.")
        || matches!(host, "::1" | "0.0.0.0" | "host.docker.internal");
    // A variable decides elsewhere.
    !local && !host.is_empty() && !host.contains('$')
}

fn settings(json: Option<&Json>) -> Vec<Setting> {
    let setting = |member: &JsonMember| {
        let name = Spanned::new(member.key.clone(), member.key_span.clone());
        Some(Setting { name, value: string(&member.value)? })
    };
    json.map(|json| json.members().iter().filter_map(setting).collect()).unwrap_or_default()
}

fn number(json: &Json) -> Option<Spanned<u64>> {
    match &json.value {
        JsonValue::Number(number) => Some(Spanned::new(number.parse().ok()?, json.span.clone())),
        JsonValue::Null
        | JsonValue::Bool(_)
        | JsonValue::String(_)
        | JsonValue::Array(_)
        | JsonValue::Object(_) => None,
    }
}
