//! The files that configure an agent.

use config::{HookFilter, parse_hooks, parse_skill};

use crate::places::{all_fit, in_order};

pub(crate) fn settings(text: &str) {
    all_fit(text, &ide::Levels::of_settings(text).1);
}

pub(crate) fn steering(text: &str) {
    all_fit(text, &config::parse_steering(text));
    references(text);
}

/// What is written in the new form is healthy, and new.
pub(crate) fn hooks(text: &str) {
    let (hooks, problems) = parse_hooks(text);
    all_fit(text, &(&hooks, &problems));
    let Some(migrated) = config::migrated(&hooks) else { return };
    let (new, mut problems) = parse_hooks(&migrated);
    // An expression that somebody wrote stays as it is; only those made of globs are ours.
    if !hooks.hooks.iter().all(|hook| matches!(hook.filter, HookFilter::Everything | HookFilter::Patterns(_)))
    {
        problems.retain(|problem| problem.code != "hooks/invalid-matcher");
    }
    assert_eq!(problems, [], "{migrated}");
    assert_eq!(new.hooks.len(), hooks.hooks.len(), "{migrated}");
    assert!(config::migrated(&new).is_none(), "{migrated}");
}

pub(crate) fn mcp(text: &str) {
    all_fit(text, &config::parse_mcp(text));
    in_text(text);
}

pub(crate) fn agent_json(text: &str) {
    all_fit(text, &config::parse_agent_json(text));
}

pub(crate) fn agent_markdown(text: &str) {
    all_fit(text, &config::parse_agent_markdown(text));
    references(text);
}

pub(crate) fn skill(text: &str) {
    all_fit(text, &parse_skill(text));
}

pub(crate) fn power(text: &str) {
    all_fit(text, &config::parse_power(text));
}

pub(crate) fn permissions(text: &str) {
    all_fit(text, &config::parse_permissions(text));
}

pub(crate) fn ignore(text: &str) {
    let (ignore, problems) = config::parse_ignore(text);
    all_fit(text, &(&ignore, &problems));
    in_order(text, &(0..text.len()), ignore.patterns.iter().map(|pattern| &pattern.span));
    let patterns = ignore.patterns.iter().map(|pattern| pattern.value.as_str());
    config::matches_any(patterns.take(8), "src/main.rs");
}

fn references(text: &str) {
    let found = config::file_references(text);
    in_order(text, &(0..text.len()), found.iter().map(|reference| &reference.span));
}

/// Secrets, wherever they stand.
fn in_text(text: &str) {
    for (span, _) in secrets::secrets(text) {
        in_order(text, &(0..text.len()), [&span]);
    }
}

/// No line of a session is lost.
pub(crate) fn kiro_session(text: &str) {
    all_fit(text, &config::parse_kiro_session(text).1);
    let (records, problems) = config::parse_kiro_log(text);
    all_fit(text, &problems);
    assert_eq!(records.len(), text.split('\n').filter(|line| !line.trim().is_empty()).count());
}
