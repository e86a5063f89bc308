use cap_std::fs::FileType;

use crate::{RelPath, Tree, TreeError};

/// What a folder holds under one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub name: String,
    pub kind: Kind,
    /// In bytes; 0 for anything but a regular file.
    pub size: u64,
}

/// Folders sort first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Folder,
    File,
    /// Not followed: resolve its path to see where it leads.
    Link,
    /// A pipe, socket or device.
    Other,
}

impl Tree {
    /// The entries of a folder, folders first, then by name. Names that are not Unicode cannot be
    /// spoken of and are left out.
    pub fn list(&self, path: &RelPath) -> Result<Vec<Entry>, TreeError> {
        let failed = |source| TreeError::io(path, source);
        let mut entries = Vec::new();
        for entry in self.folder(path)?.entries().map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            // Gone since the folder was read: no longer an entry.
            let Ok(metadata) = entry.metadata() else { continue };
            let kind = kind(metadata.file_type());
            let size = if kind == Kind::File { metadata.len() } else { 0 };
            entries.push(Entry { name, kind, size });
        }
        entries.sort_by(|a, b| (a.kind > Kind::Folder, &a.name).cmp(&(b.kind > Kind::Folder, &b.name)));
        Ok(entries)
    }
}

fn kind(file_type: FileType) -> Kind {
    if file_type.is_dir() {
        Kind::Folder
    } else if file_type.is_file() {
        Kind::File
    } else if file_type.is_symlink() {
        Kind::Link
    } else {
        Kind::Other
    }
}
