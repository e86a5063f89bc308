#![allow(unreachable_pub)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod bad_input;
mod chat;
mod crash;
mod demo;
mod run;
mod spec;
mod workspace;
