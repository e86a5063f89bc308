use text::{Json, JsonValue, Problem, nearest};

use super::{Hook, HookAction, HookFilter, missing, problem, unknown_trigger};
use crate::spanned::string_at;
use crate::tool_names::is_tool_category;
use crate::{Selects, Spanned, Trigger};

/// Reads the hooks of a `v1` file, or of an agent in Markdown.
pub(crate) fn read_v1_list(list: &[Json]) -> (Vec<Hook>, Vec<Problem>) {
    let mut problems = Vec::new();
    let hooks = list.iter().map(|json| read_v1(json, &mut problems)).collect();
    (hooks, problems)
}

fn read_v1(json: &Json, problems: &mut Vec<Problem>) -> Hook {
    let whole = || json.span.start..json.span.start + 1;
    let name = string_at(json, "name");
    let trigger = string_at(json, "trigger");
    if json.members().is_empty() {
        problems.push(missing(
            json.span.clone(),
            "A hook is an object with \"name\", \"trigger\" and \"action\".",
        ));
    } else {
        let lacks: Vec<&str> =
            ["name", "trigger", "action"].into_iter().filter(|key| json.get(key).is_none()).collect();
        if let [one] = lacks.as_slice() {
            problems.push(missing(
                whole(),
                format!("This hook has no \"{one}\", and Kiro does not load it. Add one."),
            ));
        } else if !lacks.is_empty() {
            let lacks = lacks.join("\" and no \"");
            problems.push(missing(
                whole(),
                format!("This hook has no \"{lacks}\", and Kiro does not load it. Add them."),
            ));
        }
    }
    let known = trigger.as_ref().and_then(|trigger| Trigger::named(&trigger.value));
    if let (Some(trigger), None) = (&trigger, known) {
        problems.push(unknown_trigger(trigger, Trigger::name));
    }
    let filter = string_at(json, "matcher").map_or(HookFilter::Everything, |matcher| {
        problems.extend(invalid_matcher(&matcher, known.map(Trigger::selects)));
        HookFilter::Matcher(matcher)
    });
    let action = json.get("action");
    Hook {
        span: json.span.clone(),
        name,
        description: string_at(json, "description"),
        trigger,
        filter,
        action: action.and_then(|action| read_action(action, problems)),
        timeout: seconds(json).or_else(|| action.and_then(seconds)),
        enabled: json.get("enabled").and_then(Json::as_bool).unwrap_or(true),
    }
}

fn read_action(json: &Json, problems: &mut Vec<Problem>) -> Option<HookAction> {
    let Some(kind) = string_at(json, "type") else {
        let message =
            "The action has no \"type\". Use \"command\" with a \"command\", or \"agent\" with a \"prompt\".";
        problems.push(missing(json.span.clone(), message));
        return None;
    };
    let part = |key: &str, problems: &mut Vec<Problem>| {
        let part = string_at(json, key).filter(|part| !part.value.trim().is_empty());
        if part.is_none() {
            let message = format!("An action of type \"{}\" needs a \"{key}\".", kind.value);
            problems.push(missing(kind.span.clone(), message));
        }
        part
    };
    match kind.value.as_str() {
        "command" => Some(HookAction::Command { command: part("command", problems)? }),
        "agent" => Some(HookAction::Agent { prompt: part("prompt", problems)? }),
        other => {
            problems.push(unknown_action(&kind, other, ["command", "agent"]));
            None
        }
    }
}

/// An action of a type that is none.
pub(super) fn unknown_action(at: &Spanned<String>, written: &str, known: [&'static str; 2]) -> Problem {
    let advice = match nearest(written, known) {
        Some(meant) => format!("Did you mean \"{meant}\"?"),
        None => format!("Use \"{}\".", known.join("\" or \"")),
    };
    let message = format!("There is no action of type \"{written}\": this hook does nothing. {advice}");
    problem("hooks/unknown-action", at.span.clone(), message)
}

/// Bytes. Nobody writes a longer one.
const LONGEST_MATCHER: usize = 8192;

/// A matcher that is no regular expression. A category of tools is no expression, but fine.
pub(super) fn invalid_matcher(matcher: &Spanned<String>, selects: Option<Selects>) -> Option<Problem> {
    let tools = selects != Some(Selects::Files);
    if tools && is_tool_category(&matcher.value) {
        return None;
    }
    let error = if matcher.value.len() > LONGEST_MATCHER {
        "it is too long".to_owned()
    } else {
        regress::Regex::new(&matcher.value).err()?.text
    };
    let advice = if selects == Some(Selects::Files) && matcher.value.contains('*') {
        " A matcher is a regular expression, not a glob: for \"**/*.rs\" write \"\\\\.rs$\"."
    } else {
        ""
    };
    let message = format!("This matcher is not a regular expression ({error}).{advice}");
    Some(problem("hooks/invalid-matcher", matcher.span.clone(), message))
}

/// Kiro writes it beside the action or within.
pub(super) fn seconds(json: &Json) -> Option<Spanned<u64>> {
    let timeout = json.get("timeout")?;
    match &timeout.value {
        JsonValue::Number(number) => Some(Spanned::new(number.parse().ok()?, timeout.span.clone())),
        JsonValue::Null
        | JsonValue::Bool(_)
        | JsonValue::String(_)
        | JsonValue::Array(_)
        | JsonValue::Object(_) => None,
    }
}
