//! What the rules about order and tracing say of real specs. The crate is pure; its tests may read.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{env, fs};

use engine::{Named, TaskNames};
use ide::{Files, Library};
use spec::ReferenceKind;
use text::Severity;

struct NoFiles;

impl Files for NoFiles {
    fn exists(&self, _: &str) -> bool {
        true
    }

    fn list(&self, _: usize) -> Vec<String> {
        Vec::new()
    }
}

/// The repositories of the shared corpus, each as a library of its specs; empty, with a note, where the corpus is absent.
fn repositories() -> Vec<(String, Library)> {
    let root = env::var_os("KIRO_TEST_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared"), PathBuf::from)
        .join("corpus");
    let mut found = Vec::new();
    for entry in fs::read_dir(&root).into_iter().flatten().flatten() {
        let mut library = Library::new(Arc::new(NoFiles));
        let mut folders = vec![entry.path().join(".kiro/specs")];
        while let Some(folder) = folders.pop() {
            for file in fs::read_dir(folder).into_iter().flatten().flatten() {
                let path = file.path();
                if path.is_dir() {
                    folders.push(path);
                } else if let Ok(text) = fs::read_to_string(&path) {
                    library.set(path.strip_prefix(entry.path()).unwrap().to_str().unwrap(), Some(&text));
                }
            }
        }
        found.push((entry.file_name().to_string_lossy().into_owned(), library));
    }
    if found.is_empty() {
        eprintln!("skipped: no corpus at {} (set KIRO_TEST_DATA)", root.display());
    }
    found.sort_by(|(a, _), (b, _)| a.cmp(b));
    found
}

fn is_ours(code: &str) -> bool {
    ["graph/", "waves/", "trace/"].iter().any(|group| code.starts_with(group))
        || code == "tasks/state-disagrees"
}

#[test]
fn healthy_specs_have_no_errors_of_order() {
    let mut counts: BTreeMap<(&str, bool), usize> = BTreeMap::new();
    for (repository, library) in repositories() {
        for spec in library.specs() {
            let healthy = spec.config().is_some_and(|config| config.spec_id.is_some());
            for document in spec.documents() {
                for finding in library.findings(&document.path).iter().filter(|finding| is_ours(finding.code))
                {
                    *counts.entry((finding.code, healthy)).or_default() += 1;
                    let line = document.index().line(finding.span.start) + 1;
                    let place = format!("{repository}/{}:{line}", document.path);
                    assert!(
                        !healthy || finding.severity != Severity::Error,
                        "{place}: {} {}",
                        finding.code,
                        finding.message
                    );
                    // Shown with --nocapture.
                    println!(
                        "{healthy} {:?} {} {place}: {}",
                        finding.severity, finding.code, finding.message
                    );
                }
            }
        }
    }
    println!("{counts:#?}");
}

#[test]
fn dependencies_of_real_tasks_lead_to_tasks() {
    let (mut plans, mut waves, mut found, mut all) = (0, 0, 0, 0);
    for (_, library) in repositories() {
        for spec in library.specs() {
            let Some((_, list)) = spec.tasks() else { continue };
            plans += 1;
            waves += spec.plan().waves.len();
            let names = TaskNames::new(list);
            for (index, task) in list.tasks.iter().enumerate() {
                let lines = task.references.iter().filter(|line| line.kind == ReferenceKind::Depends);
                for item in lines.flat_map(|line| &line.items) {
                    all += 1;
                    found += usize::from(names.find(&item.target, index) != Named::Unknown);
                }
            }
            assert!(spec.plan().cycles.is_empty(), "{}", spec.folder);
        }
    }
    println!("{plans} plans of {waves} waves; {found} of {all} dependencies lead to a task");
    assert!(found * 100 >= all * 97, "{found} of {all}");
}
