//! The state of a workspace, shared by every process that works on it: one SQLite file with the event log,
//! leases and answers.
//!
//! Events are appended in one order for all processes and never changed. A lease belongs to a process; it is
//! free again the moment that process ends, however it ends, because each process holds a file lock that the
//! kernel lets go (it may share the lock with what must end first, see `Store::life`). An append under a lease that was lost is refused, so a process that was taken over cannot
//! write its last words.
mod document;
mod error;
mod events;
mod health;
mod lease;
mod process;
mod schema;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

pub use error::StoreError;
pub use events::{Answered, Filter};
pub use health::Health;
pub use lease::{Holder, Lease, Taken};
use process::Process;

/// The state of one workspace, as this process sees it.
pub struct Store {
    /// Writes wait for other processes that write, for seconds if need be.
    writer: Mutex<Connection>,
    /// Reads wait for nobody.
    reader: Mutex<Connection>,
    process: Process,
    folder: PathBuf,
}

/// Its name in the state folder.
const FILE: &str = "state.db";

impl Store {
    /// Opens, or creates, the state in `folder`. `name` says to other processes' users what this one is:
    /// `kiro-cli task run (pid 4711)`.
    ///
    /// # Errors
    /// The folder cannot be made or written, or was written by a newer version.
    pub fn open(folder: &Path, name: &str) -> Result<Self, StoreError> {
        make_private_folder(folder)?;
        let writer = connect(folder)?;
        schema::prepare(&writer, &folder.join(FILE))?;
        let reader = connect(folder)?;
        let process = Process::register(&folder.join("processes"), name)?;
        let store = Self {
            writer: Mutex::new(writer),
            reader: Mutex::new(reader),
            process,
            folder: folder.to_owned(),
        };
        store.announce()?;
        Ok(store)
    }

    /// Where the state is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A panic while the lock was held cannot leave half a transaction: SQLite rolls it back.
    fn writer(&self) -> MutexGuard<'_, Connection> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn reader(&self) -> MutexGuard<'_, Connection> {
        self.reader.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection of its own to the state in `folder`.
fn connect(folder: &Path) -> Result<Connection, StoreError> {
    let file = folder.join(FILE);
    let connection = Connection::open(&file).map_err(|why| StoreError::Open { file, why })?;
    connection.busy_timeout(schema::PATIENCE)?;
    Ok(connection)
}

/// Only the user may read what agents did.
fn make_private_folder(folder: &Path) -> Result<(), StoreError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|why| StoreError::Folder { folder: folder.to_owned(), why })
}
