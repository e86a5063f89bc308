//! Runs shell commands (or asks a program for its version): with all they start below a warden, with a time limit, bounded output, no
//! terminal, a scrubbed environment, and confined to what they may touch where the caller says so.
//!
//! It does not judge a command: that is `policy`.
//!
//! Invariants:
//! - When [`run`] or [`Running::stop`] has returned, no process that came of the command is left; when a future or [`Running`] was
//!   dropped or this process died, none is left a moment later. Three escape this: what runs as another user (`sudo`); what hangs in the
//!   kernel, which dies when it returns from there (we wait for a second, the warden for two more); and a daemon on other
//!   Unix systems than Linux, which leaves the group.
//! - A confined command is confined as asked from its first instruction on, or it is not started.
//! - The end is what the operating system says of the shell, never read from its output.
//! - Memory stays within a small multiple of the output limit, whatever the command prints.
//! - The child's environment is an allow-list (`environment.rs`).

mod command;
mod confine;
mod environment;
mod error;
mod group;
mod output;
mod program;
mod run;
mod running;
mod shell;

pub use command::{Command, End, Finished};
pub use confine::{Confined, Confinement, Mechanism, Support, confinement_support};
pub use error::ExecError;
pub use program::{find_program, first_line, is_program_folder, resolve_program};
pub use run::run;
pub use running::{Running, start};
