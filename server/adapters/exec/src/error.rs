use std::io;
use std::path::PathBuf;

/// Why a command has no result. A command that fails is not an error: see [`End`](crate::End).
#[derive(Debug, thiserror::Error)]
pub enum ExecError {
    #[error("the working directory `{}` is not a folder: name an existing one", path.display())]
    NoFolder { path: PathBuf },
    #[error("cannot start the shell `{}`: {source}", shell.display())]
    Start { shell: PathBuf, source: io::Error },
    #[error("cannot confine the command, so it was not started: {source}")]
    Confine { source: io::Error },
    #[error("lost track of the command, which was killed: {source}")]
    Wait { source: io::Error },
}
