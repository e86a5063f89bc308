//! The outline of a document.

mod json;
mod markdown;
mod tree;

use std::ops::Range;

use spec::TaskList;

use crate::tasks::state_in_words;
use crate::{Document, Kind, Model};

/// Something in the outline of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// What it is called, such as its id and title; never empty.
    pub name: String,
    /// The state of a task in words; empty for everything else, and for a task without a checkbox.
    pub detail: &'static str,
    /// What it is.
    pub kind: SymbolKind,
    /// The bytes of it and of everything below it.
    pub range: Range<usize>,
    /// The bytes of its line, heading or key, within [`Self::range`].
    pub selection: Range<usize>,
    /// What belongs to it, in document order.
    pub children: Vec<Symbol>,
}

/// What a [`Symbol`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SymbolKind {
    /// A heading of a Markdown document.
    Section,
    /// An entry of a glossary.
    Term,
    /// A requirement, or a behavior of a bugfix.md.
    Requirement,
    /// An acceptance criterion.
    Criterion,
    /// A correctness property of a design.
    Property,
    /// A task.
    Task,
    /// A key of a JSON document, or an element of a list that has a name.
    Key,
}

/// The outline of a document: requirements with their criteria, sections with their properties, tasks, the two upper
/// levels of JSON; of other Markdown, its headings.
pub fn symbols(document: &Document) -> Vec<Symbol> {
    match document.model() {
        Model::Requirements(requirements) => markdown::requirements(document, requirements),
        Model::Design(design) => markdown::design(document, design),
        Model::Tasks(list) => task_symbols(list),
        Model::SpecConfig(_)
        | Model::TasksMeta(_)
        | Model::SpecJson(_)
        | Model::Steering(_)
        | Model::Text => match Syntax::of(document.kind) {
            Syntax::Markdown => markdown::headings(document),
            Syntax::Json => json::keys(&document.text),
            Syntax::Other => Vec::new(),
        },
    }
}

/// The tasks as a tree.
pub fn task_symbols(list: &TaskList) -> Vec<Symbol> {
    let mut pending: Vec<Vec<Symbol>> = vec![Vec::new(); list.tasks.len()];
    let mut roots = Vec::new();
    // A parent stands before its children, so from the end each task meets its children complete.
    for (index, task) in list.tasks.iter().enumerate().rev() {
        let mut children = pending.get_mut(index).map(std::mem::take).unwrap_or_default();
        children.reverse();
        let end = children.iter().map(|child| child.range.end).fold(task.body.end, usize::max);
        let name = match &task.id {
            Some(id) => format!("{id} {}", task.title),
            None => task.title.clone(),
        };
        let symbol = Symbol {
            name: or_unnamed(name),
            detail: state_in_words(task),
            kind: SymbolKind::Task,
            range: task.body.start..end,
            selection: task.span.clone(),
            children,
        };
        match task.parent.and_then(|parent| pending.get_mut(parent)) {
            Some(siblings) => siblings.push(symbol),
            None => roots.push(symbol),
        }
    }
    roots.reverse();
    roots
}

/// What a document is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Syntax {
    Markdown,
    Json,
    Other,
}

impl Syntax {
    pub(crate) fn of(kind: Kind) -> Self {
        match kind {
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

/// Editors refuse an outline with empty names.
fn or_unnamed(name: String) -> String {
    if name.trim().is_empty() { "(unnamed)".to_owned() } else { name }
}

#[cfg(test)]
mod tests;
