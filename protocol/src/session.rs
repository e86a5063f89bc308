use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{CallId, RunId, SessionId, Usage};

/// How a turn ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TurnStop {
    /// The model finished its answer.
    EndTurn,
    /// The answer was cut at the model's output limit.
    MaxTokens,
    /// The endpoint refused to answer on policy grounds.
    Refused,
    /// The session's limit of model calls was reached.
    Budget,
    /// The user cancelled it.
    Cancelled,
}

/// How a tool call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ToolEnd {
    /// It did what it should.
    Success,
    /// It ran and failed, or its arguments were wrong; the output says why.
    Error,
    /// It was not run: the user or a rule said no.
    Denied,
    /// It was not finished: the session was cancelled.
    Cancelled,
}

/// What the session knows of a file's content after a tool call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FileSeen {
    /// Path in the workspace, with `/`.
    pub path: String,
    /// Digest of the content.
    pub digest: String,
    /// The call changed the file.
    #[serde(default)]
    pub changed: bool,
}

/// The tool call that a sub-agent's session works for, and what it may use. It has the trust of that session and asks the
/// same questions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Parent {
    /// The session of the call.
    pub session: SessionId,
    /// The call.
    pub call: CallId,
    /// How many sessions stand above this one: 1 below one that a user began.
    pub depth: u32,
    /// Tools that it is offered.
    pub tools: Vec<String>,
    /// Tokens, read and written, after which it stops.
    pub max_tokens: u64,
    /// Seconds after which it is stopped, counted anew when it is resumed.
    pub max_seconds: u64,
}

/// Where a session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SessionStatus {
    /// It waits for a prompt.
    Idle,
    /// A process works on its turn.
    Working,
    /// Its turn waits for an answer to a question.
    Waiting,
    /// Its turn was cut off; no process works on it.
    Interrupted,
}

/// A session, for lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SessionSummary {
    /// The session.
    pub id: SessionId,
    /// Its run, if it belongs to one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<RunId>,
    /// One line: the task, or the beginning of the first prompt.
    pub title: String,
    /// The model, as configured.
    pub model: String,
    /// Where it stands.
    pub status: SessionStatus,
    /// When it was opened, Unix milliseconds.
    pub started: i64,
    /// Turns so far.
    pub turns: u32,
    /// Tokens so far.
    pub usage: Usage,
}
