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

fn workspaces() -> Vec<PathBuf> {
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

fn load(root: &Path) -> Library {
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

/// Errors of real files, each read by hand: they are right.
const ERRORS: [(&str, usize); 0] = [];

#[test]
fn healthy_files_have_no_errors() {
    let (mut documents, mut counts, mut errors) = (0, BTreeMap::new(), BTreeMap::new());
    let workspaces = workspaces();
    for root in &workspaces {
        let library = load(root);
        for document in library.documents().filter(|document| !document.kind.is_of_spec()) {
            documents += 1;
            for finding in library.findings(&document.path).iter() {
                *counts.entry((finding.code, format!("{:?}", finding.severity))).or_insert(0) += 1;
                if finding.severity == Severity::Error {
                    *errors.entry(finding.code).or_insert(0) += 1;
                }
                if env::var_os("KIRO_SHOW_FINDINGS").is_some() {
                    let line = document.index().line(finding.span.start) + 1;
                    let bytes: String = document.slice(finding.span.clone()).chars().take(120).collect();
                    eprintln!(
                        "{}/{}:{line} {} {bytes:?}\n    {}",
                        root.file_name().unwrap().display(),
                        document.path,
                        finding.code,
                        finding.message
                    );
                }
            }
        }
    }
    eprintln!("{documents} documents: {counts:#?}");
    if !workspaces.is_empty() {
        assert_eq!(errors, BTreeMap::from(ERRORS));
    }
}
