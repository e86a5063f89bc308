use text::{Json, Problem};

use super::{Hook, HookAction, HookFilter, missing, unknown_trigger};
use crate::spanned::{string, string_at};
use crate::{Spanned, Trigger};

/// Reads the hooks of an agent of the CLI: a map from events to lists of commands.
pub(crate) fn read_agent_hooks(map: &Json) -> (Vec<Hook>, Vec<Problem>) {
    let (mut hooks, mut problems) = (Vec::new(), Vec::new());
    for member in map.members() {
        let event = Spanned::new(member.key.clone(), member.key_span.clone());
        if Trigger::named(&event.value).is_none() {
            problems.push(unknown_trigger(&event, agent_name));
        }
        for entry in member.value.elements() {
            let command = string_at(entry, "command").or_else(|| string(entry));
            // Version 3 of the CLI takes its own form here too.
            let nested = entry.get("action").and_then(|action| string_at(action, "command"));
            let command = command.or(nested);
            let prompt = entry.get("action").and_then(|action| string_at(action, "prompt"));
            if command.is_none() && prompt.is_none() {
                problems.push(missing(entry.span.clone(), "A hook of an agent needs a \"command\"."));
            }
            let action = command.map(|command| HookAction::Command { command });
            hooks.push(Hook {
                span: entry.span.clone(),
                name: string_at(entry, "name"),
                description: string_at(entry, "description"),
                trigger: Some(event.clone()),
                filter: string_at(entry, "matcher").map_or(HookFilter::Everything, HookFilter::Tool),
                action: action.or_else(|| prompt.map(|prompt| HookAction::Agent { prompt })),
                timeout: None,
                enabled: true,
            });
        }
    }
    (hooks, problems)
}

/// The events of agents: <https://kiro.dev/docs/cli/custom-agents>.
fn agent_name(trigger: Trigger) -> &'static str {
    match trigger {
        Trigger::SessionStart => "agentSpawn",
        Trigger::UserPromptSubmit => "userPromptSubmit",
        Trigger::PreToolUse => "preToolUse",
        Trigger::PostToolUse => "postToolUse",
        Trigger::Stop => "stop",
        Trigger::PreTaskExec
        | Trigger::PostTaskExec
        | Trigger::PostFileCreate
        | Trigger::PostFileSave
        | Trigger::PostFileDelete
        | Trigger::Manual => trigger.name(),
    }
}
