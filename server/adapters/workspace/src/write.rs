use std::io::Write;

use cap_fs_ext::MetadataExt as _;
use cap_std::fs::{Dir, File, Metadata};
use cap_tempfile::TempFile;

use crate::name::check_new;
use crate::read::read_in;
use crate::tree::regular;
use crate::{Digest, RelPath, Tree, TreeError};

/// What a writer believes about the file it replaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expect {
    /// There is none.
    Absent,
    /// Its content is still what was read.
    Unchanged(Digest),
    /// Whatever is there may be lost.
    Any,
}

impl Tree {
    /// Replaces a file's whole content in one step and returns the new digest.
    ///
    /// Missing folders are created. The replaced file's mode and, where permitted, owner are
    /// kept; its set-id bits are not. A write-protected file is refused, although its folder
    /// would allow the replacement, and so is one that has another name, which may lie outside.
    /// A new name must be one that other systems can hold beside those that are there. When
    /// `expect` does not hold, the error is [`TreeError::Stale`].
    ///
    /// A foreign writer that changes the file between the last check and the rename right after
    /// it goes unseen: no portable call closes that gap.
    pub fn write(&self, path: &RelPath, bytes: &[u8], expect: Expect) -> Result<Digest, TreeError> {
        let Some((parent, name)) = path.split() else {
            return Err(TreeError::IsFolder { path: path.to_string() });
        };
        self.check_saved(path)?;
        // Before any folder is created: a stale write leaves no trace.
        match self.folder(&parent) {
            Ok(folder) => check(&folder, name, path, &expect)?,
            Err(TreeError::NotFound { .. }) if !matches!(expect, Expect::Unchanged(_)) => {}
            Err(TreeError::NotFound { .. }) => {
                return Err(TreeError::Stale { path: path.to_string() });
            }
            Err(error) => return Err(error),
        }
        let folder = self.create_folder(&parent)?;
        let failed = |source| TreeError::io(path, source);

        let mut temporary = TempFile::new(&folder).map_err(failed)?;
        // Before the content: a private file's is never readable by others.
        match existing(&folder, name, path)? {
            Some(old) => take_over(&old, temporary.as_file()).map_err(failed)?,
            None => check_new(&folder, name, path)?,
        }
        temporary.write_all(bytes).map_err(failed)?;
        temporary.as_file().sync_all().map_err(failed)?;
        check(&folder, name, path, &expect)?;
        temporary.replace(name).map_err(failed)?;
        sync_folder(&folder);
        Ok(Digest::of(bytes))
    }
}

pub(crate) fn check(folder: &Dir, name: &str, path: &RelPath, expect: &Expect) -> Result<(), TreeError> {
    let holds = match expect {
        Expect::Any => true,
        Expect::Absent => match regular(folder, name, path) {
            Ok(_) => false,
            Err(TreeError::NotFound { .. }) => true,
            Err(error) => return Err(error),
        },
        Expect::Unchanged(digest) => match read_in(folder, name, path) {
            Ok(content) => content.digest == *digest,
            Err(TreeError::NotFound { .. } | TreeError::TooLarge { .. }) => false,
            Err(error) => return Err(error),
        },
    };
    if holds { Ok(()) } else { Err(TreeError::Stale { path: path.to_string() }) }
}

/// The file to be replaced, if there is one and replacing it is allowed.
fn existing(folder: &Dir, name: &str, path: &RelPath) -> Result<Option<Metadata>, TreeError> {
    match regular(folder, name, path) {
        Ok(metadata) if metadata.permissions().readonly() => {
            Err(TreeError::Denied { path: path.to_string() })
        }
        Ok(metadata) if metadata.nlink() > 1 => Err(TreeError::Linked { path: path.to_string() }),
        Ok(metadata) => Ok(Some(metadata)),
        Err(TreeError::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Gives the new file what belonged to the old one.
#[cfg(unix)]
fn take_over(old: &Metadata, new: &File) -> std::io::Result<()> {
    use cap_std::fs::{MetadataExt, Permissions, PermissionsExt};
    // Only root may give a file away; for others the owner is the same already, or stays theirs.
    let _ = std::os::unix::fs::fchown(new, Some(old.uid()), Some(old.gid()));
    new.set_permissions(Permissions::from_mode(old.mode() & 0o777))
}

#[cfg(not(unix))]
fn take_over(old: &Metadata, new: &File) -> std::io::Result<()> {
    new.set_permissions(old.permissions())
}

/// Makes the rename survive a power cut. The new content is in place already, so that a file
/// system which cannot do it is no reason to report a failure.
pub(crate) fn sync_folder(folder: &Dir) {
    if let Ok(handle) = folder.open(".") {
        let _ = handle.sync_all();
    }
}
