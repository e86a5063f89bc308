//! What a spec requires, and which of its tasks and properties see to it.

use std::collections::HashMap;
use std::sync::Arc;

use spec::{ReferenceKind, ReferenceLine, TaskList};

use crate::named::Names;
use crate::{Named, Spec};

/// Which tasks and properties refer to each requirement and criterion of a spec.
pub(crate) struct Coverage {
    covered: HashMap<Named, Covering>,
}

/// What refers to a requirement or a criterion.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Covering {
    /// Indices into [`TaskList::tasks`], in document order.
    pub(crate) tasks: Vec<usize>,
    /// Indices into [`spec::Design::properties`], in document order.
    pub(crate) properties: Vec<usize>,
}

impl Coverage {
    /// Reads all references of a spec.
    pub(crate) fn of(spec: &Spec) -> Self {
        let names = Names::of(spec);
        let mut coverage = Self { covered: HashMap::new() };
        for (index, task) in spec.tasks().map_or(&[][..], |(_, list)| &list.tasks).iter().enumerate() {
            coverage.add(&names, &task.references, |covering| &mut covering.tasks, index);
        }
        let properties = spec.design().map_or(&[][..], |(_, design)| &design.properties);
        for (index, property) in properties.iter().enumerate() {
            coverage.add(&names, &property.references, |covering| &mut covering.properties, index);
        }
        coverage
    }

    fn add(
        &mut self,
        names: &Names<'_>,
        references: &[ReferenceLine],
        of: fn(&mut Covering) -> &mut Vec<usize>,
        index: usize,
    ) {
        for item in references.iter().filter(|line| names_requirements(line)).flat_map(|line| &line.items) {
            for named in names.requirements(&item.target) {
                let known = of(self.covered.entry(named).or_default());
                if known.last() != Some(&index) {
                    known.push(index);
                }
            }
        }
    }

    /// What refers to a requirement or a criterion. Who refers to a whole requirement refers to each of its criteria.
    pub(crate) fn of_named(&self, named: &Named) -> Covering {
        let own = self.covered.get(named).cloned().unwrap_or_default();
        match named {
            Named::Criterion { path, requirement, .. } => {
                let whole = Named::Requirement { path: Arc::clone(path), index: *requirement };
                own.and(self.covered.get(&whole))
            }
            Named::Requirement { .. }
            | Named::Property { .. }
            | Named::Task { .. }
            | Named::Term { .. }
            | Named::File { .. } => own,
        }
    }

    /// What refers to a requirement or to any of its criteria.
    pub(crate) fn of_all(&self, path: &Arc<str>, requirement: usize, criteria: usize) -> Covering {
        let whole = Named::Requirement { path: Arc::clone(path), index: requirement };
        let own = self.covered.get(&whole).cloned().unwrap_or_default();
        (0..criteria).fold(own, |all, index| {
            all.and(self.covered.get(&Named::Criterion { path: Arc::clone(path), requirement, index }))
        })
    }
}

impl Covering {
    fn and(mut self, other: Option<&Self>) -> Self {
        if let Some(other) = other {
            merge(&mut self.tasks, &other.tasks);
            merge(&mut self.properties, &other.properties);
        }
        self
    }
}

fn merge(some: &mut Vec<usize>, others: &[usize]) {
    some.extend(others);
    some.sort_unstable();
    some.dedup();
}

/// It refers to requirements or criteria.
fn names_requirements(line: &ReferenceLine) -> bool {
    match line.kind {
        ReferenceKind::Requirements | ReferenceKind::Validates => true,
        ReferenceKind::Property | ReferenceKind::Depends | ReferenceKind::Boundary => false,
    }
}

/// Everything that a spec requires: each requirement, then its criteria.
pub(crate) fn all_required(spec: &Spec) -> impl Iterator<Item = Named> + '_ {
    spec.requirements().flat_map(|(document, requirements)| {
        requirements.requirements.iter().enumerate().flat_map(move |(index, requirement)| {
            let path = &document.path;
            let whole = Named::Requirement { path: Arc::clone(path), index };
            let criterion =
                move |at| Named::Criterion { path: Arc::clone(path), requirement: index, index: at };
            std::iter::once(whole).chain((0..requirement.criteria.len()).map(criterion))
        })
    })
}

/// The task whose line or body holds `offset`, by index.
pub(crate) fn task_at(list: &TaskList, offset: usize) -> Option<usize> {
    let index = list.tasks.partition_point(|task| task.body.start <= offset).checked_sub(1)?;
    list.tasks.get(index).filter(|task| offset <= task.body.end).map(|_| index)
}
