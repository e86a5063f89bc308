use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use protocol::{ErrorCode, VerbError};

use crate::Runtime;

impl Runtime {
    /// Makes a chat document beside the workspace's state, where the user's own files cannot be.
    ///
    /// # Errors
    /// The state folder cannot be written.
    pub fn new_chat_file(&self, text: &str) -> Result<PathBuf, VerbError> {
        let folder = self.chats();
        let path = folder.join(format!("{}.md", self.mint("chat")));
        fs::create_dir_all(&folder)
            .and_then(|()| fs::write(&path, text))
            .map_err(|error| failed(&path, &error))?;
        Ok(path)
    }

    /// Adds to a chat document that no editor holds any more.
    ///
    /// # Errors
    /// It is not one of ours, or cannot be written.
    pub fn append_to_chat_file(&self, path: &Path, text: &str) -> Result<(), VerbError> {
        if !self.owns_chat_file(path) {
            let why = format!(
                "`{}` was closed before the answer was complete; it is in `session show`",
                path.display()
            );
            return Err(VerbError::new(ErrorCode::File, why));
        }
        let append = |mut file: File| file.write_all(text.as_bytes());
        File::options().append(true).open(path).and_then(append).map_err(|error| failed(path, &error))
    }

    /// Whether a path without links names one of this workspace's chat documents.
    pub fn owns_chat_file(&self, path: &Path) -> bool {
        path.parent() == Some(&workspace::real_path(&self.chats()))
    }

    pub(crate) fn chats(&self) -> PathBuf {
        self.inner.store.folder().join("chats")
    }
}

fn failed(path: &Path, error: &std::io::Error) -> VerbError {
    VerbError::new(ErrorCode::File, format!("cannot write `{}`: {error}", path.display()))
}
