//! A workspace as a tree of files: one root handle, and every read, write, search and watch beneath it.
//!
//! It is not a policy: who may touch what is judged before a call gets here. Every call blocks: asynchronous callers wrap it in `spawn_blocking`.
//!
//! Invariants:
//! - A path from outside becomes a [`RelPath`] in [`Tree::resolve`] only: real, free of links,
//!   beneath the root. Every later open walks it from the root handle and follows no link, so a
//!   folder swapped for a link in between is refused.
//! - [`Tree::read_text`] and [`Tree::write`] are the only doors for documents, and an open buffer beats the disk.
//! - A file's content is replaced in one step or not at all.
//! - The [`Journal`] lies outside the tree, and nothing in the tree names it.

mod delete;
mod digest;
mod documents;
mod error;
mod glimpse;
mod journal;
mod kiro_ignore;
mod list;
mod name;
mod overlay;
mod path;
mod present;
mod read;
mod resolve;
mod root;
mod search;
mod specs;
mod tree;
mod unlink;
mod watch;
mod write;

pub use digest::Digest;
pub use documents::NamedFile;
pub use error::TreeError;
pub use glimpse::Glimpse;
pub use journal::{Before, Change, Changes, Journal, JournalError, Manifest, Quota, Referenced};
pub use kiro_ignore::KiroIgnore;
pub use list::{Entry, Kind};
pub use overlay::Buffer;
pub use path::RelPath;
pub use present::Present;
pub use read::{Content, MAX_FILE_SIZE, Text};
pub use root::{find_root, real_path, root_of_document};
pub use search::{Found, Match};
pub use specs::SpecFolder;
pub use tree::Tree;
pub use watch::Watch;
pub use write::Expect;
