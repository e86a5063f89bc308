use rusqlite::Connection;

use crate::{Holder, Store, StoreError, connect, schema};

/// How the state is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// Size of the file and of what SQLite keeps beside it, in bytes.
    pub bytes: u64,
    /// Version of the tables.
    pub schema: i64,
    /// What `PRAGMA quick_check` found; nothing if all is well.
    pub damage: Vec<String>,
    /// Each lease that was not given back: its key, who took it, and whether that process still runs.
    pub leases: Vec<(String, Holder, bool)>,
    /// How many events of each type there are, by type.
    pub events: Vec<(String, u64)>,
    /// Free on the disk for this user, in bytes; unknown on some systems.
    pub free: Option<u64>,
}

/// No more findings than a person reads.
const MAX_FINDINGS: u32 = 5;

impl Store {
    /// Looks the state over. Reads all of it, which takes its time, and keeps nobody else from reading; changes nothing.
    ///
    /// # Errors
    /// The state cannot be read.
    pub fn health(&self) -> Result<Health, StoreError> {
        let connection = connect(&self.folder)?;
        let mut statement = connection.prepare(&format!("PRAGMA quick_check({MAX_FINDINGS})"))?;
        // Damage may also show as an error of the check itself.
        let findings: Result<Vec<String>, _> =
            statement.query_map([], |row| row.get(0)).and_then(|rows| rows.collect());
        let mut damage = findings.unwrap_or_else(|error| vec![error.to_string()]);
        damage.retain(|finding| finding != "ok");

        // What is damaged may not be readable any more; the rest is told all the same.
        let (leases, events) = match (self.leases(&connection), events(&connection)) {
            (leases, events) if damage.is_empty() => (leases?, events?),
            (leases, events) => (leases.unwrap_or_default(), events.unwrap_or_default()),
        };
        let size = |name: &str| self.folder.join(name).metadata().map_or(0, |metadata| metadata.len());
        Ok(Health {
            bytes: ["state.db", "state.db-wal", "state.db-shm"].map(size).iter().sum(),
            schema: schema::version(&connection)?,
            damage,
            leases,
            events,
            free: free_space(&self.folder),
        })
    }

    fn leases(&self, connection: &Connection) -> rusqlite::Result<Vec<(String, Holder, bool)>> {
        let mut statement = connection.prepare(
            "SELECT key, owner, name FROM lease LEFT JOIN process ON process.id = owner
             WHERE owner IS NOT NULL ORDER BY key",
        )?;
        let rows = statement.query_map([], |row| {
            let (key, owner, name): (String, String, Option<String>) =
                (row.get(0)?, row.get(1)?, row.get(2)?);
            let alive = self.process.is_alive(&owner);
            Ok((key, self.holder_named(owner, name), alive))
        })?;
        rows.collect()
    }
}

fn events(connection: &Connection) -> rusqlite::Result<Vec<(String, u64)>> {
    let mut statement = connection.prepare("SELECT kind, count(*) FROM event GROUP BY kind ORDER BY kind")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

#[cfg(unix)]
fn free_space(folder: &std::path::Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

#[cfg(not(unix))]
fn free_space(_folder: &std::path::Path) -> Option<u64> {
    None
}
