use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use crate::StoreError;
use crate::private::private_file;

/// Its name in the state folder.
const FILE: &str = "head";

/// The place of the last event that was ever stored, in a file of its own beside the log.
///
/// SQLite takes what is left of a log that was cut for all of it. This tells the difference: it is written after each
/// append, so it never names an event that was not stored.
pub(crate) struct Mark(File);

/// Events that were stored once and are not there any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lost {
    /// The last event before them.
    pub after: u64,
    /// The last of them.
    pub until: u64,
}

impl Mark {
    pub(crate) fn open(folder: &Path) -> Result<Self, StoreError> {
        let open = private_file().read(true).write(true).create(true).truncate(false).open(folder.join(FILE));
        open.map(Self).map_err(|why| StoreError::Folder { folder: folder.to_owned(), why })
    }

    /// 0 if it says nothing.
    pub(crate) fn read(&self) -> u64 {
        let mut text = String::new();
        let mut file = &self.0;
        let read = file.seek(SeekFrom::Start(0)).and_then(|_| file.read_to_string(&mut text));
        read.ok().and_then(|_| text.trim().parse().ok()).unwrap_or_default()
    }

    /// Best effort: what cannot be written here is only not told apart later. Called by one at a time.
    pub(crate) fn raise(&self, seq: u64) {
        if seq > self.read() {
            let mut file = &self.0;
            let _ =
                file.seek(SeekFrom::Start(0)).and_then(|_| file.write_all(format!("{seq:020}\n").as_bytes()));
        }
    }
}
