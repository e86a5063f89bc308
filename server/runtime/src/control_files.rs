//! The files of a workspace that decide what is run, and those that hold secrets: where they are, and whether a command has
//! changed the former. A sandbox protects those that exist, if it can; what it cannot is found out afterwards and undone.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};

use policy::{
    CONTROL_FILES, CONTROL_FOLDERS, FETCHED_OR_BUILT, Place, STARTED_BY_GIT, is_secret_file, place,
};
use workspace::{Digest, Expect, RelPath, Tree, TreeError};

use crate::marks::MarksBefore;

/// Where they are. Paths are relative to the root, with `/`.
#[derive(Debug, Default)]
pub(crate) struct Survey {
    /// Files, and folders that belong to them as a whole.
    pub(crate) protected: BTreeSet<String>,
    /// Every file of `protected`.
    files: BTreeSet<String>,
    pub(crate) secrets: BTreeSet<String>,
}

/// How a control file was.
#[derive(Debug, PartialEq, Eq)]
enum Was {
    Content(Vec<u8>),
    /// A link, or a file that is not read: what can be seen of it.
    Seen(String),
}

/// The control files before a command.
#[derive(Debug)]
pub(crate) struct Before {
    files: BTreeMap<String, Was>,
    /// Whether the command can change those that exist.
    open: bool,
    /// What may change: the user has allowed it.
    allowed: Vec<PathBuf>,
    marks: MarksBefore,
}

impl Survey {
    /// Looks at every folder but those with what was fetched or built. Follows no link.
    pub(crate) fn of(root: &Path) -> Self {
        let mut survey = Self::default();
        let mut waiting = vec![(root.to_owned(), String::new(), false)];
        while let Some((folder, below, protected)) = waiting.pop() {
            for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
                let (Ok(kind), Ok(name)) = (entry.file_type(), entry.file_name().into_string()) else {
                    continue;
                };
                let path = if below.is_empty() { name.clone() } else { format!("{below}/{name}") };
                let decides = may_decide(&name)
                    // What a folder of that name may hold decides; a link may lead to one.
                    && (place(&path) == Place::Control
                        || !kind.is_file() && place(&format!("{path}/x")) == Place::Control);
                if name == ".git" {
                    survey.git(root, &path);
                } else if kind.is_dir() {
                    if decides && !protected {
                        survey.protected.insert(path.clone());
                    }
                    if !FETCHED_OR_BUILT.contains(&name.as_str()) {
                        waiting.push((entry.path(), path, protected || decides));
                    }
                } else if protected || decides {
                    if !protected {
                        survey.protected.insert(path.clone());
                    }
                    survey.files.insert(path);
                } else if kind.is_file() && is_secret_file(&path) {
                    survey.secrets.insert(path);
                }
            }
        }
        survey
    }

    /// Adds what of a repository runs something. A `.git` that is a file says where the repository is.
    fn git(&mut self, root: &Path, path: &str) {
        if !root.join(path).is_dir() {
            self.protected.insert(path.to_owned());
            self.files.insert(path.to_owned());
            return;
        }
        for name in STARTED_BY_GIT {
            let inside = format!("{path}/{name}");
            let Ok(found) = root.join(&inside).symlink_metadata() else { continue };
            if found.is_dir() {
                let entries = fs::read_dir(root.join(&inside)).into_iter().flatten().flatten();
                let files = entries.filter(|entry| entry.file_type().is_ok_and(|kind| !kind.is_dir()));
                let names = files.filter_map(|entry| entry.file_name().into_string().ok());
                self.files.extend(names.map(|name| format!("{inside}/{name}")));
            } else {
                self.files.insert(inside.clone());
            }
            self.protected.insert(inside);
        }
    }

    /// The control files as they are now, after event `since`. `open` says whether the command can change those that exist.
    pub(crate) fn before(&self, tree: &Tree, open: bool, allowed: Vec<PathBuf>, since: u64) -> Before {
        let files = self.files.iter().filter_map(|path| Some((path.clone(), look(tree, path)?)));
        Before { files: files.collect(), open, allowed, marks: MarksBefore::of(tree, since) }
    }
}

impl Before {
    /// Another command begins while one is running.
    pub(crate) fn and(&mut self, other: Self) {
        self.open |= other.open;
        self.allowed.extend(other.allowed);
    }

    /// Undoes what a command did to control files, and says what it undid and what it could not. What was in the way is
    /// kept in `aside`. A file that only moved, with the folder that it is in, stays. `others` says of a tasks.md whether
    /// somebody else may have set marks in it since an event.
    pub(crate) fn settle(
        &self,
        tree: &Tree,
        aside: &Path,
        others: &dyn Fn(&str, u64) -> bool,
    ) -> Vec<String> {
        let now = Survey::of(tree.root()).files;
        let is_ours = |path: &&String| {
            let allowed = self.allowed.iter().any(|allowed| tree.root().join(path).starts_with(allowed));
            !allowed && !self.is_of_new_repository(path)
        };
        let new: Vec<(&String, Was)> = now
            .iter()
            .filter(|path| is_ours(path) && !self.files.contains_key(*path))
            .filter_map(|path| Some((path, look(tree, path)?)))
            .collect();
        let mut said = Vec::new();
        for (path, is) in &new {
            if !self.files.iter().any(|(from, was)| name(from) == name(path) && was == is) {
                said.push(undo(tree, path, None, aside));
            }
        }
        for (path, was) in self.files.iter().filter(|(path, _)| self.open && is_ours(path)) {
            let moved = || new.iter().any(|(to, is)| name(to) == name(path) && is == was);
            match look(tree, path) {
                Some(is) if is == *was => {}
                None if moved() => {}
                Some(_) | None => said.push(undo(tree, path, Some(was), aside)),
            }
        }
        said.extend(self.marks.settle(tree, others));
        said
    }

    /// Making a repository is nothing special.
    fn is_of_new_repository(&self, path: &str) -> bool {
        let Some((folder, _)) = path.split_once(".git/") else { return path.ends_with(".git") };
        let repository = format!("{folder}.git/");
        !self.files.keys().any(|before| before.starts_with(&repository))
    }

    /// What the gate has let happen since counts as it is.
    pub(crate) fn look_again(&mut self, tree: &Tree, path: &str) {
        self.marks.look_again(tree, path);
        match look(tree, path) {
            Some(is) if self.files.contains_key(path) || place(path) == Place::Control => {
                self.files.insert(path.to_owned(), is);
            }
            Some(_) => {}
            None => drop(self.files.remove(path)),
        }
    }
}

/// Few names can be those of control files, and most files need not be looked at closely.
fn may_decide(name: &str) -> bool {
    CONTROL_FILES.iter().chain(CONTROL_FOLDERS).any(|path| self::name(path).eq_ignore_ascii_case(name))
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// A path that leads over no link.
fn plain(tree: &Tree, path: &str) -> Option<RelPath> {
    tree.resolve(path).ok().filter(|real| real.as_str() == path)
}

/// How a file is; none if it is not there.
fn look(tree: &Tree, path: &str) -> Option<Was> {
    let found = tree.root().join(path).symlink_metadata().ok()?;
    let content = plain(tree, path).and_then(|path| tree.read(&path).ok());
    Some(content.map_or_else(|| Was::Seen(seen(tree, path, &found)), |content| Was::Content(content.bytes)))
}

fn seen(tree: &Tree, path: &str, found: &Metadata) -> String {
    match fs::read_link(tree.root().join(path)) {
        Ok(target) => format!("a link to {}", target.display()),
        Err(_) => format!("{} bytes, {:?}", found.len(), found.modified().ok()),
    }
}

/// Makes a file what it was, and says so.
fn undo(tree: &Tree, path: &str, was: Option<&Was>, aside: &Path) -> String {
    let undone = || -> Result<String, String> {
        let told = |error: TreeError| error.to_string();
        if matches!(was, None | Some(Was::Content(_)))
            && tree.remove_link(path).map_err(told)?
            && was.is_none()
        {
            return Ok(format!("`{path}` was created as a link, and is removed"));
        }
        let real = plain(tree, path).ok_or("it is behind a link")?;
        let is = match tree.read(&real) {
            Ok(content) => Some(content),
            Err(TreeError::NotFound { .. }) => None,
            Err(error) => return Err(error.to_string()),
        };
        let kept = match &is {
            Some(content) => {
                format!("; what the command wrote is kept in `{}`", keep(aside, path, &content.bytes)?)
            }
            None => String::new(),
        };
        let digest = is.map(|content| content.digest);
        let done = match (was, digest) {
            (Some(Was::Content(bytes)), digest) => {
                let expect = digest.map_or(Expect::Absent, Expect::Unchanged);
                tree.write(&real, bytes, expect).map_err(told)?;
                "was changed, and is again what it was"
            }
            (None, Some(digest)) => {
                tree.delete(&real, &digest).map_err(told)?;
                "was created, and is removed"
            }
            (Some(Was::Seen(was)), _) => return Err(format!("it was {was}")),
            (None, None) => "was created, and is gone",
        };
        Ok(format!("`{path}` {done}{kept}"))
    };
    undone().unwrap_or_else(|why| format!("`{path}` was changed, and could not be mended: {why}"))
}

/// Puts aside what a command wrote, under a name that says what it is.
fn keep(aside: &Path, path: &str, bytes: &[u8]) -> Result<String, String> {
    let digest = Digest::of(bytes).to_string();
    let digest = digest.get(..12).unwrap_or_default();
    let file = aside.join(format!("{digest}-{}", name(path)));
    let written = fs::create_dir_all(aside).and_then(|()| fs::write(&file, bytes));
    written
        .map(|()| file.display().to_string())
        .map_err(|error| format!("what the command wrote cannot be kept in `{}`: {error}", aside.display()))
}

#[cfg(all(test, unix))]
mod tests;
