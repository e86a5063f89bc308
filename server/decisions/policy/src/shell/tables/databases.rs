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
            (Forbidden, DESTROYS, "flushall, flushdb"),
            (Guarded, DESTROYS, "del, unlink, shutdown"),
            (Guarded, QUERY, "eval, config, --eval, -h, -u, set, script, debug, module"),
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
            (Forbidden, DESTROYS, "del, delete, kv delete"),
            (Guarded, DESTROYS, "stop"),
            (Guarded, QUERY, "put, run"),
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
    if *call.script.destroys_data.get_or_init(|| destroys_data(call.script.text)) || mysqladmin_drops(call) {
        act.forbidden(DESTROYS);
    }
}

fn destroys_data(script: &str) -> bool {
    let words = script.to_ascii_lowercase();
    let text = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let everything = text.contains("delete from") && !text.contains(" where ");
    everything || STATEMENTS.iter().any(|statement| text.contains(statement))
}

fn mysqladmin_drops(call: &Call<'_>) -> bool {
    call.name.ends_with("mysqladmin") && call.operands().any(|word| word.text() == "drop")
}
