//! Runs one shell command (or asks a program for its version): with all it starts below a warden, with a time limit, bounded output, no
//! terminal, no input and a scrubbed environment.
//!
//! It does not judge the command (that is `policy`) and keeps nothing running in the background.
//!
//! Invariants:
//! - When [`run`] has returned, no process that came of the command is left; when its future was dropped or this process
//!   died, none is left a moment later. Three escape this: what runs as another user (`sudo`), which we may not kill; what
//!   hangs in the kernel, which dies when it returns from there (`run` waits for a second, the warden goes on for two
//!   more); and a daemon on other Unix systems than Linux, which leaves the group.
//! - The end is what the operating system says of the shell, never read from its output.
//! - Memory stays within a small multiple of the output limit, whatever the command prints.
//! - The child's environment is an allow-list (`environment.rs`).

mod environment;
mod error;
mod group;
mod output;
mod program;
mod run;
mod shell;

pub use error::ExecError;
pub use program::{find_program, first_line, is_program_folder, resolve_program};
pub use run::{Command, End, Finished, run};
