//! What secrets look like: the shapes of tokens and keys, and the names of settings whose values are secret.
//!
//! It takes nothing out of text and warns of nothing: `policy` redacts by it, `ide` finds what was written into a file.
#![warn(missing_docs)]

mod find;
mod names;
mod patterns;

pub use find::{secrets, secrets_in};
pub use names::is_secret_name;
