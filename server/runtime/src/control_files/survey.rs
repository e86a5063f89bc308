use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use policy::{
    CONTROL_FILES, CONTROL_FOLDERS, FETCHED_OR_BUILT, Place, STARTED_BY_GIT, STARTED_BY_REPOSITORIES,
    is_secret_file, place,
};

use super::name;

/// Where they are. Paths are relative to the root, with `/`.
#[derive(Debug, Default)]
pub(crate) struct Survey {
    /// Files, and folders that belong to them as a whole.
    pub(crate) protected: BTreeSet<String>,
    /// Every file of `protected`, and those of git's worktrees, which git must be able to write.
    pub(super) files: BTreeSet<String>,
    pub(crate) secrets: BTreeSet<String>,
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
                if let Some((_, started)) = STARTED_BY_REPOSITORIES.iter().find(|(folder, _)| name == *folder)
                {
                    survey.repository(root, &path, started);
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

    /// Adds what of a repository runs something. A `.git` that is a file or a link says where the repository is.
    fn repository(&mut self, root: &Path, path: &str, started: &[&str]) {
        if !root.join(path).symlink_metadata().is_ok_and(|found| found.is_dir()) {
            self.protected.insert(path.to_owned());
            self.files.insert(path.to_owned());
        }
        for name in started {
            let inside = format!("{path}/{name}");
            if root.join(&inside).symlink_metadata().is_ok() {
                self.started(root, &inside);
                self.protected.insert(inside);
            }
        }
        for (worktree, _) in folders(root, &format!("{path}/worktrees")) {
            for name in ["commondir", "config.worktree"] {
                self.started(root, &format!("{worktree}/{name}"));
            }
        }
    }

    /// Adds one thing of [`STARTED_BY_GIT`], if it is there.
    fn started(&mut self, root: &Path, path: &str) {
        match root.join(path).symlink_metadata() {
            Ok(found) if !found.is_dir() => drop(self.files.insert(path.to_owned())),
            Ok(_) if name(path) == "modules" => self.modules(root, path),
            Ok(_) => {
                let entries = fs::read_dir(root.join(path)).into_iter().flatten().flatten();
                let files = entries.filter(|entry| entry.file_type().is_ok_and(|kind| !kind.is_dir()));
                let names = files.filter_map(|entry| entry.file_name().into_string().ok());
                self.files.extend(names.map(|name| format!("{path}/{name}")));
            }
            Err(_) => {}
        }
    }

    /// Adds what of the repositories of submodules runs something. Their names may have `/`.
    fn modules(&mut self, root: &Path, path: &str) {
        for (folder, is_repository) in folders(root, path) {
            if is_repository {
                for name in STARTED_BY_GIT {
                    self.started(root, &format!("{folder}/{name}"));
                }
            } else {
                self.modules(root, &folder);
            }
        }
    }
}

/// The folders in one, and whether each is a repository to git.
fn folders(root: &Path, path: &str) -> Vec<(String, bool)> {
    let entries = fs::read_dir(root.join(path)).into_iter().flatten().flatten();
    let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    let names = folders.filter_map(|entry| entry.file_name().into_string().ok());
    names.map(|name| (format!("{path}/{name}"), root.join(path).join(name).join("HEAD").exists())).collect()
}

/// Few names can be those of control files, and most files need not be looked at closely.
fn may_decide(name: &str) -> bool {
    static NAMES: LazyLock<HashSet<String>> = LazyLock::new(|| {
        let paths = CONTROL_FILES.iter().chain(CONTROL_FOLDERS);
        paths.map(|path| super::name(path).to_ascii_lowercase()).collect()
    });
    NAMES.contains(&name.to_ascii_lowercase())
}
