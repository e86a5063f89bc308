//! The state of a workspace, shared by every process that works on it: one SQLite file with the event log,
//! leases and answers. And what models cost a user, in all workspaces.
//!
//! Events are appended in one order for all processes and never changed; only a user's wish takes a session's away. A lease belongs to a process; it is
//! free again the moment that process ends, however it ends, because each process holds a file lock that the
//! kernel lets go (it may share the lock with what must end first, see `Store::life`). An append under a lease that was lost is refused, so a process that was taken over cannot
//! write its last words.
mod document;
mod error;
mod events;
mod fault;
mod forget;
mod health;
mod lease;
mod ledger;
mod mark;
mod private;
mod process;
mod schema;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, Transaction, TransactionBehavior};

pub use error::StoreError;
pub use events::{Answered, Filter};
pub use health::Health;
pub use lease::{Holder, Lease, Taken};
pub use ledger::{By, Ledger, Spent, Sum, Sums, Which};
pub use mark::Lost;
use mark::Mark;
use private::{private_file, private_folder, restrict};
use process::Process;

/// The state of one workspace, as this process sees it.
pub struct Store {
    /// Writes wait for other processes that write, for seconds if need be.
    writer: Mutex<Connection>,
    /// Reads wait for nobody.
    reader: Mutex<Connection>,
    process: Process,
    folder: PathBuf,
    mark: Mark,
    lost: Option<Lost>,
    log: String,
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
        private_folder(folder)?;
        let mark = Mark::open(folder)?;
        // Read first: a process that appends now raises it.
        let stored = mark.read();
        let writer = connect(folder)?;
        schema::prepare(&writer, &folder.join(FILE))?;
        let lost = schema::never_again(&writer, stored)?;
        let log = schema::identity(&writer)?;
        let reader = connect(folder)?;
        let process = Process::register(&folder.join("processes"), name)?;
        let store = Self {
            writer: Mutex::new(writer),
            reader: Mutex::new(reader),
            process,
            folder: folder.to_owned(),
            mark,
            lost,
            log,
        };
        store.announce()?;
        Ok(store)
    }

    /// Where the state is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What no other log is called, not even one that was begun anew in the same folder.
    pub fn log(&self) -> &str {
        &self.log
    }

    /// Events that were missing when this process opened the log. Their places are not given to others.
    pub fn lost(&self) -> Option<Lost> {
        self.lost
    }

    /// Does all of `work` or nothing of it, alone among all processes. Everything that is written goes through here.
    fn write<T>(
        &self,
        writer: &Connection,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        fault::before_write()?;
        let transaction = Transaction::new_unchecked(writer, TransactionBehavior::Immediate)?;
        let done = work(&transaction)?;
        transaction.commit()?;
        fault::after_write();
        Ok(done)
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
    // SQLite gives what it keeps beside the file the same rights.
    let made = private_file().append(true).create(true).open(&file);
    made.map_err(|why| StoreError::Folder { folder: folder.to_owned(), why })?;
    restrict(&file, 0o600);
    let connection = Connection::open(&file).map_err(|why| StoreError::Open { file, why })?;
    connection.busy_timeout(schema::PATIENCE)?;
    Ok(connection)
}
