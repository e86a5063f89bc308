//! OpenAI's Responses, without anything kept by the endpoint.
//!
//! Format: <https://platform.openai.com/docs/api-reference/responses>.

mod answer;
mod request;

pub(crate) use answer::Answer;
pub(crate) use request::body;
