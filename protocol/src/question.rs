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
    /// Run this call and what else this session would ask for (autopilot).
    AllowSession,
    /// Do not run this call; the agent is told and goes on. When it gets nowhere: end its turn.
    Deny,
    /// Tick the task.
    MarkDone,
    /// Leave the task open.
    LeaveOpen,
}

/// Who answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Answerer {
    /// The program, as it names itself: `kiro-cli answer`, `Neovim`.
    pub name: String,
}
