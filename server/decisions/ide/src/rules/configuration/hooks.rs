use std::sync::Arc;

use config::{Hook, HookAction, HookFormat, Hooks};

use super::super::finding::{Findings, Related};
use super::super::{DocumentContext, Rule, rule};
use super::self_trigger;
use crate::paths::folder;
use crate::{Location, Model};

pub(super) const RULES: &[Rule] = &[
    rule!("hooks/duplicate", Info),
    rule!("hooks/invalid-json", Error),
    rule!("hooks/invalid-matcher", Warning),
    rule!("hooks/invalid-pattern", Warning),
    rule!("hooks/missing-field", Warning),
    rule!("hooks/old-format", Hint),
    rule!("hooks/self-trigger", Info),
    rule!("hooks/unknown-action", Warning),
    rule!("hooks/unknown-schema", Warning),
    rule!("hooks/unknown-trigger", Warning),
];

pub(super) fn check(context: &DocumentContext<'_>, hooks: &Hooks, findings: &mut Findings<'_>) {
    if !hooks.loads() {
        return;
    }
    for hook in &hooks.hooks {
        if let Some((span, message)) = self_trigger::find(hook) {
            findings.report(context.document, "hooks/self-trigger", span, message);
        }
    }
    if let (HookFormat::Legacy, [hook]) = (hooks.format, hooks.hooks.as_slice()) {
        duplicate(context, hook, findings);
    }
}

/// A hook of Kiro 0.x that has been migrated, and was left behind.
fn duplicate(context: &DocumentContext<'_>, hook: &Hook, findings: &mut Findings<'_>) {
    let document = context.document;
    let same = context.library.documents().find_map(|other| {
        let Model::Hooks(hooks) = other.model() else { return None };
        if hooks.format != HookFormat::V1 || folder(&other.path) != folder(&document.path) {
            return None;
        }
        Some((other, hooks.hooks.iter().find(|new| is_same(hook, new))?))
    });
    let Some((other, new)) = same else { return };
    let span = hook.name.as_ref().map_or(hook.span.start..hook.span.start + 1, |name| name.span.clone());
    let related = Related {
        location: Location { path: Arc::clone(&other.path), span: new.span.clone() },
        message: "the same hook, migrated".to_owned(),
    };
    let message = format!(
        "This hook is in \"{}\" as well, in the form of Kiro 1.0. Delete this file, or it may run twice.",
        other.path
    );
    findings.report_with(document, "hooks/duplicate", span, message, vec![related]);
}

/// The same name, or the same to do at the same time.
fn is_same(old: &Hook, new: &Hook) -> bool {
    if old.known_trigger() != new.known_trigger() {
        return false;
    }
    let name = |hook: &Hook| hook.name.as_ref().map(|name| name.value.trim().to_lowercase());
    let action = |hook: &Hook| match &hook.action {
        Some(HookAction::Agent { prompt }) => Some(prompt.value.trim().to_owned()),
        Some(HookAction::Command { command }) => Some(command.value.trim().to_owned()),
        None => None,
    };
    let equal = |a: Option<String>, b: Option<String>| a.is_some() && a == b;
    equal(name(old), name(new)) || equal(action(old), action(new))
}
