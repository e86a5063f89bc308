use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{CallId, QuestionId, RunId, SessionId};

/// A question to the user. It lives in the event log until it is answered; every front only renders it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Question {
    /// Names the question in an answer.
    pub id: QuestionId,
    /// What kind of decision it is.
    pub kind: QuestionKind,
    /// The session that waits.
    pub session: SessionId,
    /// The run that waits, if the session belongs to one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<RunId>,
    /// The tool call that waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<CallId>,
    /// One line: what would happen.
    pub title: String,
    /// Everything that would happen: the command, the diff, the resolved paths.
    pub detail: String,
    /// Why it is asked.
    pub why: String,
    /// Digest of exactly what is approved; an approval is void if it no longer matches.
    pub digest: String,
    /// The rules that `allow_session`, `allow_always` and `deny_always` would make; none: these answers are not offered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<RuleOffer>,
    /// The possible answers, safest last.
    pub options: Vec<QuestionOption>,
}

/// What kind of decision a question asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    /// May this tool call run?
    Permission,
    /// The agent says the task is done but nothing proves it: is it?
    Evidence,
    /// The agent gets nowhere: should it go on?
    Progress,
    /// The run will probably cost more than the user wants to pay unasked: should it begin?
    Cost,
}

/// A rule that an answer would make, in the words of `permissions.yaml`; the answer says whether it allows or denies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RuleOffer {
    /// What it is about: `shell`, `fs_write`.
    pub capability: String,
    /// What it covers.
    pub patterns: Vec<String>,
}

/// One possible answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct QuestionOption {
    /// What an answer names.
    pub id: Answer,
    /// What a user reads.
    pub label: String,
}

/// The answers that exist. Dismissing, a time-out or a lost connection is none of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Run this call, ask again for the next; go on.
    AllowOnce,
    /// Run this call, and allow what the question's rules name for the rest of this session.
    AllowSession,
    /// Run this call, and keep the question's rules as allowing ones of the user for this workspace.
    AllowAlways,
    /// Do not run this call; the agent is told and goes on. When it gets nowhere: end its turn.
    Deny,
    /// Do not run this call, and keep the question's rules as denying ones of the user for this workspace.
    DenyAlways,
    /// Tick the task.
    MarkDone,
    /// Leave the task open.
    LeaveOpen,
}

impl Answer {
    /// Whether the call that waits may run.
    pub fn allows(self) -> bool {
        match self {
            Self::AllowOnce | Self::AllowSession | Self::AllowAlways => true,
            Self::Deny | Self::DenyAlways | Self::MarkDone | Self::LeaveOpen => false,
        }
    }
}

/// Who answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Answerer {
    /// The program, as it names itself: `kiro-cli answer`, `Neovim`.
    pub name: String,
}
