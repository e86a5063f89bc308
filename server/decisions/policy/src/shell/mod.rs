//! Shell commands: [`parse`] a script, [`Program::needs`] says which facts are needed, [`classify`] judges with them.
mod act;
mod builtins;
mod class;
mod classify;
mod command;
mod environment;
mod facts;
mod folder;
mod judge;
mod misread;
mod options;
mod parse;
mod places;
mod program;
mod tables;
mod tool;
mod unseen;
mod word;
mod wrappers;

pub use class::{Class, Part};
pub use classify::classify;
pub use facts::{Need, Needs, Resolved, ShellFacts, Target};
pub use folder::Folder;
pub use parse::parse;
pub use program::{Effect, Piece, Program, Redirect, SimpleCommand, Unclear, Word};
pub(crate) use tables::handles_files;
