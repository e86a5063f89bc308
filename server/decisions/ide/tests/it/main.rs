//! What needs more than one feature of the crate, or real files.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod criteria;
mod format;
mod navigation;
mod rename;
mod workspace;
