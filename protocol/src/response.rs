use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Answer, Calibration, Check, CheckedFile, Checkpoint, Cost, DraftedDocument, Event, FileRestore, Freeze,
    HookSummary, Judgement, ModelChecked, ModelInfo, PermissionRule, PlanUse, Question, QuestionId,
    ReportPart, Rule, RunId, RunSummary, SessionHit, SessionId, SessionSummary, SpecDetail, SpecGraph,
    SpecSummary, SteeringSummary, Task, TraceRow, TrustItem, UnreadableFile, UsageSum, VendorSession,
    WorkEstimate,
};

/// The result of a request. Each kind has fields of its own, so no tag is needed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, rename_all_fields = "camelCase")]
pub enum Response {
    /// All specs.
    Specs {
        /// Sorted by name.
        specs: Vec<SpecSummary>,
    },
    /// One spec.
    Spec {
        /// The spec.
        spec: SpecDetail,
    },
    /// Documents that were drafted.
    Drafted {
        /// In the order in which they are to be read.
        drafted: Vec<DraftedDocument>,
    },
    /// The order of tasks.
    Graph {
        /// The graph.
        graph: SpecGraph,
    },
    /// What criteria have come to.
    Trace {
        /// In document order.
        trace: Vec<TraceRow>,
    },
    /// Documents that were checked.
    Checked {
        /// Every one of them, by path, also those that nothing is wrong with.
        checked: Vec<CheckedFile>,
        /// Those that could not be read.
        unreadable: Vec<UnreadableFile>,
    },
    /// Rules.
    Rules {
        /// By code.
        rules: Vec<Rule>,
    },
    /// Steering documents.
    Steering {
        /// By path.
        steering: Vec<SteeringSummary>,
    },
    /// Hooks.
    Hooks {
        /// By path, then in document order.
        hooks: Vec<HookSummary>,
    },
    /// A run began or goes on.
    RunStarted {
        /// The run.
        run_id: RunId,
        /// It was interrupted and goes on.
        resumed: bool,
    },
    /// A run.
    Run {
        /// The run.
        run: RunSummary,
    },
    /// A mark was set.
    TaskSet {
        /// The task as it now is.
        task: Task,
        /// False: the task already had that state and nothing was written.
        changed: bool,
    },
    /// All runs.
    Runs {
        /// Latest first.
        runs: Vec<RunSummary>,
    },
    /// One session with its events.
    Transcript {
        /// The session.
        session: SessionSummary,
        /// Its events, oldest first.
        events: Vec<Event>,
    },
    /// One session.
    Session {
        /// The session.
        session: SessionSummary,
    },
    /// All sessions.
    Sessions {
        /// Latest first.
        sessions: Vec<SessionSummary>,
    },
    /// A session as a document.
    Exported {
        /// Markdown.
        markdown: String,
    },
    /// What was found in sessions.
    Found {
        /// Latest first.
        hits: Vec<SessionHit>,
        /// There are more.
        more: bool,
    },
    /// A session is gone.
    Deleted {
        /// The session.
        deleted: SessionId,
    },
    /// Sessions of the vendor's.
    VendorSessions {
        /// Latest first.
        vendor_sessions: Vec<VendorSession>,
    },
    /// Checkpoints of a session.
    Checkpoints {
        /// Oldest first.
        checkpoints: Vec<Checkpoint>,
    },
    /// What putting files back would do.
    CheckpointDiff {
        /// By path; files that are as they were are left out.
        files: Vec<FileRestore>,
    },
    /// Files were put back.
    CheckpointRestored {
        /// By path; files that were as they were are left out.
        restored: Vec<FileRestore>,
        /// The checkpoint that undoes it; absent: nothing was changed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        undo: Option<String>,
    },
    /// Open questions.
    Questions {
        /// Oldest first.
        questions: Vec<Question>,
    },
    /// An answer was taken.
    Answered {
        /// The question.
        question: QuestionId,
        /// The answer.
        answer: Answer,
    },
    /// What agents may do.
    Permissions {
        /// In the order in which they were read.
        rules: Vec<PermissionRule>,
        /// Rules that cannot be understood: what they might forbid is refused until they are mended.
        broken: Vec<String>,
        /// Rules that do not count, and why.
        ignored: Vec<String>,
    },
    /// What would become of a command.
    Judged {
        /// The judgement.
        judgement: Judgement,
    },
    /// What makes things run.
    Trust {
        /// By path.
        trust: Vec<TrustItem>,
        /// Digest of all of them together, for `--trust-hash`.
        digest: String,
    },
    /// Whether agents may change anything at all.
    Frozen {
        /// They may not.
        frozen: bool,
        /// By whom and why, if so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        freeze: Option<Freeze>,
    },
    /// What models cost.
    Usage {
        /// The dearest first; days in their order.
        sums: Vec<UsageSum>,
        /// All of them together.
        total: UsageSum,
        /// The plan of the settings, in this month and all workspaces.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        plan: Option<PlanUse>,
        /// The day of the price list, as in 2026-11-26.
        prices_of: String,
    },
    /// What tasks will probably cost.
    Estimated {
        /// All of them together.
        estimate: WorkEstimate,
        /// How well earlier runs of this workspace were estimated.
        calibration: Calibration,
        /// The day of the price list, as in 2026-11-26.
        prices_of: String,
    },
    /// The models of the catalogue.
    Models {
        /// By id.
        models: Vec<ModelInfo>,
        /// The day of the price list, as in 2026-11-26.
        prices_of: String,
        /// Who says so.
        source: String,
        /// What is wrong with the user's own file: file, line and what.
        problems: Vec<String>,
    },
    /// Which models can be used.
    ModelsChecked {
        /// In the order in which they were named, or by id.
        models: Vec<ModelChecked>,
        /// What it cost, as far as prices are known.
        cost: Cost,
    },
    /// A part of the log.
    Events {
        /// Oldest first.
        events: Vec<Event>,
    },
    /// What is set up, and what is not.
    Doctor {
        /// This program's version.
        version: String,
        /// Operating system and architecture: `linux x86_64`.
        platform: String,
        /// In the order of `CheckArea`.
        checks: Vec<Check>,
    },
    /// A bug report.
    BugReport {
        /// Put together, they are a Markdown document.
        parts: Vec<ReportPart>,
    },
}
