//! Keys and values of configuration files, from the tables in [`crate::keys`].

use config::{Inclusion, Key, Selects, Trigger};

use super::Hover;
use crate::front_matter::front_matter;
use crate::json_place::json_place;
use crate::keys::{Shape, shape_of};
use crate::lines_at::fence_at;
use crate::markdown::{code, list, prose};
use crate::spot::{Slot, Spot, Step};
use crate::yaml_place::yaml_place;
use crate::{Kind, Model, Place};

pub(super) fn in_json(place: &Place<'_>) -> Option<Hover> {
    let text = &place.document.text;
    explain(place, json_place(text, 0..text.len(), place.offset)?)
}

pub(super) fn in_yaml(place: &Place<'_>) -> Option<Hover> {
    let text = &place.document.text;
    explain(place, yaml_place(text, 0..text.len(), place.offset)?)
}

pub(super) fn in_front_matter(place: &Place<'_>) -> Option<Hover> {
    let text = &place.document.text;
    let range = front_matter(text).map(|found| found.yaml).filter(|range| range.contains(&place.offset))?;
    explain(place, yaml_place(text, range, place.offset)?)
}

/// In the JSON of a task dependency graph.
pub(super) fn in_fence(place: &Place<'_>) -> Option<Hover> {
    let text = &place.document.text;
    explain(place, json_place(text, fence_at(text, place.offset)?, place.offset)?)
}

fn explain(place: &Place<'_>, spot: Spot) -> Option<Hover> {
    let root = shape_of(place.document)?;
    let written = place.document.slice(spot.token.clone());
    let (key, word) = match spot.slot {
        Slot::Key { .. } => (key_of(root, &spot.path, written), None),
        Slot::Value => {
            let (last, above) = spot.path.split_last()?;
            let key = match last {
                Step::Key(name) => key_of(root, above, name),
                Step::Element => above.split_last().and_then(|(last, above)| match last {
                    Step::Key(name) => key_of(root, above, name),
                    Step::Element => None,
                }),
            };
            (key, Some(written).filter(|written| !written.is_empty()))
        }
    };
    let shape = root.at(&spot.path);
    let said = word.and_then(|word| value(shape?, word));
    let about = match (&said, key) {
        (Some(said), _) => said.clone(),
        (None, Some(key)) => format!("**{}**: {}", key.name, prose(key.meaning)),
        (None, None) => return None,
    };
    let matching = key.and_then(|key| matching(place, key.name)).unwrap_or_default();
    (!spot.token.is_empty())
        .then(|| Hover { span: spot.token.clone(), markdown: format!("{about}{matching}") })
}

fn key_of(root: Shape, path: &[Step], name: &str) -> Option<&'static Key> {
    root.at(path)?.key(name)
}

/// What a value means.
fn value(shape: Shape, word: &str) -> Option<String> {
    match shape {
        Shape::Choice(words) => {
            let (word, about) = words.iter().find(|(known, _)| *known == word)?;
            Some(format!("**{word}**: {}", prose(about)))
        }
        Shape::Trigger | Shape::LegacyTrigger => trigger(word),
        Shape::Any
        | Shape::Text
        | Shape::Number
        | Shape::Flag
        | Shape::Glob
        | Shape::Task
        | Shape::Object(_)
        | Shape::Map(..)
        | Shape::List(_) => None,
    }
}

fn trigger(word: &str) -> Option<String> {
    let info = Trigger::named(word)?.info();
    let blocks = if info.may_block {
        "It may block: exit code 2 stops what was about to happen."
    } else {
        "It cannot block."
    };
    let selects = match info.selects {
        Selects::Nothing => "",
        Selects::Tools => "\n\nIts matcher is about the names of tools.",
        Selects::Files => "\n\nIts matcher is about the paths of files.",
    };
    Some(format!("**{}**: {}\n\n{blocks}{selects}", info.name, prose(info.meaning)))
}

/// Most files that are looked at, and most that are shown.
const FILES: usize = 20_000;
const SHOWN: usize = 10;

/// The files that pull a steering file in.
fn matching(place: &Place<'_>, key: &str) -> Option<String> {
    if place.document.kind != Kind::Steering || !matches!(key, "fileMatchPattern" | "inclusion") {
        return None;
    }
    let Model::Steering(steering) = place.document.model() else { return None };
    let Inclusion::FileMatch(patterns) = &steering.inclusion else { return None };
    let files = place.library.files().list(FILES);
    let found = files.iter().filter(|path| config::matches_any(patterns.iter().map(String::as_str), path));
    let found: Vec<String> = found.map(|path| code(path)).collect();
    let count = match found.len() {
        0 => "No file of the workspace matches.".to_owned(),
        1 => "1 file of the workspace matches:".to_owned(),
        many => format!("{many} files of the workspace match:"),
    };
    Some(format!("\n\n{count}\n\n{}", list(found, SHOWN)))
}
