use text::{Json, Problem};

use super::v1::{invalid_matcher, seconds, unknown_action};
use super::{Hook, HookAction, HookFilter, missing, problem, unknown_trigger};
use crate::spanned::{string_at, strings_at};
use crate::{Glob, Selects, Trigger};

/// Reads a hook of Kiro 0.x: `when` and `then`.
pub(super) fn read_legacy(json: &Json) -> (Hook, Vec<Problem>) {
    let mut problems = Vec::new();
    let opening = json.span.start..json.span.start + 1;
    let when = json.get("when");
    let then = json.get("then");
    for (key, part, example) in [
        ("when", when, "{\"type\": \"fileEdited\", \"patterns\": [\"**/*.rs\"]}"),
        ("then", then, "{\"type\": \"askAgent\", \"prompt\": \"…\"}"),
    ] {
        if part.is_none() {
            problems
                .push(missing(opening.clone(), format!("This hook has no \"{key}\". Add one: {example}.")));
        }
    }
    let trigger = when.and_then(|when| string_at(when, "type"));
    if let (Some(when), None) = (when, &trigger) {
        problems.push(missing(
            when.span.clone(),
            "\"when\" has no \"type\". Say what the hook waits for, such as \"fileEdited\".",
        ));
    }
    let known = trigger.as_ref().and_then(|trigger| Trigger::named(&trigger.value));
    if let (Some(trigger), None) = (&trigger, known) {
        problems.push(unknown_trigger(trigger, |known| known.legacy_name().unwrap_or(known.name())));
    }
    let filter = when.map_or(HookFilter::Everything, |when| read_filter(when, known, &mut problems));
    let action = then.and_then(|then| read_then(then, &mut problems));
    let span = string_at(json, "name").map_or(opening, |name| name.span);
    let message = "Kiro 1.0 keeps hooks in .json files of version \"v1\". This one is of Kiro 0.x, and may be migrated.";
    problems.push(problem("hooks/old-format", span, message.to_owned()));
    let hook = Hook {
        span: json.span.clone(),
        name: string_at(json, "name"),
        description: string_at(json, "description"),
        trigger,
        filter,
        action,
        timeout: then.and_then(seconds).or_else(|| seconds(json)),
        enabled: json.get("enabled").and_then(Json::as_bool).unwrap_or(true),
    };
    (hook, problems)
}

fn read_filter(when: &Json, trigger: Option<Trigger>, problems: &mut Vec<Problem>) -> HookFilter {
    let patterns = strings_at(when, "patterns");
    for pattern in &patterns {
        if let Err(error) = Glob::new(&pattern.value) {
            let message =
                format!("This pattern matches nothing: {error}. Write a glob, such as \"src/**/*.rs\".");
            problems.push(problem("hooks/invalid-pattern", pattern.span.clone(), message));
        }
    }
    let tools = strings_at(when, "toolTypes");
    problems.extend(tools.iter().filter_map(|tool| invalid_matcher(tool, Some(Selects::Tools))));
    let waits_for_files = trigger.is_some_and(|trigger| trigger.selects() == Selects::Files);
    match (patterns.is_empty(), tools.is_empty()) {
        (false, true) => HookFilter::Patterns(patterns),
        (false, false) if waits_for_files => HookFilter::Patterns(patterns),
        (_, false) => HookFilter::ToolTypes(tools),
        (true, true) => {
            if waits_for_files {
                let message = "A hook on files needs \"patterns\", such as [\"src/**/*.rs\"].";
                problems.push(missing(when.span.clone(), message));
            }
            HookFilter::Everything
        }
    }
}

fn read_then(then: &Json, problems: &mut Vec<Problem>) -> Option<HookAction> {
    let Some(kind) = string_at(then, "type") else {
        let message = "\"then\" has no \"type\". Use \"askAgent\" with a \"prompt\", or \"runCommand\" with a \"command\".";
        problems.push(missing(then.span.clone(), message));
        return None;
    };
    let key = match kind.value.as_str() {
        "askAgent" => "prompt",
        "runCommand" => "command",
        other => {
            problems.push(unknown_action(&kind, other, ["askAgent", "runCommand"]));
            return None;
        }
    };
    let Some(part) = string_at(then, key).filter(|part| !part.value.trim().is_empty()) else {
        let message = format!("\"{}\" needs a \"{key}\".", kind.value);
        problems.push(missing(kind.span.clone(), message));
        return None;
    };
    Some(if key == "prompt" {
        HookAction::Agent { prompt: part }
    } else {
        HookAction::Command { command: part }
    })
}
