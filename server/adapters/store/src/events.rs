use protocol::{EVENT_VERSION, Event, EventBody, QuestionId, Record, RunId, SessionId};
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::{Lease, Store, StoreError};

/// Which part of the log to read. Always in order.
#[derive(Clone, Debug)]
pub enum Filter<'a> {
    /// Everything after this event; 0 for all.
    Since(u64),
    /// The events of a run and of its session.
    Run(&'a RunId),
    /// The events of a session.
    Session(&'a SessionId),
    /// The events of a session after this one.
    SessionSince(&'a SessionId, u64),
    /// The events of a session up to this one.
    SessionUntil(&'a SessionId, u64),
    /// Events of these types, as their `type` is written.
    Types(&'a [&'a str]),
    /// The events of a session after this one, of these types.
    SessionTypes(&'a SessionId, u64, &'a [&'a str]),
}

/// The result of [`Store::answer`].
#[derive(Clone, Debug, PartialEq)]
pub enum Answered {
    Stored(Event),
    /// Somebody was faster; this is their answer.
    Before(Event),
}

impl Store {
    /// Appends events, all or none. Under a lease: only while this process holds it.
    ///
    /// # Errors
    /// The lease was lost, or the state cannot be written. Then nothing was appended.
    pub fn append(
        &self,
        at: i64,
        bodies: &[EventBody],
        fence: Option<&Lease>,
    ) -> Result<Vec<Event>, StoreError> {
        let writer = self.writer();
        let events = self.write(&writer, |transaction| {
            if let Some(lease) = fence {
                self.check_fence(transaction, lease)?;
            }
            bodies.iter().map(|body| insert(transaction, at, body)).collect::<Result<Vec<_>, _>>()
        })?;
        if let Some(last) = events.last() {
            self.mark.raise(last.seq);
        }
        Ok(events)
    }

    /// Appends the answer to a question, unless it has one.
    ///
    /// # Errors
    /// The state cannot be written.
    pub fn answer(&self, at: i64, question: &QuestionId, body: &EventBody) -> Result<Answered, StoreError> {
        let writer = self.writer();
        let answered = self.write(&writer, |transaction| {
            let before: Option<u64> = transaction
                .query_row("SELECT seq FROM answer WHERE question = ?1", [&question.0], |row| row.get(0))
                .optional()?;
            if let Some(seq) = before {
                let event = transaction.query_row(&select("WHERE seq = ?1"), [seq], event)?;
                return Ok(Answered::Before(event));
            }
            let event = insert(transaction, at, body)?;
            transaction.execute("INSERT INTO answer VALUES (?1, ?2)", params![question.0, event.seq])?;
            Ok(Answered::Stored(event))
        })?;
        if let Answered::Stored(event) = &answered {
            self.mark.raise(event.seq);
        }
        Ok(answered)
    }

    /// Reads a part of the log.
    ///
    /// # Errors
    /// The state cannot be read.
    pub fn events(&self, filter: &Filter<'_>) -> Result<Vec<Event>, StoreError> {
        let mut events = Vec::new();
        self.each(filter, |event| events.push(event))?;
        Ok(events)
    }

    /// Reads a part of the log, and holds one event of it at a time. `each` must not use the store, which waits
    /// for it.
    ///
    /// # Errors
    /// The state cannot be read.
    pub fn each(&self, filter: &Filter<'_>, mut each: impl FnMut(Event)) -> Result<(), StoreError> {
        let connection = self.reader();
        let mut query = |clause: &str, parameters: &[&dyn rusqlite::ToSql]| -> Result<(), StoreError> {
            let mut statement = connection.prepare_cached(&select(clause))?;
            for found in statement.query_map(parameters, event)? {
                each(found?);
            }
            Ok(())
        };
        match filter {
            Filter::Since(seq) => query("WHERE seq > ?1", &[seq]),
            Filter::Session(session) => query("WHERE session = ?1", &[&session.0]),
            Filter::SessionSince(session, seq) => {
                query("WHERE session = ?1 AND seq > ?2", &[&session.0, seq])
            }
            Filter::SessionUntil(session, seq) => {
                query("WHERE session = ?1 AND seq <= ?2", &[&session.0, seq])
            }
            Filter::Run(run) => query(
                "WHERE run = ?1 OR session = (SELECT session FROM event WHERE run = ?1 AND kind = 'sessionOpened')",
                &[&run.0],
            ),
            Filter::SessionTypes(session, seq, kinds) => {
                let kinds = serde_json::to_string(kinds)?;
                query(
                    "WHERE session = ?1 AND seq > ?2 AND kind IN (SELECT value FROM json_each(?3))",
                    &[&session.0, seq, &kinds],
                )
            }
            Filter::Types(kinds) => {
                let kinds = serde_json::to_string(kinds)?;
                query("WHERE kind IN (SELECT value FROM json_each(?1))", &[&kinds])
            }
        }
    }

    /// The first event of a session, which opens it. Of one that was deleted: the one that says so.
    ///
    /// # Errors
    /// The state cannot be read.
    pub fn first(&self, session: &SessionId) -> Result<Option<Event>, StoreError> {
        let sql = format!("{} LIMIT 1", select("WHERE session = ?1"));
        Ok(self.reader().query_row(&sql, [&session.0], event).optional()?)
    }

    /// The events of these types, latest first, as long as `each` wants more; and only those whose JSON, as it is
    /// stored, `fits`.
    ///
    /// # Errors
    /// The state cannot be read.
    pub fn search(
        &self,
        kinds: &[&str],
        fits: impl Fn(&str) -> bool,
        mut each: impl FnMut(Event) -> bool,
    ) -> Result<(), StoreError> {
        let reader = self.reader();
        let mut statement = reader.prepare_cached(
            "SELECT seq, at, version, body FROM event
             WHERE kind IN (SELECT value FROM json_each(?1)) ORDER BY seq DESC",
        )?;
        let mut rows = statement.query([serde_json::to_string(kinds)?])?;
        while let Some(row) = rows.next()? {
            let fits = row.get_ref(3)?.as_str().is_ok_and(&fits);
            if fits && !each(event(row)?) {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Place of the last event; 0 in an empty log.
    ///
    /// # Errors
    /// The state cannot be read.
    pub fn head(&self) -> Result<u64, StoreError> {
        let head =
            self.reader().query_row("SELECT coalesce(max(seq), 0) FROM event", [], |row| row.get(0))?;
        Ok(head)
    }
}

fn select(clause: &str) -> String {
    format!("SELECT seq, at, version, body FROM event {clause} ORDER BY seq")
}

pub(crate) fn insert(connection: &Connection, at: i64, body: &EventBody) -> Result<Event, StoreError> {
    let json = serde_json::to_value(body)?;
    let kind = json.get("type").and_then(serde_json::Value::as_str).unwrap_or_default();
    let (run, session) = (body.run().map(|run| &run.0), body.session().map(|session| &session.0));
    connection
        .prepare_cached(
            "INSERT INTO event (at, version, kind, run, session, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![at, EVENT_VERSION, kind, run, session, json.to_string()])?;
    let seq = u64::try_from(connection.last_insert_rowid()).unwrap_or_default();
    Ok(Event { seq, at, version: EVENT_VERSION, record: Record::Known(body.clone()) })
}

/// An event of a version this one does not know is kept as it is. What is no JSON at all no version has written.
fn event(row: &Row<'_>) -> rusqlite::Result<Event> {
    let body = row.get_ref(3)?.as_str()?;
    let record = serde_json::from_str(body)
        .map(Record::Known)
        .or_else(|_| serde_json::from_str(body).map(Record::Unknown))
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(3, Type::Text, error.into()))?;
    Ok(Event { seq: row.get(0)?, at: row.get(1)?, version: row.get(2)?, record })
}
