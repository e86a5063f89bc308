use std::io::Read;

use cap_std::fs::Dir;

use crate::tree::open_regular;
use crate::{Digest, RelPath, Tree, TreeError};

/// The most bytes a file may have to be read at once: 8 MiB.
pub const MAX_FILE_SIZE: u64 = 8 << 20;

/// A file's bytes, exactly as on disk (byte order mark and line ends included).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    pub bytes: Vec<u8>,
    pub digest: Digest,
}

/// A file's text, exactly as on disk; `digest` is that of its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    pub text: String,
    pub digest: Digest,
}

impl Tree {
    /// Reads a regular file of at most [`MAX_FILE_SIZE`] bytes. Never blocks on a pipe.
    pub fn read(&self, path: &RelPath) -> Result<Content, TreeError> {
        let Some((folder, name)) = path.split() else {
            return Err(TreeError::IsFolder { path: path.to_string() });
        };
        read_in(&self.folder(&folder)?, name, path)
    }

    /// Like [`Tree::read`], for UTF-8 text; of an open document, what the editor holds.
    pub fn read_text(&self, path: &RelPath) -> Result<Text, TreeError> {
        if let Some(buffer) = self.buffer(path) {
            return Ok(buffer.text);
        }
        let Content { bytes, digest } = self.read(path)?;
        let text = String::from_utf8(bytes).map_err(|error| TreeError::NotUtf8 {
            path: path.to_string(),
            offset: error.utf8_error().valid_up_to(),
        })?;
        Ok(Text { text, digest })
    }
}

/// Reads `name` in an open folder; `path` is for messages.
pub(crate) fn read_in(folder: &Dir, name: &str, path: &RelPath) -> Result<Content, TreeError> {
    let (file, metadata) = open_regular(folder, name, path)?;
    let too_large = |size| TreeError::TooLarge { path: path.to_string(), size };
    if metadata.len() > MAX_FILE_SIZE {
        return Err(too_large(metadata.len()));
    }
    let mut bytes = Vec::new();
    // One byte more than allowed: the file may have grown since its size was asked.
    file.take(MAX_FILE_SIZE + 1).read_to_end(&mut bytes).map_err(|source| TreeError::io(path, source))?;
    if bytes.len() as u64 > MAX_FILE_SIZE {
        return Err(too_large(bytes.len() as u64));
    }
    let digest = Digest::of(&bytes);
    Ok(Content { bytes, digest })
}
