//! OpenAI-compatible chat completions.
//!
//! Format: <https://platform.openai.com/docs/api-reference/chat>, read as leniently as the servers that
//! imitate it need.

mod answer;
mod request;

pub(crate) use answer::Answer;
pub(crate) use request::body;
