use std::sync::TryLockError;
use std::time::Duration;

use rusqlite::{Connection, params};

use crate::schema::PATIENCE;
use crate::{Holder, Store, StoreError};

impl Store {
    /// Records whether an editor of this process holds a buffer of a document. `path` is relative to the root.
    ///
    /// # Errors
    /// The state cannot be written.
    pub fn document_is_open(&self, path: &str, open: bool) -> Result<(), StoreError> {
        self.record_open(&self.writer(), path, open)
    }

    /// The same, if nobody else writes just now.
    ///
    /// # Errors
    /// `Locked` at once if somebody does; the state cannot be written.
    pub fn document_is_open_now(&self, path: &str, open: bool) -> Result<(), StoreError> {
        let writer = match self.writer.try_lock() {
            Ok(writer) => writer,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return Err(StoreError::Locked),
        };
        writer.busy_timeout(Duration::ZERO)?;
        let recorded = self.record_open(&writer, path, open);
        writer.busy_timeout(PATIENCE)?;
        recorded
    }

    fn record_open(&self, writer: &Connection, path: &str, open: bool) -> Result<(), StoreError> {
        let sql = match open {
            true => "INSERT OR IGNORE INTO open_document (path, owner) VALUES (?1, ?2)",
            false => "DELETE FROM open_document WHERE path = ?1 AND owner = ?2",
        };
        self.write(writer, |transaction| {
            transaction.execute(sql, params![path, self.process.id])?;
            Ok(())
        })
    }

    /// The process whose editor holds a document, this one first; only processes that still run.
    ///
    /// # Errors
    /// The state cannot be read.
    pub fn document_holder(&self, path: &str) -> Result<Option<Holder>, StoreError> {
        let connection = self.reader();
        let mut statement = connection.prepare_cached(
            "SELECT owner, name FROM open_document LEFT JOIN process ON process.id = owner
             WHERE path = ?1 ORDER BY owner <> ?2",
        )?;
        let rows =
            statement.query_map(params![path, self.process.id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        for row in rows {
            let (owner, name): (String, Option<String>) = row?;
            if self.process.is_alive(&owner) {
                return Ok(Some(self.holder_named(owner, name)));
            }
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    #[test]
    fn a_panic_of_a_writer_locks_nobody_out() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), "a").unwrap();
        let panicked = std::thread::scope(|scope| {
            let writes = scope.spawn(|| {
                let _writer = store.writer();
                panic!("on purpose");
            });
            writes.join().is_err()
        });
        assert!(panicked);
        store.document_is_open_now("a.md", true).unwrap();
        assert_eq!(store.document_holder("a.md").unwrap(), Some(store.own()));
    }
}
