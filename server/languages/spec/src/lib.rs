//! The documents of a spec. Today: tasks.md, read as people and agents really write it.
//!
//! Not a validator of Kiro's format and not a scheduler: it says which tasks there are, and makes the one-byte edits
//! that change their state.
//!
//! Invariants: parsing never fails and never panics; what is not understood stays untouched in the text; an id is
//! text, not a number; a problem is a warning or a hint, since no shape of tasks.md found in the wild is an error.
#![warn(missing_docs)]

mod checkbox;
mod fence;
mod heading;
mod id;
mod optional;
mod problem;
mod reference;
mod sequence;
mod state;
mod tasks;
mod tree;

pub use reference::FindTaskError;
pub use state::{Mark, SetStateError, State, set_state};
pub use tasks::{Task, TaskList, parse_tasks};
pub use text::{Problem, Severity};
