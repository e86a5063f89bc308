use cap_std::fs::Metadata;

use crate::tree::open_regular;
use crate::{Digest, RelPath, Tree, TreeError};

/// What a file is right now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Present {
    pub digest: Digest,
    pub executable: bool,
}

impl Tree {
    /// Looks at a regular file of any size; `None` if there is nothing of that name.
    ///
    /// # Errors
    /// It is no regular file, or cannot be read.
    pub fn present(&self, path: &RelPath) -> Result<Option<Present>, TreeError> {
        let Some((folder, name)) = path.split() else {
            return Err(TreeError::IsFolder { path: path.to_string() });
        };
        let opened = self.folder(&folder).and_then(|folder| open_regular(&folder, name, path));
        match opened {
            Ok((file, metadata)) => {
                let digest = Digest::of_reader(file).map_err(|source| TreeError::io(path, source))?;
                Ok(Some(Present { digest, executable: is_executable(&metadata) }))
            }
            // A file where a folder was: nothing can be beneath it.
            Err(TreeError::NotFound { .. } | TreeError::NotFolder { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Lets those execute a file who may read it.
    ///
    /// # Errors
    /// It is no regular file, or not the user's.
    #[cfg(unix)]
    pub fn make_executable(&self, path: &RelPath) -> Result<(), TreeError> {
        use cap_std::fs::{Permissions, PermissionsExt};
        let Some((folder, name)) = path.split() else {
            return Err(TreeError::IsFolder { path: path.to_string() });
        };
        let (file, metadata) = open_regular(&self.folder(&folder)?, name, path)?;
        let mode = metadata.permissions().mode() & 0o777;
        file.set_permissions(Permissions::from_mode(mode | (mode & 0o444) >> 2))
            .map_err(|source| TreeError::io(path, source))
    }

    /// Elsewhere every file is.
    ///
    /// # Errors
    /// None.
    #[cfg(not(unix))]
    pub fn make_executable(&self, _: &RelPath) -> Result<(), TreeError> {
        Ok(())
    }
}

#[cfg(unix)]
fn is_executable(metadata: &Metadata) -> bool {
    use cap_std::fs::PermissionsExt;
    metadata.permissions().mode() & 0o100 != 0
}

#[cfg(not(unix))]
fn is_executable(_: &Metadata) -> bool {
    false
}
