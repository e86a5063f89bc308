use std::ops::Range;
use std::sync::Arc;

use spec::{Design, ReferenceKind, ReferenceLine, Requirements, Target, Task, TaskList, TasksMeta};

use super::Named;
use crate::{Document, Kind, Model};

/// A place where a document says an id: where it defines it, or refers to it.
#[derive(Clone, Debug)]
pub(crate) struct Mention<'a> {
    /// The bytes of the id as written; empty where a thing is defined without one.
    pub(crate) span: Range<usize>,
    /// The bytes where a cursor means it: of a definition its line.
    pub(crate) reach: Range<usize>,
    /// What it says.
    pub(crate) says: Says<'a>,
}

/// What a [`Mention`] says.
#[derive(Clone, Debug)]
pub(crate) enum Says<'a> {
    /// This is it.
    Is(Named),
    /// See these.
    Refers(Sort, &'a Target),
    /// The task with this id, which is JSON.
    Wave(&'a str),
    /// The task with this text.
    TaskText(&'a str),
}

/// What has ids of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    /// Requirements and their criteria.
    Requirement,
    /// Properties.
    Property,
    /// Tasks.
    Task,
}

impl Says<'_> {
    /// Whose ids it says.
    pub(crate) fn sort(&self) -> Option<Sort> {
        match self {
            Self::Is(named) => named.sort(),
            Self::Refers(sort, _) => Some(*sort),
            Self::Wave(_) | Self::TaskText(_) => Some(Sort::Task),
        }
    }
}

impl Mention<'_> {
    /// It defines `named`.
    pub(crate) fn defines(&self, named: &Named) -> bool {
        match &self.says {
            Says::Is(defined) => defined == named,
            Says::Refers(..) | Says::Wave(_) | Says::TaskText(_) => false,
        }
    }

    /// The bytes to show: the id, or the line of a thing that has none.
    pub(crate) fn place(&self) -> &Range<usize> {
        if self.span.is_empty() { &self.reach } else { &self.span }
    }
}

/// The ids that a document of a spec says, in no certain order. The uses of terms are not among them.
pub(crate) fn mentions(document: &Document) -> Vec<Mention<'_>> {
    let model = document.model();
    let mut mentions = if let Model::Requirements(requirements) = model {
        of_requirements(document, requirements)
    } else if let Model::Design(design) = model {
        of_design(document, design)
    } else if let Model::Tasks(tasks) = model {
        of_tasks(document, tasks)
    } else if let Model::TasksMeta(meta) = model {
        of_tasks_meta(meta)
    } else {
        Vec::new()
    };
    mentions.extend(document.references().iter().flat_map(|line| of_line(document, line)));
    mentions
}

fn of_requirements<'a>(document: &'a Document, requirements: &'a Requirements) -> Vec<Mention<'a>> {
    let path = || Arc::clone(&document.path);
    let mut mentions = Vec::new();
    for (index, requirement) in requirements.requirements.iter().enumerate() {
        mentions.push(Mention {
            span: requirement.id_span.clone(),
            reach: requirement.heading.clone(),
            says: Says::Is(Named::Requirement { path: path(), index }),
        });
        mentions.extend(requirement.criteria.iter().enumerate().map(|(criterion, it)| Mention {
            span: it.number.clone(),
            reach: it.number.start.min(it.text.start)..first_line_end(document, &it.text),
            says: Says::Is(Named::Criterion { path: path(), requirement: index, index: criterion }),
        }));
    }
    mentions.extend(requirements.glossary.iter().enumerate().map(|(index, term)| Mention {
        span: term.name.clone(),
        reach: term.name.clone(),
        says: Says::Is(Named::Term { path: path(), index }),
    }));
    mentions
}

fn of_design<'a>(document: &'a Document, design: &'a Design) -> Vec<Mention<'a>> {
    let properties = design.properties.iter().enumerate();
    let defined = properties.map(|(index, property)| Mention {
        span: property.id_span.clone(),
        reach: property.heading.clone(),
        says: Says::Is(Named::Property { path: Arc::clone(&document.path), index }),
    });
    defined.collect()
}

fn of_tasks<'a>(document: &'a Document, list: &'a TaskList) -> Vec<Mention<'a>> {
    let defined = list.tasks.iter().enumerate().map(|(index, task)| Mention {
        span: id_span(document, task),
        reach: task.span.clone(),
        says: Says::Is(Named::Task { path: Arc::clone(&document.path), index }),
    });
    let planned = list.waves.iter().flat_map(|block| &block.waves).flat_map(|wave| &wave.tasks);
    let planned = planned.map(|task| {
        let quoted = document.slice(task.span.clone()).starts_with('"');
        let span = if quoted { task.span.start + 1..task.span.end - 1 } else { task.span.clone() };
        Mention { span: span.clone(), reach: span, says: Says::Wave(&task.id) }
    });
    defined.chain(planned).collect()
}

fn of_tasks_meta(meta: &TasksMeta) -> Vec<Mention<'_>> {
    let mention = |key: &'_ spec::MetaKey| key.span.clone();
    let keys = meta.keys.iter();
    keys.map(|key| Mention { span: mention(key), reach: mention(key), says: Says::TaskText(&key.task) })
        .collect()
}

fn of_line<'a>(document: &Document, line: &'a ReferenceLine) -> impl Iterator<Item = Mention<'a>> {
    let sort = match line.kind {
        ReferenceKind::Requirements | ReferenceKind::Validates => Some(Sort::Requirement),
        ReferenceKind::Property if defines_property(document, line) => None,
        ReferenceKind::Property => Some(Sort::Property),
        // Elsewhere it is components that depend on each other.
        ReferenceKind::Depends if document.kind == Kind::Tasks => Some(Sort::Task),
        ReferenceKind::Depends | ReferenceKind::Boundary => None,
    };
    sort.into_iter().flat_map(move |sort| {
        line.items.iter().map(move |item| Mention {
            span: item.span.clone(),
            reach: item.span.clone(),
            says: Says::Refers(sort, &item.target),
        })
    })
}

/// `### Property 1: …` in design.md reads like a reference, and is what others refer to.
fn defines_property(document: &Document, line: &ReferenceLine) -> bool {
    let Model::Design(design) = document.model() else { return false };
    let behind = design.properties.partition_point(|property| property.heading.start <= line.span.start);
    let above = behind.checked_sub(1).and_then(|above| design.properties.get(above));
    above.is_some_and(|property| line.span.start < property.heading.end)
}

/// The bytes of a task's id in its line; empty at the start of its text if it has none.
fn id_span(document: &Document, task: &Task) -> Range<usize> {
    let from = task.mark.as_ref().map_or(task.span.start, |mark| mark.span.end);
    let text = document.slice(from..task.span.end);
    let text = from + text.find(&task.raw_title).unwrap_or(text.len());
    let id = task.id.as_deref().unwrap_or_default();
    let start = text + task.raw_title.find(id).unwrap_or_default();
    start..start + id.len()
}

fn first_line_end(document: &Document, span: &Range<usize>) -> usize {
    let text = document.slice(span.clone());
    span.start + text.find(['\n', '\r']).unwrap_or(text.len())
}
