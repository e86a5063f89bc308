//! The files beside the documents of a spec that tools write. What is wrong in one costs that value and no more.

use std::{collections::HashMap, collections::HashSet, ops::Range};

use text::{Json, JsonSyntax, Problem, Severity, TextEdit};

use crate::json_string::json_string;

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
    /// The object it is a key of: `executionHistory`, `pbtResults`, or `statuses`, `pbt` and `history` of older files.
    pub within: String,
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

/// What `workflowType` may say.
const WORKFLOWS: &[(&str, Workflow)] = &[
    ("requirements-first", Workflow::RequirementsFirst),
    ("design-first", Workflow::DesignFirst),
    ("fast-task", Workflow::FastTask),
    ("verify-first", Workflow::VerifyFirst),
];

/// What `specType` may say.
const SPEC_TYPES: &[(&str, SpecType)] =
    &[("feature", SpecType::Feature), ("bugfix", SpecType::Bugfix), ("quick-spec", SpecType::QuickSpec)];

/// Objects of a `tasks.meta.json` whose keys are texts of tasks.
const KEYED_BY_TASK: &[&str] = &["executionHistory", "pbtResults", "statuses", "pbt", "history"];

/// Reads a `.config.kiro`. Keys that we do not know are somebody else's.
pub fn parse_spec_config(text: &str) -> (SpecConfig, Vec<Problem>) {
    let (json, mut problems) = object(text, "spec/invalid-config");
    let mut config = SpecConfig::default();
    let Some(json) = json else { return (config, problems) };
    let mut unknown = |key: &str, value: &Json, known: &str| {
        problems.push(Problem {
            code: "spec/unknown-config-value",
            severity: Severity::Hint,
            message: format!("This value of \"{key}\" has no meaning, and Kiro passes it over. Use {known}."),
            span: value.span.clone(),
        });
    };
    if let Some(id) = json.get("specId") {
        config.spec_id = id.as_str().map(str::to_owned);
        if config.spec_id.is_none() {
            unknown("specId", id, "a string");
        }
    }
    let workflow = ["workflowType", "generationMode"].into_iter().find_map(|key| Some((key, json.get(key)?)));
    if let Some((key, value)) = workflow {
        config.workflow = named(value, WORKFLOWS);
        if config.workflow.is_none() {
            unknown(key, value, &one_of(WORKFLOWS));
        }
    }
    if let Some(value) = json.get("specType") {
        config.spec_type = named(value, SPEC_TYPES);
        if config.spec_type.is_none() {
            unknown("specType", value, &one_of(SPEC_TYPES));
        }
    }
    (config, problems)
}

fn named<T: Copy>(value: &Json, names: &[(&str, T)]) -> Option<T> {
    let value = value.as_str()?;
    names.iter().find(|(name, _)| *name == value).map(|(_, meaning)| *meaning)
}

fn one_of<T>(names: &[(&str, T)]) -> String {
    let quoted: Vec<String> = names.iter().map(|(name, _)| format!("\"{name}\"")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}

/// Reads a `tasks.meta.json`.
pub fn parse_tasks_meta(text: &str) -> (TasksMeta, Vec<Problem>) {
    let (json, problems) = object(text, "spec/invalid-meta");
    let members = json.iter().flat_map(Json::members);
    let keyed = members.filter(|member| KEYED_BY_TASK.contains(&member.key.as_str()));
    let keys = keyed.flat_map(|object| {
        object.value.members().iter().map(|member| MetaKey {
            within: object.key.clone(),
            task: member.key.clone(),
            span: member.key_span.clone(),
        })
    });
    (TasksMeta { keys: keys.collect() }, problems)
}

/// The edits of a `tasks.meta.json` that follow tasks whose texts change: `texts` has the new text of each old one.
/// A key stays where its object has the new one already, so that no history is hidden behind another. `meta` was read
/// from `text`.
pub fn edit_meta_keys(text: &str, meta: &TasksMeta, texts: &HashMap<String, String>) -> Vec<TextEdit> {
    let renamed = |key: &MetaKey| texts.get(&key.task).filter(|new| **new != key.task);
    let staying = meta.keys.iter().filter(|key| renamed(key).is_none());
    let mut taken: HashSet<(&str, &str)> =
        staying.map(|key| (key.within.as_str(), key.task.as_str())).collect();
    let mut edits = Vec::new();
    for key in &meta.keys {
        let Some(new) = renamed(key) else { continue };
        let is_there = text.get(key.span.clone()).is_some_and(|key| key.starts_with('"'));
        if is_there && taken.insert((&key.within, new)) {
            edits.push(TextEdit { range: key.span.clone(), new: json_string(new) });
        }
    }
    edits
}

/// Reads a `spec.json`.
pub fn parse_spec_json(text: &str) -> (SpecJson, Vec<Problem>) {
    let (json, problems) = object(text, "spec/invalid-meta");
    let field = |key| json.as_ref()?.get(key)?.as_str().map(str::to_owned);
    (SpecJson { phase: field("phase"), language: field("language") }, problems)
}

/// The object that `text` is. With comments or final commas it is one all the same, and a problem.
fn object(text: &str, code: &'static str) -> (Option<Json>, Vec<Problem>) {
    let problem = |message: String, span| Problem { code, severity: Severity::Warning, message, span };
    let (json, mut problems) = match Json::parse(text, JsonSyntax::Strict) {
        Ok(json) => (json, Vec::new()),
        Err(error) => (
            Json::parse(text, JsonSyntax::WithComments).ok().flatten(),
            vec![problem(
                format!("This is not JSON, and tools pass over the file: {}. Mend it here.", error.message),
                error.span,
            )],
        ),
    };
    let json = json.filter(|json| text.get(json.span.clone()).is_some_and(|json| json.starts_with('{')));
    if json.is_none() && problems.is_empty() {
        let message = "This file should hold a JSON object, and tools pass over it as it is. Write one, or remove the file.";
        problems.push(problem(message.to_owned(), 0..text.len()));
    }
    (json, problems)
}
