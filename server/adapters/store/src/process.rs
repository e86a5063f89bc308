use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::private::private_file;
use crate::{Holder, Store, StoreError};

/// This process among those that share the state. It is alive as long as it holds the lock on its file.
pub(crate) struct Process {
    pub(crate) id: String,
    name: String,
    folder: PathBuf,
    lock: Arc<File>,
}

impl Process {
    pub(crate) fn register(folder: &Path, name: &str) -> Result<Self, StoreError> {
        let failed = |why| StoreError::Folder { folder: folder.to_owned(), why };
        // A process may open several stores, and its number may have belonged to a dead process.
        let (id, lock) = (0..)
            .map(|n| format!("{}-{n}", std::process::id()))
            .find_map(|id| match private_file().create(true).append(true).open(folder.join(&id)) {
                Err(why) => Some(Err(why)),
                Ok(file) => file.try_lock().is_ok().then(|| Ok((id, file))),
            })
            .unwrap_or_else(|| Err(std::io::ErrorKind::AlreadyExists.into()))
            .map_err(failed)?;
        Ok(Self { id, name: name.to_owned(), folder: folder.to_owned(), lock: Arc::new(lock) })
    }

    /// Whether the process `id` still runs. A file that cannot be looked at counts as alive: never take away.
    pub(crate) fn is_alive(&self, id: &str) -> bool {
        if id == self.id {
            return true;
        }
        match File::options().append(true).open(self.folder.join(id)) {
            // Shared, so that two who look at once do not take each other for the owner.
            Ok(file) => match file.try_lock_shared() {
                Ok(()) => false,
                Err(TryLockError::WouldBlock | TryLockError::Error(_)) => true,
            },
            Err(why) => why.kind() != std::io::ErrorKind::NotFound,
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Best effort: an unlocked file means the same as a missing one.
        let _ = fs::remove_file(self.folder.join(&self.id));
    }
}

impl Store {
    /// What an earlier process with this process's number held is nobody's.
    pub(crate) fn announce(&self) -> Result<(), StoreError> {
        let writer = self.writer();
        self.write(&writer, |transaction| {
            transaction.execute("UPDATE lease SET owner = NULL WHERE owner = ?1", [&self.process.id])?;
            transaction.execute("DELETE FROM open_document WHERE owner = ?1", [&self.process.id])?;
            transaction.execute(
                "INSERT INTO process (id, name) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET name = ?2",
                [&self.process.id, &self.process.name],
            )?;
            Ok(())
        })
    }

    /// The lock that says that this process is alive. Who is given it keeps its leases from others, as a command must
    /// that is still being killed when this process is dead.
    pub fn life(&self) -> Arc<File> {
        Arc::clone(&self.process.lock)
    }

    /// Whether a process of this state still runs, or something that shares its [`Store::life`].
    pub fn is_alive(&self, process: &str) -> bool {
        self.process.is_alive(process)
    }

    /// This process.
    pub fn own(&self) -> Holder {
        self.holder_named(self.process.id.clone(), Some(self.process.name.clone()))
    }

    /// This process, as [`Holder::process`] and events name it.
    pub fn process_id(&self) -> &str {
        &self.process.id
    }

    /// This process, as other processes' users read it.
    pub fn process_name(&self) -> &str {
        &self.process.name
    }
}
