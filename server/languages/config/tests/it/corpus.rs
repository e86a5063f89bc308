//! Real files. The crate is pure; its tests may read.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros)]

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use config::{Inclusion, Severity, file_references, parse_steering};

/// Every steering file of the shared corpus, decoded; empty, with a note, where the corpus is absent.
fn steering_files() -> Vec<(PathBuf, String)> {
    let root = env::var_os("KIRO_TEST_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared"), PathBuf::from)
        .join("corpus");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                folders.push(path);
            } else if folder.ends_with(".kiro/steering")
                && path.extension().is_some_and(|extension| extension == "md")
            {
                found.extend(fs::read_to_string(&path).ok().map(|text| (path, text)));
            }
        }
    }
    if found.is_empty() {
        eprintln!("skipped: no steering files below {} (set KIRO_TEST_DATA)", root.display());
    }
    found
}

#[test]
fn every_steering_file_is_read() {
    let files = steering_files();
    let (mut always, mut matched, mut manual, mut auto, mut references) = (0, 0, 0, 0, 0);
    for (path, text) in &files {
        let (steering, problems) = parse_steering(text);
        let body = text.get(steering.body.clone()).unwrap();
        assert!(!body.starts_with("---"), "{}", path.display());
        assert!(problems.iter().all(|problem| problem.severity != Severity::Error), "{}", path.display());
        references += file_references(body).len();
        match steering.inclusion {
            Inclusion::Always => always += 1,
            Inclusion::FileMatch(patterns) => {
                assert!(!patterns.is_empty(), "{}", path.display());
                matched += 1;
            }
            Inclusion::Manual => manual += 1,
            Inclusion::Auto => auto += 1,
        }
    }
    eprintln!("{always} always, {matched} fileMatch, {manual} manual, {auto} auto, {references} references");
    if !files.is_empty() {
        assert!(always > 0 && matched > 0 && manual > 0 && auto > 0 && references > 0);
    }
}
