//! What tool calls change is kept before they do it, and told after.

use std::collections::HashSet;

use protocol::{CallId, EventBody, FileChange, FileImage, Record, VerbError};
use store::Filter;
use workspace::{Before, Change, Digest, Manifest, TreeError};

use crate::intent::{Action, Intent};
use crate::turn::Turn;
use crate::withheld::Withheld;
use crate::{Inner, Runtime, store_error};

/// Lines are counted in so many changed files of one command, and in files of so many bytes.
const COUNTED: (usize, usize) = (2_000, 1 << 20);

/// What a tool call changed.
#[derive(Default)]
pub(crate) struct Changed {
    pub(crate) changes: Vec<FileChange>,
    /// Sentences on what can't be undone.
    pub(crate) uncaptured: Vec<String>,
}

impl Turn<'_> {
    /// What a call is going to change, and keeps what is there now; `None` for a command, of which it is known only after.
    ///
    /// # Errors
    /// It cannot be kept; then the call must not take effect. For the model.
    pub(crate) fn keep_before(&self, intent: &Intent) -> Result<Option<Vec<FileChange>>, String> {
        match &intent.action {
            Action::Write { path, expect: _, content } => {
                let (inner, new) = (&self.runtime.inner, Digest::of(content.as_bytes()).to_string());
                let failed = |why: &dyn std::fmt::Display| {
                    format!("`{path}` was not changed, since what it holds could not be kept for undo: {why}")
                };
                let old = match inner.tree.read(path) {
                    Ok(old) => Some(old.bytes),
                    Err(TreeError::NotFound { .. } | TreeError::NotFolder { .. }) => None,
                    Err(error) => return Err(failed(&error)),
                };
                let keep = |bytes: &Vec<u8>| inner.journal.keep(bytes, &|| self.runtime.referenced());
                let before = old.as_ref().map(keep).transpose().map_err(|error| failed(&error))?;
                let present = inner.tree.present(path).ok().flatten();
                Ok(Some(vec![FileChange {
                    path: path.to_string(),
                    before: before.map(|digest| digest.to_string()),
                    after: Some(new),
                    kept: true,
                    executable: present.is_some_and(|present| present.executable),
                    removed: lines_removed(&old.unwrap_or_default(), content.as_bytes()),
                }]))
            }
            Action::Process(_) => Ok(None),
            Action::Shell(command) if !command.only_reads => Ok(None),
            Action::Shell(_)
            | Action::Read { .. }
            | Action::List { .. }
            | Action::Glob { .. }
            | Action::Grep { .. }
            | Action::Recall { .. }
            | Action::Subagent { .. }
            | Action::Refused => Ok(Some(Vec::new())),
        }
    }

    /// Keeps what a command may change, unless that of processes that run is kept, which go on changing. `None` if this
    /// program is ending.
    pub(crate) async fn before_command(&self) -> Option<Before> {
        if let Some(before) = self.processes.take_files() {
            return Some(before);
        }
        let runtime = self.runtime.clone();
        let keeping = move || runtime.keep_all(runtime.inner.tree.manifest());
        tokio::task::spawn_blocking(keeping).await.ok()
    }

    /// What commands changed. If processes go on, it is kept from what that is to be told next.
    pub(crate) async fn after_command(&self, before: Option<Before>) -> Changed {
        let runtime = self.runtime.clone();
        let unknown = || "what the command changed is not known: the process was ending".to_owned();
        let Some(before) = before else {
            return Changed { changes: Vec::new(), uncaptured: vec![unknown()] };
        };
        let goes_on = self.processes.run();
        let looking = tokio::task::spawn_blocking(move || {
            let inner = &runtime.inner;
            let manifest = inner.tree.manifest();
            let changes = inner.journal.changes(&inner.tree, &before, &manifest);
            let (counted, _) = COUNTED;
            let told = |(number, change)| file_change(inner, change, number < counted);
            let files = changes.files.into_iter().enumerate().map(told).collect();
            let next = goes_on.then(|| runtime.keep_all(manifest));
            (Changed { changes: files, uncaptured: changes.besides }, next)
        });
        match looking.await {
            Ok((changed, next)) => {
                self.processes.keep_files(next);
                changed
            }
            Err(_) => Changed { changes: Vec::new(), uncaptured: vec![unknown()] },
        }
    }

    /// Tells what commands changed that no call will tell.
    pub(crate) fn tell_changed(&self, call: Option<&CallId>, changed: Changed) -> Result<(), VerbError> {
        let Changed { changes, uncaptured } = changed;
        if changes.is_empty() && uncaptured.is_empty() {
            return Ok(());
        }
        let (session, call) = (self.session.clone(), call.cloned());
        self.append(&[EventBody::FilesChanged { session, call, changes, uncaptured }])
    }
}

impl Runtime {
    fn keep_all(&self, manifest: Manifest) -> Before {
        let Inner { tree, journal, .. } = &*self.inner;
        let mut withheld = Withheld::of(tree);
        journal.before(tree, manifest, |path| withheld.why(path).is_some(), &|| self.referenced())
    }
}

impl Runtime {
    /// What events say can be undone, as far as they can be read.
    pub(crate) fn referenced(&self) -> HashSet<Digest> {
        self.all_referenced().unwrap_or_else(|error| {
            tracing::warn!("what is needed for undo is not known: {error}");
            HashSet::new()
        })
    }

    /// The same, or nothing.
    pub(crate) fn all_referenced(&self) -> Result<HashSet<Digest>, VerbError> {
        let mut digests = HashSet::new();
        let mut add = |digest: Option<&str>| digests.extend(digest.and_then(Digest::parse));
        let each = |event: protocol::Event| match &event.record {
            Record::Known(EventBody::ToolStarted { before, .. }) => {
                before.iter().for_each(|image| add(image.digest.as_deref()));
            }
            Record::Known(
                body @ (EventBody::ToolFinished { changes, .. }
                | EventBody::FilesChanged { changes, .. }
                | EventBody::FilesRestored { changes, .. }),
            ) => {
                let kept = changes.iter().filter(|change| change.kept);
                kept.for_each(|change| add(change.before.as_deref()));
                // A conversation shows them for as long as it lasts.
                if let EventBody::ToolFinished { files, .. } = body {
                    let images = files.iter().filter(|file| file.image.is_some());
                    images.for_each(|file| add(Some(&file.digest)));
                }
            }
            Record::Known(_) | Record::Unknown(_) => {}
        };
        let kinds = Filter::Types(&["toolStarted", "toolFinished", "filesChanged", "filesRestored"]);
        self.inner.store.each(&kinds, each).map_err(store_error)?;
        Ok(digests)
    }
}

pub(crate) fn images(changes: &[FileChange]) -> Vec<FileImage> {
    let image = |change: &FileChange| FileImage {
        path: change.path.clone(),
        digest: change.before.clone(),
        executable: change.executable,
    };
    changes.iter().map(image).collect()
}

fn file_change(inner: &Inner, change: Change, count: bool) -> FileChange {
    let Change { path, before, after, kept, executable } = change;
    let (_, most) = COUNTED;
    let removed = || {
        let old = inner.journal.read(before.as_ref()?).ok().filter(|old| old.len() <= most)?;
        let new = match &after {
            Some(_) => inner.tree.read(&path).ok()?.bytes,
            None => Vec::new(),
        };
        Some(lines_removed(&old, &new))
    };
    FileChange {
        removed: if count { removed().unwrap_or_default() } else { 0 },
        path: path.to_string(),
        before: before.map(|digest| digest.to_string()),
        after: after.map(|digest| digest.to_string()),
        kept,
        executable,
    }
}

/// How many lines fewer a text has; none of what is no text. Rewriting takes nothing away.
fn lines_removed(old: &[u8], new: &[u8]) -> u32 {
    let lines = |text| std::str::from_utf8(text).map(|text| text.lines().count()).unwrap_or_default();
    u32::try_from(lines(old).saturating_sub(lines(new))).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::lines_removed;

    #[test]
    fn lines_that_are_gone_in_sum() {
        for (old, new, gone) in
            [("a\nb\nc\n", "a\nc\n", 1), ("a\nb\n", "", 2), ("", "a\n", 0), ("a\nb\n", "b\nc\n", 0)]
        {
            assert_eq!(lines_removed(old.as_bytes(), new.as_bytes()), gone, "{old:?} {new:?}");
        }
        assert_eq!(lines_removed(b"\xff\n", b""), 0);
    }
}
