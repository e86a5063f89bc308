use rusqlite::{Connection, OptionalExtension, params};

use crate::{Store, StoreError};

/// The right to work on something, such as `task:checkout/3.1`, until released or lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    pub key: String,
    /// Grows each time the key is taken. Appends under an older epoch are refused.
    pub epoch: i64,
}

/// The process that holds a lease or a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Unlike those of all processes that run now.
    pub process: String,
    /// For people.
    pub name: String,
    /// It is this very process.
    pub own: bool,
}

/// The answer to [`Store::take`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    Lease(Lease),
    /// Somebody else works on it.
    Held(Holder),
}

impl Store {
    /// Takes a lease, unless a process that still runs holds it.
    ///
    /// # Errors
    /// The state cannot be written.
    pub fn take(&self, key: &str) -> Result<Taken, StoreError> {
        let writer = self.writer();
        self.write(&writer, |transaction| {
            if let Some(holder) = self.holder_in(transaction, key)? {
                return Ok(Taken::Held(holder));
            }
            let epoch = transaction.query_row(
                "INSERT INTO lease (key, owner, epoch) VALUES (?1, ?2, 1)
                 ON CONFLICT (key) DO UPDATE SET owner = ?2, epoch = epoch + 1 RETURNING epoch",
                params![key, self.process.id],
                |row| row.get(0),
            )?;
            Ok(Taken::Lease(Lease { key: key.to_owned(), epoch }))
        })
    }

    /// Gives a lease back. One that was lost is left alone.
    ///
    /// # Errors
    /// The state cannot be written.
    pub fn release(&self, lease: &Lease) -> Result<(), StoreError> {
        let writer = self.writer();
        self.write(&writer, |transaction| {
            transaction.execute(
                "UPDATE lease SET owner = NULL WHERE key = ?1 AND epoch = ?2 AND owner = ?3",
                params![lease.key, lease.epoch, self.process.id],
            )?;
            Ok(())
        })
    }

    /// The process that holds a lease now, if it still runs.
    ///
    /// # Errors
    /// The state cannot be read.
    pub fn holder(&self, key: &str) -> Result<Option<Holder>, StoreError> {
        self.holder_in(&self.reader(), key)
    }

    fn holder_in(&self, connection: &Connection, key: &str) -> Result<Option<Holder>, StoreError> {
        let row: Option<(String, Option<String>)> = connection
            .query_row(
                "SELECT owner, name FROM lease LEFT JOIN process ON process.id = owner
                 WHERE key = ?1 AND owner IS NOT NULL",
                [key],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()?;
        Ok(row
            .filter(|(owner, _)| self.process.is_alive(owner))
            .map(|(owner, name)| self.holder_named(owner, name)))
    }

    pub(crate) fn holder_named(&self, process: String, name: Option<String>) -> Holder {
        let own = process == self.process.id;
        Holder { name: name.unwrap_or_else(|| format!("process {process}")), process, own }
    }

    /// Whether this process still holds `lease`.
    pub(crate) fn check_fence(&self, connection: &Connection, lease: &Lease) -> Result<(), StoreError> {
        let held = connection
            .query_row(
                "SELECT 1 FROM lease WHERE key = ?1 AND epoch = ?2 AND owner = ?3",
                params![lease.key, lease.epoch, self.process.id],
                |_| Ok(()),
            )
            .optional()?;
        held.ok_or_else(|| StoreError::LeaseLost { key: lease.key.clone() })
    }
}
