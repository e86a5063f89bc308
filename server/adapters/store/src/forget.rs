use protocol::{EventBody, RunId, SessionId};
use rusqlite::{Connection, params};

use crate::events::insert;
use crate::{Lease, Store, StoreError};

impl Store {
    /// Deletes the events of a session and of its run with their answers, and appends that it was deleted; all or
    /// nothing. `lease` must be held by this process. Returns the sessions whose history begins with it: if there are
    /// any, nothing was deleted.
    ///
    /// The text is still in the file until [`Store::scrub`].
    ///
    /// # Errors
    /// The lease was lost, or the state cannot be written.
    pub fn forget(
        &self,
        at: i64,
        session: &SessionId,
        run: Option<&RunId>,
        lease: &Lease,
    ) -> Result<Vec<SessionId>, StoreError> {
        let writer = self.writer();
        let (forks, last) = self.write(&writer, |transaction| {
            self.check_fence(transaction, lease)?;
            let forks = forks(transaction, session)?;
            if !forks.is_empty() {
                return Ok((forks, 0));
            }
            let of_it = params![session.0, run.map(|run| &run.0)];
            transaction.execute(
                "DELETE FROM answer WHERE seq IN (SELECT seq FROM event WHERE session = ?1 OR run = ?2)",
                of_it,
            )?;
            transaction.execute("DELETE FROM event WHERE session = ?1 OR run = ?2", of_it)?;
            let event = insert(transaction, at, &EventBody::SessionDeleted { session: session.clone() })?;
            Ok((forks, event.seq))
        })?;
        self.mark.raise(last);
        Ok(forks)
    }

    /// Writes the file anew, without what was deleted. Takes as long as copying it does; meanwhile others can read.
    ///
    /// # Errors
    /// `Locked`: somebody is reading or writing. The disk has no room for a copy.
    pub fn scrub(&self) -> Result<(), StoreError> {
        let writer = self.writer();
        writer.execute_batch("VACUUM")?;
        // What was written before is in the journal, too, until that is emptied.
        let busy: i64 = writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        if busy == 0 { Ok(()) } else { Err(StoreError::Locked) }
    }
}

fn forks(connection: &Connection, session: &SessionId) -> rusqlite::Result<Vec<SessionId>> {
    let mut statement = connection.prepare(
        "SELECT session FROM event
         WHERE kind = 'sessionOpened' AND json_extract(body, '$.fork.session') = ?1 ORDER BY seq",
    )?;
    let rows = statement.query_map([&session.0], |row| Ok(SessionId(row.get(0)?)))?;
    rows.collect()
}
