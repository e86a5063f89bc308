use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::stamp::Stamp;
use crate::{Digest, RelPath};

/// Its name in the journal.
pub(super) const FILE: &str = "known";

/// All is written down when one file in so many is newly known; another process has to read fewer again.
const ONE_IN: usize = 100;

/// What files hold, by the stamps they had when they were read.
pub(super) struct Known {
    folder: PathBuf,
    pub(super) files: HashMap<RelPath, Content>,
    unsaved: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Content {
    pub(super) stamp: Stamp,
    /// Of what the file holds; the journal has it, or had it.
    pub(super) digest: Digest,
}

impl Known {
    /// What another process wrote down. Lines that cannot be understood are left out: their files are read again.
    pub(super) fn load(folder: &Path) -> Known {
        let text = fs::read_to_string(folder.join(FILE)).unwrap_or_default();
        let files = text.lines().filter_map(parse).collect();
        Known { folder: folder.to_owned(), files, unsaved: 0 }
    }

    pub(super) fn insert(&mut self, path: RelPath, content: Content) {
        self.files.insert(path, content);
        self.unsaved += 1;
    }

    /// The text to write down, if it is time.
    pub(super) fn unsaved(&mut self) -> Option<String> {
        if self.unsaved == 0 || self.unsaved < self.files.len() / ONE_IN {
            return None;
        }
        self.unsaved = 0;
        Some(self.files.iter().filter_map(|(path, content)| line(path, content)).collect())
    }

    pub(super) fn forget(&mut self) {
        self.files.clear();
        self.unsaved = 0;
        // Then it is read again, and only what is there counts.
        let _ = fs::remove_file(self.folder.join(FILE));
    }
}

fn line(path: &RelPath, Content { stamp, digest }: &Content) -> Option<String> {
    let Stamp { size, modified, changed, inode, executable } = stamp;
    let executable = u8::from(*executable);
    let path = Some(path.as_str()).filter(|path| !path.contains(['\n', '\r']))?;
    Some(format!("{digest} {size} {modified} {changed} {inode} {executable} {path}\n"))
}

fn parse(line: &str) -> Option<(RelPath, Content)> {
    let mut fields = line.splitn(7, ' ');
    let digest = Digest::parse(fields.next()?)?;
    let mut number = || fields.next()?.parse::<i64>().ok();
    let (size, modified, changed, inode, executable) =
        (number()?, number()?, number()?, number()?, number()?);
    let stamp = Stamp {
        size: u64::try_from(size).ok()?,
        modified,
        changed,
        inode: u64::try_from(inode).ok()?,
        executable: executable == 1,
    };
    Some((RelPath::from_names(fields.next()?.split('/')), Content { stamp, digest }))
}
