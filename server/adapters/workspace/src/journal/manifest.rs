use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::PoisonError;

use ignore::{WalkBuilder, WalkState};

use super::stamp::{Stamp, since_1970};
use crate::{RelPath, Tree};

/// More files than these are not followed.
const MAX_FILES: usize = 200_000;

/// Threads that look at files.
const THREADS: usize = 2;

/// The files of a workspace at one moment, without their content: those that version control would see.
#[derive(Debug, Default)]
pub(super) struct Manifest {
    pub(super) files: HashMap<RelPath, Found>,
    /// There are more than are followed.
    pub(super) cut: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    File {
        stamp: Stamp,
        /// Zero where the file system doesn't say.
        born: i64,
    },
    /// Its place changes when it is made to lead elsewhere.
    Link(Stamp),
}

impl Tree {
    /// Looks at every file. `.git`, and what a `.gitignore` or `.ignore` hides, is left out; links are not followed.
    pub(super) fn manifest(&self) -> Manifest {
        let found = Mutex::new(Manifest::default());
        let walk = WalkBuilder::new(self.root())
            .hidden(false)
            .require_git(false)
            // Files outside the workspace decide nothing that a command could not have changed with them.
            .git_global(false)
            .git_exclude(false)
            .threads(THREADS)
            .filter_entry(|entry| entry.file_name() != ".git")
            .build_parallel();
        walk.run(|| {
            let mut local = Local { found: &found, files: Vec::new() };
            Box::new(move |entry| {
                let Ok(entry) = entry else { return WalkState::Continue };
                let Some(kind) = entry.file_type() else { return WalkState::Continue };
                if kind.is_dir() {
                    return WalkState::Continue;
                }
                if let (Some(path), Ok(metadata)) = (self.found(entry.path()), entry.metadata())
                    && let Some(seen) = seen(&metadata)
                {
                    local.files.push((path, seen));
                }
                if local.files.len() > MAX_FILES { WalkState::Quit } else { WalkState::Continue }
            })
        });
        found.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at one file, whether a walk would find it or not.
    pub(super) fn look(&self, path: &RelPath) -> Option<Found> {
        seen(&self.absolute(path).symlink_metadata().ok()?)
    }
}

fn seen(metadata: &std::fs::Metadata) -> Option<Found> {
    let stamp = Stamp::of_std(metadata);
    if metadata.is_symlink() {
        Some(Found::Link(stamp))
    } else if metadata.is_file() {
        Some(Found::File { stamp, born: metadata.created().map(since_1970).unwrap_or_default() })
    } else {
        None
    }
}

/// What one thread has found; it is put to the rest when the thread ends.
struct Local<'a> {
    found: &'a Mutex<Manifest>,
    files: Vec<(RelPath, Found)>,
}

impl Drop for Local<'_> {
    fn drop(&mut self) {
        let mut all = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        all.cut |= all.files.len() + self.files.len() > MAX_FILES;
        let room = MAX_FILES.saturating_sub(all.files.len());
        all.files.extend(self.files.drain(..).take(room));
    }
}
