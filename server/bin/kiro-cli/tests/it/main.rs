#![allow(unreachable_pub)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::wildcard_enum_match_arm
)]

mod bad_input;
mod bedrock;
mod bug_report;
mod chat;
mod crash;
mod crash_matrix;
mod demo;
mod doctor;
mod faults;
mod planted;
mod run;
mod secrets;
mod spec;
mod wires;
mod workspace;
