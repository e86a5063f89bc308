use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use crate::{RelPath, Tree, TreeError};

impl Tree {
    /// Turns a path that a model or a user gave into the real path beneath the root.
    ///
    /// `path` is relative to the root, or absolute; it may hold `.`, `..` and links, and need not
    /// exist: what exists of it is resolved as the operating system would, the rest is taken by
    /// name. Errors: [`TreeError::Outside`] when it leaves the root, by whatever way;
    /// [`TreeError::Dangling`] for a link whose target is missing, loops or may not be visited,
    /// wherever that target lies.
    pub fn resolve(&self, path: &str) -> Result<RelPath, TreeError> {
        let real = real(&self.root().join(path), path)?;
        let outside = || TreeError::Outside { path: path.to_owned() };
        let below = real.strip_prefix(self.root()).ok().filter(|_| self.holds(&real)).ok_or_else(outside)?;
        let names = below
            .iter()
            .map(|name| name.to_str().ok_or_else(|| TreeError::NotUnicode { path: path.to_owned() }))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(RelPath::from_names(names))
    }
}

/// The path with every link resolved, like `realpath --canonicalize-missing`.
fn real(path: &Path, given: &str) -> Result<PathBuf, TreeError> {
    let mut existing = path.components();
    let mut missing = Vec::new();
    let mut real = loop {
        // A link exists even if its target does not: it must not pass for a missing name.
        let found = existing.as_path().symlink_metadata();
        match found.and_then(|_| existing.as_path().canonicalize()) {
            Ok(real) => break real,
            Err(source) => {
                if existing.as_path().ancestors().any(leads_nowhere) {
                    return Err(TreeError::Dangling { path: given.to_owned() });
                }
                if !matches!(source.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) {
                    return Err(TreeError::io(given, source));
                }
                match existing.next_back() {
                    Some(component) => missing.push(component),
                    None => return Err(TreeError::io(given, source)),
                }
            }
        }
    };
    for component in missing.into_iter().rev() {
        match component {
            Component::Normal(name) => real.push(name),
            Component::ParentDir => {
                real.pop();
            }
            Component::CurDir | Component::RootDir | Component::Prefix(_) => {}
        }
    }
    Ok(real)
}

fn leads_nowhere(path: &Path) -> bool {
    path.is_symlink() && path.canonicalize().is_err()
}
