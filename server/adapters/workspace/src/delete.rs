use crate::write::{Expect, check, sync_folder};
use crate::{Digest, RelPath, Tree, TreeError};

impl Tree {
    /// Removes a regular file whose content is still `expected`. Its folder stays, even if it is empty then.
    ///
    /// # Errors
    /// [`TreeError::Stale`] when it is not, or not there; [`TreeError::Unsaved`] when an editor of this process has
    /// unsaved changes of it.
    pub fn delete(&self, path: &RelPath, expected: &Digest) -> Result<(), TreeError> {
        let Some((parent, name)) = path.split() else {
            return Err(TreeError::IsFolder { path: path.to_string() });
        };
        self.check_saved(path)?;
        let removed = self.folder(&parent).and_then(|folder| {
            check(&folder, name, path, &Expect::Unchanged(expected.clone()))?;
            folder.remove_file(name).map_err(|source| TreeError::io(path, source))?;
            sync_folder(&folder);
            Ok(())
        });
        match removed {
            Err(TreeError::NotFound { path }) => Err(TreeError::Stale { path }),
            removed => removed,
        }
    }
}
