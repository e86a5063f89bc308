use std::path::{Path, PathBuf};

use cap_fs_ext::{DirExt, FollowSymlinks, OpenOptionsFollowExt, OpenOptionsSyncExt};
use cap_std::ambient_authority;
use cap_std::fs::{Dir, File, Metadata, OpenOptions};
use dashmap::DashMap;

use crate::name::check_new;
use crate::{Buffer, RelPath, TreeError};

/// A workspace folder, held open: the root stays the same folder even if its name is moved.
///
/// Shared between tasks in an `Arc`. Reads, writes and searches are methods of this type, one
/// module each.
#[derive(Debug)]
pub struct Tree {
    root: PathBuf,
    handle: Dir,
    pub(crate) buffers: DashMap<RelPath, Buffer>,
    /// Real paths of folders that count as outside, wherever they lie.
    closed: Vec<PathBuf>,
}

impl Tree {
    /// Opens an existing folder. Links in `root` itself are resolved once, here.
    pub fn open(root: &Path) -> Result<Tree, TreeError> {
        let failed = |source| TreeError::Root { path: root.display().to_string(), source };
        let root = root.canonicalize().map_err(failed)?;
        let handle = Dir::open_ambient_dir(&root, ambient_authority()).map_err(failed)?;
        Ok(Tree { root, handle, buffers: DashMap::new(), closed: Vec::new() })
    }

    /// The same tree, in which these folders count as outside although they may lie within: nothing below them is
    /// resolved or found. Folders that are not there yet are named by their real parents.
    pub fn without(mut self, folders: impl IntoIterator<Item = PathBuf>) -> Tree {
        self.closed.extend(folders.into_iter().map(|folder| crate::real_path(&folder)));
        self
    }

    /// Whether a real path is within the root and not in a closed folder.
    pub(crate) fn holds(&self, real: &Path) -> bool {
        real.starts_with(&self.root) && !self.is_closed(real)
    }

    pub(crate) fn is_closed(&self, real: &Path) -> bool {
        self.closed.iter().any(|closed| real.starts_with(closed))
    }

    /// The canonical absolute path of the root.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The absolute path, to show or to make a URI of; files are opened through the tree.
    pub fn absolute(&self, path: &RelPath) -> PathBuf {
        let mut absolute = self.root.clone();
        absolute.extend(path.names());
        absolute
    }

    /// Opens a folder name by name from the root handle, following no link.
    pub(crate) fn folder(&self, path: &RelPath) -> Result<Dir, TreeError> {
        let mut folder = self.handle.try_clone().map_err(|source| TreeError::io(path, source))?;
        for name in path.names() {
            folder = enter(&folder, name, path)?;
        }
        Ok(folder)
    }

    /// Like [`Tree::folder`], creating what is missing.
    pub(crate) fn create_folder(&self, path: &RelPath) -> Result<Dir, TreeError> {
        let mut folder = self.handle.try_clone().map_err(|source| TreeError::io(path, source))?;
        for name in path.names() {
            folder = match enter(&folder, name, path) {
                Err(TreeError::NotFound { .. }) => {
                    check_new(&folder, name, path)?;
                    // Somebody else may create it at the same moment: what counts is entering it.
                    let created = folder.create_dir(name);
                    match (enter(&folder, name, path), created) {
                        (Err(TreeError::NotFound { .. }), Err(source)) => {
                            return Err(TreeError::io(path, source));
                        }
                        (entered, _) => entered?,
                    }
                }
                entered => entered?,
            };
        }
        Ok(folder)
    }
}

fn enter(folder: &Dir, name: &str, path: &RelPath) -> Result<Dir, TreeError> {
    folder.open_dir_nofollow(name).map_err(|source| match folder.symlink_metadata(name) {
        Ok(metadata) if metadata.is_symlink() => TreeError::Link { path: path.to_string() },
        Ok(metadata) if !metadata.is_dir() => TreeError::NotFolder { path: path.to_string() },
        Ok(_) | Err(_) => TreeError::io(path, source),
    })
}

/// What `name` is, without following a link and without opening it (opening a device may act on
/// it); anything but a regular file is an error. `path` is for messages.
pub(crate) fn regular(folder: &Dir, name: &str, path: &RelPath) -> Result<Metadata, TreeError> {
    let metadata = folder.symlink_metadata(name).map_err(|source| TreeError::io(path, source))?;
    let path = path.to_string();
    match metadata.file_type() {
        kind if kind.is_file() => Ok(metadata),
        kind if kind.is_dir() => Err(TreeError::IsFolder { path }),
        kind if kind.is_symlink() => Err(TreeError::Link { path }),
        _ => Err(TreeError::NotRegular { path }),
    }
}

/// Opens a regular file to read. Never blocks on a pipe, even one that appears between the two
/// looks.
pub(crate) fn open_regular(folder: &Dir, name: &str, path: &RelPath) -> Result<(File, Metadata), TreeError> {
    regular(folder, name, path)?;
    let mut options = OpenOptions::new();
    options.read(true).follow(FollowSymlinks::No).nonblock(true);
    let failed = |source| TreeError::io(path, source);
    let file = folder.open_with(name, &options).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    if !metadata.is_file() {
        return Err(TreeError::NotRegular { path: path.to_string() });
    }
    Ok((file, metadata))
}
