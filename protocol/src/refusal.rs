use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Why a request was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct VerbError {
    /// For programs.
    pub code: ErrorCode,
    /// For people: what happened, where, and what to do.
    pub message: String,
    /// The roots of which the request must name one, if that is what it lacks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roots: Vec<String>,
}

/// Why a request was refused, for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// A spec, task, run, session or question of that name does not exist.
    NotFound,
    /// The name fits several tasks, or the request fits several roots.
    Ambiguous,
    /// Somebody else holds it, or it is in a state that does not allow this.
    Busy,
    /// The question was answered before.
    AlreadyAnswered,
    /// No model is configured, or its name or settings are wrong.
    Model,
    /// A file could not be read or written.
    File,
    /// The state directory could not be read or written.
    Store,
    /// The parameters are wrong.
    Invalid,
}

impl std::fmt::Display for VerbError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for VerbError {}

impl VerbError {
    /// An error with a message for people.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), roots: Vec::new() }
    }
}
