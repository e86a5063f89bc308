#![allow(unreachable_pub)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::wildcard_enum_match_arm
)]

mod bad_input;
mod chat;
mod crash;
mod crash_matrix;
mod demo;
mod faults;
mod run;
mod spec;
mod workspace;
