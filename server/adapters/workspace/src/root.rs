use std::path::{Path, PathBuf};

/// The workspace root for a file or folder somebody works in: the nearest folder at or above
/// `start` that holds a `.kiro` folder, else the nearest that holds `.git` (a folder, or the file
/// of a worktree or submodule), else `start` itself.
///
/// `home` and what lies above it are never found this way: `~/.kiro` is the user's own
/// configuration, and a home kept under version control is not a project. The result is canonical
/// where `start` exists.
pub fn find_root(start: &Path, home: Option<&Path>) -> PathBuf {
    let canonical = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let mut start = canonical(start);
    if start.is_file() {
        start.pop();
    }
    let home = home.map(canonical);
    let nearest = |holds: fn(&Path) -> bool| {
        start.ancestors().take_while(|folder| home.as_deref() != Some(folder)).find(|folder| holds(folder))
    };
    nearest(|folder| folder.join(".kiro").is_dir())
        .or_else(|| nearest(|folder| folder.join(".git").exists()))
        .unwrap_or(&start)
        .to_owned()
}
