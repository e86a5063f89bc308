//! Numbering tasks and criteria: only numbers change, and only once.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros)]

use std::collections::BTreeMap;
use std::sync::Arc;

use ide::{Document, FileEdit, Kind, Library, Model, format};
use proptest::prelude::*;

use crate::workspace::{corpus, library};

fn edited(library: &Library, edits: &[FileEdit]) -> Library {
    let mut after = library.clone();
    for group in edits.chunk_by(|a, b| a.path == b.path) {
        let document = library.document(&group[0].path).unwrap();
        let edits: Vec<_> = group.iter().map(|edit| edit.edit.clone()).collect();
        after.set(&document.path, Some(&text::apply(&document.text, &edits).unwrap()));
    }
    after
}

/// What is left of a text without its numbers.
fn without_numbers(text: &str) -> String {
    text.chars().filter(|c| !c.is_ascii_digit() && *c != '.').collect()
}

/// Formats a document. Answers the number of edits.
fn check(library: &Library, document: &Document, at: &str) -> usize {
    let edits = format(library, document);
    let after = edited(library, &edits);
    for edit in &edits {
        let (before, now) = (library.document(&edit.path).unwrap(), after.document(&edit.path).unwrap());
        assert_eq!(without_numbers(&before.text), without_numbers(&now.text), "{at}");
    }
    assert_eq!(format(&after, after.document(&document.path).unwrap()), [], "twice: {at}");
    edits.len()
}

/// Each number is one more than the one before it among the tasks with the same parent.
fn consecutive(document: &Document) -> bool {
    let Model::Tasks(list) = document.model() else { return false };
    let mut last: BTreeMap<(Option<usize>, &str), u64> = BTreeMap::new();
    list.tasks.iter().all(|task| {
        let Some(id) = task.id.as_deref() else { return true };
        let (above, number) = id.rsplit_once('.').unwrap_or(("", id));
        let Ok(number) = number.parse::<u64>() else { return true };
        let parent = task.parent.and_then(|parent| list.tasks[parent].id.as_deref()).unwrap_or_default();
        let before = last.insert((task.parent, above), number);
        let follows = before.map_or(number <= 1, |before| number == before + 1);
        follows && (task.parent.is_none() || parent == above)
    })
}

#[test]
fn only_numbers_of_real_specs_change() {
    let (mut tasks, mut in_order, mut changed, mut criteria) = (0, 0, 0, 0);
    for (workspace, library) in corpus() {
        for document in library.documents().map(Arc::clone).collect::<Vec<_>>() {
            let at = format!("{workspace} {}", document.path);
            let edits = check(&library, &document, &at);
            if document.kind != Kind::Tasks {
                criteria += usize::from(edits > 0);
                continue;
            }
            tasks += 1;
            changed += usize::from(edits > 0);
            if consecutive(&document) {
                in_order += 1;
                assert_eq!(edits, 0, "numbers were in order: {at}");
            }
        }
    }
    eprintln!("{tasks} tasks.md, {in_order} in order, {changed} numbered anew; criteria of {criteria}");
    // Numbers that people give by hand are theirs.
    assert!(changed * 50 <= tasks, "{changed} of {tasks}");
}

const TASKS: &str = "(- \\[[ x]\\] [0-3](\\.[0-3])?\\.? [ab]\n|  - _Depends: [0-3]-[0-3]_\n\
    |  - _Requirements: [1-2]\\.[1-4]_\n|## a\n){0,12}";
const CRITERIA: &str = "(### Requirement [1-2]: a\n|[1-4]\\. THE a SHALL b\n|\n){0,12}";

proptest! {
    #[test]
    fn only_numbers_of_any_spec_change(tasks in TASKS, criteria in CRITERIA) {
        let paths = [".kiro/specs/demo/tasks.md", ".kiro/specs/demo/requirements.md"];
        let spec = library([(paths[0], tasks.as_str()), (paths[1], criteria.as_str())]);
        for path in paths {
            check(&spec, spec.document(path).unwrap(), &tasks);
        }
    }
}
