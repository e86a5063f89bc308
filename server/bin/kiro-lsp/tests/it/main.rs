//! The real `kiro-lsp` over stdio, driven by a client that knows nothing but JSON-RPC.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod bedrock;
mod broken_roots;
mod burst;
mod chat;
mod client;
mod closing;
mod commands;
mod crash;
mod documents;
mod edits;
mod faults;
mod help;
mod initialize;
mod kiro;
mod lifecycle;
mod malformed;
mod mending;
mod navigation;
mod paths;
mod places;
#[path = "../../../kiro-cli/tests/it/planted.rs"]
mod planted;
mod pull;
mod push;
mod questions;
mod reads;
mod roots;
mod runs;
mod sample;
mod secrets;
mod structure;
mod transport;
