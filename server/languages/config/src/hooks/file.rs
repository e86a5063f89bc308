use text::{Json, JsonSyntax, JsonValue, Problem, Severity, lines};

use super::agent_map::read_agent_hooks;
use super::home_made::read_home_made;
use super::legacy::read_legacy;
use super::v1::read_v1_list;
use super::{HookFormat, Hooks, problem};

/// Reads a file of `.kiro/hooks` (<https://kiro.dev/docs/hooks>), whichever generation it is of.
pub fn parse_hooks(text: &str) -> (Hooks, Vec<Problem>) {
    let mut problems = Vec::new();
    let first_line = lines(text).next().map_or(0..0, |line| line.span());
    let none = Hooks { format: HookFormat::Unknown, hooks: Vec::new() };
    let mut unknown = |span, why: &str| {
        let message = format!("This is not a hook that Kiro will load: {why}");
        problems.push(problem("hooks/unknown-schema", span, message));
    };
    if first_line.start == 0 && text.trim_start_matches('\u{feff}').starts_with("---") {
        unknown(
            first_line,
            "it begins with front matter, but hooks are JSON. Write it as {\"version\": \"v1\", \"hooks\": […]}.",
        );
        return (none, problems);
    }
    let json = match Json::parse(text, JsonSyntax::WithComments) {
        Ok(Some(json)) => json,
        Ok(None) => {
            unknown(first_line, "it is empty. Write {\"version\": \"v1\", \"hooks\": […]}.");
            return (none, problems);
        }
        Err(error) => {
            problems.push(Problem {
                code: "hooks/invalid-json",
                severity: Severity::Error,
                message: format!("This is not JSON, so Kiro does not load the hook: {}.", error.message),
                span: error.span,
            });
            return (none, problems);
        }
    };
    let opening = json.span.start..json.span.start + 1;
    let has = |key: &str| json.get(key).is_some();
    match json.get("hooks").map(|hooks| &hooks.value) {
        Some(JsonValue::Array(list)) => {
            let is_v1 = json.get("version").and_then(Json::as_str) == Some("v1");
            if !is_v1 {
                let (span, why) = match json.members().iter().find(|member| member.key == "version") {
                    Some(version) => (version.value.span.clone(), "its \"version\" must be \"v1\"."),
                    None => (opening, "\"version\": \"v1\" is missing beside \"hooks\"."),
                };
                unknown(span, why);
            }
            // What is wrong within hooks that are not loaded anyway would only be noise.
            let (hooks, found) = if is_v1 || list.iter().all(is_of_v1) {
                read_v1_list(list)
            } else {
                (list.iter().map(read_home_made).collect(), Vec::new())
            };
            problems.extend(found.into_iter().filter(|_| is_v1));
            (Hooks { format: if is_v1 { HookFormat::V1 } else { HookFormat::Unknown }, hooks }, problems)
        }
        Some(JsonValue::Object(_)) => {
            unknown(
                opening,
                "a map from events to commands belongs into an agent's file. Here \"hooks\" is a list, beside \"version\": \"v1\".",
            );
            let hooks = json.get("hooks").map(|map| read_agent_hooks(map).0).unwrap_or_default();
            (Hooks { format: HookFormat::AgentMap, hooks }, problems)
        }
        Some(JsonValue::Null | JsonValue::Bool(_) | JsonValue::Number(_) | JsonValue::String(_)) | None => {
            if has("when") || has("then") {
                let (hook, found) = read_legacy(&json);
                problems.extend(found);
                return (Hooks { format: HookFormat::Legacy, hooks: vec![hook] }, problems);
            }
            let why = if has("trigger") && has("action") {
                "a single hook with \"trigger\" and \"action\" must stand in a list: {\"version\": \"v1\", \"hooks\": […]}."
            } else if has("hooks") {
                "\"hooks\" must be a list."
            } else {
                "it has neither \"version\": \"v1\" and a list \"hooks\", nor \"when\" and \"then\"."
            };
            unknown(opening, why);
            let is_hook = has("trigger") || has("event");
            let hooks = if is_of_v1(&json) {
                read_v1_list(std::slice::from_ref(&json)).0
            } else {
                is_hook.then(|| read_home_made(&json)).into_iter().collect()
            };
            (Hooks { format: HookFormat::Unknown, hooks }, problems)
        }
    }
}

/// A hook in the form of version `v1`, wherever it stands.
fn is_of_v1(json: &Json) -> bool {
    let is_string = |json: Option<&Json>| json.is_some_and(|json| json.as_str().is_some());
    is_string(json.get("trigger")) && json.get("action").is_some_and(|action| is_string(action.get("type")))
}
