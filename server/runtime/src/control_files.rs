//! The files of a workspace that decide what is run, and those that hold secrets: where they are, and whether a command has
//! changed the former. A sandbox protects those that exist, if it can; what it cannot is found out afterwards and undone.

mod cut_off;
mod marks;
mod mend;
mod others;
mod repository;
mod survey;

use std::cell::LazyCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use policy::{Place, is_live_at_root, place};
use workspace::{Digest, Tree};

use self::cut_off::Noted;
use self::marks::MarksBefore;
use self::mend::{Was, look, undo};
use self::repository::{is_plain, of_worktree};

pub(crate) use self::survey::Survey;

/// The control files before the first of the commands that run.
#[derive(Debug)]
pub(crate) struct Before {
    files: BTreeMap<String, Was>,
    marks: MarksBefore,
    /// The last event before.
    pub(crate) since: u64,
    /// Of the commands that run. Which of them changed a file cannot be told: what one of them may do is undone for none of
    /// them while it runs, but it is said.
    commands: Vec<Rights>,
    /// That they run.
    noted: Vec<Noted>,
}

/// What a command can do to control files, and may.
#[derive(Debug)]
pub(crate) struct Rights {
    /// It can change those that exist.
    pub(crate) open: bool,
    pub(crate) may: May,
}

/// What the user let a command change.
#[derive(Debug)]
pub(crate) enum May {
    These(Vec<PathBuf>),
    /// It runs outside of the sandbox: they have seen it.
    Anything,
}

impl May {
    /// A place that holds the workspace was not given for the sake of its control files.
    fn change(&self, root: &Path, path: &str) -> bool {
        match self {
            Self::These(places) => {
                places.iter().any(|place| root.join(path).starts_with(place) && !root.starts_with(place))
            }
            Self::Anything => true,
        }
    }
}

/// What the log says that others did since a command began.
pub(crate) struct Others<'a> {
    /// Whether they may have set marks in a tasks.md.
    pub(crate) marked: &'a dyn Fn(&str) -> bool,
    /// The files that they wrote with the user's leave, and the digest of what they left; none if that is no file.
    pub(crate) wrote: &'a dyn Fn() -> BTreeMap<String, Option<String>>,
}

/// What came of the look at the control files, in sentences.
#[derive(Debug, Default)]
pub(crate) struct Settled {
    /// What was undone, or could not be.
    pub(crate) undone: Vec<String>,
    /// What changed and stays.
    pub(crate) stays: Vec<String>,
}

impl Survey {
    /// The control files as they are now, after event `since`, before a command with these rights.
    pub(crate) fn before(&self, tree: &Tree, rights: Rights, since: u64) -> Before {
        let files = self.files.iter().filter_map(|path| Some((path.clone(), look(tree, path)?)));
        let (files, marks) = (files.collect(), MarksBefore::of(tree));
        Before { files, marks, since, commands: vec![rights], noted: Vec::new() }
    }
}

impl Before {
    /// Another command begins while some are running.
    pub(crate) fn and(&mut self, other: Self) {
        self.commands.extend(other.commands);
        self.noted.extend(other.noted);
    }

    /// The command that began last has ended, and what it did is settled.
    pub(crate) fn last_ended(&mut self) {
        self.commands.pop();
        self.noted.pop();
    }

    /// Undoes what commands did to control files, and says what it undid and what it could not. What was in the way is kept
    /// in `aside`. A file that only moved, with the folder that it is in, stays, as does what others wrote meanwhile.
    pub(crate) fn settle(&mut self, tree: &Tree, aside: &Path, others: &Others<'_>) -> Settled {
        let wrote = LazyCell::new(others.wrote);
        let mut settled = Settled::default();
        for path in self.changed(tree) {
            let is = look(tree, &path);
            let digest = match &is {
                Some(Was::Content(bytes)) => Some(Digest::of(bytes).to_string()),
                Some(Was::Seen(_)) | None => None,
            };
            let is_link = matches!(is, Some(Was::Seen(_)));
            if self.commands.iter().any(|command| command.may.change(tree.root(), &path)) {
                if self.commands.len() > 1 {
                    settled.stays.push(format!(
                        "`{path}` changed while a command ran that the user let change it, and stays as it is"
                    ));
                }
            } else if !is_link && wrote.get(&path) == Some(&digest) {
                settled.stays.push(format!(
                    "`{path}` was changed meanwhile with the user's leave, and stays as it is"
                ));
            } else {
                settled.undone.push(undo(tree, &path, self.files.get(&path), aside));
                continue;
            }
            self.take(path, is);
        }
        if self.commands.iter().any(|command| matches!(command.may, May::Anything)) {
            self.marks = MarksBefore::of(tree);
        } else {
            settled.undone.extend(self.marks.settle(tree, aside, others.marked));
        }
        settled
    }

    /// The control files that are new, gone or not what they were.
    fn changed(&self, tree: &Tree) -> Vec<String> {
        let new: BTreeMap<String, Was> = Survey::of(tree.root())
            .files
            .into_iter()
            .filter(|path| !self.files.contains_key(path))
            .filter_map(|path| Some((path.clone(), look(tree, &path)?)))
            .collect();
        // What works for the workspace itself does not come from elsewhere, and does not leave.
        let is_move = |from: &str, was: &Was, to: &str, is: &Was| {
            was == is && name(from) == name(to) && !is_live_at_root(from) && !is_live_at_root(to)
        };
        let came = |to: &str, is: &Was| {
            let mut sources = self.files.iter().filter(|(from, was)| is_move(from, was, to, is));
            sources.any(|(from, _)| look(tree, from).is_none())
        };
        let open = self.commands.iter().any(|command| command.open);
        let went = |from: &str, was: &Was| new.iter().any(|(to, is)| is_move(from, was, to, is));
        let differs = |path: &str, was: &Was| match look(tree, path) {
            Some(is) => is != *was && (open || of_worktree(path)),
            None => open && !of_worktree(path) && !went(path, was),
        };
        let appeared = new.iter().filter(|(path, is)| !is_plain(tree, path, is) && !came(path, is));
        let others = self.files.iter().filter(|(path, was)| differs(path, was));
        appeared.chain(others).map(|(path, _)| path.clone()).collect()
    }

    /// What the gate has let happen since counts as it is.
    pub(crate) fn look_again(&mut self, tree: &Tree, path: &str) {
        self.marks.look_again(tree, path);
        if self.files.contains_key(path) || place(path) == Place::Control {
            self.take(path.to_owned(), look(tree, path));
        }
    }

    fn take(&mut self, path: String, is: Option<Was>) {
        match is {
            Some(is) => drop(self.files.insert(path, is)),
            None => drop(self.files.remove(&path)),
        }
    }
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(all(test, unix))]
mod tests;
