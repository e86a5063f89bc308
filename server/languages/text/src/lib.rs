//! Text with positions: lines, offsets in three encodings, edits, JSON whose values know their place, and the problems
//! found at a place.
//!
//! Not a rope and not a buffer: a document is a `&str`, and everything here is a view of it or a change to it.
//!
//! Invariants: offsets are bytes into the whole text (a BOM counts); lines and columns are 0-based; a line ends with
//! `\n`, `\r\n` or a lone `\r`, as LSP 3.17 defines; no function changes a byte that an edit does not name.
#![warn(missing_docs)]

mod edit;
mod json;
mod line;
mod line_index;
mod nearest;
mod problem;

pub use edit::{EditError, TextEdit, apply};
pub use json::{Json, JsonError, JsonMember, JsonSyntax, JsonValue};
pub use line::{Line, line_end, lines};
pub use line_index::{Encoding, LineIndex, Position};
pub use nearest::{misspelled, nearest};
pub use problem::{Problem, Severity};
