//! Hooks and MCP servers: JSON that needs another shape.

use config::{Hook, HookFilter, HookFormat, migrated};
use text::{Json, JsonSyntax, TextEdit, line_end};

use super::{Fix, FixContext};
use crate::Model;

/// A hook of Kiro 0.x in the form of 1.0. The whole file changes.
pub(super) fn migrate(context: &FixContext<'_>) -> Vec<Fix> {
    let document = context.document;
    let Model::Hooks(hooks) = document.model() else { return Vec::new() };
    let Some(new) = migrated(hooks) else { return Vec::new() };
    let is_sure = hooks.format == HookFormat::Legacy;
    let new = match line_end(&document.text) {
        "\n" => new,
        end => new.replace('\n', end),
    };
    let title = match (document.path.ends_with(".kiro.hook"), is_sure) {
        (true, _) => "Rewrite the hook for Kiro 1.0 (then rename the file to .json)",
        (false, true) => "Rewrite the hook for Kiro 1.0",
        (false, false) => "Rewrite as a hook of Kiro 1.0 (and look at what it is then)",
    };
    let top = document.text.len() - document.text.trim_start_matches('\u{feff}').len();
    let edit = TextEdit { range: top..document.text.len(), new };
    vec![context.fix(title.to_owned(), vec![edit], is_sure)]
}

/// What makes a file one that Kiro loads: a version, if that is all it lacks, or the form of Kiro 1.0.
pub(super) fn schema(context: &FixContext<'_>) -> Vec<Fix> {
    let fixes = version(context);
    if fixes.is_empty() { migrate(context) } else { fixes }
}

/// `"version": "v1"` for a list of hooks that has none, if its hooks are of that form.
fn version(context: &FixContext<'_>) -> Vec<Fix> {
    let document = context.document;
    let Model::Hooks(hooks) = document.model() else { return Vec::new() };
    let is_v1 = |hook: &Hook| {
        hook.name.is_some()
            && hook.known_trigger().is_some()
            && hook.action.is_some()
            && !matches!(hook.filter, HookFilter::Patterns(_))
    };
    if hooks.format != HookFormat::Unknown || hooks.hooks.is_empty() || !hooks.hooks.iter().all(is_v1) {
        return Vec::new();
    }
    let Ok(Some(json)) = Json::parse(&document.text, JsonSyntax::WithComments) else { return Vec::new() };
    let list = json.get("hooks").is_some_and(|hooks| !hooks.elements().is_empty());
    let edit = match json.members().iter().find(|member| member.key == "version") {
        _ if !list => return Vec::new(),
        Some(version) => TextEdit { range: version.value.span.clone(), new: "\"v1\"".to_owned() },
        None => {
            let at = json.span.start + 1;
            TextEdit { range: at..at, new: format!("{}\"version\": \"v1\",", indent(context, &json)) }
        }
    };
    vec![context.fix("Say that the file is of version \"v1\"".to_owned(), vec![edit], true)]
}

/// What a hook of version `v1` lacks, with a value to change.
pub(super) fn hook_fields(context: &FixContext<'_>) -> Vec<Fix> {
    let document = context.document;
    let Model::Hooks(hooks) = document.model() else { return Vec::new() };
    let Ok(Some(json)) = Json::parse(&document.text, JsonSyntax::WithComments) else { return Vec::new() };
    let at = context.finding.span.start;
    let list = json.get("hooks").map(Json::elements).unwrap_or_default();
    let hook = match hooks.format {
        HookFormat::V1 => list.iter().find(|hook| hook.span.start == at && !hook.members().is_empty()),
        HookFormat::Legacy | HookFormat::AgentMap | HookFormat::Unknown => None,
    };
    let Some(hook) = hook else { return Vec::new() };
    let missing: Vec<&str> =
        ["name", "trigger", "action"].into_iter().filter(|key| hook.get(key).is_none()).collect();
    if missing.is_empty() {
        return Vec::new();
    }
    let member = |key: &&str| match *key {
        "action" => "\"action\": { \"type\": \"command\", \"command\": \"\" },".to_owned(),
        "trigger" => "\"trigger\": \"PostFileSave\",".to_owned(),
        key => format!("\"{key}\": \"\","),
    };
    let indent = indent(context, hook);
    let new: String = missing.iter().map(|key| format!("{indent}{}", member(key))).collect();
    let at = hook.span.start + 1;
    let title = format!("Add \"{}\"", missing.join("\", \""));
    vec![context.fix(title, vec![TextEdit { range: at..at, new }], false)]
}

/// `https` instead of `http`.
pub(super) fn https(context: &FixContext<'_>) -> Vec<Fix> {
    let span = &context.finding.span;
    let Some(at) = context.document.slice(span.clone()).to_ascii_lowercase().find("http://") else {
        return Vec::new();
    };
    let start = span.start + at + "http".len();
    let edit = TextEdit { range: start..start, new: "s".to_owned() };
    vec![context.fix("Use https".to_owned(), vec![edit], true)]
}

/// A reference to a variable of the same name in place of a value of `env`.
pub(super) fn variable(context: &FixContext<'_>) -> Vec<Fix> {
    let servers = match context.document.model() {
        Model::Mcp(mcp) => &mcp.servers,
        Model::Agent(Some(agent)) => &agent.mcp_servers,
        Model::Requirements(_)
        | Model::Design(_)
        | Model::Tasks(_)
        | Model::SpecConfig(_)
        | Model::TasksMeta(_)
        | Model::SpecJson(_)
        | Model::Steering(_)
        | Model::Hooks(_)
        | Model::Agent(None)
        | Model::Skill(_)
        | Model::Power(_)
        | Model::Permissions(_)
        | Model::Ignore(_)
        | Model::Text => return Vec::new(),
    };
    let mut settings = servers.iter().flat_map(|server| &server.env);
    let Some(setting) = settings.find(|setting| setting.value.span == context.finding.span) else {
        return Vec::new();
    };
    let reference = format!("${{{}}}", setting.name.value);
    let edit = TextEdit { range: setting.value.span.clone(), new: format!("\"{reference}\"") };
    vec![context.fix(format!("Write {reference}; keep the value outside of this file"), vec![edit], false)]
}

/// What stands between `{` and its first member: a line end and blanks, or nothing.
fn indent<'a>(context: &FixContext<'a>, object: &Json) -> &'a str {
    let first = object.members().first().map_or(object.span.start + 1, |member| member.key_span.start);
    let gap = context.document.slice(object.span.start + 1..first);
    if gap.trim().is_empty() && !gap.is_empty() { gap } else { " " }
}
