use std::path::{Path, PathBuf};

/// The workspace root for a file or folder somebody works in: the nearest folder at or above
/// `start` that holds a `.kiro` folder, else the nearest that holds `.git` (a folder, or the file
/// of a worktree or submodule), else `start` itself.
///
/// `home` and what lies above it are never found this way: `~/.kiro` is the user's own
/// configuration, and a home kept under version control is not a project. The result is canonical
/// where `start` exists.
pub fn find_root(start: &Path, home: Option<&Path>) -> PathBuf {
    let mut start = real_path(start);
    if start.is_file() {
        start.pop();
    }
    nearest(&start, home, holds_kiro)
        .or_else(|| nearest(&start, home, holds_git))
        .unwrap_or(&start)
        .to_owned()
}

/// The folder whose `.kiro` folder holds `path`, a path without links; the nearest if there are several. `home` as in
/// [`find_root`].
pub fn root_of_document<'a>(path: &'a Path, home: Option<&Path>) -> Option<&'a Path> {
    let root = nearest(path, home, holds_kiro)?;
    path.starts_with(root.join(".kiro")).then_some(root)
}

/// A path without links. What does not exist of it is taken by name.
pub fn real_path(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) if parent.as_os_str().is_empty() => real_path(Path::new(".")).join(name),
        (Some(parent), Some(name)) => real_path(parent).join(name),
        (None, _) | (_, None) => path.to_owned(),
    })
}

fn holds_kiro(folder: &Path) -> bool {
    folder.join(".kiro").is_dir() && !is_inside_git(folder)
}

fn holds_git(folder: &Path) -> bool {
    folder.join(".git").exists() && !is_inside_git(folder)
}

/// The inside of version control is nobody's root, whatever was put there.
fn is_inside_git(folder: &Path) -> bool {
    folder.iter().any(|name| name.eq_ignore_ascii_case(".git"))
}

fn nearest<'a>(start: &'a Path, home: Option<&Path>, holds: fn(&Path) -> bool) -> Option<&'a Path> {
    let home = home.map(real_path);
    start.ancestors().take_while(|folder| home.as_deref() != Some(folder)).find(|folder| holds(folder))
}
