//! Anthropic's Messages.
//!
//! Format: <https://docs.claude.com/en/api/messages>.

mod answer;
mod request;

pub(crate) use answer::Answer;
pub(crate) use request::body;

/// Tokens that a model writes at most of which nothing is known.
pub(crate) const OUTPUT: u64 = 8_192;
