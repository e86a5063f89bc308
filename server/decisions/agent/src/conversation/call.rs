use protocol::{Answer, QuestionId, ToolCall};

use crate::ToolResult;

/// A tool call of the running turn.
#[derive(Clone, Debug, PartialEq)]
pub struct CallState {
    pub call: ToolCall,
    pub phase: CallPhase,
    /// Why the user should look at it before it runs: the model goes round in circles.
    pub stuck: Option<String>,
    /// Digest of what the user was last asked to allow.
    pub asked: Option<String>,
    pub(super) result: Option<ToolResult>,
}

/// Where a tool call stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallPhase {
    /// Not judged yet.
    Requested,
    /// Waits for the user.
    Asked(QuestionId),
    /// The user answered.
    Answered(Answer),
    /// It may have taken effect. After a restart: whether it did is unknown, except that a written file has
    /// the digest `writes`.
    Started { writes: Option<String> },
    /// It is over.
    Finished,
}
