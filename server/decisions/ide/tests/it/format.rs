//! Numbering the specs of a corpus. The crate is pure; its tests may read.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{env, fs};

use ide::{FileEdit, Files, Library, Model, format};
use proptest::prelude::*;

struct NoFiles;

impl Files for NoFiles {
    fn exists(&self, _: &str) -> bool {
        false
    }

    fn list(&self, _: usize) -> Vec<String> {
        Vec::new()
    }
}

/// The folders of the corpus that hold a tasks.md, each as a spec `demo`; none, with a note, where the corpus is absent.
fn specs() -> Vec<(PathBuf, Library)> {
    let root = env::var_os("KIRO_TEST_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared"), PathBuf::from)
        .join("corpus");
    let (mut found, mut folders) = (Vec::new(), vec![root.clone()]);
    while let Some(folder) = folders.pop() {
        let mut texts = BTreeMap::new();
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                folders.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                texts.insert(entry.file_name().to_string_lossy().into_owned(), text);
            }
        }
        if texts.contains_key("tasks.md") {
            found.push((folder, library(texts.iter().map(|(name, text)| (name.as_str(), text.as_str())))));
        }
    }
    if found.is_empty() {
        eprintln!("skipped: no specs below {} (set KIRO_TEST_DATA)", root.display());
    }
    found
}

fn library<'a>(texts: impl Iterator<Item = (&'a str, &'a str)>) -> Library {
    let mut library = Library::new(Arc::new(NoFiles));
    for (name, text) in texts {
        library.set(&format!(".kiro/specs/demo/{name}"), Some(text));
    }
    library
}

fn edits(library: &Library, name: &str) -> Vec<FileEdit> {
    let document = library.document(&format!(".kiro/specs/demo/{name}"));
    document.map(|document| format(library, document)).unwrap_or_default()
}

fn edited(library: &Library, edits: &[FileEdit]) -> Library {
    let mut after = library.clone();
    for document in library.documents() {
        let own = edits.iter().filter(|edit| edit.path == document.path).map(|edit| edit.edit.clone());
        after.set(&document.path, Some(&text::apply(&document.text, &own.collect::<Vec<_>>()).unwrap()));
    }
    after
}

/// What is left of a text without its numbers.
fn without_numbers(text: &str) -> String {
    text.chars().filter(|c| !c.is_ascii_digit() && *c != '.').collect()
}

/// Formats a document of a spec: only numbers change, and a second time nothing does. Answers the number of edits.
fn check(library: &Library, name: &str, at: &str) -> usize {
    let edits = edits(library, name);
    let after = edited(library, &edits);
    for document in library.documents() {
        let now = after.document(&document.path).unwrap();
        assert_eq!(without_numbers(&document.text), without_numbers(&now.text), "{at}");
    }
    assert_eq!(self::edits(&after, name), [], "twice: {at}");
    edits.len()
}

/// Each number is one more than the one before it among the tasks with the same parent.
fn consecutive(library: &Library) -> bool {
    let document = library.document(".kiro/specs/demo/tasks.md").unwrap();
    let Model::Tasks(list) = document.model() else { return false };
    let mut last: BTreeMap<(Option<usize>, &str), u64> = BTreeMap::new();
    list.tasks.iter().all(|task| {
        let Some(id) = task.id.as_deref() else { return true };
        let (above, number) = id.rsplit_once('.').unwrap_or(("", id));
        let Ok(number) = number.parse::<u64>() else { return true };
        let parent = task.parent.and_then(|parent| list.tasks[parent].id.as_deref()).unwrap_or_default();
        let before = last.insert((task.parent, above), number);
        (task.parent.is_none() || parent == above)
            && before.map_or(number <= 1, |before| number == before + 1)
    })
}

#[test]
fn only_numbers_of_real_specs_change_and_only_once() {
    let specs = specs();
    let (mut tasks, mut requirements, mut in_order) = (0, 0, 0);
    for (folder, library) in &specs {
        let at = folder.display().to_string();
        let count = check(library, "tasks.md", &at);
        if consecutive(library) {
            in_order += 1;
            assert_eq!(count, 0, "numbers were in order: {at}");
        }
        tasks += usize::from(count > 0);
        requirements += usize::from(check(library, "requirements.md", &at) > 0);
        check(library, "bugfix.md", &at);
        if count > 0 && env::var_os("SHOW").is_some() {
            eprintln!(
                "{at}: {:?}",
                edits(library, "tasks.md")
                    .iter()
                    .take(4)
                    .map(|edit| (&edit.edit.range.start, &edit.edit.new))
                    .collect::<Vec<_>>()
            );
        }
    }
    let all = specs.len();
    eprintln!(
        "{all} specs, {in_order} in order; numbered anew: tasks of {tasks}, criteria of {requirements}"
    );
}

proptest! {
    #[test]
    fn only_numbers_of_any_spec_change(
        tasks in "(- \\[[ x]\\] [0-3](\\.[0-3])?\\.? [ab]\n|  - _Depends: [0-3]-[0-3]_\n|  - _Requirements: [1-2]\\.[1-4]_\n|## a\n){0,12}",
        criteria in "(### Requirement [1-2]: a\n|[1-4]\\. THE a SHALL b\n|\n){0,12}",
    ) {
        let spec = library([("tasks.md", tasks.as_str()), ("requirements.md", criteria.as_str())].into_iter());
        check(&spec, "tasks.md", &tasks);
        check(&spec, "requirements.md", &criteria);
    }
}
