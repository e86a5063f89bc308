use std::collections::{BTreeSet, VecDeque};
use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// How many files are looked at to find a file's other names.
const SEARCHED: usize = 100_000;

/// How many are looked at of what lies in one hidden path, near its top: keys and logins lie there, and below them caches
/// and histories of any size, which nobody gives a second name.
const SEARCHED_HIDDEN: usize = 1_000;

/// Paths without links, of what exists; each once, shorter ones first.
pub(super) fn real(paths: &[PathBuf]) -> Vec<PathBuf> {
    // Most are not there, which is known much sooner than where they would be.
    let there = paths.iter().filter(|path| path.symlink_metadata().is_ok());
    let mut real: Vec<PathBuf> = there.filter_map(|path| path.canonicalize().ok()).collect();
    real.sort_by_key(|path| (path.components().count(), path.clone()));
    real.dedup();
    real
}

pub(super) fn is_beneath(path: &Path, folders: &[PathBuf]) -> bool {
    folders.iter().any(|folder| path.starts_with(folder))
}

/// A file, whatever its name.
pub(super) type Inode = (u64, u64);

/// The files at these paths and near the top of them that have another name (a hard link) somewhere.
pub(super) fn linked(paths: &[PathBuf]) -> BTreeSet<Inode> {
    let mut linked = BTreeSet::new();
    let in_another = |path: &Path| paths.iter().any(|other| *other != path && path.starts_with(other));
    for path in paths.iter().filter(|path| !in_another(path)) {
        walk(path, SEARCHED_HIDDEN, &mut |_, file| {
            if file.nlink() > 1 {
                linked.insert(inode(file));
            }
        });
    }
    linked
}

/// The names that these files have in `folders`.
pub(super) fn names_of(linked: &BTreeSet<Inode>, folders: &[PathBuf]) -> Vec<PathBuf> {
    let mut names = Vec::new();
    // Rarely is there one, and a workspace is large.
    for folder in folders.iter().filter(|_| !linked.is_empty()) {
        walk(folder, SEARCHED, &mut |path, file| {
            if linked.contains(&inode(file)) {
                names.push(path.to_owned());
            }
        });
    }
    names
}

pub(super) fn inode(file: &Metadata) -> Inode {
    (file.dev(), file.ino())
}

/// Visits the regular files at and below `path`, the nearest first and at most so many of all that is there, without
/// following links.
fn walk(path: &Path, most: usize, visit: &mut impl FnMut(&Path, &Metadata)) {
    let mut waiting = VecDeque::from([path.to_owned()]);
    let mut seen = 0;
    while let Some(path) = waiting.pop_front().filter(|_| seen < most) {
        seen += 1;
        let Ok(found) = fs::symlink_metadata(&path) else { continue };
        if found.is_dir() {
            let room = most.saturating_sub(seen + waiting.len());
            let entries = fs::read_dir(&path).into_iter().flatten().flatten();
            waiting.extend(entries.take(room).map(|entry| entry.path()));
        } else if found.is_file() {
            visit(&path, &found);
        }
    }
}
