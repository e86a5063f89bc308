//! Making a repository, a submodule or a worktree is nothing special, unless it brings what runs something.

use policy::{FETCHED_OR_BUILT, is_plain_git_config};
use workspace::Tree;

use super::{Was, name};

/// Whether a new file is one that git makes by itself, and runs nothing.
pub(super) fn is_plain(tree: &Tree, path: &str, is: &Was) -> bool {
    let Was::Content(bytes) = is else { return false };
    let content = String::from_utf8_lossy(bytes);
    let Some((_, inside)) = split_at_git(path) else { return false };
    let (folder, name) = inside.rsplit_once('/').unwrap_or(("", inside));
    match name {
        // The whole path: it is a file.
        "" => leads_into_git(tree, path, &content),
        "config" | "config.worktree" => is_plain_git_config(&content),
        "commondir" => of_worktree(path) && content.trim_end() == "../..",
        sample => self::name(folder) == "hooks" && sample.ends_with(".sample"),
    }
}

/// Whether it is of a worktree that git made, whose files a sandbox leaves to git.
pub(super) fn of_worktree(path: &str) -> bool {
    split_at_git(path).is_some_and(|(_, inside)| inside.starts_with("worktrees/"))
}

/// Whether a `.git` that is a file leads to where a repository in the workspace keeps its submodules and worktrees.
fn leads_into_git(tree: &Tree, path: &str, content: &str) -> bool {
    let Some(target) = content.strip_prefix("gitdir: ") else { return false };
    let from = tree.root().join(path.strip_suffix(".git").unwrap_or(path));
    let target = workspace::real_path(&from.join(target.trim_end()));
    let Some(inside) = target.strip_prefix(tree.root()).ok().and_then(|inside| inside.to_str()) else {
        return false;
    };
    let Some((repository, inside)) = split_at_git(inside) else { return false };
    let looked_at = !repository.split('/').any(|part| FETCHED_OR_BUILT.contains(&part));
    looked_at && (inside.starts_with("worktrees/") || inside.starts_with("modules/"))
}

/// The folder that a repository is in, and the path in its `.git`.
fn split_at_git(path: &str) -> Option<(&str, &str)> {
    let of = |at: usize| Some((path.get(..at)?, path.get(at + ".git".len()..)?.trim_start_matches('/')));
    let starts = std::iter::once(0).chain(path.match_indices('/').map(|(at, _)| at + 1));
    let mut found = starts.filter(|at| {
        path.get(*at..)
            .and_then(|rest| rest.strip_prefix(".git"))
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    found.next().and_then(of)
}
