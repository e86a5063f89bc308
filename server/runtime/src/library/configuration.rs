//! What a workspace says about steering and hooks.

use config::{Hook, HookAction, HookFilter, HookFormat, Inclusion, Steering};
use ide::{Kind, Library, Model};
use protocol::{HookSummary, SteeringInclusion, SteeringSummary};
use workspace::Tree;

/// The steering documents, by path. With a `file`, nested `AGENTS.md` above it count too.
pub(super) fn steering(library: &Library, tree: &Tree, file: Option<&str>) -> Vec<SteeringSummary> {
    let mut found: Vec<SteeringSummary> = library
        .documents()
        .filter_map(|document| {
            if let Model::Steering(steering) = document.model() {
                return Some(of_steering(&document.path, steering, file));
            }
            let counts = file.is_none_or(|file| is_above(&document.path, file));
            (document.kind == Kind::AgentsMd && counts).then(|| of_agents_md(&document.path, file))
        })
        .collect();
    for path in file.into_iter().flat_map(agents_above) {
        let known = found.iter().any(|steering| steering.path == path);
        let is_there = || tree.resolve(&path).is_ok_and(|path| tree.absolute(&path).is_file());
        if !known && is_there() {
            found.push(of_agents_md(&path, file));
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn of_steering(path: &str, steering: &Steering, file: Option<&str>) -> SteeringSummary {
    let stem = path.rsplit('/').next().and_then(|name| name.strip_suffix(".md")).unwrap_or(path);
    let (inclusion, patterns, applies) = match &steering.inclusion {
        Inclusion::Always => (SteeringInclusion::Always, Vec::new(), Some(true)),
        Inclusion::FileMatch(patterns) => {
            let matches = file.map(|file| steering.matches(file));
            (SteeringInclusion::FileMatch, patterns.clone(), matches)
        }
        Inclusion::Manual => (SteeringInclusion::Manual, Vec::new(), Some(false)),
        Inclusion::Auto => (SteeringInclusion::Auto, Vec::new(), None),
    };
    SteeringSummary {
        path: path.to_owned(),
        name: steering.name.clone().unwrap_or_else(|| stem.to_owned()),
        inclusion,
        patterns,
        description: steering.description.clone(),
        applies: applies.filter(|_| file.is_some()),
    }
}

fn of_agents_md(path: &str, file: Option<&str>) -> SteeringSummary {
    SteeringSummary {
        path: path.to_owned(),
        name: "AGENTS".to_owned(),
        inclusion: SteeringInclusion::Always,
        patterns: Vec::new(),
        description: None,
        applies: file.map(|file| is_above(path, file)),
    }
}

/// Whether a document lies in a folder at or above that of a file.
fn is_above(path: &str, file: &str) -> bool {
    match path.rsplit_once('/') {
        Some((folder, _)) => file.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')),
        None => true,
    }
}

/// Where an `AGENTS.md` would be about a file, outermost first.
fn agents_above(file: &str) -> impl Iterator<Item = String> {
    let folders = file.match_indices('/').filter_map(|(at, _)| file.get(..at));
    std::iter::once("AGENTS.md".to_owned()).chain(folders.map(|folder| format!("{folder}/AGENTS.md")))
}

/// The hooks of `.kiro/hooks`, by path, then in document order.
pub(super) fn hooks(library: &Library) -> Vec<HookSummary> {
    let files = library.documents().filter_map(|document| {
        let Model::Hooks(hooks) = document.model() else { return None };
        Some((document, hooks))
    });
    let all = files.flat_map(|(document, hooks)| {
        hooks.hooks.iter().map(move |hook| of_hook(&document.path, hook, hooks.format))
    });
    all.collect()
}

fn of_hook(path: &str, hook: &Hook, format: HookFormat) -> HookSummary {
    let trigger = match (hook.known_trigger(), &hook.trigger) {
        (Some(trigger), _) => trigger.info().name.to_owned(),
        (None, Some(written)) => written.value.clone(),
        (None, None) => String::new(),
    };
    let joined = |list: &[config::Spanned<String>]| {
        let values: Vec<&str> = list.iter().map(|one| one.value.as_str()).collect();
        values.join(", ")
    };
    HookSummary {
        path: path.to_owned(),
        name: hook.name.as_ref().map_or_else(|| path.to_owned(), |name| name.value.clone()),
        trigger,
        matcher: match &hook.filter {
            HookFilter::Everything => None,
            HookFilter::Matcher(matcher) | HookFilter::Tool(matcher) => Some(matcher.value.clone()),
            HookFilter::Patterns(list) | HookFilter::ToolTypes(list) => Some(joined(list)),
        },
        action: match hook.action {
            Some(HookAction::Command { .. }) => "command",
            Some(HookAction::Agent { .. }) => "agent",
            None => "none",
        }
        .to_owned(),
        enabled: hook.enabled,
        legacy: match format {
            HookFormat::Legacy => true,
            HookFormat::V1 | HookFormat::AgentMap | HookFormat::Unknown => false,
        },
    }
}
