use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Severity, TaskState};

/// Bytes of a document, and where they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Place {
    /// Offset of the first byte, from 0; a byte order mark counts.
    pub start: u64,
    /// Offset behind the last byte.
    pub end: u64,
    /// Line of the first byte, from 1.
    pub line: u32,
    /// Column of the first byte, from 1, in Unicode characters.
    pub column: u32,
    /// Line of the end.
    pub end_line: u32,
    /// Column of the end.
    pub end_column: u32,
}

/// Rules that documents are checked by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RuleProfile {
    /// Kiro's own 41 checks, with its severities, and nothing else.
    Kiro,
    /// Ours.
    Full,
    /// Ours, one level up.
    Strict,
}

/// Something wrong in a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// Stable code, such as `trace/dangling-reference`; `kiro/rule/explain` says more.
    pub code: String,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong and what to do.
    pub message: String,
    /// Where.
    pub place: Place,
    /// Other places that it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<RelatedPlace>,
    /// What an editor would offer to do about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fixes: Vec<String>,
}

/// Another place that a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RelatedPlace {
    /// Path in the workspace, with `/`.
    pub path: String,
    /// Where.
    pub place: Place,
    /// What is there.
    pub message: String,
}

/// A document that was checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CheckedFile {
    /// Path in the workspace, with `/`.
    pub path: String,
    /// What is wrong, by place.
    pub findings: Vec<Finding>,
}

/// A document that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UnreadableFile {
    /// Path in the workspace, with `/`.
    pub path: String,
    /// Why.
    pub why: String,
}

/// A rule that documents are checked by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    /// Its code.
    pub code: String,
    /// How much it matters unless somebody says otherwise; absent: it is off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// It is a check of Kiro's own validator.
    pub of_kiro: bool,
    /// What it is about, in a sentence.
    pub summary: String,
    /// Its page, Markdown.
    pub page: String,
}

/// Everything that the documents of a spec say, as far as it is understood.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SpecModel {
    /// Of requirements.md and bugfix.md, in document order.
    pub requirements: Vec<RequirementModel>,
    /// The glossary.
    pub terms: Vec<TermModel>,
    /// The correctness properties of design.md.
    pub properties: Vec<PropertyModel>,
    /// What tasks.md says of each task beside its state, in document order.
    pub tasks: Vec<TaskModel>,
    /// References of tasks that may run side by side, wave by wave.
    pub waves: Vec<Vec<String>>,
}

/// A requirement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequirementModel {
    /// As references name it.
    pub id: String,
    /// Its title; may be empty.
    pub title: String,
    /// Path of its document.
    pub path: String,
    /// From its heading to its end.
    pub place: Place,
    /// Its user story.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_story: Option<String>,
    /// Its acceptance criteria.
    pub criteria: Vec<CriterionModel>,
}

/// An acceptance criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CriterionModel {
    /// As references name it.
    pub id: String,
    /// What it says, line breaks as blanks.
    pub text: String,
    /// Where.
    pub place: Place,
    /// The EARS pattern: `ubiquitous`, `event`, `state`, `unwanted`, `optional`, `complex`, `none`.
    pub pattern: String,
}

/// A term of the glossary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TermModel {
    /// Its name.
    pub name: String,
    /// What it means; may be empty.
    pub definition: String,
    /// Path of its document.
    pub path: String,
    /// Where its name is.
    pub place: Place,
}

/// A correctness property.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PropertyModel {
    /// As references name it.
    pub id: String,
    /// Its title; may be empty.
    pub title: String,
    /// From its heading to its end.
    pub place: Place,
    /// The requirements and criteria that it validates, by id.
    pub validates: Vec<String>,
}

/// What a task says of others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TaskModel {
    /// The task.
    pub reference: String,
    /// From its line to its end.
    pub place: Place,
    /// The requirements and criteria that it is for, by id.
    pub requirements: Vec<String>,
    /// The properties that it tests, by id.
    pub properties: Vec<String>,
    /// References of tasks that have to be done before.
    pub after: Vec<String>,
    /// It holds up everything behind it.
    pub checkpoint: bool,
    /// Its wave, from 0; absent for a parent, and for a task on a cycle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wave: Option<u32>,
}

/// The order of the tasks of a spec, and what they are for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SpecGraph {
    /// Tasks, requirements, criteria, properties and files.
    pub nodes: Vec<GraphNode>,
    /// What connects them.
    pub edges: Vec<GraphEdge>,
    /// References of tasks that may run side by side, wave by wave.
    pub waves: Vec<Vec<String>>,
    /// References of the tasks that can be begun now.
    pub ready: Vec<String>,
    /// References of the tasks of the longest chain.
    pub critical_path: Vec<String>,
    /// References of tasks that wait for each other.
    pub cycles: Vec<Vec<String>>,
    /// The tasks as a Mermaid flowchart.
    pub mermaid: String,
    /// The tasks in Graphviz's language.
    pub dot: String,
    /// The waves as Kiro's scheduler reads them: the JSON of a `## Task Dependency Graph`.
    pub kiro: String,
}

/// A node of a [`SpecGraph`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GraphNode {
    /// Unique in the graph: the kind, a colon and the reference or id.
    pub id: String,
    /// What it is.
    pub kind: GraphNodeKind,
    /// For people.
    pub label: String,
    /// Of a task.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<TaskState>,
}

/// What a [`GraphNode`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GraphNodeKind {
    /// A task.
    Task,
    /// A requirement.
    Requirement,
    /// An acceptance criterion.
    Criterion,
    /// A correctness property.
    Property,
    /// A file or component that tasks name.
    File,
    /// A point in the work that is reached once everything it needs is done.
    Gate,
}

/// A connection in a [`SpecGraph`]: it points from what needs to what is needed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GraphEdge {
    /// The node that needs.
    pub from: String,
    /// The node that is needed.
    pub to: String,
    /// How.
    pub kind: GraphEdgeKind,
}

/// What a [`GraphEdge`] says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GraphEdgeKind {
    /// From a task to a sub-task, from a requirement to one of its criteria.
    Child,
    /// From a task to one that it says it depends on.
    Depends,
    /// From a task to what it implements.
    Requires,
    /// From a property or a test to what it validates.
    Validates,
    /// From what has to wait to what holds it up, by the order of the document, its waves or a checkpoint.
    Blocks,
    /// From a task to a file or component that it names.
    Touches,
}

/// What a criterion has come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TraceRow {
    /// The criterion, or the requirement if it has none.
    pub id: String,
    /// What it says, line breaks as blanks.
    pub text: String,
    /// The properties that validate it, by id.
    pub properties: Vec<String>,
    /// The tasks that are for it.
    pub tasks: Vec<TraceTask>,
    /// Where it stands; absent: no task is for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<TaskState>,
}

/// A task that is for a criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TraceTask {
    /// The task.
    pub reference: String,
    /// Its text.
    pub title: String,
    /// Its state.
    pub state: TaskState,
    /// It is optional.
    pub optional: bool,
}

/// A steering document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SteeringSummary {
    /// Path in the workspace, with `/`.
    pub path: String,
    /// What it is called.
    pub name: String,
    /// When it belongs in a prompt.
    pub inclusion: SteeringInclusion,
    /// The globs of `file_match`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub patterns: Vec<String>,
    /// What `auto` is judged by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether it belongs in a conversation about the file that was asked for; absent if none was, and for `auto`, which
    /// a model judges.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applies: Option<bool>,
}

/// When a steering document belongs in a prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SteeringInclusion {
    /// In every one.
    Always,
    /// With a file that matches.
    FileMatch,
    /// When the user names it.
    Manual,
    /// When its description fits.
    Auto,
}

/// A hook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct HookSummary {
    /// Path of its file in the workspace, with `/`.
    pub path: String,
    /// What it is called.
    pub name: String,
    /// When it fires, by the name of Kiro 1.0; as written if that has no meaning.
    pub trigger: String,
    /// Which tools or files it is for; absent: all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matcher: Option<String>,
    /// What it does: `command` or `agent`.
    pub action: String,
    /// It is switched on. That does not make it trusted.
    pub enabled: bool,
    /// It is written in the form of Kiro 0.x.
    pub legacy: bool,
}
