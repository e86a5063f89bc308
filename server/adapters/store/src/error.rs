use std::path::PathBuf;

/// Why the state could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error(
        "cannot use the state folder `{}`: {why}. Set KIRO_LSP_STATE_DIR to a folder you may write to",
        folder.display()
    )]
    Folder { folder: PathBuf, why: std::io::Error },

    #[error("cannot open `{}`: {why}. If the file is damaged, move it away: specs and tasks are not in it", file.display())]
    Open { file: PathBuf, why: rusqlite::Error },

    #[error(
        "`{}` was written by a newer version (schema {found}, this one knows {known}). Update this program",
        file.display()
    )]
    Newer { file: PathBuf, found: i64, known: i64 },

    #[error("the disk that holds the state folder is full. Free some space, then go on: nothing was lost")]
    Full,

    #[error(
        "another process has kept the state of this workspace (`state.db`) locked for more than 5 seconds. \
         Try again, or end what else has the file open"
    )]
    Locked,

    #[error(
        "the state of this workspace (`state.db`) is damaged: {0}. `kiro-cli doctor` names its folder. Move `state.db` and \
         `state.db-wal` away to begin anew; specs and tasks are not in it. `sqlite3 state.db .recover` may save sessions"
    )]
    Damaged(rusqlite::Error),

    #[error("`{key}` is now held by another process, so this one stopped working on it")]
    LeaseLost { key: String },

    #[error("the state could not be read or written: {0}")]
    Sql(rusqlite::Error),

    #[error("an event could not be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        // The tables are strict: what is not of its column's type was not written by us.
        if matches!(
            error,
            rusqlite::Error::InvalidColumnType(..)
                | rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::IntegralValueOutOfRange(..)
                | rusqlite::Error::Utf8Error(..)
        ) {
            return Self::Damaged(error);
        }
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => Self::Full,
            Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => Self::Locked,
            Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase) => {
                Self::Damaged(error)
            }
            _ => Self::Sql(error),
        }
    }
}
