use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[cfg(doc)]
use crate::Response;
use crate::{Answer, Answerer, QuestionId, RuleProfile, SessionId, TaskState, Trust, UsageBy};

/// A request: the method of a `kiro/*` request with its parameters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "method", content = "params", rename_all_fields = "camelCase")]
pub enum Request {
    /// All specs of the workspace. Answer: [`Response::Specs`].
    #[serde(rename = "kiro/spec/list")]
    SpecList {},
    /// One spec with its tasks. Answer: [`Response::Spec`].
    #[serde(rename = "kiro/spec/get")]
    SpecGet {
        /// Name of the spec.
        spec: String,
    },
    /// Drafts a spec from words and from what the code says of itself, without a model. Answer: [`Response::Drafted`].
    #[serde(rename = "kiro/spec/draft")]
    SpecDraft {
        /// Name of the spec, which has no documents yet.
        spec: String,
        /// What it is about, in sentences.
        words: String,
        /// It is about something that is wrong.
        #[serde(default)]
        bugfix: bool,
    },
    /// Drafts the steering documents that are missing, from what the code says of itself. Answer: [`Response::Drafted`].
    #[serde(rename = "kiro/steering/draft")]
    SteeringDraft {},
    /// The order of the tasks of a spec, and what they are for. Answer: [`Response::Graph`].
    #[serde(rename = "kiro/spec/graph")]
    SpecGraph {
        /// Name of the spec.
        spec: String,
    },
    /// What each criterion of a spec has come to. Answer: [`Response::Trace`].
    #[serde(rename = "kiro/spec/trace")]
    SpecTrace {
        /// Name of the spec.
        spec: String,
    },
    /// Checks documents, without a model. Answer: [`Response::Checked`].
    #[serde(rename = "kiro/check")]
    Check {
        /// Files and folders in the workspace, with `/`; none: everything.
        #[serde(default)]
        paths: Vec<String>,
        /// The rules; absent: as `.kiro/settings/diagnostics.json` says, else ours.
        #[serde(default)]
        profile: Option<RuleProfile>,
    },
    /// A rule, or all of them. Answer: [`Response::Rules`].
    #[serde(rename = "kiro/rule/explain")]
    RuleExplain {
        /// Its code; absent: all.
        #[serde(default)]
        code: Option<String>,
    },
    /// The steering documents, and whether they belong in a conversation about a file. Answer: [`Response::Steering`].
    #[serde(rename = "kiro/steering/list")]
    SteeringList {
        /// Path of a file in the workspace, with `/`; it need not exist.
        #[serde(default)]
        file: Option<String>,
    },
    /// The hooks of the workspace. Answer: [`Response::Hooks`].
    #[serde(rename = "kiro/hook/list")]
    HookList {},
    /// Implements a task, or goes on with its interrupted run. Answers at once with [`Response::RunStarted`];
    /// everything after is events.
    #[serde(rename = "kiro/task/run")]
    TaskRun {
        /// Name of the spec.
        spec: String,
        /// The task: id, or `id@line`.
        task: String,
        /// The model; absent: the configured one.
        #[serde(default)]
        model: Option<String>,
        /// What runs without asking.
        #[serde(default)]
        trust: Trust,
        /// Commands whose success proves the task.
        #[serde(default)]
        checks: Vec<String>,
    },
    /// Stops the run of a task, in whichever process it runs. Answer: [`Response::Run`].
    #[serde(rename = "kiro/task/stop")]
    TaskStop {
        /// Name of the spec.
        spec: String,
        /// The task: id, or `id@line`.
        task: String,
    },
    /// Sets the mark of a task on the user's behalf. Answer: [`Response::TaskSet`].
    #[serde(rename = "kiro/task/set")]
    TaskSet {
        /// Name of the spec.
        spec: String,
        /// The task: id, or `id@line`.
        task: String,
        /// The new state.
        state: TaskState,
    },
    /// All runs, latest first. Answer: [`Response::Runs`].
    #[serde(rename = "kiro/run/list")]
    RunList {},
    /// Opens a conversation. Answer: [`Response::Session`].
    #[serde(rename = "kiro/session/start")]
    SessionStart {
        /// The model; absent: the configured one.
        #[serde(default)]
        model: Option<String>,
        /// What runs without asking.
        #[serde(default)]
        trust: Trust,
    },
    /// Begins a turn. Answers at once with [`Response::Session`]; everything after is events.
    #[serde(rename = "kiro/session/prompt")]
    SessionPrompt {
        /// The session.
        session: SessionId,
        /// What the user says.
        text: String,
    },
    /// Cancels the turn of a session. Answer: [`Response::Session`].
    #[serde(rename = "kiro/session/cancel")]
    SessionCancel {
        /// The session.
        session: SessionId,
    },
    /// All sessions, latest first. Answer: [`Response::Sessions`].
    #[serde(rename = "kiro/session/list")]
    SessionList {},
    /// One session with its events. Answer: [`Response::Transcript`].
    #[serde(rename = "kiro/session/get")]
    SessionGet {
        /// The session.
        session: SessionId,
    },
    /// Begins a session with the history of another, up to the end of a turn. Answer: [`Response::Session`].
    #[serde(rename = "kiro/session/fork")]
    SessionFork {
        /// The other session, which stays as it is.
        session: SessionId,
        /// The last turn that counts, from 1; absent: the last that is over.
        #[serde(default)]
        turn: Option<u32>,
        /// The model; absent: as before.
        #[serde(default)]
        model: Option<String>,
        /// What runs without asking: as said here, not as before.
        #[serde(default)]
        trust: Trust,
    },
    /// Goes on with a session: with a prompt, or with its turn that was cut off. Answers at once with
    /// [`Response::Session`]; everything after is events.
    #[serde(rename = "kiro/session/resume")]
    SessionResume {
        /// The session.
        session: SessionId,
        /// What the user says, which ends a turn that was cut off; absent: that turn goes on.
        #[serde(default)]
        text: Option<String>,
        /// What runs without asking: as said here, not as before.
        #[serde(default)]
        trust: Trust,
    },
    /// Gives a session another title. Answer: [`Response::Session`].
    #[serde(rename = "kiro/session/rename")]
    SessionRename {
        /// The session.
        session: SessionId,
        /// One line.
        title: String,
    },
    /// A session as a Markdown document for people, with secrets taken out. Its events are [`Request::SessionGet`]'s.
    /// Answer: [`Response::Exported`].
    #[serde(rename = "kiro/session/export")]
    SessionExport {
        /// The session.
        session: SessionId,
    },
    /// Texts of sessions that hold all these words. Answer: [`Response::Found`].
    #[serde(rename = "kiro/session/search")]
    SessionSearch {
        /// Words, or parts of words, in any order and case.
        text: String,
        /// The most hits to give; absent: 50.
        #[serde(default)]
        limit: Option<u32>,
    },
    /// Deletes a session for good. Refused while somebody works on it, its run is not over, or others are forks of it.
    /// Answer: [`Response::Deleted`].
    #[serde(rename = "kiro/session/delete")]
    SessionDelete {
        /// The session.
        session: SessionId,
    },
    /// The sessions that the vendor's own command line keeps for this folder. Answer: [`Response::VendorSessions`].
    #[serde(rename = "kiro/session/vendorList")]
    VendorSessionList {},
    /// Copies a session of the vendor's, which stays as it is. Answer: [`Response::Session`].
    #[serde(rename = "kiro/session/import")]
    SessionImport {
        /// Its id there.
        id: String,
    },
    /// The moments to which the files that a session changed can be put back. Answer: [`Response::Checkpoints`].
    #[serde(rename = "kiro/checkpoint/list")]
    CheckpointList {
        /// The session.
        session: SessionId,
    },
    /// What putting files back would do. Changes nothing. Answer: [`Response::CheckpointDiff`].
    #[serde(rename = "kiro/checkpoint/diff")]
    CheckpointDiff {
        /// The session.
        session: SessionId,
        /// Id of the checkpoint.
        checkpoint: String,
    },
    /// Puts the files that a session changed since a checkpoint back, as far as nobody else changed them. It can be undone:
    /// it is a checkpoint itself. Answer: [`Response::CheckpointRestored`].
    #[serde(rename = "kiro/checkpoint/restore")]
    CheckpointRestore {
        /// The session.
        session: SessionId,
        /// Id of the checkpoint.
        checkpoint: String,
    },
    /// The questions that wait for an answer. Answer: [`Response::Questions`].
    #[serde(rename = "kiro/question/list")]
    QuestionList {},
    /// Answers a question. Answer: [`Response::Answered`]; an error if somebody was faster.
    #[serde(rename = "kiro/permission/answer")]
    PermissionAnswer {
        /// The question.
        id: QuestionId,
        /// One of its options.
        option: Answer,
        /// Who answers; absent: the process that is asked, for its user.
        #[serde(default)]
        by: Option<Answerer>,
    },
    /// The rules that count in this workspace, and what is wrong with those that do not.
    /// Answer: [`Response::Permissions`].
    #[serde(rename = "kiro/permission/list")]
    PermissionList {},
    /// What would become of a command if an agent asked for it now. Runs nothing. Answer: [`Response::Judged`].
    #[serde(rename = "kiro/permission/explain")]
    PermissionExplain {
        /// The command, for bash.
        command: String,
    },
    /// The files of the workspace that make things run, and whether the user trusts them.
    /// Answer: [`Response::Trust`].
    #[serde(rename = "kiro/trust/list")]
    TrustList {},
    /// Trusts one of them as it is. Answer: [`Response::Trust`].
    #[serde(rename = "kiro/trust/grant")]
    TrustGrant {
        /// Path in the workspace, with `/`.
        path: String,
        /// Digest of what is trusted; refused if the file no longer has it.
        digest: String,
    },
    /// No longer trusts one of them. Answer: [`Response::Trust`].
    #[serde(rename = "kiro/trust/revoke")]
    TrustRevoke {
        /// Path in the workspace, with `/`.
        path: String,
    },
    /// Whether the workspace is frozen. Answer: [`Response::Frozen`].
    #[serde(rename = "kiro/freeze/get")]
    FreezeGet {},
    /// Freezes the workspace, or lets it go: while it is frozen no agent changes anything, whatever else allows it.
    /// Answer: [`Response::Frozen`].
    #[serde(rename = "kiro/freeze/set")]
    FreezeSet {
        /// Whether it is to be frozen.
        frozen: bool,
        /// Why, for people.
        #[serde(default)]
        why: String,
    },
    /// What models cost. Answer: [`Response::Usage`].
    #[serde(rename = "kiro/usage/get")]
    UsageGet {
        /// What is added up.
        by: UsageBy,
        /// Not before this, Unix milliseconds; absent: from the beginning.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<i64>,
        /// In all workspaces of the user, not only in this one.
        #[serde(default)]
        all: bool,
    },
    /// What tasks will probably cost. Answer: [`Response::Estimated`].
    #[serde(rename = "kiro/task/estimate")]
    TaskEstimate {
        /// Name of the spec.
        spec: String,
        /// Tasks of it; none: all that are open.
        #[serde(default)]
        tasks: Vec<String>,
        /// The model; absent: the one of the settings.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        model: Option<String>,
    },
    /// The models of the catalogue. Answer: [`Response::Models`].
    #[serde(rename = "kiro/model/list")]
    ModelList {},
    /// Asks each model for a word, to see whether it can be used; that costs a little. Answer: [`Response::ModelsChecked`].
    #[serde(rename = "kiro/model/check")]
    ModelCheck {
        /// By any of their names; none: all of the catalogue that are offered here.
        #[serde(default)]
        models: Vec<String>,
    },
    /// The log after `since`. Answer: [`Response::Events`].
    #[serde(rename = "kiro/event/replay")]
    EventReplay {
        /// The last event already known; 0 for all.
        since: u64,
    },
    /// What is set up on this machine and for this workspace, and what is not. Changes nothing.
    /// Answer: [`Response::Doctor`].
    #[serde(rename = "kiro/doctor")]
    Doctor {
        /// Ask the model one tiny question too. This uses the network, and may cost.
        #[serde(default)]
        connect: bool,
    },
    /// What a bug report would say. Sends and writes nothing. Answer: [`Response::BugReport`].
    #[serde(rename = "kiro/bugReport")]
    BugReport {
        /// Leave the names of specs, AWS profiles and the workspace in.
        #[serde(default)]
        include_names: bool,
    },
}
