//! What there is to say about what the cursor stands on.

mod config;
mod ears;
mod lines;
mod named;
mod rule;
mod task;

use std::ops::Range;

use crate::{Kind, Place};

pub(crate) use ears::criterion_at;
pub(crate) use lines::{in_a_line, task_line};

/// An explanation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// The bytes it is about.
    pub span: Range<usize>,
    /// What it says, in Markdown. What users wrote is in it as text, never as links, images or HTML.
    pub markdown: String,
}

/// What there is to say at the cursor.
pub fn hover(place: &Place<'_>) -> Option<Hover> {
    let providers: &[fn(&Place<'_>) -> Option<Hover>] = match place.document.kind {
        Kind::Requirements | Kind::Bugfix => &[rule::hover, ears::hover, named::hover],
        Kind::Design | Kind::TasksMeta => &[rule::hover, named::hover],
        Kind::Tasks => &[rule::hover, named::hover, config::in_fence],
        Kind::Steering | Kind::AgentMarkdown | Kind::Skill | Kind::Power => {
            &[rule::hover, config::in_front_matter]
        }
        Kind::Hooks | Kind::Mcp | Kind::AgentJson | Kind::SpecConfig | Kind::RuleSettings => {
            &[rule::hover, config::in_json]
        }
        Kind::Permissions => &[rule::hover, config::in_yaml],
        Kind::AgentsMd | Kind::SpecJson | Kind::Ignore => &[rule::hover],
    };
    providers.iter().find_map(|provider| provider(place))
}

#[cfg(test)]
mod tests;
