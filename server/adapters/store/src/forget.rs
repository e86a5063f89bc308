use protocol::{EventBody, RunId, SessionId};
use rusqlite::{Connection, params};

use crate::events::insert;
use crate::{Lease, Store, StoreError};

/// Events of sessions, `?1` as a JSON list, or of a run, `?2`.
const OF: &str = "WHERE session IN (SELECT value FROM json_each(?1)) OR run = ?2";

impl Store {
    /// Deletes the events of sessions and of their run with their answers, and appends that they were deleted; all or
    /// nothing. `lease` must be held by this process. Returns the sessions whose history begins with one of them: if
    /// there are any, nothing was deleted.
    ///
    /// The text is still in the file until [`Store::scrub`].
    ///
    /// # Errors
    /// The lease was lost, or the state cannot be written.
    pub fn forget(
        &self,
        at: i64,
        sessions: &[SessionId],
        run: Option<&RunId>,
        lease: &Lease,
    ) -> Result<Vec<SessionId>, StoreError> {
        let names = serde_json::to_string(sessions)?;
        let writer = self.writer();
        let (forks, last) = self.write(&writer, |transaction| {
            self.check_fence(transaction, lease)?;
            let forks = forks(transaction, &names)?;
            if !forks.is_empty() {
                return Ok((forks, 0));
            }
            let of_them = params![names, run.map(|run| &run.0)];
            transaction
                .execute(&format!("DELETE FROM answer WHERE seq IN (SELECT seq FROM event {OF})"), of_them)?;
            transaction.execute(&format!("DELETE FROM event {OF}"), of_them)?;
            let mut last = 0;
            for session in sessions {
                last = insert(transaction, at, &EventBody::SessionDeleted { session: session.clone() })?.seq;
            }
            Ok((forks, last))
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

/// Those whose history begins with one of `sessions`, a JSON list.
fn forks(connection: &Connection, sessions: &str) -> rusqlite::Result<Vec<SessionId>> {
    let mut statement = connection.prepare(
        "SELECT session FROM event WHERE kind = 'sessionOpened'
         AND json_extract(body, '$.fork.session') IN (SELECT value FROM json_each(?1)) ORDER BY seq",
    )?;
    let rows = statement.query_map([sessions], |row| Ok(SessionId(row.get(0)?)))?;
    rows.collect()
}
