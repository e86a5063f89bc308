use std::fs::{self, Metadata};
use std::path::Path;

use workspace::{Digest, Expect, RelPath, Tree, TreeError};

use super::name;

/// How a control file was.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Was {
    Content(Vec<u8>),
    /// A link, or a file that is not read: what can be seen of it.
    Seen(String),
}

/// How a file is; none if it is not there.
pub(super) fn look(tree: &Tree, path: &str) -> Option<Was> {
    let found = tree.root().join(path).symlink_metadata().ok()?;
    let content = plain(tree, path).and_then(|path| tree.read(&path).ok());
    Some(content.map_or_else(|| Was::Seen(seen(tree, path, &found)), |content| Was::Content(content.bytes)))
}

/// A path that leads over no link.
fn plain(tree: &Tree, path: &str) -> Option<RelPath> {
    tree.resolve(path).ok().filter(|real| real.as_str() == path)
}

fn seen(tree: &Tree, path: &str, found: &Metadata) -> String {
    match fs::read_link(tree.root().join(path)) {
        Ok(target) => format!("a link to {}", target.display()),
        Err(_) => format!("{} bytes, {:?}", found.len(), found.modified().ok()),
    }
}

/// Makes a file what it was, and says so.
pub(super) fn undo(tree: &Tree, path: &str, was: Option<&Was>, aside: &Path) -> String {
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
pub(super) fn keep(aside: &Path, path: &str, bytes: &[u8]) -> Result<String, String> {
    let digest = Digest::of(bytes).to_string();
    let digest = digest.get(..12).unwrap_or_default();
    let file = aside.join(format!("{digest}-{}", name(path)));
    let written = fs::create_dir_all(aside).and_then(|()| fs::write(&file, bytes));
    written
        .map(|()| file.display().to_string())
        .map_err(|error| format!("what the command wrote cannot be kept in `{}`: {error}", aside.display()))
}
