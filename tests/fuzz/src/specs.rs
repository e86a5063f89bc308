//! The documents of a spec.

use std::collections::HashMap;
use std::ops::Range;

use spec::{Requirements, State, TaskList};
use text::{LineIndex, TextEdit};

use crate::places::{all_fit, in_order, is_place};

/// How many tasks of a document are marked: each is read anew, which takes the time of the whole document.
const MARKED: usize = 2;

pub(crate) fn tasks(text: &str) {
    let (list, problems) = spec::parse_tasks(text);
    all_fit(text, &(&list, &problems));
    all_fit(text, &spec::parse_references(text));
    let index = LineIndex::new(text);
    let whole = 0..text.len();
    in_order(text, &whole, list.tasks.iter().map(|task| &task.span));
    in_order(text, &whole, list.waves.iter().map(|block| &block.fence));
    in_order(text, &whole, &spec::parse_fences(text));
    for (at, task) in list.tasks.iter().enumerate() {
        assert!(task.parent.is_none_or(|parent| parent < at), "a parent stands before its children");
        assert_eq!(index.line(task.span.start), task.line);
        assert_eq!(task.body.start, task.span.start);
        assert!(task.span.end <= task.body.end);
        assert!(text[task.span.clone()].contains(&task.raw_title), "{:?}", task.raw_title);
        in_order(text, &whole, task.references.iter().map(|line| &line.span));
    }
    marks(text, &list);
    renumbered(text, &list);
    let waves: Vec<Vec<String>> = list.tasks.iter().filter_map(|task| Some(vec![task.id.clone()?])).collect();
    changed(text, &[spec::wave_edit(text, &list, &waves)]);
}

/// A state changes the bytes between the brackets and nothing else, and is read again.
fn marks(text: &str, list: &TaskList) {
    for (at, task) in list.tasks.iter().enumerate().take(MARKED) {
        let Some(mark) = &task.mark else { continue };
        for state in [State::NotStarted, State::Queued, State::InProgress, State::Done] {
            let Some(edit) = spec::set_state(text, task, state).expect("it has a mark") else {
                assert_eq!(mark.state(), Some(state));
                continue;
            };
            assert_eq!(edit.range, mark.span);
            let (after, _) = spec::parse_tasks(&changed(text, &[edit]));
            assert_eq!(after.tasks.len(), list.tasks.len());
            for (number, (new, old)) in after.tasks.iter().zip(&list.tasks).enumerate() {
                assert_eq!(
                    (&new.id, &new.raw_title, new.line, new.parent),
                    (&old.id, &old.raw_title, old.line, old.parent)
                );
                let expected =
                    if number == at { Some(state) } else { old.mark.as_ref().and_then(spec::Mark::state) };
                assert_eq!(new.mark.as_ref().and_then(spec::Mark::state), expected);
            }
        }
    }
}

/// What was renumbered is in order.
fn renumbered(text: &str, list: &TaskList) {
    let Some(renumbering) = spec::renumber(text, list) else { return };
    let after = changed(text, &renumbering.edits);
    let again = spec::renumber(&after, &spec::parse_tasks(&after).0);
    assert!(again.is_none(), "renumbered twice: {again:?}");
}

pub(crate) fn requirements(text: &str) {
    let (found, problems) = spec::parse_requirements(text);
    all_fit(text, &problems);
    of_requirements(text, &found);
}

pub(crate) fn bugfix(text: &str) {
    let (found, problems) = spec::parse_bugfix(text);
    all_fit(text, &problems);
    of_requirements(text, &found);
}

fn of_requirements(text: &str, found: &Requirements) {
    all_fit(text, &(&found.sections, &found.glossary, &found.requirements));
    in_order(text, &(0..text.len()), found.requirements.iter().map(|requirement| &requirement.range));
    for requirement in &found.requirements {
        assert!(!requirement.id.is_empty());
        in_order(text, &requirement.range, [&requirement.heading]);
        in_order(text, &requirement.range, requirement.criteria.iter().map(|criterion| &criterion.text));
        for criterion in &requirement.criteria {
            assert!(!text[criterion.text.clone()].trim().is_empty() && !criterion.id.is_empty());
            of_criterion(text, &criterion.text);
        }
    }
}

pub(crate) fn design(text: &str) {
    let (design, problems) = spec::parse_design(text);
    all_fit(text, &(&design, &problems));
    in_order(text, &(0..text.len()), design.properties.iter().map(|property| &property.range));
    for property in &design.properties {
        assert_eq!(text[property.id_span.clone()], property.id);
    }
}

/// A text as one criterion.
pub(crate) fn ears(text: &str) {
    of_criterion(text, &(0..text.len()));
    for fault in ide::check_criterion(text) {
        is_place(text, &fault.span);
    }
}

fn of_criterion(text: &str, range: &Range<usize>) {
    let ears = spec::parse_ears(text, range.clone());
    all_fit(text, &ears);
    let words = spec::words(text, range.clone());
    in_order(text, range, words.iter().map(|word| &word.span));
}

pub(crate) fn metadata(text: &str) {
    let (_, problems) = spec::parse_spec_config(text);
    all_fit(text, &problems);
    let (_, problems) = spec::parse_spec_json(text);
    all_fit(text, &problems);
    let (meta, problems) = spec::parse_tasks_meta(text);
    all_fit(text, &(&meta, &problems));
    let renamed: HashMap<String, String> =
        meta.keys.iter().map(|key| (key.task.clone(), format!("{}\"\\ 新", key.task))).collect();
    let edits = spec::edit_meta_keys(text, &meta, &renamed);
    let (after, _) = spec::parse_tasks_meta(&changed(text, &edits));
    assert_eq!(after.keys.len(), meta.keys.len());
}

/// The edits can be made.
#[track_caller]
fn changed(text: &str, edits: &[TextEdit]) -> String {
    text::apply(text, edits).unwrap_or_else(|error| panic!("{error}: {edits:?}"))
}
