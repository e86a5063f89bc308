use protocol::{Answer, QuestionId, RuleOffer, ToolCall};

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
    /// The rules that the answer may make.
    pub(super) offered: Vec<RuleOffer>,
    pub(super) result: Option<ToolResult>,
}

/// Where a tool call stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallPhase {
    /// Not judged yet.
    Requested,
    /// Waits for the user.
    Asked(QuestionId),
    /// The user answered. What was allowed may begin until then, Unix milliseconds.
    Answered { answer: Answer, expires: Option<i64> },
    /// It may have taken effect. After a restart: whether it did is unknown, except that a written file has
    /// the digest `writes`.
    Started { writes: Option<String> },
    /// It is over.
    Finished,
}
