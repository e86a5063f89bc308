use std::borrow::Cow;

use spec::{Design, Requirements, Section, TaskList, parse_sections};

use crate::front_matter::front_matter;
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

    /// The headings of Markdown; those that its model has are not looked for again. `text` is the document's.
    pub(crate) fn sections(&self, text: &str) -> Cow<'a, [Section]> {
        match self {
            Self::Requirements(requirements) => Cow::Borrowed(&requirements.sections),
            Self::Design(design) => Cow::Borrowed(&design.sections),
            Self::Tasks(_) => Cow::Owned(parse_sections(text)),
            // In front matter, `#` begins a comment.
            Self::Markdown => {
                let body = front_matter(text).and_then(|found| found.block).map_or(0, |range| range.end);
                let sections = parse_sections(text).into_iter();
                Cow::Owned(sections.filter(|section| section.heading.start >= body).collect())
            }
            Self::Json | Self::Other => Cow::Borrowed(&[]),
        }
    }
}
