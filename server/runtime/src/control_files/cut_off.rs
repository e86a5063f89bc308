//! Control files when a command is cut off with the program that ran it, which then cannot settle what it did. What it began
//! with is noted outside of the workspace, and whoever works there next tells what is different. It is not undone: by then
//! the user may have changed the same files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;
use workspace::{Digest, Tree};

use super::mend::{Was, look};
use super::repository::is_plain;
use super::{Before, May, Survey};
use crate::Runtime;

/// Where, in the state folder, running commands are noted: a file each, whose name begins with the process.
const NOTES: &str = "commands";

/// Of how many files it is told.
const TOLD: usize = 5;

/// What is known when a command begins.
#[derive(Serialize, Deserialize)]
struct Note {
    /// It can change those that exist.
    open: bool,
    /// Where the user lets it.
    may: Vec<PathBuf>,
    /// What control files hold: a digest, or what can be seen of them.
    files: BTreeMap<String, String>,
}

/// A note, which is gone when the command is settled: this is dropped then.
#[derive(Debug)]
pub(super) struct Noted {
    _file: NamedTempFile,
}

impl Runtime {
    /// Notes what a command begins with, in case nobody is there at its end. If that cannot be written, the command runs all
    /// the same: it is settled as always.
    pub(crate) fn note(&self, before: &mut Before) {
        let [rights] = before.commands.as_slice() else { return };
        let May::These(may) = &rights.may else { return };
        let sign = |(path, was): (&String, &Was)| (path.clone(), sign(was));
        let files = before.files.iter().map(sign).collect();
        let note = Note { open: rights.open, may: may.clone(), files };
        let folder = self.inner.settings.state.join(NOTES);
        match write(&folder, self.inner.store.process_id(), &note) {
            Ok(noted) => before.noted.push(noted),
            Err(error) => {
                tracing::warn!("a command could not be noted in `{}`: {error}", folder.display());
            }
        }
    }

    /// What became of control files while, or since, a command ran whose program was killed; told once.
    pub(crate) fn cut_off(&self) -> Vec<String> {
        let folder = self.inner.settings.state.join(NOTES);
        let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let of_the_dead = |path: &PathBuf| {
            let owner = path.file_name().and_then(|name| name.to_str()?.split_once('.'));
            owner.is_some_and(|(owner, _)| !self.inner.store.is_alive(owner))
        };
        let told = |path: PathBuf| {
            let told = told(&self.inner.tree, &path);
            // Another process may tell it at the same moment.
            fs::remove_file(&path).is_ok().then_some(told).flatten()
        };
        entries.filter(of_the_dead).filter_map(told).collect()
    }
}

fn write(folder: &Path, owner: &str, note: &Note) -> std::io::Result<Noted> {
    fs::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new().prefix(&format!("{owner}.")).tempfile_in(folder)?;
    serde_json::to_writer(std::io::BufWriter::new(file.as_file_mut()), note)?;
    Ok(Noted { _file: file })
}

fn sign(was: &Was) -> String {
    match was {
        Was::Content(bytes) => Digest::of(bytes).to_string(),
        Was::Seen(seen) => seen.clone(),
    }
}

/// What is different from a note; none if nothing is.
fn told(tree: &Tree, note: &Path) -> Option<String> {
    let read = fs::read(note).ok().and_then(|text| serde_json::from_slice::<Note>(&text).ok());
    let what = match read {
        Some(note) => {
            let changed = changed(tree, &note);
            let (first, more) = changed.split_at_checked(TOLD.min(changed.len()))?;
            let more = if more.is_empty() { String::new() } else { format!(" and {} more", more.len()) };
            if first.is_empty() {
                return None;
            }
            format!("these are different from what they were: {}{more}", first.join(", "))
        }
        // The program was killed before the note was whole: the command may not even have begun.
        None => "which of them it changed is not known".to_owned(),
    };
    Some(format!(
        "a command of an agent was cut off with the program that ran it. Files decide what is run here, and {what}. Look at \
         them before you run anything"
    ))
}

fn changed(tree: &Tree, note: &Note) -> Vec<String> {
    let may = May::These(note.may.clone());
    let new = Survey::of(tree.root()).files.into_iter().filter(|path| !note.files.contains_key(path));
    let new = new.filter(|path| look(tree, path).is_some_and(|is| !is_plain(tree, path, &is)));
    let new = new.map(|path| (path, "new"));
    let differs = |(path, was): (&String, &String)| match look(tree, path) {
        Some(is) if sign(&is) == *was => None,
        Some(_) => Some((path.clone(), "changed")),
        None => Some((path.clone(), "gone")),
    };
    let old = note.files.iter().filter(|_| note.open).filter_map(differs);
    let all = new.chain(old).filter(|(path, _)| !may.change(tree.root(), path));
    all.map(|(path, how)| format!("`{path}` ({how})")).collect()
}
