//! The public contract: every `kiro/*` request, response and event as a serde type, and nothing else.
//!
//! What is stored is what is published: a durable [`Event`] in the log is the one a client receives.
//! JSON is camelCase; values of enumerations are snake_case, types of events camelCase; lines are 1-based; times
//! are Unix milliseconds.
//!
//! A connection to `kiro-lsp` serves any number of roots, each a workspace with a log of its own. Every request may carry
//! `root` beside its parameters. Without it, a request goes to the only root, to the root that knows the session or
//! question it names, or to the only root with the spec it names. Lists are then of all roots, one after the other or by
//! time. Any other request is refused with `ambiguous` and the roots to choose from.
//! `experimental.kiro.roots` in the answer to `initialize` says what is open, `kiro/roots` what is from then on.
#![warn(missing_docs)]

mod belongs;
mod chat;
mod checkpoint;
mod doctor;
mod document;
mod event;
mod ids;
mod model;
mod notice;
mod permission;
mod question;
mod record;
mod refusal;
mod response;
mod root;
mod run;
mod session;
mod spec;
mod usage;
mod verb;

pub use chat::ChatResult;
pub use checkpoint::{Checkpoint, FileChange, FileImage, FileRestore, RestoreAction};
pub use doctor::{Check, CheckArea, CheckState, ReportPart};
pub use document::{
    CheckedFile, CriterionModel, Finding, GraphEdge, GraphEdgeKind, GraphNode, GraphNodeKind, HookSummary,
    Place, PropertyModel, RelatedPlace, RequirementModel, Rule, RuleProfile, SpecGraph, SpecModel,
    SteeringInclusion, SteeringSummary, TaskModel, TermModel, TraceRow, TraceTask, UnreadableFile,
};
pub use event::EventBody;
pub use ids::{CallId, EditId, QuestionId, RunId, SessionId};
pub use model::{Cost, StopReason, Thought, ToolCall, Usage};
pub use notice::{Delta, Notice};
pub use permission::{
    Freeze, Judgement, PermissionEffect, PermissionLayer, PermissionRule, TrustItem, TrustKind, TrustState,
};
pub use question::{Answer, Answerer, Question, QuestionKind, QuestionOption, RuleOffer};
pub use record::{EVENT_VERSION, Event, Record};
pub use refusal::{ErrorCode, VerbError};
pub use response::Response;
pub use root::{EventParams, NoticeParams, Root, RootParam, RootsParams};
pub use run::{Actor, Evidence, Outcome, RunPlan, RunStatus, RunSummary, Trust};
pub use session::{
    ContextUse, FileSeen, ForkPoint, Image, ImageFormat, Parent, SessionHit, SessionPart, SessionStatus,
    SessionSummary, ToolEnd, TurnStop, VendorSession,
};
pub use spec::{
    DocumentKind, DraftedDocument, Severity, SpecDetail, SpecDocument, SpecSummary, Task, TaskCounts,
    TaskState,
};
pub use usage::{
    Calibration, ModelAsked, ModelChecked, ModelInfo, ModelPrices, PlanUse, UsageBy, UsageSum, WorkEstimate,
};
pub use verb::Request;

/// Version of this contract, announced in `initialize` as `experimental.kiro.version`.
pub const PROTOCOL_VERSION: u32 = 1;
