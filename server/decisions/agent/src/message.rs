use std::sync::Arc;

use protocol::{CallId, StopReason, ToolCall, Usage};
use serde_json::Value;

/// One entry of the history that a model is given.
///
/// The fold of a session only ever builds histories an endpoint accepts: it begins with a user message, no
/// message is empty, and the calls of an assistant message are all answered by the results that follow it.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    User(String),
    Assistant { text: String, calls: Vec<ToolCall> },
    ToolResults(Vec<ToolResult>),
}

/// The answer to one tool call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolResult {
    pub call: CallId,
    pub output: String,
    pub error: bool,
}

/// A tool as it is offered to a model. `schema` is the JSON Schema of its arguments.
#[derive(Clone, Debug, PartialEq)]
pub struct ToolSpec {
    pub name: &'static str,
    pub description: &'static str,
    pub schema: Value,
}

/// Everything a model call sends. The history is shared with the conversation: asking copies nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelRequest {
    pub system: Arc<str>,
    pub messages: Arc<Vec<Message>>,
    pub tools: &'static [ToolSpec],
}

/// A complete answer. It exists only when the endpoint finished its stream, so the calls in it may be run.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelAnswer {
    pub text: String,
    pub calls: Vec<ToolCall>,
    pub stop: StopReason,
    pub usage: Usage,
}
