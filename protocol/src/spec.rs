use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{CheckedFile, Cost, RunSummary, SpecModel};

/// The documents of a spec that have a meaning of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// `requirements.md`
    Requirements,
    /// `bugfix.md`
    Bugfix,
    /// `design.md`
    Design,
    /// `tasks.md`
    Tasks,
}

/// A document of a spec.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SpecDocument {
    /// What it is.
    pub kind: DocumentKind,
    /// Path in the workspace, with `/`.
    pub path: String,
}

/// A document that was drafted, without a model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DraftedDocument {
    /// Path in the workspace, with `/`.
    pub path: String,
    /// How often it says that something is to be written by somebody.
    pub placeholders: u32,
}

/// How many tasks are in which state. Optional tasks are counted apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TaskCounts {
    /// All required tasks.
    pub total: u32,
    /// Required tasks that are done.
    pub done: u32,
    /// Required tasks in progress or queued.
    pub active: u32,
    /// Optional tasks.
    pub optional: u32,
}

/// A spec, for lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SpecSummary {
    /// Its name: the folder below `.kiro/specs`, such as `checkout` or `area/checkout`.
    pub name: String,
    /// Its documents.
    pub documents: Vec<SpecDocument>,
    /// Its tasks, counted.
    pub tasks: TaskCounts,
    /// Why its tasks could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// A spec with its tasks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SpecDetail {
    /// Its name.
    pub name: String,
    /// Its documents.
    pub documents: Vec<SpecDocument>,
    /// Its tasks, in document order.
    pub tasks: Vec<Task>,
    /// Everything else that its documents say.
    pub model: SpecModel,
    /// What is wrong with them.
    pub checked: Vec<CheckedFile>,
}

/// State of a task, on every surface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TaskState {
    /// `[ ]`, and any mark that has no meaning.
    NotStarted,
    /// `[~]`
    Queued,
    /// `[-]`
    InProgress,
    /// `[x]` or `[X]`
    Done,
}

/// A task of tasks.md.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Task {
    /// How to name it in requests: its id, or `id@line` where ids repeat or are missing.
    pub reference: String,
    /// Its id as written, without the final dot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its text, without mark, star and id.
    pub title: String,
    /// Its state.
    pub state: TaskState,
    /// The text between the brackets; absent where the task is a heading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<String>,
    /// It carries the star of an optional task, or says so.
    pub optional: bool,
    /// The reference of the task it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// Line of the task, 1-based.
    pub line: u32,
    /// Its latest run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<RunSummary>,
    /// What all of its runs cost so far; absent: nothing that anybody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Cost>,
}

/// How bad a problem is, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The document does not mean what it seems to mean.
    Error,
    /// Probably a mistake.
    Warning,
    /// Worth knowing: somebody should decide.
    Info,
    /// Could be better; nothing is wrong.
    Hint,
}
