use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Actor, Answer, Answerer, CallId, EditId, Evidence, FileChange, FileImage, FileSeen, Outcome, Question,
    QuestionId, RunId, RunPlan, SessionId, StopReason, TaskState, ToolCall, ToolEnd, Trust, Usage,
};

/// Schema version written into every event.
pub const EVENT_VERSION: u32 = 1;

/// One entry of a workspace's event log. `kiro/event` carries it with its root.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// Place in the log; the log of a workspace has one order for all processes.
    pub seq: u64,
    /// When it was stored, Unix milliseconds.
    pub at: i64,
    /// Schema version of the writer.
    pub version: u32,
    /// What happened.
    #[serde(flatten)]
    pub record: Record,
}

/// An event body that this version knows, or the stored JSON of one that it does not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Record {
    /// Known to this version.
    Known(EventBody),
    /// Written by another version; kept as it is.
    Unknown(serde_json::Value),
}

/// What happened. Everything a run or a session needs to go on after a crash is here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum EventBody {
    /// A user asked for a task to be implemented.
    RunRequested {
        /// The run.
        run: RunId,
        /// What it will do.
        plan: RunPlan,
        /// The state the task had.
        previous: TaskState,
        /// On whose behalf.
        actor: Actor,
    },
    /// Another process, or the same one later, goes on with a run.
    RunResumed {
        /// The run.
        run: RunId,
        /// The process, for people.
        owner: String,
        /// What runs without asking from now on: as its user said, not as before.
        #[serde(default)]
        trust: Trust,
        /// Commands that prove the task from now on; empty: those of the plan.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        checks: Vec<String>,
    },
    /// A run was cut off and can be resumed.
    RunInterrupted {
        /// The run.
        run: RunId,
        /// Why.
        why: String,
    },
    /// A user asked for a run to stop.
    RunStopRequested {
        /// The run.
        run: RunId,
    },
    /// A run is over.
    RunFinished {
        /// The run.
        run: RunId,
        /// How it ended.
        outcome: Outcome,
    },
    /// The mark of a task was set in tasks.md.
    TaskMarked {
        /// Name of the spec.
        spec: String,
        /// The task.
        task: String,
        /// The new state.
        state: TaskState,
        /// On whose behalf.
        actor: Actor,
        /// The run that did it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        run: Option<RunId>,
    },
    /// A tasks.md is open in an editor, so its process is asked to set a mark in the buffer.
    EditRequested {
        /// The edit.
        edit: EditId,
        /// The process that holds the buffer.
        holder: String,
        /// Path of the tasks.md in the workspace.
        path: String,
        /// Name of the spec.
        spec: String,
        /// The task.
        task: String,
        /// Its text: the buffer may number tasks anew.
        title: String,
        /// The new state.
        state: TaskState,
    },
    /// An editor made a requested edit, or did not.
    EditFinished {
        /// The edit.
        edit: EditId,
        /// The buffer now holds it.
        applied: bool,
        /// Why not, if not.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<String>,
    },
    /// A check of a run's plan ended.
    CheckFinished {
        /// The run.
        run: RunId,
        /// The command.
        command: String,
        /// Its exit status; absent when it did not exit by itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        exit: Option<i32>,
        /// The end of its output.
        output: String,
    },
    /// It was decided whether a task is proved.
    EvidenceJudged {
        /// The run.
        run: RunId,
        /// What proves it; absent: nothing does.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        evidence: Option<Evidence>,
        /// Why not, if not.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<String>,
    },
    /// A conversation began.
    SessionOpened {
        /// The session.
        session: SessionId,
        /// Its run, if it belongs to one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        run: Option<RunId>,
        /// The model, as configured.
        model: String,
        /// What runs without asking.
        trust: Trust,
        /// The system prompt, as every model call of the session sends it.
        system: String,
        /// One line for lists.
        title: String,
        /// Model calls after which a turn stops.
        max_model_calls: u32,
    },
    /// What a session may do without asking changed: its run was resumed.
    SessionTrusted {
        /// The session.
        session: SessionId,
        /// What runs without asking from now on.
        trust: Trust,
    },
    /// A turn began.
    UserPrompted {
        /// The session.
        session: SessionId,
        /// What the model is given.
        text: String,
    },
    /// The model answered, completely.
    ModelAnswered {
        /// The session.
        session: SessionId,
        /// Its text.
        text: String,
        /// The tool calls it wants.
        calls: Vec<ToolCall>,
        /// Why it stopped.
        stop: StopReason,
        /// What it cost.
        usage: Usage,
    },
    /// The model could not be asked, after all retries. The turn can be resumed.
    ModelFailed {
        /// The session.
        session: SessionId,
        /// What happened and what to do.
        error: String,
    },
    /// A tool call is about to take effect.
    ToolStarted {
        /// The session.
        session: SessionId,
        /// The call.
        call: CallId,
        /// Digest a written file will have: repeating the call after a crash is then recognised.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        writes: Option<String>,
        /// The files it is about to write, as they are.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        before: Vec<FileImage>,
    },
    /// A tool call ended.
    ToolFinished {
        /// The session.
        session: SessionId,
        /// The call.
        call: CallId,
        /// How.
        end: ToolEnd,
        /// What the model is told.
        output: String,
        /// What is now known of files.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<FileSeen>,
        /// Exit status of a command.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        exit: Option<i32>,
        /// The files it made, changed or removed. Whatever changed while a command ran is taken for its doing.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        changes: Vec<FileChange>,
        /// What it changed besides and can't be undone, as sentences for people.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        uncaptured: Vec<String>,
    },
    /// A user has files put back to what they were: once before it is done, with what is planned, and once after it, with
    /// what was done.
    FilesRestored {
        /// The session whose changes are undone.
        session: SessionId,
        /// The checkpoint.
        checkpoint: String,
        /// What becomes, or became, of each file.
        changes: Vec<FileChange>,
        /// It was done.
        done: bool,
    },
    /// A session waits for the user.
    QuestionAsked {
        /// The question.
        question: Question,
    },
    /// A question was answered. The first answer counts; there is no second.
    QuestionAnswered {
        /// The question.
        question: QuestionId,
        /// The session that waited.
        session: SessionId,
        /// The answer.
        answer: Answer,
        /// Who gave it.
        by: Answerer,
    },
    /// A question lost its meaning: its turn was cancelled.
    QuestionWithdrawn {
        /// The question.
        question: QuestionId,
        /// The session that waited.
        session: SessionId,
    },
    /// A user asked for a turn to be cancelled.
    CancelRequested {
        /// The session.
        session: SessionId,
    },
    /// A turn is over.
    TurnEnded {
        /// The session.
        session: SessionId,
        /// How: `end_turn` and `max_tokens` are the model's, `refused` the endpoint's.
        stop: TurnStop,
    },
}

impl EventBody {
    /// The session an event belongs to.
    pub fn session(&self) -> Option<&SessionId> {
        match self {
            Self::SessionOpened { session, .. }
            | Self::SessionTrusted { session, .. }
            | Self::UserPrompted { session, .. }
            | Self::ModelAnswered { session, .. }
            | Self::ModelFailed { session, .. }
            | Self::ToolStarted { session, .. }
            | Self::ToolFinished { session, .. }
            | Self::FilesRestored { session, .. }
            | Self::QuestionAnswered { session, .. }
            | Self::QuestionWithdrawn { session, .. }
            | Self::CancelRequested { session }
            | Self::TurnEnded { session, .. } => Some(session),
            Self::QuestionAsked { question } => Some(&question.session),
            Self::RunRequested { .. }
            | Self::RunResumed { .. }
            | Self::RunInterrupted { .. }
            | Self::RunStopRequested { .. }
            | Self::RunFinished { .. }
            | Self::TaskMarked { .. }
            | Self::EditRequested { .. }
            | Self::EditFinished { .. }
            | Self::CheckFinished { .. }
            | Self::EvidenceJudged { .. } => None,
        }
    }

    /// The run an event belongs to. Most events of its session do not name it.
    pub fn run(&self) -> Option<&RunId> {
        match self {
            Self::RunRequested { run, .. }
            | Self::RunResumed { run, .. }
            | Self::RunInterrupted { run, .. }
            | Self::RunStopRequested { run }
            | Self::RunFinished { run, .. }
            | Self::CheckFinished { run, .. }
            | Self::EvidenceJudged { run, .. } => Some(run),
            Self::TaskMarked { run, .. } | Self::SessionOpened { run, .. } => run.as_ref(),
            Self::QuestionAsked { question } => question.run.as_ref(),
            Self::SessionTrusted { .. }
            | Self::EditRequested { .. }
            | Self::EditFinished { .. }
            | Self::UserPrompted { .. }
            | Self::ModelAnswered { .. }
            | Self::ModelFailed { .. }
            | Self::ToolStarted { .. }
            | Self::ToolFinished { .. }
            | Self::FilesRestored { .. }
            | Self::QuestionAnswered { .. }
            | Self::QuestionWithdrawn { .. }
            | Self::CancelRequested { .. }
            | Self::TurnEnded { .. } => None,
        }
    }
}

/// What is shown while it happens and never stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Notice {
    /// The session.
    pub session: SessionId,
    /// What is new.
    #[serde(flatten)]
    pub delta: Delta,
}

/// A piece of something that will arrive completely as an [`EventBody`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Delta {
    /// More text of the answer.
    Text {
        /// The text.
        text: String,
    },
    /// The model is being asked again; text shown since the last event is void.
    Retry {
        /// Why.
        why: String,
        /// Which attempt begins, from 2.
        attempt: u32,
    },
    /// More output of a command.
    Output {
        /// The call.
        call: CallId,
        /// The output. Of a flood only a part.
        text: String,
    },
    /// Nothing has come for a while: told every five seconds until something does.
    Waiting {
        /// The command that is silent; none: the model is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        call: Option<CallId>,
        /// How long it has been silent.
        seconds: u64,
        /// After how many seconds from its start a command is ended.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<u64>,
    },
}

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
