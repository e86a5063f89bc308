use std::collections::HashMap;

use cap_std::fs::Metadata;

use super::ignored::Ignored;
use super::stamp::{Stamp, now, since_1970};
use crate::{RelPath, Tree};

/// More files than these are not followed.
const MAX_FILES: usize = 200_000;

/// The files of a workspace at one moment, without their content: those that version control would see.
#[derive(Debug)]
pub struct Manifest {
    /// When the look began.
    pub(super) at: i64,
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
    /// Looks at every file. `.git`, and what a `.gitignore` or `.ignore` hides, is left out; links are not followed. Each folder
    /// is opened, so that no path is looked up again for each file.
    pub fn manifest(&self) -> Manifest {
        let mut manifest = Manifest { at: now(), files: HashMap::new(), cut: false };
        let mut waiting = vec![(RelPath::root(), Ignored::above(self.root()))];
        while let Some((path, above)) = waiting.pop() {
            // What cannot be read, or is gone by now, has no files that could be kept.
            let Ok(folder) = self.folder(&path) else { continue };
            let entries = folder.entries().into_iter().flatten().flatten();
            let named = entries.filter_map(|entry| Some((entry.file_name().into_string().ok()?, entry)));
            let entries: Vec<_> = named.collect();
            let rules = Ignored::of(&above, &folder, &path, entries.iter().map(|(name, _)| name.as_str()));
            for (name, entry) in entries.iter().filter(|(name, _)| name != ".git") {
                let inside = path.child(name);
                let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
                if rules.as_ref().is_some_and(|rules| rules.hides(&inside, is_folder)) {
                    continue;
                }
                let metadata = if is_folder { None } else { entry.metadata().ok() };
                // Not every file system says with the name what it is of.
                if is_folder || metadata.as_ref().is_some_and(Metadata::is_dir) {
                    if !self.is_closed(&self.absolute(&inside)) {
                        waiting.push((inside, rules.clone()));
                    }
                } else if let Some(found) = metadata.as_ref().and_then(seen) {
                    if manifest.files.len() == MAX_FILES {
                        manifest.cut = true;
                        return manifest;
                    }
                    manifest.files.insert(inside, found);
                }
            }
        }
        manifest
    }

    /// Looks at one file, whether a walk would find it or not.
    pub(super) fn look(&self, path: &RelPath) -> Option<Found> {
        let (folder, name) = path.split()?;
        seen(&self.folder(&folder).ok()?.symlink_metadata(name).ok()?)
    }
}

fn seen(metadata: &Metadata) -> Option<Found> {
    let stamp = Stamp::of(metadata);
    if metadata.is_symlink() {
        Some(Found::Link(stamp))
    } else if metadata.is_file() {
        let born = metadata.created().map(|time| since_1970(time.into_std())).unwrap_or_default();
        Some(Found::File { stamp, born })
    } else {
        None
    }
}
