//! Real files. The crate is pure; its tests may read.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros)]

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use spec::{
    ReferenceKind, Requirements, Severity, State, parse_bugfix, parse_requirements, parse_spec_config,
    parse_spec_json, parse_tasks, parse_tasks_meta, renumber, set_state,
};
use text::apply;

/// Every file of the shared corpus with that name, decoded; empty, with a note, where the corpus is absent.
pub(crate) fn files(name: &str) -> Vec<(PathBuf, String)> {
    let root = env::var_os("KIRO_TEST_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared"), PathBuf::from)
        .join("corpus");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                folders.push(path);
            } else if path.file_name().is_some_and(|file| file == name) {
                found.extend(fs::read_to_string(&path).ok().map(|text| (path, text)));
            }
        }
    }
    if found.is_empty() {
        eprintln!("skipped: no {name} below {} (set KIRO_TEST_DATA)", root.display());
    }
    found
}

/// Lines (1-based) of checkboxes outside fences, found in the plainest way. A fence without an end is no fence.
fn checkbox_lines(text: &str) -> Vec<u32> {
    let lines: Vec<&str> = text.lines().collect();
    let fence = |line: &str| ["```", "~~~"].into_iter().find(|fence| line.trim_start().starts_with(fence));
    let mut found = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        if let Some(open) = fence(line) {
            let closes = |line: &&str| {
                line.trim_start().starts_with(open) && line.trim().trim_matches(['`', '~']).is_empty()
            };
            at += lines[at + 1..].iter().position(closes).map_or(1, |length| length + 2);
            continue;
        }
        let item = line.trim_start_matches('\u{feff}').trim_start();
        let mut chars = item.strip_prefix("- [").unwrap_or_default().chars();
        if chars.next().is_some()
            && matches!(chars.next(), Some(']'))
            && matches!(chars.next(), None | Some(' ' | '*' | '\\'))
        {
            found.push(u32::try_from(at).unwrap() + 1);
        }
        at += 1;
    }
    found
}

#[test]
fn every_checkbox_of_every_file_is_a_task() {
    for (path, text) in files("tasks.md") {
        let (list, _) = parse_tasks(&text);
        let boxes = list.tasks.iter().filter(|task| task.mark.is_some()).map(|task| task.line + 1);
        assert_eq!(boxes.collect::<Vec<_>>(), checkbox_lines(&text), "{}", path.display());
    }
}

#[test]
fn every_mark_of_every_file_can_be_set_and_set_back() {
    for (path, text) in files("tasks.md") {
        let (list, _) = parse_tasks(&text);
        for task in &list.tasks {
            let Some(mark) = &task.mark else { continue };
            let other = if mark.state() == Some(State::Queued) { State::Done } else { State::Queued };
            let edit = set_state(&text, task, other).unwrap().unwrap();
            let mut back = edit.clone();
            back.range.end = back.range.start + 1;
            back.new = mark.text.clone();
            let changed = apply(&text, &[edit]).unwrap();
            assert_eq!(apply(&changed, &[back]).unwrap(), text, "{}:{}", path.display(), task.line + 1);
        }
    }
}

#[test]
fn real_files_hold_no_errors() {
    let (mut tasks, mut unnumbered, mut children) = (0, 0, 0);
    let files = files("tasks.md");
    for (path, text) in &files {
        let (list, problems) = parse_tasks(text);
        assert!(problems.iter().all(|problem| problem.severity != Severity::Error), "{}", path.display());
        tasks += list.tasks.len();
        unnumbered += list.tasks.iter().filter(|task| task.id.is_none()).count();
        children += list.tasks.iter().filter(|task| task.parent.is_some()).count();
    }
    if !files.is_empty() {
        // A tenth of the tasks are acceptance lists without ids; more would mean that a shape of ids got lost.
        assert!(
            tasks > 8_000 && unnumbered * 5 < tasks && children * 2 > tasks,
            "{tasks} {unnumbered} {children}"
        );
    }
}

#[test]
fn most_references_to_requirements_lead_somewhere() {
    let (mut found, mut resolved) = (0, 0);
    for (path, text) in files("tasks.md") {
        let beside = |name: &str| fs::read_to_string(path.with_file_name(name)).ok();
        let documents = [
            beside("requirements.md").map(|text| parse_requirements(&text).0),
            beside("bugfix.md").map(|text| parse_bugfix(&text).0),
        ];
        let documents: Vec<Requirements> = documents.into_iter().flatten().collect();
        let mut requirements = documents.iter().flat_map(|document| &document.requirements);
        if requirements.all(|requirement| requirement.criteria.is_empty()) {
            continue;
        }
        let (list, _) = parse_tasks(&text);
        let lines = list.tasks.iter().flat_map(|task| &task.references);
        let to_requirements = lines
            .filter(|line| matches!(line.kind, ReferenceKind::Requirements | ReferenceKind::Validates))
            .flat_map(|line| &line.items);
        let mut misses = Vec::new();
        for item in to_requirements {
            found += 1;
            if documents.iter().any(|document| !document.resolve(&item.target).is_empty()) {
                resolved += 1;
            } else {
                misses.push(&text[item.span.clone()]);
            }
        }
        if !misses.is_empty() {
            println!("{}: {} of no requirement: {}", path.display(), misses.len(), misses.join(" | "));
        }
    }
    println!("{resolved} of {found} references to requirements lead somewhere");
    assert!(resolved * 100 >= found * 97, "{resolved} of {found}");
}

#[test]
fn every_reference_of_every_file_is_where_it_says() {
    for (_, text) in files("tasks.md") {
        crate::reference_lines::sound(&text);
    }
}

#[test]
fn every_file_that_can_be_renumbered_is_in_order_afterwards() {
    let (mut offered, mut possible) = (0, 0);
    for (path, text) in files("tasks.md") {
        let (list, _) = parse_tasks(&text);
        possible += usize::from(list.tasks.iter().any(|task| task.id.is_some()));
        let Some(renumbering) = renumber(&text, &list) else { continue };
        offered += 1;
        let after = apply(&text, &renumbering.edits).unwrap();
        assert_eq!(renumber(&after, &parse_tasks(&after).0), None, "{}", path.display());
    }
    println!("{offered} of {possible} files with ids would be renumbered");
}

#[test]
fn every_block_of_waves_is_read() {
    let (mut blocks, mut waves, mut faults) = (0, 0, 0);
    for (path, text) in files("tasks.md") {
        let (list, _) = parse_tasks(&text);
        for block in &list.waves {
            blocks += 1;
            waves += block.waves.len();
            faults += usize::from(!block.faults.is_empty());
            assert!(!block.waves.is_empty(), "{}: {:?}", path.display(), block.faults);
        }
    }
    println!("{waves} waves in {blocks} blocks, {faults} of which Kiro drops");
}

#[test]
fn every_meta_file_is_read() {
    let (mut keys, mut known) = (0, 0);
    for (path, text) in files("tasks.meta.json") {
        let (meta, problems) = parse_tasks_meta(&text);
        assert_eq!(problems, [], "{}", path.display());
        let Ok(tasks) = fs::read_to_string(path.with_file_name("tasks.md")) else { continue };
        let (list, _) = parse_tasks(&tasks);
        keys += meta.keys.len();
        known +=
            meta.keys.iter().filter(|key| list.tasks.iter().any(|task| task.raw_title == key.task)).count();
    }
    println!("{known} of {keys} keys are texts of tasks");
    for (path, text) in files(".config.kiro") {
        assert_eq!(parse_spec_config(&text).1, [], "{}", path.display());
    }
    for (path, text) in files("spec.json") {
        for problem in parse_spec_json(&text).1 {
            println!("{}: {}", path.display(), problem.message);
        }
    }
}
