use std::ops::Range;

use text::Problem;

/// `.config.kiro`: what kind of spec this is. A field with a value that has no meaning is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpecConfig {
    /// `specId`; need not be a UUID.
    pub spec_id: Option<String>,
    /// `workflowType`, or `generationMode` as it was once called.
    pub workflow: Option<Workflow>,
    /// `specType`
    pub spec_type: Option<SpecType>,
}

/// How the documents of a spec come about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Workflow {
    /// `requirements-first`
    RequirementsFirst,
    /// `design-first`
    DesignFirst,
    /// `fast-task`
    FastTask,
    /// `verify-first`
    VerifyFirst,
}

/// What a spec is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SpecType {
    /// `feature`
    Feature,
    /// `bugfix`
    Bugfix,
    /// `quick-spec`
    QuickSpec,
}

/// `tasks.meta.json`: what Kiro remembers of runs. Read only; its keys follow the tasks when they are renamed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TasksMeta {
    /// Every key that is the text of a task ([`crate::Task::raw_title`]).
    pub keys: Vec<MetaKey>,
}

/// A key of a [`TasksMeta`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetaKey {
    /// The text of the task.
    pub task: String,
    /// The bytes of the key with its quotes.
    pub span: Range<usize>,
}

/// `spec.json` of cc-sdd.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpecJson {
    /// `phase`, as written.
    pub phase: Option<String>,
    /// `language`, as written.
    pub language: Option<String>,
}

/// Reads a `.config.kiro`.
pub fn parse_spec_config(text: &str) -> (SpecConfig, Vec<Problem>) {
    let _ = text;
    Default::default()
}

/// Reads a `tasks.meta.json`.
pub fn parse_tasks_meta(text: &str) -> (TasksMeta, Vec<Problem>) {
    let _ = text;
    Default::default()
}

/// Reads a `spec.json`.
pub fn parse_spec_json(text: &str) -> (SpecJson, Vec<Problem>) {
    let _ = text;
    Default::default()
}
