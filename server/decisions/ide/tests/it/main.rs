//! What needs more than one feature of the crate, or real files. The crate is pure; its tests may read and tell the time.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, clippy::disallowed_types)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod configuration;
mod corpus_order;
mod criteria;
mod format;
mod help;
mod navigation;
mod real_folders;
mod rename;
mod workspace;
