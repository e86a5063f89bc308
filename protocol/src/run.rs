use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Cost, RunId, SessionId, WorkEstimate};

/// Everything that fixes what a run does, so that another process or machine can go on with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RunPlan {
    /// Name of the spec, such as `checkout` or `area/checkout`.
    pub spec: String,
    /// The task: its id, or `id@line` where ids repeat or are missing.
    pub task: String,
    /// The task's text, without mark, star and id.
    pub title: String,
    /// Digest of tasks.md when the run was planned.
    pub base: String,
    /// Paths the task says it will write; empty: unknown.
    #[serde(default)]
    pub claims: Vec<String>,
    /// Commands whose success proves the task, run by us after the agent says it is done.
    #[serde(default)]
    pub checks: Vec<String>,
    /// Model calls after which the run stops.
    pub max_model_calls: u32,
    /// The model, as configured: `openai:gpt-5`, `scripted:demo.jsonl`.
    pub model: String,
    /// What runs without asking.
    pub trust: Trust,
    /// What it would probably take, when it was planned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimate: Option<Box<WorkEstimate>>,
    /// Why the user is asked before the model is; absent: nobody is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask_first: Option<Box<str>>,
}

/// What a session may do without asking. Reading in the workspace never asks; leaving it is always refused.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Trust {
    /// Supervised: writes and commands ask.
    #[default]
    None,
    /// Calls of these tools run, everything else asks.
    Tools(Vec<String>),
    /// Autopilot: writes and commands run; control files still ask.
    All,
}

/// On whose behalf something happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// The person at the keyboard.
    User,
    /// A model's tool call, or what a run does on its success.
    Agent,
    /// A hook.
    Hook,
    /// A program that speaks to us over a protocol.
    Peer,
}

/// What proved a task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Evidence {
    /// Every check of the plan passed after the agent's last change.
    Checks {
        /// The commands.
        commands: Vec<String>,
    },
    /// A test or build command of the agent exited 0 after its last change.
    Command {
        /// The command.
        command: String,
    },
    /// The user said so.
    User {
        /// Who answered.
        by: String,
    },
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Outcome {
    /// The task is ticked.
    Done {
        /// What proved it.
        evidence: Evidence,
    },
    /// The agent finished, but nothing proves the task; it is not ticked.
    NeedsEvidence {
        /// What is missing, and what to do.
        why: String,
    },
    /// The user stopped it.
    Stopped,
    /// The agent ended without finishing: it refused, or used up its budget.
    Failed {
        /// What happened, and what to do.
        why: String,
    },
}

/// Where a run stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum RunStatus {
    /// A process works on it.
    Running {
        /// That process, for people: `kiro-cli task run (pid 4711)`.
        owner: String,
    },
    /// No process works on it; `task run` goes on where it stopped.
    Interrupted {
        /// Why, if it could still be written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<String>,
    },
    /// It is over.
    Ended {
        /// How.
        outcome: Outcome,
    },
}

/// A run, for lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RunSummary {
    /// The run.
    pub id: RunId,
    /// Its conversation, once it has begun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<SessionId>,
    /// Name of the spec.
    pub spec: String,
    /// The task.
    pub task: String,
    /// The task's text.
    pub title: String,
    /// Where it stands.
    pub status: RunStatus,
    /// When it was asked for, Unix milliseconds.
    pub started: i64,
    /// What it cost so far; absent: nothing that anybody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Cost>,
}
