use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Actor, Answer, Answerer, CallId, EditId, Evidence, FileChange, FileImage, FileSeen, ForkPoint, Outcome,
    Parent, Question, QuestionId, RunId, RunPlan, SessionId, StopReason, TaskState, Thought, ToolCall,
    ToolEnd, Trust, TurnStop, Usage,
};

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
        /// Where its history begins, if it goes on with that of another: what was said there, up to that event.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fork: Option<ForkPoint>,
        /// The vendor's session that it was copied from.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        imported: Option<String>,
        /// The call of another session that it works for: it is a sub-agent's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parent: Option<Box<Parent>>,
    },
    /// A session got another title.
    SessionRenamed {
        /// The session.
        session: SessionId,
        /// One line for lists.
        title: String,
    },
    /// A session was deleted: of all its events only this one is left.
    SessionDeleted {
        /// The session.
        session: SessionId,
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
    /// A model was chosen that did not answer before: for "auto", or in place of one that is not there.
    ModelChosen {
        /// The session.
        session: SessionId,
        /// The model, with its provider.
        model: String,
        /// Why, for people.
        why: String,
    },
    /// The model answered, completely.
    ModelAnswered {
        /// The session.
        session: SessionId,
        /// The model, as it was asked for; absent in old logs: that of the session.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        model: Option<String>,
        /// What it thought before.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        thoughts: Vec<Thought>,
        /// Its text.
        text: String,
        /// The tool calls it wants.
        calls: Vec<ToolCall>,
        /// Why it stopped.
        stop: StopReason,
        /// What it took.
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
    /// Commands of a session changed files, and no end of a call tells it: processes that nobody waited for did, until they
    /// ended, or a command that was halted with the program that ran it.
    FilesChanged {
        /// The session.
        session: SessionId,
        /// The call that was halted; none for processes.
        call: Option<CallId>,
        /// What became of each file.
        changes: Vec<FileChange>,
        /// What was seen and can't be undone, in sentences.
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
        /// Until when what was allowed may begin, Unix milliseconds; absent: for ever.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        expires: Option<i64>,
    },
    /// A question lost its meaning: its turn was cancelled.
    QuestionWithdrawn {
        /// The question.
        question: QuestionId,
        /// The session that waited.
        session: SessionId,
    },
    /// A user trusts a file of the workspace that makes things run, as it is now.
    ContentTrusted {
        /// Path in the workspace, with `/`.
        path: String,
        /// Digest of what is trusted: other content is not.
        digest: String,
        /// Who trusts it.
        by: Answerer,
    },
    /// A user no longer trusts a file.
    ContentDistrusted {
        /// Path in the workspace, with `/`.
        path: String,
        /// Who said so.
        by: Answerer,
    },
    /// A user froze the workspace, or let it go again.
    FreezeSet {
        /// While it is frozen, no agent changes anything.
        frozen: bool,
        /// Why, for people.
        why: String,
        /// Who said so.
        by: Answerer,
    },
    /// A user asked for a turn to be cancelled.
    CancelRequested {
        /// The session.
        session: SessionId,
    },
    /// Old output of tools is no longer sent to the model, which can ask for it again. The log keeps it.
    ContextPruned {
        /// The session.
        session: SessionId,
        /// The calls whose output it is.
        calls: Vec<CallId>,
        /// How much less is sent, in tokens, estimated.
        tokens: u64,
    },
    /// The beginning of the conversation is no longer sent to the model, but what it is for and a summary of it. The
    /// log keeps it.
    ContextCompacted {
        /// The session.
        session: SessionId,
        /// Messages that are no longer sent, counted from the oldest that was; an answer and the results of its calls
        /// are one.
        hidden: u32,
        /// What the conversation is for: the documents as they are now, or the user's own words.
        goal: String,
        /// What a model wrote about the hidden messages. It is nobody's instruction.
        summary: String,
        /// What the summary took.
        usage: Usage,
        /// Who wrote it, as it was asked for; absent: no model, or, in old logs, that of the session.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        model: Option<String>,
    },
    /// The endpoint says that the conversation is longer than its model reads; older parts of it are now left out.
    ContextOverflowed {
        /// The session.
        session: SessionId,
        /// What the endpoint said.
        error: String,
    },
    /// The documents that say what a session is for have changed, and the model is told.
    GoalChanged {
        /// The session.
        session: SessionId,
        /// What it is for now.
        goal: String,
    },
    /// A tool call began a session of its own, a sub-agent, or goes on with it after an interruption.
    SubagentStarted {
        /// The session of the call.
        session: SessionId,
        /// The call.
        call: CallId,
        /// The session that was begun.
        child: SessionId,
        /// Model calls that it may make; until it ends they count as made.
        model_calls: u32,
    },
    /// A sub-agent is done. What it spent counts for the session that began it.
    SubagentEnded {
        /// The session of the call.
        session: SessionId,
        /// The call.
        call: CallId,
        /// The sub-agent's session.
        child: SessionId,
        /// Model calls that it made.
        model_calls: u32,
        /// What they cost.
        usage: Usage,
        /// What it did to files, one after the other.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        changes: Vec<FileChange>,
    },
    /// A turn is over.
    TurnEnded {
        /// The session.
        session: SessionId,
        /// How: `end_turn` and `max_tokens` are the model's, `refused` the endpoint's.
        stop: TurnStop,
    },
}
