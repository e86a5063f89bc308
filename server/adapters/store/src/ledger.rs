use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OptionalExtension, Row, Transaction, TransactionBehavior, params};

use crate::private::{private_file, restrict};
use crate::schema::{PATIENCE, switch_to_wal, version};
use crate::{Store, StoreError};

/// What models were asked for and what that cost, in all workspaces of a user: one SQLite file.
///
/// The logs of the workspaces are the truth; each call is written here once, by its log and its place in it.
/// It stays when its session is deleted, since the money does not come back.
pub struct Ledger {
    connection: Mutex<Connection>,
}

/// One call of a model.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    /// The place of its event in the log of its workspace.
    pub seq: u64,
    /// Unix milliseconds.
    pub at: i64,
    pub session: String,
    pub run: Option<String>,
    pub spec: Option<String>,
    pub task: Option<String>,
    pub model: String,
    /// What it was for, as the catalogue names classes.
    pub class: String,
    /// Tokens read for the first time, those put into a cache among them.
    pub input: u64,
    pub output: u64,
    pub cached: u64,
    pub written: u64,
    pub nanodollars: Option<u64>,
    pub centicredits: Option<u64>,
}

/// What calls took together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// What they have in common.
    pub key: String,
    pub calls: u64,
    pub input: u64,
    pub output: u64,
    pub cached: u64,
    pub written: u64,
    pub nanodollars: u64,
    pub centicredits: u64,
    /// Calls whose price nobody knows.
    pub unpriced: u64,
}

/// What calls are added up by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Total,
    Workspace,
    Session,
    Run,
    Spec,
    Task,
    Model,
    Class,
    /// In the time zone whose offset from UTC, in minutes, it has.
    Day(i32),
}

/// Which calls are added up.
#[derive(Clone, Copy, Debug, Default)]
pub struct Which<'a> {
    /// Not before this, Unix milliseconds.
    pub since: i64,
    pub workspace: Option<&'a str>,
    pub run: Option<&'a str>,
    /// A spec and a task of it.
    pub task: Option<(&'a str, &'a str)>,
}

const VERSION: i64 = 2;

/// Version 1 took a log that was begun anew for the old one. It was never released: the logs fill it again.
const TABLES: &str = "
    DROP TABLE IF EXISTS spent;
    DROP TABLE IF EXISTS reserved;
    CREATE TABLE spent (
        log          TEXT NOT NULL,
        workspace    TEXT NOT NULL,
        seq          INTEGER NOT NULL,
        at           INTEGER NOT NULL,
        session      TEXT NOT NULL,
        run          TEXT,
        spec         TEXT,
        task         TEXT,
        model        TEXT NOT NULL,
        class        TEXT NOT NULL,
        input        INTEGER NOT NULL,
        output       INTEGER NOT NULL,
        cached       INTEGER NOT NULL,
        written      INTEGER NOT NULL,
        nanodollars  INTEGER,
        centicredits INTEGER,
        PRIMARY KEY (log, seq)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX spent_at ON spent (at);
    CREATE TABLE reserved (
        id           TEXT PRIMARY KEY,
        until        INTEGER NOT NULL,
        nanodollars  INTEGER NOT NULL,
        centicredits INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
";

/// The calls of a log after a place in it. What they were for is in the events that opened their session and its run.
const CALLS: &str = "
    SELECT call.seq, call.at, call.session, opened.body ->> '$.run', asked.body ->> '$.plan.spec',
        asked.body ->> '$.plan.task', coalesce(call.body ->> '$.model', opened.body ->> '$.model', ''), call.kind,
        call.body ->> '$.usage.inputTokens', call.body ->> '$.usage.outputTokens', call.body ->> '$.usage.cachedTokens',
        call.body ->> '$.usage.writtenTokens', call.body ->> '$.usage.cost.nanodollars',
        call.body ->> '$.usage.cost.centicredits'
    FROM event call
        LEFT JOIN event opened ON opened.kind = 'sessionOpened' AND opened.session = call.session
        LEFT JOIN event asked ON asked.kind = 'runRequested' AND asked.run = opened.body ->> '$.run'
    WHERE call.seq > ?1 AND call.kind IN ('modelAnswered', 'contextCompacted')
    GROUP BY call.seq ORDER BY call.seq";

impl Store {
    /// The calls of models after a place in the log.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn calls_since(&self, seq: u64) -> Result<Vec<Spent>, StoreError> {
        let reader = self.reader();
        let mut statement = reader.prepare_cached(CALLS)?;
        let rows = statement.query_map([seq], |row| {
            let kind: String = row.get(7)?;
            let model: String = row.get(6)?;
            // What is read from a file costs nothing, which is another thing than an unknown price.
            let free = model.starts_with("scripted:").then_some(0);
            let count = |column| row.get::<_, Option<u64>>(column).map(Option::unwrap_or_default);
            Ok(Spent {
                seq: row.get(0)?,
                at: row.get(1)?,
                session: row.get(2)?,
                run: row.get(3)?,
                spec: row.get(4)?,
                task: row.get(5)?,
                model,
                class: if kind == "modelAnswered" { "implementation" } else { "summary" }.to_owned(),
                input: count(8)?,
                output: count(9)?,
                cached: count(10)?,
                written: count(11)?,
                nanodollars: row.get::<_, Option<u64>>(12)?.or(free),
                centicredits: row.get(13)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Ledger {
    /// Opens, or creates, the ledger in `folder`.
    ///
    /// # Errors
    /// It cannot be made or written, or was written by a newer version.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        let failed = |why| StoreError::Folder { folder: folder.to_owned(), why };
        std::fs::create_dir_all(folder).map_err(failed)?;
        restrict(folder, 0o700);
        let file = folder.join("usage.db");
        private_file().append(true).create(true).open(&file).map_err(failed)?;
        restrict(&file, 0o600);
        let connection =
            Connection::open(&file).map_err(|why| StoreError::Open { file: file.clone(), why })?;
        connection.busy_timeout(PATIENCE)?;
        prepare(&connection, file)?;
        Ok(Self { connection: Mutex::new(connection) })
    }

    /// The place in a log up to which everything is here.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn known(&self, log: &str) -> Result<u64, StoreError> {
        let known = "SELECT coalesce(max(seq), 0) FROM spent WHERE log = ?1";
        Ok(self.connection().query_row(known, [log], |row| row.get(0))?)
    }

    /// Writes calls of a workspace and its log, each once however often it is told, and gives back what was reserved for
    /// them.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn record(
        &self,
        (workspace, log): (&str, &str),
        calls: &[Spent],
        reserved: Option<&str>,
    ) -> Result<(), StoreError> {
        let connection = self.connection();
        let transaction = begin(&connection)?;
        for spent in calls {
            transaction.execute(
                "INSERT OR IGNORE INTO spent VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
                params![
                    log, workspace, spent.seq, spent.at, spent.session, spent.run, spent.spec, spent.task, spent.model,
                    spent.class, spent.input, spent.output, spent.cached, spent.written, spent.nanodollars,
                    spent.centicredits,
                ],
            )?;
        }
        if let Some(id) = reserved {
            transaction.execute("DELETE FROM reserved WHERE id = ?1", [id])?;
        }
        Ok(transaction.commit()?)
    }

    /// Reserves what a call may cost at most, if `allow` finds that it may, given what else is reserved; all in one step among
    /// all processes. What is not given back counts until `until`, Unix milliseconds.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn reserve<T>(
        &self,
        id: &str,
        (now, until): (i64, i64),
        allow: impl FnOnce(&Sums<'_>) -> Result<Option<(u64, u64)>, T>,
    ) -> Result<Result<(), T>, StoreError> {
        let connection = self.connection();
        let transaction = begin(&connection)?;
        transaction.execute("DELETE FROM reserved WHERE until < ?1", [now])?;
        match allow(&Sums { connection: &transaction }) {
            Ok(Some((nanodollars, centicredits))) => {
                transaction.execute(
                    "INSERT OR REPLACE INTO reserved VALUES (?1, ?2, ?3, ?4)",
                    params![id, until, nanodollars, centicredits],
                )?;
                transaction.commit()?;
                Ok(Ok(()))
            }
            Ok(None) => Ok(Ok(())),
            Err(why) => Ok(Err(why)),
        }
    }

    /// Looks at what was spent.
    pub fn look<T>(&self, look: impl FnOnce(&Sums<'_>) -> T) -> T {
        look(&Sums { connection: &self.connection() })
    }

    /// A panic while the lock was held cannot leave half a transaction: SQLite rolls it back.
    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What was spent, as one moment sees it.
pub struct Sums<'a> {
    connection: &'a Connection,
}

impl Sums<'_> {
    /// Adds calls up, the dearest first; days in their order.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn of(&self, which: &Which<'_>, by: By) -> Result<Vec<Sum>, StoreError> {
        let key = match by {
            By::Total => "''",
            By::Workspace => "workspace",
            By::Session => "session",
            By::Run => "coalesce(run, '')",
            By::Spec => "coalesce(spec, '')",
            By::Task => "CASE WHEN spec IS NULL THEN '' ELSE spec || ' ' || task END",
            By::Model => "model",
            By::Class => "class",
            By::Day(_) => "strftime('%Y-%m-%d', at / 1000 + ?6 * 60, 'unixepoch')",
        };
        let (order, offset) = match by {
            By::Day(offset) => ("1", offset),
            By::Total
            | By::Workspace
            | By::Session
            | By::Run
            | By::Spec
            | By::Task
            | By::Model
            | By::Class => ("7 DESC, 3 + 4 DESC, 1", 0),
        };
        let sql = format!(
            "SELECT {key}, count(*), sum(input), sum(output), sum(cached), sum(written), sum(coalesce(nanodollars, 0)),
                    sum(coalesce(centicredits, 0)), sum(nanodollars IS NULL)
             FROM spent WHERE at >= ?1 AND (?2 IS NULL OR workspace = ?2) AND (?3 IS NULL OR run = ?3)
                    AND (?4 IS NULL OR spec = ?4) AND (?5 IS NULL OR task = ?5) AND ?6 IS NOT NULL
             GROUP BY 1 ORDER BY {order}"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let (spec, task) = which.task.unzip();
        let rows =
            statement.query_map(params![which.since, which.workspace, which.run, spec, task, offset], sum)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What they took together.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn total(&self, which: &Which<'_>) -> Result<Sum, StoreError> {
        Ok(self.of(which, By::Total)?.pop().unwrap_or_default())
    }

    /// When the day and the month began in which `at` is, in UTC; all in Unix milliseconds.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn starts(&self, at: i64) -> Result<(i64, i64), StoreError> {
        let starts =
            "SELECT unixepoch(?1, 'unixepoch', 'start of day'), unixepoch(?1, 'unixepoch', 'start of month')";
        let (day, month): (i64, i64) =
            self.connection.query_row(starts, [at / 1000], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok((day * 1000, month * 1000))
    }

    /// The day of a moment in Unix milliseconds, by UTC, as in `2026-11-01`.
    ///
    /// # Errors
    /// It cannot be asked.
    pub fn day(&self, at: i64) -> Result<String, StoreError> {
        let day = "SELECT strftime('%Y-%m-%d', ?1, 'unixepoch')";
        Ok(self.connection.query_row(day, [at / 1000], |row| row.get(0))?)
    }

    /// What is reserved for calls that go on, in billionths of a dollar and hundredths of a credit.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn reserved(&self) -> Result<(u64, u64), StoreError> {
        let sum = "SELECT coalesce(sum(nanodollars), 0), coalesce(sum(centicredits), 0) FROM reserved";
        let found = self.connection.query_row(sum, [], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        Ok(found.unwrap_or_default())
    }
}

fn sum(row: &Row<'_>) -> rusqlite::Result<Sum> {
    Ok(Sum {
        key: row.get(0)?,
        calls: row.get(1)?,
        input: row.get(2)?,
        output: row.get(3)?,
        cached: row.get(4)?,
        written: row.get(5)?,
        nanodollars: row.get(6)?,
        centicredits: row.get(7)?,
        unpriced: row.get(8)?,
    })
}

fn begin(connection: &Connection) -> Result<Transaction<'_>, StoreError> {
    Ok(Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?)
}

fn prepare(connection: &Connection, file: PathBuf) -> Result<(), StoreError> {
    let open = |why| StoreError::Open { file: file.clone(), why };
    switch_to_wal(connection).map_err(open)?;
    connection.pragma_update(None, "synchronous", "NORMAL").map_err(open)?;
    let found = version(connection).map_err(open)?;
    if found > VERSION {
        return Err(StoreError::Newer { file, found, known: VERSION });
    }
    if found < VERSION {
        let transaction = begin(connection)?;
        // Another process may have been faster while this one waited for the lock.
        if version(&transaction).map_err(open)? < VERSION {
            transaction.execute_batch(TABLES).map_err(open)?;
            transaction.pragma_update(None, "user_version", VERSION).map_err(open)?;
        }
        transaction.commit()?;
    }
    Ok(())
}
