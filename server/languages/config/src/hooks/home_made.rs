//! Hooks in shapes that people made up. Kiro loads none of them, but most say clearly enough what they are to do.

use text::{Json, JsonValue};

use super::{Hook, HookAction, HookFilter};
use crate::Spanned;
use crate::spanned::{place, string, string_at, strings_at};
use crate::yaml_lines::split_patterns;

/// Where such a hook has its globs, in itself or in its trigger.
const PATTERN_KEYS: [&str; 4] = ["filePattern", "filePatterns", "pattern", "patterns"];
/// Where it says what to ask.
const PROMPT_KEYS: [&str; 3] = ["prompt", "message", "instruction"];
/// What would get lost if the hook were written anew.
const NOT_KEPT: [&str; 9] = [
    "args",
    "workingDirectory",
    "working_directory",
    "cwd",
    "env",
    "condition",
    "excludePattern",
    "tagPattern",
    "targetBranch",
];

/// Reads what can be understood of a hook in no form of Kiro's.
pub(super) fn read_home_made(json: &Json) -> Hook {
    let occasion = json.get("trigger").or_else(|| json.get("event"));
    let trigger = occasion.and_then(|trigger| string(trigger).or_else(|| string_at(trigger, "type")));
    let places = [Some(json), occasion].into_iter().flatten();
    let patterns: Vec<Spanned<String>> = places
        .flat_map(|place| PATTERN_KEYS.iter().flat_map(|key| strings_at(place, key)))
        .flat_map(|joined| split(&joined))
        .collect();
    Hook {
        span: json.span.clone(),
        name: string_at(json, "name"),
        description: string_at(json, "description"),
        trigger,
        filter: if patterns.is_empty() { HookFilter::Everything } else { HookFilter::Patterns(patterns) },
        action: action(json),
        timeout: None,
        enabled: json.get("enabled").and_then(Json::as_bool).unwrap_or(true),
    }
}

/// What it does, if that is one thing, and all of it is understood.
fn action(json: &Json) -> Option<HookAction> {
    let inner = match json.get("action").or_else(|| json.get("actions")) {
        Some(action) => match &action.value {
            JsonValue::Object(_) => action,
            JsonValue::Array(actions) => match actions.as_slice() {
                [one] => one,
                _ => return None,
            },
            // The name of what to do; the rest stands beside it.
            JsonValue::String(_) => json,
            JsonValue::Null | JsonValue::Bool(_) | JsonValue::Number(_) => return None,
        },
        None => json,
    };
    let occasion = json.get("trigger").unwrap_or(json);
    if NOT_KEPT.iter().any(|key| [json, inner, occasion].iter().any(|part| part.get(key).is_some())) {
        return None;
    }
    if let Some(command) = string_at(inner, "command") {
        return Some(HookAction::Command { command });
    }
    let prompt = PROMPT_KEYS.iter().find_map(|key| string_at(inner, key))?;
    Some(HookAction::Agent { prompt })
}

fn split(joined: &Spanned<String>) -> Vec<Spanned<String>> {
    let part = |part: &str| {
        // Behind the quote; right as long as nothing before it is escaped, and within the string in any case.
        let start = (joined.span.start + 1 + place(&joined.value, part)).min(joined.span.end);
        let fits = start + part.len() <= joined.span.end && joined.span.len() == joined.value.len() + 2;
        Spanned::new(part.to_owned(), if fits { start..start + part.len() } else { joined.span.clone() })
    };
    split_patterns(&joined.value).into_iter().map(part).collect()
}
