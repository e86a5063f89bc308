use std::collections::{HashMap, HashSet};
use std::io::Read;

use super::known::{Content, FILE as KNOWN, Known};
use super::manifest::{Found, Manifest};
use super::stamp::{Stamp, now};
use super::{Journal, JournalError, Referenced};
use crate::tree::open_regular;
use crate::{Digest, RelPath, Tree, TreeError};

/// So many changes of one command are listed; the rest is only counted.
const MAX_CHANGES: usize = 10_000;

/// Clocks of file systems lag behind the system's by up to this.
const TICK: i64 = 50_000_000;

/// The files of a workspace before a command, and what of them is kept.
#[derive(Debug)]
pub struct Before {
    at: i64,
    files: HashMap<RelPath, Found>,
    images: HashMap<RelPath, Digest>,
    cut: bool,
}

/// What a command changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// By path.
    pub files: Vec<Change>,
    /// What was seen and can't be undone, as sentences for people; what is in `files` is not repeated.
    pub besides: Vec<String>,
}

/// A file that was made, changed or removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub path: RelPath,
    /// None: there was no such file, or its content is not known.
    pub before: Option<Digest>,
    /// None: there is no such file any more.
    pub after: Option<Digest>,
    /// What was there before is known, and the journal holds it.
    pub kept: bool,
    /// The file before could be executed.
    pub executable: bool,
}

impl Journal {
    /// Keeps what a command may change: everything that version control would see and that is not `withheld`, as far as it
    /// fits. What did not change since it was last kept is not read again; what was changed last is kept first.
    pub fn before(
        &self,
        tree: &Tree,
        manifest: Manifest,
        mut withheld: impl FnMut(&RelPath) -> bool,
        referenced: Referenced<'_>,
    ) -> Before {
        let Manifest { at, mut files, cut } = manifest;
        let mut known = self.known();
        follow_on(tree, &mut known, &mut files);
        let mut images = HashMap::with_capacity(files.len());
        let mut unknown = Vec::new();
        for (path, found) in &files {
            let Found::File { stamp, .. } = found else { continue };
            match known.files.get(path) {
                Some(content) if content.stamp == *stamp => {
                    images.insert(path.clone(), content.digest.clone());
                }
                Some(_) | None if stamp.size <= self.quota.file => {
                    unknown.push((stamp.modified, path.clone()))
                }
                Some(_) | None => {}
            }
        }
        // The user's last work first.
        unknown.sort_unstable_by(|a, b| b.cmp(a));
        let (mut left, mut made_room) = (self.quota.command, false);
        for (_, path) in unknown {
            if withheld(&path) {
                continue;
            }
            // A file that cannot be read is not kept, and that is said if it changes.
            let Ok((bytes, stamp)) = read_still(tree, &path, self.quota.file) else { continue };
            let Some(rest) = left.checked_sub(bytes.len() as u64) else { break };
            left = rest;
            let stored = match self.store(&bytes, false) {
                Err(JournalError::Full) if !made_room => {
                    made_room = true;
                    let mut held = referenced();
                    held.extend(images.values().cloned());
                    self.make_room(bytes.len() as u64, &held, false).and_then(|()| self.store(&bytes, false))
                }
                stored => stored,
            };
            let Ok(digest) = stored else { break };
            if let Some(Found::File { stamp: looked, .. }) = files.get_mut(&path) {
                *looked = stamp;
            }
            if stamp.is_settled(now()) {
                known.insert(path.clone(), Content { stamp, digest: digest.clone() });
            }
            images.insert(path, digest);
        }
        if let Some(text) = known.unsaved() {
            // Without it they are read once more.
            let _ = self.write(KNOWN, text.as_bytes(), false);
        }
        Before { at, files, images, cut }
    }

    /// What a file holds now counts as what a command began with.
    pub fn look_again(&self, tree: &Tree, before: &mut Before, path: &RelPath) {
        before.images.remove(path);
        let Some(found) = tree.look(path) else {
            before.files.remove(path);
            return;
        };
        before.files.insert(path.clone(), found);
        if let Ok((bytes, stamp)) = read_still(tree, path, self.quota.file)
            && let Ok(digest) = self.store(&bytes, false)
        {
            if let Some(Found::File { stamp: looked, .. }) = before.files.get_mut(path) {
                *looked = stamp;
            }
            before.images.insert(path.clone(), digest);
        }
    }

    /// What is different `after` a command. Whoever else changed files meanwhile is taken for the command.
    pub fn changes(&self, tree: &Tree, before: &Before, after: &Manifest) -> Changes {
        let mut seen = Seen { journal: self, tree, before, changes: Changes::default(), unlisted: 0 };
        let mut gone = HashSet::new();
        for (path, was) in &before.files {
            // A rule that hides a file now does not mean that the file is gone.
            let is = after.files.get(path).copied().or_else(|| tree.look(path));
            if is.is_none() {
                gone.insert(inode(was));
            }
            seen.compare(path, was, is);
        }
        let rules = seen.changes.files.iter().any(|change| decides_what_is_seen(&change.path));
        let mut came_to_light = 0;
        for (path, is) in after.files.iter().filter(|(path, _)| !before.files.contains_key(path)) {
            match is {
                Found::Link(_) => seen.link(path),
                Found::File { stamp, born } => {
                    // Where in doubt it is not new: what is new is deleted when it is undone.
                    let since = if rules { before.at } else { before.at - TICK };
                    let new = stamp.changed >= since && if *born == 0 { !rules } else { *born >= since };
                    if new || gone.contains(&stamp.inode) {
                        seen.change(path, None, true, false);
                    } else {
                        came_to_light += 1;
                    }
                }
            }
        }
        let Seen { mut changes, unlisted, .. } = seen;
        changes.files.sort_by(|a, b| a.path.cmp(&b.path));
        changes.besides.sort();
        if came_to_light > 0 {
            changes.besides.push(format!(
                "{came_to_light} files came to light that were there before, ignored or elsewhere; they are left alone"
            ));
        }
        if unlisted > 0 {
            changes.besides.push(format!("{unlisted} more files were changed than are listed"));
        }
        if before.cut || after.cut {
            changes.besides.push("there are more files than are followed".to_owned());
        }
        changes
    }
}

/// A file that was kept once is followed on, even if a rule hides it by now; one that is gone is forgotten.
fn follow_on(tree: &Tree, known: &mut Known, files: &mut HashMap<RelPath, Found>) {
    known.files.retain(|path, _| {
        if files.contains_key(path) {
            return true;
        }
        let found = tree.look(path);
        if let Some(found) = found {
            files.insert(path.clone(), found);
        }
        found.is_some()
    });
}

struct Seen<'a> {
    journal: &'a Journal,
    tree: &'a Tree,
    before: &'a Before,
    changes: Changes,
    unlisted: usize,
}

impl Seen<'_> {
    fn compare(&mut self, path: &RelPath, was: &Found, is: Option<Found>) {
        match (was, is) {
            // Without an image there is nothing that a look would find besides.
            (Found::File { stamp: old, .. }, Some(Found::File { stamp: new, .. }))
                if *old == new
                    && (old.is_settled(self.before.at) || !self.before.images.contains_key(path)) => {}
            (Found::Link(old), Some(Found::Link(new))) if *old == new => {}
            (Found::Link(_), _) => self.link(path),
            (Found::File { stamp, .. }, _) => {
                let image = self.before.images.get(path).cloned();
                let kept = image.as_ref().is_some_and(|digest| self.journal.holds(digest));
                self.change(path, image, kept, stamp.executable);
            }
        }
    }

    fn change(&mut self, path: &RelPath, before: Option<Digest>, kept: bool, executable: bool) {
        let after = match self.tree.present(path) {
            Ok(present) => present.map(|present| present.digest),
            // Something else is in its place.
            Err(TreeError::IsFolder { .. } | TreeError::Link { .. } | TreeError::NotRegular { .. }) => None,
            Err(error) => {
                self.changes.besides.push(format!("what became of a file is not known: {error}"));
                return;
            }
        };
        if after == before && kept {
            return;
        }
        if self.changes.files.len() == MAX_CHANGES {
            self.unlisted += 1;
            return;
        }
        self.changes.files.push(Change { path: path.clone(), before, after, kept, executable });
    }

    fn link(&mut self, path: &RelPath) {
        self.changes.besides.push(format!("the link `{path}` was made, changed or removed"));
    }
}

fn inode(found: &Found) -> u64 {
    match found {
        Found::File { stamp, .. } | Found::Link(stamp) => stamp.inode,
    }
}

fn decides_what_is_seen(path: &RelPath) -> bool {
    path.split().is_some_and(|(_, name)| name == ".gitignore" || name == ".ignore")
}

/// A file's content, of at most `limit` bytes, with the stamp that it had while it was read.
fn read_still(tree: &Tree, path: &RelPath, limit: u64) -> Result<(Vec<u8>, Stamp), TreeError> {
    let Some((folder, name)) = path.split() else {
        return Err(TreeError::IsFolder { path: path.to_string() });
    };
    let failed = |source| TreeError::io(path, source);
    let (file, metadata) = open_regular(&tree.folder(&folder)?, name, path)?;
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len().min(limit)).unwrap_or_default());
    (&file).take(limit + 1).read_to_end(&mut bytes).map_err(failed)?;
    let stamp = Stamp::of(&file.metadata().map_err(failed)?);
    if stamp != Stamp::of(&metadata) || stamp.size != bytes.len() as u64 {
        return Err(TreeError::Stale { path: path.to_string() });
    }
    Ok((bytes, stamp))
}
