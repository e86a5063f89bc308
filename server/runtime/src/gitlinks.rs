//! Submodules of a repository, found in its index: git looks into each of them, with a `.gitmodules` or without.

use std::path::{Path, PathBuf};

use bstr::ByteSlice;

/// The mode of an entry that is a repository of its own.
const GITLINK: &[u8] = b"\x00\x00\xe0\x00";

/// From the mode of an entry to its name: owner, size, object (20 or 32 bytes) and flags (2 bytes or 4).
const NAMES: [usize; 4] = [38, 40, 50, 52];

/// Submodules that are looked at in an index.
const MOST: usize = 1_000;

/// Bytes of an index that are looked through.
const LARGEST: u64 = 64 << 20;

/// Folders beneath a worktree that its index may have as submodules. The bytes of a mode may stand elsewhere, too, so some
/// are no names; an error says why none can be told.
pub(crate) fn folders(repository: &Path, worktree: &Path) -> Result<Vec<PathBuf>, &'static str> {
    let mut indexes = vec![repository.join("index")];
    let mut folders = Vec::new();
    while let Some(file) = indexes.pop() {
        if file.metadata().is_ok_and(|found| found.len() > LARGEST) {
            return Err("its index is too large");
        }
        let Ok(index) = std::fs::read(&file) else { continue };
        let links: Vec<_> = index.find_iter(GITLINK).take(MOST + 1).collect();
        // There, a name is only the part in which it differs from the one before it.
        if index.get(..8) == Some(b"DIRC\x00\x00\x00\x04") && !links.is_empty() {
            return Err("a submodule in an index whose names are shortened");
        }
        if links.len() > MOST {
            return Err("it has too many submodules");
        }
        let names = links.into_iter().flat_map(|at| NAMES.iter().map(move |behind| at + behind));
        folders.extend(names.filter_map(|at| {
            let name = index.get(at..)?.split(|byte| *byte == 0).next()?;
            (!name.is_empty()).then(|| worktree.join(name.to_path_lossy()))
        }));
        // The rest of a split index.
        if file.ends_with("index") && index.contains_str("link") {
            let entries = std::fs::read_dir(repository).into_iter().flatten().flatten();
            indexes.extend(entries.map(|entry| entry.path()).filter(|path| {
                path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"sharedindex."))
            }));
        }
    }
    Ok(folders)
}
