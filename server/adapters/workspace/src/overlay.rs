use crate::{Digest, RelPath, Text, Tree, TreeError};

/// A document as an editor holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Buffer {
    /// The editor's version of it.
    pub version: i32,
    pub text: Text,
}

/// The open buffer beats the disk: [`Tree::read_text`] gives the buffer, and [`Tree::write`] refuses to go behind the
/// back of one that has unsaved changes.
impl Tree {
    /// Records what an editor of this process holds, from now on.
    pub fn hold(&self, path: RelPath, version: i32, text: &str) {
        let text = Text { text: text.to_owned(), digest: Digest::of(text.as_bytes()) };
        self.buffers.insert(path, Buffer { version, text });
    }

    /// The opposite: the disk counts again.
    pub fn let_go(&self, path: &RelPath) {
        self.buffers.remove(path);
    }

    /// What an editor of this process holds.
    pub fn buffer(&self, path: &RelPath) -> Option<Buffer> {
        self.buffers.get(path).map(|buffer| buffer.clone())
    }

    /// Nothing is lost by writing below a buffer that holds what is on disk: editors load it again.
    pub(crate) fn check_saved(&self, path: &RelPath) -> Result<(), TreeError> {
        let Some(buffer) = self.buffer(path) else { return Ok(()) };
        match self.read(path) {
            Ok(disk) if disk.digest == buffer.text.digest => Ok(()),
            Ok(_) | Err(_) => Err(TreeError::Unsaved { path: path.to_string() }),
        }
    }
}
