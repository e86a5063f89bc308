use rusqlite::params;

use crate::{Holder, Store, StoreError};

impl Store {
    /// Records that an editor of this process holds a buffer of a document. `path` is relative to the root.
    ///
    /// # Errors
    /// The state cannot be written.
    pub fn document_opened(&self, path: &str) -> Result<(), StoreError> {
        let own = params![path, self.process.id];
        self.connection()
            .execute("INSERT OR IGNORE INTO open_document (path, owner) VALUES (?1, ?2)", own)?;
        Ok(())
    }

    /// The opposite.
    ///
    /// # Errors
    /// The state cannot be written.
    pub fn document_closed(&self, path: &str) -> Result<(), StoreError> {
        let own = params![path, self.process.id];
        self.connection().execute("DELETE FROM open_document WHERE path = ?1 AND owner = ?2", own)?;
        Ok(())
    }

    /// The process whose editor holds a document, this one first; only processes that still run.
    ///
    /// # Errors
    /// The state cannot be read.
    pub fn document_holder(&self, path: &str) -> Result<Option<Holder>, StoreError> {
        let connection = self.connection();
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
