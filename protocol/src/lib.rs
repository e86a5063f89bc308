//! The public contract: every `kiro/*` request, response and event as a serde type, and nothing else.
//!
//! What is stored is what is published: a durable [`Event`] in the log is the one a client receives.
//! JSON is camelCase; values of enumerations are snake_case, types of events camelCase; lines are 1-based; times
//! are Unix milliseconds.
#![warn(missing_docs)]

mod chat;
mod doctor;
mod event;
mod ids;
mod model;
mod question;
mod run;
mod session;
mod spec;
mod verb;

pub use chat::ChatResult;
pub use doctor::{Check, CheckArea, CheckState, ReportPart};
pub use event::{Delta, EVENT_VERSION, Event, EventBody, Notice, Record, TurnStop};
pub use ids::{CallId, EditId, QuestionId, RunId, SessionId};
pub use model::{StopReason, ToolCall, Usage};
pub use question::{Answer, Answerer, Question, QuestionKind, QuestionOption};
pub use run::{Actor, Evidence, Outcome, RunPlan, RunStatus, RunSummary, Trust};
pub use session::{FileSeen, SessionStatus, SessionSummary, ToolEnd};
pub use spec::{
    DocumentKind, Problem, Severity, SpecDetail, SpecDocument, SpecSummary, Task, TaskCounts, TaskState,
};
pub use verb::{ErrorCode, Request, Response, VerbError};

/// Version of this contract, announced in `initialize` as `experimental.kiro.version`.
pub const PROTOCOL_VERSION: u32 = 1;
