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
mod brought_along;
mod bug_report;
mod chat;
mod check;
mod check_input;
mod checkpoint;
mod configuration;
mod crash;
mod crash_kill;
mod crash_matrix;
mod crash_session;
mod demo;
mod doctor;
mod drafts;
mod faults;
#[cfg(unix)]
mod hostile;
mod model;
mod networks;
mod planted;
mod private_state;
mod run;
mod sarif;
mod secrets;
mod sessions;
mod shop;
mod spec;
mod vendor_sessions;
mod wires;
mod workspace;
