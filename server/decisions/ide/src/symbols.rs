//! The outline of a document.

mod json;
mod markdown;
mod tree;

use std::ops::Range;

use spec::TaskList;

use crate::Document;
use crate::shape::Shape;
use crate::tasks::state_in_words;

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
    let shape = Shape::of(document);
    match shape {
        Shape::Requirements(requirements) => markdown::requirements(document, requirements),
        Shape::Design(design) => markdown::design(document, design),
        Shape::Tasks(list) => tasks(list),
        Shape::Markdown => markdown::headings(document, &shape.sections(&document.text)),
        Shape::Json => json::keys(&document.text),
        Shape::Other => Vec::new(),
    }
}

/// The tasks as a tree.
fn tasks(list: &TaskList) -> Vec<Symbol> {
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

/// Editors refuse an outline with empty names.
fn or_unnamed(name: String) -> String {
    if name.trim().is_empty() { "(unnamed)".to_owned() } else { name }
}

#[cfg(test)]
mod tests;
