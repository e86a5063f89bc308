//! Clients of databases.
use super::{NONE, always};
use crate::shell::act::Act;
use crate::shell::tool::{Call, Level, Tool};

use Level::{EachTime, Forbidden, Guarded};

const DESTROYS: &str = "it destroys what is in a database";
const QUERY: &str = "what it does to a database is not judged, and the client can run programs";

pub(super) const TOOLS: &[Tool] = &[
    Tool {
        names: "psql mysql mariadb mysqladmin sqlite3 duckdb clickhouse clickhouse-client sqlcmd sqlplus cqlsh snowsql mongo mongosh influx usql pgcli mycli litecli \
        cockroach mssql-cli bteq db2",
        rest: (Guarded, QUERY),
        also: Some(query),
        ..NONE
    },
    Tool {
        names: "redis-cli valkey-cli keydb-cli",
        rest: (EachTime, ""),
        also: Some(query),
        worse: &[
            ("flushall", Forbidden, DESTROYS),
            ("flushdb", Forbidden, DESTROYS),
            ("del", Guarded, DESTROYS),
            ("unlink", Guarded, DESTROYS),
            ("eval", Guarded, QUERY),
            ("config", Guarded, QUERY),
            ("shutdown", Guarded, DESTROYS),
            ("--eval", Guarded, QUERY),
            ("-h", Guarded, QUERY),
            ("-u", Guarded, QUERY),
            ("set", Guarded, QUERY),
            ("script", Guarded, QUERY),
            ("debug", Guarded, QUERY),
            ("module", Guarded, QUERY),
        ],
        ..NONE
    },
    always("dropdb dropuser", Forbidden, DESTROYS),
    always(
        "createdb createuser pg_restore pg_dump pg_dumpall mysqldump mongodump mongorestore mysqlimport mongoimport mongoexport initdb pg_ctl",
        Guarded,
        QUERY,
    ),
    Tool {
        names: "etcdctl consul nomad",
        rest: (EachTime, ""),
        worse: &[
            ("del", Forbidden, DESTROYS),
            ("delete", Forbidden, DESTROYS),
            ("kv delete", Forbidden, DESTROYS),
            ("stop", Guarded, DESTROYS),
            ("put", Guarded, QUERY),
            ("run", Guarded, QUERY),
        ],
        ..NONE
    },
];

/// Statements that destroy, with one blank between their words.
const STATEMENTS: [&str; 18] = [
    "drop database",
    "drop schema",
    "drop table",
    "drop user",
    "drop role",
    "drop keyspace",
    "drop view",
    "drop index",
    "drop column",
    "drop collection",
    "truncate ",
    "dropdatabase(",
    ".drop(",
    "deletemany({}",
    ".remove({}",
    "drop tablespace",
    "flushall",
    "flushdb",
];

/// A query comes as an argument, by a pipe or in a heredoc: all of the script is looked at.
fn query(act: &mut Act, call: &Call<'_>) {
    let text = call.script.to_ascii_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = words.join(" ");
    let everything = text.contains("delete from") && !text.contains(" where ");
    if everything || STATEMENTS.iter().any(|statement| text.contains(statement)) || mysqladmin_drops(call) {
        act.forbidden(DESTROYS);
    }
}

fn mysqladmin_drops(call: &Call<'_>) -> bool {
    call.name.ends_with("mysqladmin") && call.operands().any(|word| word.text() == "drop")
}
