use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::Confinement;

/// A shell command to run.
#[derive(Clone, Debug)]
pub struct Command {
    /// What the shell gets: `bash -c`, `sh -c` without a bash, `cmd /C` on Windows.
    pub script: String,
    /// The working directory; must exist.
    pub cwd: PathBuf,
    /// How long it may run before it is ended.
    pub timeout: Duration,
    /// How many bytes of output are kept: half from the beginning, half from the end.
    pub output_limit: usize,
    /// Variables beyond the few that are inherited, or instead of them.
    pub env: Vec<(String, String)>,
    /// Stays open until the last process of the command is dead, also if this one dies before: a lock on it says that
    /// somebody is still at work. Not on systems other than Linux.
    pub keep: Option<Arc<File>>,
    /// Whether it has an input that [`Running::write`](crate::Running::write) fills; else its input is empty.
    pub input: bool,
    /// What it may touch; without, whatever the user may.
    pub confinement: Option<Confinement>,
}

/// What became of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    pub end: End,
    /// Standard output and error in the order they arrived, as lossy UTF-8. Where the middle was
    /// left out, a line says how much.
    pub output: String,
    /// How many bytes of output were left out.
    pub truncated: u64,
    /// How many processes it left running in the background, which were ended. Always 0 where that is not known.
    pub left: u32,
    /// How long nothing had been printed at the end: what waits for something is silent.
    pub silent: Duration,
}

/// How the shell ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// With this code; 0 is success. Bubblewrap says 128 and the signal's number for a signal.
    Exited(i32),
    /// By this signal.
    Signalled(i32),
    /// The time was over, whatever the command made of it.
    TimedOut,
}
