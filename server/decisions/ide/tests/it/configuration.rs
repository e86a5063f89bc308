//! What the rules for steering, hooks, MCP servers, agents and skills say of real files. The crate is pure; its tests may read.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{env, fs};

use ide::{Files, Library};
use text::Severity;

/// A folder that holds a `.kiro`.
struct Folder(PathBuf);

impl Files for Folder {
    fn exists(&self, path: &str) -> bool {
        // Of real workspaces the corpus has `.kiro` and nothing else: what is elsewhere is taken to be there.
        !path.starts_with(".kiro/") || self.0.join(path).exists()
    }

    fn list(&self, _: usize) -> Vec<String> {
        Vec::new()
    }
}

pub(crate) fn workspaces() -> Vec<PathBuf> {
    let root = env::var_os("KIRO_TEST_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared"), PathBuf::from)
        .join("corpus");
    let (mut found, mut folders) = (Vec::new(), vec![root.clone()]);
    while let Some(at) = folders.pop() {
        for entry in fs::read_dir(&at).into_iter().flatten().flatten() {
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                if entry.file_name() == ".kiro" {
                    found.push(at.clone());
                } else {
                    folders.push(entry.path());
                }
            }
        }
    }
    if found.is_empty() {
        eprintln!("skipped: no .kiro below {} (set KIRO_TEST_DATA)", root.display());
    }
    found.sort();
    found
}

pub(crate) fn load(root: &Path) -> Library {
    let mut library = Library::new(Arc::new(Folder(root.to_owned())));
    let mut folders = vec![root.join(".kiro")];
    while let Some(at) = folders.pop() {
        for entry in fs::read_dir(&at).into_iter().flatten().flatten() {
            let path = entry.path();
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                folders.push(path);
            } else if let Ok(text) = fs::read_to_string(&path)
                && let Some(relative) = path.strip_prefix(root).unwrap().to_str()
            {
                library.set(relative, Some(&text));
            }
        }
    }
    library
}

/// What is found in real files, by code. The warnings and the hooks that set themselves off were read one by one: each says
/// what is so, but for the two prompts, which are missing in the corpus only (it does not hold every file of `.kiro`). That a
/// duplicate is one was told by its file's name, and an old format by its keys (`config`'s corpus test). None is an error.
const FOUND: [(&str, Severity, usize); 10] = [
    ("agents/missing-prompt-file", Severity::Warning, 2),
    ("hooks/duplicate", Severity::Info, 21),
    ("hooks/missing-field", Severity::Warning, 1),
    ("hooks/old-format", Severity::Hint, 124),
    ("hooks/self-trigger", Severity::Info, 2),
    ("hooks/unknown-action", Severity::Warning, 5),
    ("hooks/unknown-schema", Severity::Warning, 23),
    ("hooks/unknown-trigger", Severity::Warning, 2),
    ("skills/name-mismatch", Severity::Warning, 2),
    ("steering/missing-description", Severity::Warning, 1),
];

#[test]
fn only_what_was_judged_is_found_in_real_files() {
    let mut counts: BTreeMap<&str, (Severity, Vec<String>)> = BTreeMap::new();
    let workspaces = workspaces();
    for root in &workspaces {
        let library = load(root);
        for document in library.documents().filter(|document| !document.kind.is_of_spec()) {
            for finding in library.findings(&document.path).iter() {
                let line = document.index().line(finding.span.start) + 1;
                let folder = root.file_name().unwrap().display();
                let shown = format!("{folder}/{}:{line} {}", document.path, finding.message);
                counts.entry(finding.code).or_insert((finding.severity, Vec::new())).1.push(shown);
            }
        }
    }
    if workspaces.is_empty() {
        return;
    }
    let found: Vec<_> =
        counts.iter().map(|(code, (severity, places))| (*code, *severity, places.len())).collect();
    assert_eq!(found, FOUND, "{counts:#?}");
}
