use spec::{Design, Requirements, TaskList};

use crate::{Document, Kind, Model};

/// What a document is made of, as far as its outline is concerned.
pub(crate) enum Shape<'a> {
    Requirements(&'a Requirements),
    Design(&'a Design),
    Tasks(&'a TaskList),
    /// Other Markdown, perhaps with front matter.
    Markdown,
    Json,
    /// YAML and lists of patterns.
    Other,
}

impl<'a> Shape<'a> {
    pub(crate) fn of(document: &'a Document) -> Self {
        if let Model::Requirements(requirements) = document.model() {
            return Self::Requirements(requirements);
        }
        if let Model::Design(design) = document.model() {
            return Self::Design(design);
        }
        if let Model::Tasks(tasks) = document.model() {
            return Self::Tasks(tasks);
        }
        match document.kind {
            Kind::Requirements
            | Kind::Bugfix
            | Kind::Design
            | Kind::Tasks
            | Kind::Steering
            | Kind::AgentsMd
            | Kind::AgentMarkdown
            | Kind::Skill
            | Kind::Power => Self::Markdown,
            Kind::SpecConfig
            | Kind::TasksMeta
            | Kind::SpecJson
            | Kind::Hooks
            | Kind::Mcp
            | Kind::AgentJson
            | Kind::RuleSettings => Self::Json,
            Kind::Permissions | Kind::Ignore => Self::Other,
        }
    }
}
