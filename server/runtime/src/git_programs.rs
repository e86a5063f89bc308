//! Programs that the configuration of a repository has git run even where git only reads.

use std::path::{Path, PathBuf};

use crate::gitlinks;

/// Keys whose value is a program, or by which reading fetches; in small letters.
const KEYS: [&str; 10] = [
    "external",
    "textconv",
    "command",
    "clean",
    "process",
    "program",
    "sshcommand",
    "alternaterefscommand",
    "promisor",
    "partialclone",
];

/// Values of `core.fsmonitor` with which git runs nothing but itself.
const SWITCHES: [&str; 9] = ["", "true", "false", "yes", "no", "on", "off", "1", "0"];

/// Bytes of a configuration that anybody has.
const LARGEST: u64 = 1 << 20;

/// How deep submodules are looked for in submodules.
const DEEPEST: u32 = 4;

/// Why reading in this folder with git may run a program of the repository; `None` if it does not.
pub(crate) fn why_git_runs_something(folder: &Path) -> Option<String> {
    let (repository, worktree) = repository(folder)?;
    let found = in_repository(&repository, &worktree)
        .or_else(|| in_modules(&repository.join("modules"), &worktree, DEEPEST))
        .or_else(|| in_submodules(&repository, &worktree, DEEPEST))?;
    Some(format!("the configuration of this repository ({found}) has git run more than git"))
}

/// The folder of git that counts in a folder, and the worktree that it is for.
pub(crate) fn repository(folder: &Path) -> Option<(PathBuf, PathBuf)> {
    folder.ancestors().find_map(repository_of)
}

/// The folder of git that counts in `folder` itself, and the worktree that it is for.
fn repository_of(folder: &Path) -> Option<(PathBuf, PathBuf)> {
    let dot = folder.join(".git");
    match dot.metadata() {
        Ok(found) if found.is_dir() => Some((dot, folder.to_owned())),
        Ok(found) if found.is_file() => {
            let text = std::fs::read_to_string(&dot).ok()?;
            Some((folder.join(text.strip_prefix("gitdir:")?.trim()), folder.to_owned()))
        }
        Ok(_) | Err(_) => {
            let is_bare = ["HEAD", "objects", "refs"].iter().all(|name| folder.join(name).exists());
            is_bare.then(|| (folder.to_owned(), folder.to_owned()))
        }
    }
}

fn in_repository(repository: &Path, worktree: &Path) -> Option<String> {
    // A worktree of its own has most of its configuration in the repository that it is of.
    let common = std::fs::read_to_string(repository.join("commondir")).ok();
    let common = common.map_or_else(|| repository.to_owned(), |path| repository.join(path.trim()));
    let mut hooks = common.join("hooks");
    for file in [common.join("config"), repository.join("config.worktree")] {
        if file.metadata().is_ok_and(|found| found.len() > LARGEST) {
            return Some("it is too large".to_owned());
        }
        let Ok(bytes) = std::fs::read(&file) else { continue };
        let text = String::from_utf8_lossy(&bytes);
        if let Some(key) = runs(&text) {
            return Some(key);
        }
        if let Some(path) = settings(&text).find(|(key, _)| key == "hookspath").map(|(_, path)| path) {
            hooks = worktree.join(path);
        }
    }
    // The one hook that reading runs, when it writes the index anew.
    hooks.join("post-index-change").exists().then(|| "a hook".to_owned())
}

fn in_modules(folder: &Path, worktree: &Path, deepest: u32) -> Option<String> {
    let entries = std::fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path());
    entries.filter(|path| path.is_dir()).find_map(|path| {
        if path.join("HEAD").exists() {
            return in_repository(&path, worktree)
                .or_else(|| in_modules(&path.join("modules"), worktree, deepest.checked_sub(1)?));
        }
        in_modules(&path, worktree, deepest.checked_sub(1)?)
    })
}

/// In submodules whose repository may be in their own folder.
fn in_submodules(repository: &Path, worktree: &Path, deepest: u32) -> Option<String> {
    let folders = match gitlinks::folders(repository, worktree) {
        Ok(folders) => folders,
        Err(why) => return Some(why.to_owned()),
    };
    folders.iter().find_map(|folder| {
        let (repository, worktree) = repository_of(folder)?;
        in_repository(&repository, &worktree).or_else(|| match deepest.checked_sub(1) {
            Some(deepest) => in_submodules(&repository, &worktree, deepest),
            None => Some("submodules in submodules".to_owned()),
        })
    })
}

/// The first key of a configuration that has git run something.
fn runs(text: &str) -> Option<String> {
    if text.to_ascii_lowercase().contains("[include") {
        return Some("include".to_owned());
    }
    let runs = |(key, value): &(String, String)| {
        KEYS.contains(&key.as_str())
            || (key == "fsmonitor" && !SWITCHES.contains(&value.to_ascii_lowercase().as_str()))
    };
    settings(text).find(runs).map(|(key, _)| key)
}

/// Keys, in small letters, and values. One may stand behind the name of its section, which may hold brackets itself: then
/// what is no key is one, too.
fn settings(text: &str) -> impl Iterator<Item = (String, String)> {
    let candidates = |line: &'_ str| {
        let behind = line.split_once(']').map(|(_, rest)| rest.to_owned());
        let last = line.rsplit_once(']').map(|(_, rest)| rest.to_owned());
        [Some(line.to_owned()), behind, last].into_iter().flatten()
    };
    text.lines().flat_map(candidates).map(|candidate| {
        let (key, value) = candidate.split_once('=').unwrap_or((&candidate, ""));
        (key.trim().to_ascii_lowercase(), value.trim().trim_matches('"').to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::runs;

    #[test]
    fn keys_that_run_something() {
        for (text, expected) in [
            ("[core]\n\tbare = false\n\tfsmonitor = true\n\teditor = vim\n", None),
            ("[branch \"feature/clean\"]\n\tremote = origin\n[alias]\n\tst = status\n", None),
            ("[remote \"origin\"]\n\turl = https://example.org/external\n", None),
            ("[core]\n\tfsmonitor = ./x\n", Some("fsmonitor")),
            ("[core] fsMonitor=\"touch x\"", Some("fsmonitor")),
            ("[diff]\n  external = x\n", Some("external")),
            ("[diff \"a]b\"]textconv = x\n", Some("textconv")),
            ("[diff] external = a]b\n", Some("external")),
            ("[filter \"lfs\"]\n\tclean = git-lfs clean -- %f\n", Some("clean")),
            ("[gpg \"ssh\"]\n\tprogram = x\n", Some("program")),
            ("[includeIf \"gitdir:x\"]\n\tpath = y\n", Some("include")),
            ("[remote \"origin\"]\n\tpromisor = true\n", Some("promisor")),
        ] {
            assert_eq!(runs(text).as_deref(), expected, "{text}");
        }
    }
}
