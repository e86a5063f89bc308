//! The language server: what editors ask, said in LSP 3.17, and the `kiro/*` methods for those that know them.
//!
//! It decides nothing: `ide` says what to show, `runtime` answers verbs and tells what happens, and this crate
//! translates. It is the only one that names an LSP type, and it never looks at an editor's name to choose.
//!
//! A session is one connection: the client, its documents, and the roots they lie in, each with a runtime of its own.
//!
//! Invariants: a notification is applied before the next message is read; reading never waits for the client
//! to answer; no queue grows while the client does not read; a panic or a malformed message costs one answer, not the server;
//! no answer to a dialog ever means yes.
#![warn(missing_docs)]

mod announced;
mod board;
mod capabilities;
mod chat;
mod commands;
mod connection;
mod diagnostics;
mod documents;
mod edits;
mod endings;
mod estimates;
mod frames;
mod inbox;
mod kiro;
mod lifecycle;
mod outbox;
mod place;
mod places;
mod progress;
mod questions;
mod refresh;
mod requests;
mod root;
mod roots;
mod routing;
mod server;
mod session;
mod uris;
mod watched_files;

pub use lifecycle::serve;
pub use session::OpenRuntime;
