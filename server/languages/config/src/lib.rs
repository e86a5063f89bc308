//! The files by which people configure an agent. Today: steering.
//!
//! Not the place that finds, reads, trusts or applies them: it says what a file means, given its text.
//!
//! Invariants: parsing never fails and never panics; unknown keys are ignored; a file that can't be understood never
//! reaches a prompt on its own.
#![warn(missing_docs)]

mod fields;
mod file_reference;
mod front_matter;
mod inclusion;
mod steering;

pub use file_reference::{FileReference, file_references};
pub use inclusion::Inclusion;
pub use steering::{Steering, parse_steering};
pub use text::{Problem, Severity};
