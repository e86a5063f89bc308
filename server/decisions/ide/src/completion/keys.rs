//! Keys and values of configuration files, from the tables in [`crate::keys`].

use std::collections::{BTreeMap, HashSet};

use config::Trigger;

use super::{Completion, CompletionKind, snippet_text};
use crate::front_matter::front_matter;
use crate::json_place::json_place;
use crate::keys::{Names, Shape, Table, shape_of};
use crate::lines_at::fence_at;
use crate::markdown::prose;
use crate::spot::{Quotes, Slot, Spot};
use crate::yaml_place::yaml_place;
use crate::{Place, rules};

/// How keys and values are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Syntax {
    Json,
    Yaml,
}

pub(super) fn in_json(place: &Place<'_>) -> Vec<Completion> {
    let text = &place.document.text;
    complete(place, json_place(text, 0..text.len(), place.offset), Syntax::Json)
}

pub(super) fn in_yaml(place: &Place<'_>) -> Vec<Completion> {
    let text = &place.document.text;
    complete(place, yaml_place(text, 0..text.len(), place.offset), Syntax::Yaml)
}

pub(super) fn in_front_matter(place: &Place<'_>) -> Vec<Completion> {
    let text = &place.document.text;
    let found = front_matter(text).map(|found| found.yaml);
    let Some(range) = found.filter(|range| range.contains(&place.offset) || range.end == place.offset) else {
        return Vec::new();
    };
    complete(place, yaml_place(text, range, place.offset), Syntax::Yaml)
}

/// In the JSON of a task dependency graph.
pub(super) fn in_fence(place: &Place<'_>) -> Vec<Completion> {
    let text = &place.document.text;
    let spot = fence_at(text, place.offset).and_then(|fence| json_place(text, fence, place.offset));
    complete(place, spot, Syntax::Json)
}

fn complete(place: &Place<'_>, spot: Option<Spot>, syntax: Syntax) -> Vec<Completion> {
    let (Some(spot), Some(root)) = (spot, shape_of(place.document)) else { return Vec::new() };
    let Some(shape) = root.at(&spot.path) else { return Vec::new() };
    match (&spot.slot, shape) {
        (Slot::Key { taken, colon }, Shape::Map(Names::Rules, value)) => {
            let free = rule_names().filter(|(name, _)| !taken.contains(name));
            free.map(|(name, about)| key(&spot, syntax, &name, *value, *colon).with_detail(about)).collect()
        }
        (Slot::Key { taken, colon }, Shape::Object(table)) => own_keys(&spot, syntax, table, taken, *colon),
        // A YAML list item that is to become an object begins with a key.
        (Slot::Value, Shape::Object(table)) if syntax == Syntax::Yaml => {
            own_keys(&spot, syntax, table, &[], false)
        }
        (Slot::Value, shape) => values(place, &spot, syntax, shape),
        (Slot::Key { .. }, _) => Vec::new(),
    }
}

fn own_keys(spot: &Spot, syntax: Syntax, table: &Table, taken: &[String], colon: bool) -> Vec<Completion> {
    let free = table.keys.iter().filter(|own| !taken.iter().any(|taken| taken == own.name));
    free.map(|own| {
        key(spot, syntax, own.name, table.shape(own), colon).with_documentation(prose(own.meaning))
    })
    .collect()
}

/// A key, with its colon and the beginning of its value where these are not there yet.
fn key(spot: &Spot, syntax: Syntax, name: &str, shape: Shape, colon: bool) -> Completion {
    let mut range = spot.token.clone();
    let completion = |range, new: String| Completion::new(CompletionKind::Key, name, range, new);
    if colon {
        return completion(range, name.to_owned());
    }
    let (open, close) = match (syntax, spot.quotes) {
        (Syntax::Yaml, _) => ("", ""),
        (Syntax::Json, Quotes::None) => ("\"", "\""),
        (Syntax::Json, Quotes::Open) => ("", "\""),
        (Syntax::Json, Quotes::Both) => {
            range.end += 1;
            ("", "\"")
        }
    };
    let (before, after) = value_frame(syntax, shape);
    let start = format!("{open}{name}{close}:{before}");
    let snippet = format!("{}$1{}", snippet_text(&start), snippet_text(after));
    completion(range, format!("{start}{after}")).with_snippet(snippet)
}

/// What stands around a value of a shape.
fn value_frame(syntax: Syntax, shape: Shape) -> (&'static str, &'static str) {
    match (syntax, shape) {
        (Syntax::Yaml, Shape::Object(_) | Shape::Map(..) | Shape::List(Shape::Object(_))) => ("", ""),
        (Syntax::Yaml, Shape::List(_)) => (" [", "]"),
        // A star without quotes means something else in YAML.
        (Syntax::Yaml, Shape::Glob) => (" \"", "\""),
        (Syntax::Yaml, _) => (" ", ""),
        (
            Syntax::Json,
            Shape::Text
            | Shape::Glob
            | Shape::Choice(_)
            | Shape::Trigger
            | Shape::LegacyTrigger
            | Shape::Task,
        ) => (" \"", "\""),
        (Syntax::Json, Shape::Object(_) | Shape::Map(..)) => (" {", "}"),
        (Syntax::Json, Shape::List(_)) => (" [", "]"),
        (Syntax::Json, Shape::Any | Shape::Number | Shape::Flag) => (" ", ""),
    }
}

fn values(place: &Place<'_>, spot: &Spot, syntax: Syntax, shape: Shape) -> Vec<Completion> {
    match shape {
        Shape::Choice(words) => words
            .iter()
            .map(|(word, about)| value(spot, syntax, word).with_documentation(prose(about)))
            .collect(),
        Shape::Flag => ["true", "false"]
            .into_iter()
            .filter(|_| spot.quotes == Quotes::None)
            .map(|word| Completion::new(CompletionKind::Value, word, spot.token.clone(), word))
            .collect(),
        Shape::Trigger => triggers(spot, syntax, |trigger| Some(trigger.name())),
        Shape::LegacyTrigger => triggers(spot, syntax, Trigger::legacy_name),
        Shape::Task => tasks(place, spot, syntax),
        Shape::Glob => globs(place)
            .into_iter()
            .map(|(glob, files)| {
                let count = if files == 1 { "1 file".to_owned() } else { format!("{files} files") };
                value(spot, syntax, &glob).with_detail(count)
            })
            .collect(),
        Shape::List(element) if syntax == Syntax::Yaml => values(place, spot, syntax, *element),
        Shape::Any | Shape::Text | Shape::Number | Shape::Object(_) | Shape::Map(..) | Shape::List(_) => {
            Vec::new()
        }
    }
}

fn triggers(spot: &Spot, syntax: Syntax, name: fn(Trigger) -> Option<&'static str>) -> Vec<Completion> {
    let named = Trigger::ALL.into_iter().filter_map(|trigger| Some((name(trigger)?, trigger)));
    named
        .map(|(name, trigger)| value(spot, syntax, name).with_documentation(prose(trigger.meaning())))
        .collect()
}

fn value(spot: &Spot, syntax: Syntax, word: &str) -> Completion {
    // `*` and `@` mean something else at the start of YAML.
    let bare = syntax == Syntax::Yaml && word.starts_with(|c: char| c.is_alphanumeric());
    let new = match spot.quotes {
        Quotes::None if !bare => format!("\"{word}\""),
        Quotes::Open if syntax == Syntax::Json => format!("{word}\""),
        Quotes::None | Quotes::Open | Quotes::Both => word.to_owned(),
    };
    Completion::new(CompletionKind::Value, word, spot.token.clone(), new)
}

/// The ids of the tasks, those that no wave names first.
fn tasks(place: &Place<'_>, spot: &Spot, syntax: Syntax) -> Vec<Completion> {
    let crate::Model::Tasks(list) = place.document.model() else { return Vec::new() };
    let placed: HashSet<&str> = list
        .waves
        .iter()
        .flat_map(|block| &block.waves)
        .flat_map(|wave| &wave.tasks)
        .filter(|task| !(task.span.start <= place.offset && place.offset <= task.span.end))
        .map(|task| task.id.as_str())
        .collect();
    let with_id = |placed_ones: bool| {
        let tasks = list.tasks.iter().filter_map(|task| Some((task.id.as_deref()?, &task.title)));
        tasks.filter(|(id, _)| placed.contains(id) == placed_ones).collect::<Vec<_>>()
    };
    let ordered = with_id(false)
        .into_iter()
        .map(|task| (task, ""))
        .chain(with_id(true).into_iter().map(|task| (task, " (in a wave already)")));
    ordered.map(|((id, title), note)| value(spot, syntax, id).with_detail(format!("{title}{note}"))).collect()
}

/// Most files that are looked at for globs, and most globs.
const FILES: usize = 5_000;
const GLOBS: usize = 20;

/// A glob for each file extension of the workspace, and how many files have it, most first.
fn globs(place: &Place<'_>) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for path in place.library.files().list(FILES) {
        let name = path.rsplit('/').next().unwrap_or_default();
        if let Some((stem, extension)) = name.rsplit_once('.')
            && !stem.is_empty()
        {
            *counts.entry(format!("**/*.{extension}")).or_default() += 1;
        }
    }
    let mut globs: Vec<(String, usize)> = counts.into_iter().collect();
    globs.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    globs.truncate(GLOBS);
    globs
}

/// What settings may name: groups of rules and rules, each with what it is about.
fn rule_names() -> impl Iterator<Item = (String, String)> {
    let mut groups: Vec<&str> =
        rules().filter_map(|rule| rule.code.split_once('/')).map(|(group, _)| group).collect();
    groups.dedup();
    groups.sort_unstable();
    groups.dedup();
    let groups = groups.into_iter().map(|group| (format!("{group}/*"), format!("all rules about {group}")));
    groups.chain(rules().map(|rule| (rule.code.to_owned(), rule.summary().to_owned())))
}
