use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, TransactionBehavior};

use crate::StoreError;
use crate::mark::Lost;

const VERSION: i64 = 2;

/// How long to wait for another process that writes.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

const TABLES: &str = "
    CREATE TABLE event (
        seq     INTEGER PRIMARY KEY AUTOINCREMENT,
        at      INTEGER NOT NULL,
        version INTEGER NOT NULL,
        kind    TEXT NOT NULL,
        run     TEXT,
        session TEXT,
        body    TEXT NOT NULL
    ) STRICT;
    CREATE INDEX event_run ON event (run) WHERE run IS NOT NULL;
    CREATE INDEX event_session ON event (session) WHERE session IS NOT NULL;
    CREATE INDEX event_kind ON event (kind);
    CREATE TABLE answer (question TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE process (id TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE open_document (path TEXT, owner TEXT, PRIMARY KEY (path, owner)) STRICT, WITHOUT ROWID;
    CREATE TABLE lease (key TEXT PRIMARY KEY, owner TEXT, epoch INTEGER NOT NULL) STRICT, WITHOUT ROWID;
";

/// Since version 2: a log that is begun anew counts from 1 again, and is another one.
const IDENTITY: &str = "
    CREATE TABLE log (id TEXT NOT NULL) STRICT;
    INSERT INTO log VALUES (lower(hex(randomblob(16))));
";

/// WAL lets readers and a writer work at once. `synchronous=NORMAL` survives the death of every process; a
/// power cut can lose the last moments, never the order.
pub(crate) fn prepare(connection: &Connection, file: &Path) -> Result<(), StoreError> {
    let open = |why| StoreError::Open { file: file.to_owned(), why };
    switch_to_wal(connection).map_err(open)?;
    connection.pragma_update(None, "synchronous", "NORMAL").map_err(open)?;
    // What is deleted is overwritten.
    connection.pragma_update(None, "secure_delete", true).map_err(open)?;
    let found = version(connection).map_err(open)?;
    if found > VERSION {
        return Err(StoreError::Newer { file: file.to_owned(), found, known: VERSION });
    }
    if found < VERSION {
        let transaction =
            rusqlite::Transaction::new_unchecked(connection, TransactionBehavior::Immediate).map_err(open)?;
        // Another process may have been faster while this one waited for the lock.
        let found = version(&transaction).map_err(open)?;
        if found < 1 {
            transaction.execute_batch(TABLES).map_err(open)?;
        }
        if found < 2 {
            transaction.execute_batch(IDENTITY).map_err(open)?;
        }
        transaction.pragma_update(None, "user_version", VERSION.max(found)).map_err(open)?;
        transaction.commit().map_err(open)?;
    }
    Ok(())
}

/// What no other log is called.
pub(crate) fn identity(connection: &Connection) -> rusqlite::Result<String> {
    connection.query_row("SELECT id FROM log", [], |row| row.get(0))
}

/// Compares the log with what is known to have been `stored`: the place of its last event. If the log ends before it was
/// cut, and the places of what is gone are not used again: somebody may have seen them.
pub(crate) fn never_again(connection: &Connection, stored: u64) -> Result<Option<Lost>, StoreError> {
    let last = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'event'";
    let after: u64 = connection.query_row(last, [], |row| row.get(0))?;
    if stored <= after {
        return Ok(None);
    }
    connection.execute("DELETE FROM sqlite_sequence WHERE name = 'event'", [])?;
    connection.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('event', ?1)", [stored])?;
    Ok(Some(Lost { after, until: stored }))
}

/// Where several processes are the first to open the file, SQLite refuses all but one at once, whatever its timeout.
pub(crate) fn switch_to_wal(connection: &Connection) -> rusqlite::Result<()> {
    let end = Instant::now() + PATIENCE;
    loop {
        match connection.pragma_update(None, "journal_mode", "WAL") {
            Err(error)
                if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && Instant::now() < end =>
            {
                std::thread::sleep(Duration::from_millis(5));
            }
            switched => return switched,
        }
    }
}

pub(crate) fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}
