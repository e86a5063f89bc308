//! Agents: `.kiro/agents`, in JSON or in Markdown.

use std::ops::Range;

use text::{Json, JsonSyntax, JsonValue, Problem, Severity, nearest};

use crate::front_matter::{FrontMatterCodes, Headed, read_front_matter};
use crate::hooks::{read_agent_hooks, read_v1_list};
use crate::keys::AGENT_KEYS;
use crate::mcp::read_mcp_servers;
use crate::permissions::read_rules;
use crate::spanned::{string_at, strings_at};
use crate::tool_names::{BUILT_IN_TOOLS, is_tool_category};
use crate::{Hook, McpServer, PermissionRule, Spanned};

/// An agent: a prompt, and what it may use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    /// What it is called; where absent, its file name.
    pub name: Option<Spanned<String>>,
    /// What it is for, for people.
    pub description: Option<Spanned<String>>,
    /// Its prompt, or `file://` and where that stands. In Markdown the body is the prompt.
    pub prompt: Option<Spanned<String>>,
    /// The model it asks.
    pub model: Option<Spanned<String>>,
    /// The tools it has: names, categories, `@server`, `@server/tool`, `*`.
    pub tools: Vec<Spanned<String>>,
    /// The tools it may use without asking.
    pub allowed_tools: Vec<Spanned<String>>,
    /// The tools that are taken from it.
    pub excluded_tools: Vec<Spanned<String>>,
    /// `file://` and `skill://` globs of what it knows from the start.
    pub resources: Vec<Spanned<String>>,
    /// Servers of its own.
    pub mcp_servers: Vec<McpServer>,
    /// Its hooks.
    pub hooks: Vec<Hook>,
    /// What it may do.
    pub permissions: Vec<PermissionRule>,
    /// All that it says of itself, an object.
    pub fields: Json,
    /// Where the front matter of one in Markdown stands: the bytes between its two `---` lines.
    pub front_matter: Option<Range<usize>>,
    /// The bytes of the prompt of one in Markdown; none in JSON.
    pub body: Range<usize>,
}

const CODES: FrontMatterCodes = FrontMatterCodes {
    unclosed: "agents/invalid",
    invalid: "agents/invalid",
    not_first: "agents/invalid",
    keys: &["name", "description", "tools"],
};

/// Reads an agent in JSON; `None` for a file that is none.
pub fn parse_agent_json(text: &str) -> (Option<Agent>, Vec<Problem>) {
    let json = match Json::parse(text, JsonSyntax::WithComments) {
        Ok(Some(json)) => json,
        Ok(None) => return (None, Vec::new()),
        Err(error) => {
            let message = format!("This is not JSON, so Kiro does not load the agent: {}.", error.message);
            let problem =
                Problem { code: "agents/invalid", severity: Severity::Error, message, span: error.span };
            return (None, vec![problem]);
        }
    };
    match &json.value {
        JsonValue::Object(_) => {}
        JsonValue::Null
        | JsonValue::Bool(_)
        | JsonValue::Number(_)
        | JsonValue::String(_)
        | JsonValue::Array(_) => {
            let message = "An agent is an object with a \"name\" and a \"prompt\".".to_owned();
            return (None, vec![warning("agents/invalid", json.span, message)]);
        }
    }
    let mut problems = Vec::new();
    for member in json.members() {
        let key = member.key.as_str();
        if key.starts_with(['$', '_']) || AGENT_KEYS.iter().any(|known| known.name == key) {
            continue;
        }
        let advice = match nearest(key, AGENT_KEYS.iter().map(|known| known.name)) {
            Some(meant) => format!("Did you mean \"{meant}\"?"),
            None => "Take it out.".to_owned(),
        };
        let message = format!("Kiro's CLI refuses an agent with an unknown field \"{key}\". {advice}");
        problems.push(warning("agents/unknown-field", member.key_span.clone(), message));
    }
    let agent = read(json, None, 0..0, &mut problems);
    (Some(agent), problems)
}

/// Reads an agent in Markdown; `None` for a prompt or a note that only lies beside agents.
pub fn parse_agent_markdown(text: &str) -> (Option<Agent>, Vec<Problem>) {
    let Headed { fields, yaml, body, mut problems } = read_front_matter(text, &CODES);
    if yaml.is_none() {
        return (None, problems);
    }
    let agent = read(fields, yaml, body, &mut problems);
    (Some(agent), problems)
}

fn read(fields: Json, yaml: Option<Range<usize>>, body: Range<usize>, problems: &mut Vec<Problem>) -> Agent {
    let mut keep = |found: Vec<Problem>| problems.extend(found);
    let mcp_servers = fields.get("mcpServers").map(|servers| {
        let (servers, found) = read_mcp_servers(servers);
        keep(found);
        servers
    });
    let hooks = fields.get("hooks").map(|hooks| {
        let (hooks, found) = match &hooks.value {
            JsonValue::Array(list) => read_v1_list(list),
            JsonValue::Object(_)
            | JsonValue::Null
            | JsonValue::Bool(_)
            | JsonValue::Number(_)
            | JsonValue::String(_) => read_agent_hooks(hooks),
        };
        keep(found);
        hooks
    });
    let permissions =
        fields.get("permissions").and_then(|permissions| permissions.get("rules")).map(|rules| {
            let (rules, found) = read_rules(rules);
            keep(found);
            rules
        });
    let agent = Agent {
        name: string_at(&fields, "name"),
        description: string_at(&fields, "description"),
        prompt: string_at(&fields, "prompt"),
        model: string_at(&fields, "model"),
        tools: strings_at(&fields, "tools"),
        allowed_tools: strings_at(&fields, "allowedTools"),
        excluded_tools: strings_at(&fields, "excludedTools"),
        resources: strings_at(&fields, "resources"),
        mcp_servers: mcp_servers.unwrap_or_default(),
        hooks: hooks.unwrap_or_default(),
        permissions: permissions.unwrap_or_default(),
        fields,
        front_matter: yaml,
        body,
    };
    let named = [&agent.tools, &agent.allowed_tools, &agent.excluded_tools].into_iter().flatten();
    problems.extend(named.filter_map(unknown_tool));
    agent
}

/// A tool that Kiro does not bring along. Tools of MCP servers begin with `@`, so it is most likely a mistake.
fn unknown_tool(tool: &Spanned<String>) -> Option<Problem> {
    let name = tool.value.as_str();
    if name.starts_with('@') || name.contains('*') || is_tool_category(name) || BUILT_IN_TOOLS.contains(&name)
    {
        return None;
    }
    let advice = match nearest(name, BUILT_IN_TOOLS.iter().copied()) {
        Some(meant) => format!("Did you mean \"{meant}\"?"),
        None => "A tool of an MCP server is written \"@server/tool\".".to_owned(),
    };
    Some(Problem {
        code: "agents/unknown-tool",
        severity: Severity::Hint,
        message: format!("Kiro has no tool \"{name}\" of its own. {advice}"),
        span: tool.span.clone(),
    })
}

fn warning(code: &'static str, span: Range<usize>, message: String) -> Problem {
    Problem { code, severity: Severity::Warning, message, span }
}
