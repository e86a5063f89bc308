use std::ops::Range;
use std::sync::{Arc, OnceLock};

use config::{Agent, Hooks, Ignore, McpConfig, Permissions, Power, Skill, Steering};
use spec::{Design, Reference, ReferenceLine, Requirements, SpecConfig, SpecJson, TaskList, TasksMeta};
use text::{LineIndex, Problem};

use crate::rules::{self, Finding, Levels};
use crate::{Kind, fixes};

/// A document of the workspace as it is now. It is read when somebody asks what it means, and only once.
#[derive(Debug)]
pub struct Document {
    /// Relative to the workspace root, with `/`.
    pub path: Arc<str>,
    /// What it is.
    pub kind: Kind,
    /// What it holds: the open buffer if there is one, else the file.
    pub text: Arc<str>,
    parsed: OnceLock<(Model, Vec<Problem>)>,
    index: OnceLock<LineIndex>,
    references: OnceLock<Vec<ReferenceLine>>,
    findings_alone: OnceLock<Vec<Finding>>,
    unspoken_terms: OnceLock<Vec<usize>>,
    sole_subject: OnceLock<Option<Range<usize>>>,
}

/// What a document means.
#[derive(Clone, Debug)]
pub enum Model {
    /// requirements.md and bugfix.md.
    Requirements(Requirements),
    /// design.md
    Design(Design),
    /// tasks.md
    Tasks(TaskList),
    /// .config.kiro
    SpecConfig(SpecConfig),
    /// tasks.meta.json
    TasksMeta(TasksMeta),
    /// spec.json
    SpecJson(SpecJson),
    /// A steering file.
    Steering(Steering),
    /// A file of hooks.
    Hooks(Hooks),
    /// mcp.json
    Mcp(McpConfig),
    /// An agent; `None` for a file that only lies beside agents.
    Agent(Option<Agent>),
    /// SKILL.md
    Skill(Skill),
    /// POWER.md
    Power(Power),
    /// permissions.yaml
    Permissions(Permissions),
    /// .kiroignore
    Ignore(Ignore),
    /// Nothing but text.
    Text,
}

/// Bytes of a document.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Location {
    /// The document, relative to the workspace root.
    pub path: Arc<str>,
    /// The bytes.
    pub span: Range<usize>,
}

impl Document {
    pub(crate) fn new(path: Arc<str>, kind: Kind, text: Arc<str>) -> Self {
        Self {
            path,
            kind,
            text,
            parsed: OnceLock::new(),
            index: OnceLock::new(),
            references: OnceLock::new(),
            findings_alone: OnceLock::new(),
            unspoken_terms: OnceLock::new(),
            sole_subject: OnceLock::new(),
        }
    }

    /// What it means.
    pub fn model(&self) -> &Model {
        &self.parsed().0
    }

    /// What was odd about reading it.
    pub fn problems(&self) -> &[Problem] {
        &self.parsed().1
    }

    /// Where its lines begin.
    pub fn index(&self) -> &LineIndex {
        self.index.get_or_init(|| LineIndex::new(&self.text))
    }

    /// Every line that refers to something, also where its model has no room for it: in the notes below the tasks, in a
    /// chapter of design.md about tests. None for what is not Markdown of a spec.
    pub fn references(&self) -> &[ReferenceLine] {
        self.references.get_or_init(|| {
            if self.kind.is_spec_prose() { spec::parse_references(&self.text) } else { Vec::new() }
        })
    }

    /// The reference at some bytes.
    pub(crate) fn reference_at(&self, span: &Range<usize>) -> Option<&Reference> {
        let lines = self.references();
        let at = lines.partition_point(|line| line.span.start <= span.start).checked_sub(1)?;
        lines.get(at)?.items.iter().find(|item| item.span == *span)
    }

    /// What is wrong with it whatever other documents say. They stay as they are while those change. `levels` are the same
    /// each time: a library with others has other documents.
    pub(crate) fn findings_alone(&self, levels: &Levels) -> &[Finding] {
        self.findings_alone.get_or_init(|| rules::check_alone(levels, self))
    }

    /// The terms that it explains and never uses, as indices into its glossary.
    pub(crate) fn unspoken_terms(&self) -> &[usize] {
        self.unspoken_terms.get_or_init(|| rules::unspoken_terms(self))
    }

    /// The bytes that name the only system that its criteria are about.
    pub(crate) fn sole_subject(&self) -> Option<Range<usize>> {
        self.sole_subject.get_or_init(|| fixes::sole_subject(self)).clone()
    }

    /// Some of its bytes; empty if there are no such.
    pub fn slice(&self, span: Range<usize>) -> &str {
        self.text.get(span).unwrap_or_default()
    }

    fn parsed(&self) -> &(Model, Vec<Problem>) {
        self.parsed.get_or_init(|| read(self.kind, &self.text))
    }
}

fn read(kind: Kind, text: &str) -> (Model, Vec<Problem>) {
    fn as_model<T>(model: impl Fn(T) -> Model, (read, problems): (T, Vec<Problem>)) -> (Model, Vec<Problem>) {
        (model(read), problems)
    }
    match kind {
        Kind::Requirements => as_model(Model::Requirements, spec::parse_requirements(text)),
        Kind::Bugfix => as_model(Model::Requirements, spec::parse_bugfix(text)),
        Kind::Design => as_model(Model::Design, spec::parse_design(text)),
        Kind::Tasks => as_model(Model::Tasks, spec::parse_tasks(text)),
        Kind::SpecConfig => as_model(Model::SpecConfig, spec::parse_spec_config(text)),
        Kind::TasksMeta => as_model(Model::TasksMeta, spec::parse_tasks_meta(text)),
        Kind::SpecJson => as_model(Model::SpecJson, spec::parse_spec_json(text)),
        Kind::Steering => as_model(Model::Steering, config::parse_steering(text)),
        Kind::Hooks => as_model(Model::Hooks, config::parse_hooks(text)),
        Kind::Mcp => as_model(Model::Mcp, config::parse_mcp(text)),
        Kind::AgentJson => as_model(Model::Agent, config::parse_agent_json(text)),
        Kind::AgentMarkdown => as_model(Model::Agent, config::parse_agent_markdown(text)),
        Kind::Skill => as_model(Model::Skill, config::parse_skill(text)),
        Kind::Power => as_model(Model::Power, config::parse_power(text)),
        Kind::Permissions => as_model(Model::Permissions, config::parse_permissions(text)),
        Kind::Ignore => as_model(Model::Ignore, config::parse_ignore(text)),
        Kind::AgentsMd => (Model::Text, Vec::new()),
        Kind::RuleSettings => (Model::Text, Levels::of_settings(text).1),
    }
}
