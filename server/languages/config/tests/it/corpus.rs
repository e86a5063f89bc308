//! Real files. The crate is pure; its tests may read.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros)]

use std::collections::BTreeMap;
use std::{
    env, fs,
    path::{Path, PathBuf},
};

use config::*;

/// How a hook file is written, told in the plainest way.
fn format_of(text: &str) -> HookFormat {
    let Ok(json) = serde_json::from_str::<serde_json::Value>(text) else { return HookFormat::Unknown };
    if json["version"] == "v1" && json["hooks"].is_array() {
        HookFormat::V1
    } else if json["hooks"].is_object() {
        HookFormat::AgentMap
    } else if json["when"].is_object() && json["then"].is_object() {
        HookFormat::Legacy
    } else {
        HookFormat::Unknown
    }
}

/// Every file of the shared corpus below a folder `.kiro/<folder>`, decoded; empty, with a note, where the corpus is absent.
fn files(folder: &str, is_wanted: fn(&str) -> bool) -> Vec<(PathBuf, String)> {
    let root = env::var_os("KIRO_TEST_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared"), PathBuf::from)
        .join("corpus");
    let (mut found, mut folders) = (Vec::new(), vec![root.clone()]);
    while let Some(at) = folders.pop() {
        for entry in fs::read_dir(&at).into_iter().flatten().flatten() {
            let path = entry.path();
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                folders.push(path);
            } else if at.to_str().is_some_and(|at| format!("{at}/").contains(&format!("/.kiro/{folder}/")))
                && path.file_name().and_then(|name| name.to_str()).is_some_and(is_wanted)
            {
                found.extend(fs::read_to_string(&path).ok().map(|text| (path, text)));
            }
        }
    }
    if found.is_empty() {
        eprintln!("skipped: no files of .kiro/{folder} below {} (set KIRO_TEST_DATA)", root.display());
    }
    found.sort();
    found
}

/// Problems are within the text; counts them by code.
fn count(counts: &mut BTreeMap<String, usize>, path: &Path, text: &str, problems: &[Problem]) {
    for problem in problems {
        assert!(text.get(problem.span.clone()).is_some(), "{}: {problem:?}", path.display());
        *counts.entry(problem.code.to_owned()).or_default() += 1;
    }
}

fn add(counts: &mut BTreeMap<String, usize>, what: impl Into<String>) {
    *counts.entry(what.into()).or_default() += 1;
}

#[test]
fn every_steering_file_is_read() {
    let files = files("steering", |name| name.ends_with(".md"));
    let mut counts = BTreeMap::new();
    for (path, text) in &files {
        let (steering, problems) = parse_steering(text);
        let body = text.get(steering.body.clone()).unwrap();
        assert!(!body.starts_with("---"), "{}", path.display());
        assert!(problems.iter().all(|problem| problem.severity != Severity::Error), "{}", path.display());
        count(&mut counts, path, text, &problems);
        for pattern in &steering.patterns {
            assert_eq!(text[pattern.span.clone()], pattern.value, "{}", path.display());
        }
        file_references(body).iter().for_each(|_| add(&mut counts, "references"));
        match steering.inclusion {
            Inclusion::Always => add(&mut counts, "always"),
            Inclusion::FileMatch(patterns) => {
                assert!(!patterns.is_empty(), "{}", path.display());
                add(&mut counts, "fileMatch");
            }
            Inclusion::Manual => add(&mut counts, "manual"),
            Inclusion::Auto => add(&mut counts, "auto"),
        }
    }
    eprintln!("{} steering files: {counts:#?}", files.len());
}

#[test]
fn every_hook_is_read() {
    let files = files("hooks", |name| name.ends_with(".json") || name.ends_with(".kiro.hook"));
    let mut counts = BTreeMap::new();
    for (path, text) in &files {
        let (hooks, problems) = parse_hooks(text);
        assert_eq!(hooks.format, format_of(text), "{}", path.display());
        add(&mut counts, format!("{:?}", hooks.format));
        assert!(hooks.format != HookFormat::Legacy || hooks.hooks.len() == 1);
        count(&mut counts, path, text, &problems);
        if let Some(new) = migrated(&hooks) {
            let (new, problems) = parse_hooks(&new);
            assert_eq!(problems, [], "{}", path.display());
            let (old, new) = (&hooks.hooks[0], &new.hooks[0]);
            assert!(old.known_trigger().is_none_or(|old| new.known_trigger() == Some(old)));
            assert_eq!(old.enabled, new.enabled);
            add(&mut counts, format!("{:?} migrated", hooks.format));
        }
    }
    eprintln!("{} hooks: {counts:#?}", files.len());
}

#[test]
fn every_other_file_is_read() {
    let mut counts = BTreeMap::new();
    for (path, text) in files("settings", |name| name == "mcp.json") {
        let (mcp, problems) = parse_mcp(&text);
        count(&mut counts, &path, &text, &problems);
        add(&mut counts, "mcp.json");
        mcp.servers.iter().for_each(|_| add(&mut counts, "servers"));
    }
    for (path, text) in files("settings", |name| name == "permissions.yaml") {
        let (permissions, problems) = parse_permissions(&text);
        count(&mut counts, &path, &text, &problems);
        assert!(!permissions.rules.is_empty());
        add(&mut counts, "permissions.yaml");
    }
    for (path, text) in files("agents", |name| name.ends_with(".json")) {
        let (agent, problems) = parse_agent_json(&text);
        count(&mut counts, &path, &text, &problems);
        add(&mut counts, if agent.is_some() { "agents in JSON" } else { "no agents in JSON" });
    }
    for (path, text) in files("agents", |name| name.ends_with(".md")) {
        let (agent, problems) = parse_agent_markdown(&text);
        count(&mut counts, &path, &text, &problems);
        add(&mut counts, if agent.is_some() { "agents in Markdown" } else { "prompts" });
    }
    for (path, text) in files("skills", |name| name == "SKILL.md") {
        let (skill, problems) = parse_skill(&text);
        count(&mut counts, &path, &text, &problems);
        assert!(skill.name.is_none() || !skill.body.is_empty());
        add(&mut counts, "skills");
    }
    eprintln!("{counts:#?}");
}
