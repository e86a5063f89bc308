#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod answers;
mod ask;
mod failures;
mod fake_model;
mod open;
mod quirks;
mod scripted;
mod server;
