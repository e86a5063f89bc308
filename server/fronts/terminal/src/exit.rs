use std::fmt;
use std::process::ExitCode;

use protocol::{ErrorCode, VerbError};

/// How `kiro-cli` ends. 2 is a wrong command line; 3 is the vendor's code for MCP servers that did not start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: it was done.
    Done,
    /// 1: it failed; the message says why.
    Failed,
    /// 2: the command line names something that is not there, or a document cannot be read.
    Usage,
    /// 4: a tool that was asked for was not allowed.
    Denied,
    /// 5: the run ended and the task is not done.
    NotDone,
    /// 6: another process works on it.
    Busy,
    /// 7: it was cut off and can be resumed.
    Interrupted,
    /// 8: nobody could be asked, and the workspace brings what would make things run and is not trusted.
    Untrusted,
    /// 130: the user pressed Ctrl-C; it can be resumed.
    CtrlC,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
            Exit::Denied => 4,
            Exit::NotDone => 5,
            Exit::Busy => 6,
            Exit::Interrupted => 7,
            Exit::Untrusted => 8,
            Exit::CtrlC => 130,
        })
    }
}

/// Why a verb did not end well, and how to exit.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    message: String,
}

impl Failure {
    /// The command line asks for something that is not there.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, message: message.into() }
    }

    pub(crate) fn untrusted(message: impl Into<String>) -> Self {
        Self { exit: Exit::Untrusted, message: message.into() }
    }

    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { exit: Exit::Failed, message: message.into() }
    }
}

impl From<VerbError> for Failure {
    fn from(error: VerbError) -> Self {
        let exit = match error.code {
            ErrorCode::Busy => Exit::Busy,
            ErrorCode::NotFound
            | ErrorCode::Ambiguous
            | ErrorCode::AlreadyAnswered
            | ErrorCode::Model
            | ErrorCode::File
            | ErrorCode::Store
            | ErrorCode::Invalid => Exit::Failed,
        };
        Self { exit, message: error.message }
    }
}

/// Nothing can be written where our output goes, such as on a full disk.
impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::new(format!("cannot write the output: {error}"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
