//! Words that are almost one of those that mean something.

use config::{AGENT_KEYS, BUILT_IN_TOOLS, CAPABILITIES, EFFECTS, HookFormat, INCLUSIONS, MCP_TYPES, Trigger};
use text::{TextEdit, nearest};

use super::{Fix, FixContext};
use crate::Model;
use crate::keys::{Shape, shape_of};

pub(super) fn trigger(context: &FixContext<'_>) -> Vec<Fix> {
    let is_legacy = is_legacy(context);
    let known = Trigger::nearest(written(context));
    let name = known.map(|known| match known.legacy_name() {
        Some(legacy) if is_legacy => legacy,
        Some(_) | None => known.name(),
    });
    replacement(context, name)
}

pub(super) fn action(context: &FixContext<'_>) -> Vec<Fix> {
    nearest_of(context, if is_legacy(context) { ["askAgent", "runCommand"] } else { ["agent", "command"] })
}

fn is_legacy(context: &FixContext<'_>) -> bool {
    matches!(context.document.model(), Model::Hooks(hooks) if hooks.format == HookFormat::Legacy)
}

pub(super) fn capability(context: &FixContext<'_>) -> Vec<Fix> {
    nearest_of(context, CAPABILITIES.map(|(name, _)| name))
}

pub(super) fn effect(context: &FixContext<'_>) -> Vec<Fix> {
    let meant = match written(context).to_ascii_lowercase().as_str() {
        "block" | "forbid" | "reject" | "never" | "denied" => Some("deny"),
        "permit" | "accept" | "grant" | "always" | "allowed" => Some("allow"),
        "prompt" | "confirm" => Some("ask"),
        other => nearest(other, EFFECTS.map(|(name, _)| name)),
    };
    replacement(context, meant)
}

pub(super) fn mcp_type(context: &FixContext<'_>) -> Vec<Fix> {
    nearest_of(context, MCP_TYPES.map(|(name, _)| name))
}

pub(super) fn agent_field(context: &FixContext<'_>) -> Vec<Fix> {
    nearest_of(context, AGENT_KEYS.iter().map(|key| key.name))
}

pub(super) fn tool(context: &FixContext<'_>) -> Vec<Fix> {
    nearest_of(context, BUILT_IN_TOOLS.iter().copied())
}

pub(super) fn config_value(context: &FixContext<'_>) -> Vec<Fix> {
    let Some(Shape::Object(table)) = shape_of(context.document) else { return Vec::new() };
    nearest_of(context, table.keys.iter().flat_map(|key| key.values).map(|(word, _)| *word))
}

/// The value is the second half of `inclusion: value`.
pub(super) fn inclusion(context: &FixContext<'_>) -> Vec<Fix> {
    let Model::Steering(steering) = context.document.model() else { return Vec::new() };
    let Some(value) = steering.fields.get("inclusion") else { return Vec::new() };
    let written = context.document.slice(value.span.clone());
    let names = INCLUSIONS.iter().map(|(name, _)| *name);
    let Some(meant) = nearest(written.trim_matches(['"', '\'']), names) else { return Vec::new() };
    let edit = TextEdit { range: value.span.clone(), new: meant.to_owned() };
    vec![context.fix(format!("Change to \"{meant}\""), vec![edit], true)]
}

/// Keys of other tools as well as near misses.
pub(super) fn steering_key(context: &FixContext<'_>) -> Vec<Fix> {
    let meant = config::meant_steering_key(written(context));
    replacement(context, meant)
}

fn nearest_of<'a>(context: &FixContext<'_>, candidates: impl IntoIterator<Item = &'a str>) -> Vec<Fix> {
    replacement(context, nearest(written(context), candidates))
}

/// The word at the finding, without its quotes.
fn written<'a>(context: &FixContext<'a>) -> &'a str {
    context.document.slice(context.finding.span.clone()).trim_matches(['"', '\''])
}

/// Puts `meant` in the place of the word, within its quotes.
fn replacement(context: &FixContext<'_>, meant: Option<&str>) -> Vec<Fix> {
    let Some(meant) = meant else { return Vec::new() };
    let span = &context.finding.span;
    let quoted = context.document.slice(span.clone()).starts_with(['"', '\'']);
    let inside = usize::from(quoted && span.len() >= 2);
    let range = span.start + inside..span.end - inside;
    vec![context.fix(format!("Change to \"{meant}\""), vec![TextEdit { range, new: meant.to_owned() }], true)]
}
