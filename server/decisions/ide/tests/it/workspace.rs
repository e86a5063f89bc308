//! Libraries for tests: of texts, and of the real folders of the shared corpus.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{env, fs};

use ide::{Files, Kind, Library};

struct Known(BTreeSet<String>);

impl Files for Known {
    fn exists(&self, path: &str) -> bool {
        self.0.contains(path)
    }

    fn list(&self, limit: usize) -> Vec<String> {
        self.0.iter().take(limit).cloned().collect()
    }
}

/// A library of documents, path and text.
pub(crate) fn library<'a>(documents: impl IntoIterator<Item = (&'a str, &'a str)>) -> Library {
    let documents: Vec<_> = documents.into_iter().collect();
    let known = documents.iter().map(|(path, _)| (*path).to_owned()).collect();
    let mut library = Library::new(Arc::new(Known(known)));
    for (path, text) in documents {
        library.set(path, Some(text));
    }
    library
}

/// The workspaces of the shared corpus; empty, with a note, where it is absent.
pub(crate) fn corpus() -> Vec<(String, Library)> {
    let root = env::var_os("KIRO_TEST_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared"), PathBuf::from)
        .join("corpus");
    let mut found = Vec::new();
    for workspace in fs::read_dir(&root).into_iter().flatten().flatten() {
        let mut documents = Vec::new();
        collect(&workspace.path(), &workspace.path(), &mut documents);
        let library = library(documents.iter().map(|(path, text)| (path.as_str(), text.as_str())));
        found.push((workspace.file_name().to_string_lossy().into_owned(), library));
    }
    if found.is_empty() {
        eprintln!("skipped: no corpus at {} (set KIRO_TEST_DATA)", root.display());
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

fn collect(root: &Path, folder: &Path, into: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            collect(root, &path, into);
            continue;
        }
        let relative = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
        if Kind::of(&relative).is_some()
            && let Ok(text) = fs::read_to_string(&path)
        {
            into.push((relative, text));
        }
    }
}
