use std::{fmt, io};

use crate::read::MAX_FILE_SIZE;

/// Why a call on a [`Tree`](crate::Tree) failed. Nothing was changed on disk. `path` is relative
/// to the root, or as it was given where it could not be resolved.
#[derive(Debug, thiserror::Error)]
pub enum TreeError {
    #[error("cannot open the workspace folder `{path}`: {source}")]
    Root { path: String, source: io::Error },
    #[error("changes in `{path}` cannot be watched: {source}; what others change is seen when it is opened")]
    Watch { path: String, source: notify::Error },
    #[error("`{path}` lies outside the workspace: use a path below the workspace root")]
    Outside { path: String },
    #[error("`{path}` is a link that leads nowhere: repair or remove the link")]
    Dangling { path: String },
    #[error("`{path}` has become a link since it was resolved: look at it and try again")]
    Link { path: String },
    #[error("the name of `{path}` is not valid Unicode: rename it")]
    NotUnicode { path: String },
    #[error("`{path}` does not exist: check the spelling, or list the folder that should hold it")]
    NotFound { path: String },
    #[error("`{path}` is a folder: name a file in it, or list it")]
    IsFolder { path: String },
    #[error("`{path}` is a file where a folder is needed: check the path")]
    NotFolder { path: String },
    #[error("`{path}` is a pipe, socket or device: only regular files can be read or written")]
    NotRegular { path: String },
    #[error(
        "`{path}` has {size} bytes, more than the {} that are read at once: search it instead",
        MAX_FILE_SIZE
    )]
    TooLarge { path: String, size: u64 },
    #[error("`{path}` is not UTF-8 text (byte {offset}): convert it, or treat it as binary")]
    NotUtf8 { path: String, offset: usize },
    #[error("`{path}` is not what it was when it was read: read it again and repeat the change")]
    Stale { path: String },
    #[error("`{path}` has unsaved changes in the editor: save it, then repeat the change")]
    Unsaved { path: String },
    #[error(
        "`{path}` has a second name (a hard link), which may lie outside the workspace: replace it by a copy first"
    )]
    Linked { path: String },
    #[error("`{path}` cannot be made: {why}; choose another name")]
    Name { path: String, why: &'static str },
    #[error(
        "`{path}` differs from `{other}`, which is there, in upper and lower case only: to macOS and Windows both are \
         one; use the name that is there, or another"
    )]
    OtherCase { path: String, other: String },
    #[error("no permission for `{path}`: check who owns it and whether it is write-protected")]
    Denied { path: String },
    #[error("`{path}` is on a read-only file system: it cannot be written")]
    ReadOnly { path: String },
    #[error("no space left for `{path}`: free some and try again; the old content is unchanged")]
    Full { path: String },
    #[error("`{pattern}` is not a valid pattern: {reason}")]
    Pattern { pattern: String, reason: String },
    #[error("cannot use `{path}`: {source}")]
    Io { path: String, source: io::Error },
}

impl TreeError {
    /// Names the common failures of the operating system; the rest keeps its own words.
    pub(crate) fn io(path: impl fmt::Display, source: io::Error) -> TreeError {
        let path = path.to_string();
        // Other kinds exist and more will be added: they are not ours to enumerate.
        #[expect(clippy::wildcard_enum_match_arm)]
        match source.kind() {
            io::ErrorKind::NotFound => TreeError::NotFound { path },
            io::ErrorKind::PermissionDenied => TreeError::Denied { path },
            io::ErrorKind::ReadOnlyFilesystem => TreeError::ReadOnly { path },
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => TreeError::Full { path },
            io::ErrorKind::IsADirectory => TreeError::IsFolder { path },
            io::ErrorKind::NotADirectory => TreeError::NotFolder { path },
            _ => TreeError::Io { path, source },
        }
    }

    pub(crate) fn pattern(pattern: &str, reason: impl fmt::Display) -> TreeError {
        TreeError::Pattern { pattern: pattern.to_owned(), reason: reason.to_string() }
    }
}
