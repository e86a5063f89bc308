//! What a spec requires, and which of its tasks and properties see to it.

use std::sync::Arc;

use engine::RequirementAt;
use spec::{Address, ReferenceKind, Task, TaskList};

use crate::{Named, Spec};

/// What refers to a requirement or a criterion.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Covering {
    /// Indices into [`TaskList::tasks`], in document order.
    pub(crate) tasks: Vec<usize>,
    /// Indices into [`spec::Design::properties`], in document order.
    pub(crate) properties: Vec<usize>,
}

/// What refers to a requirement or a criterion; nothing for anything else. Who refers to a whole requirement refers to
/// each of its criteria.
pub(crate) fn covering(spec: &Spec, named: &Named) -> Covering {
    let mut covering = Covering::default();
    if let Some(asked) = asked(spec, named) {
        covering.add(spec, asked);
        covering.add(spec, RequirementAt { address: Address { criterion: None, ..asked.address }, ..asked });
    }
    covering.in_order()
}

/// What refers to a requirement or to any of its criteria.
pub(crate) fn covering_all(spec: &Spec, path: &Arc<str>, requirement: usize, criteria: usize) -> Covering {
    let mut covering = Covering::default();
    let whole = Named::Requirement { path: Arc::clone(path), index: requirement };
    if let Some(asked) = asked(spec, &whole) {
        covering.add(spec, asked);
        for criterion in 0..criteria {
            let address = Address { criterion: Some(criterion), ..asked.address };
            covering.add(spec, RequirementAt { address, ..asked });
        }
    }
    covering.in_order()
}

impl Covering {
    fn add(&mut self, spec: &Spec, asked: RequirementAt) {
        self.tasks.extend(spec.graph().tasks_for(asked));
        self.properties.extend(spec.graph().properties_for(asked));
    }

    fn in_order(mut self) -> Self {
        for indices in [&mut self.tasks, &mut self.properties] {
            indices.sort_unstable();
            indices.dedup();
        }
        self
    }
}

/// Where the graph has a requirement or a criterion.
fn asked(spec: &Spec, named: &Named) -> Option<RequirementAt> {
    let (path, address) = match named {
        Named::Requirement { path, index } => (path, Address { requirement: *index, criterion: None }),
        Named::Criterion { path, requirement, index } => {
            (path, Address { requirement: *requirement, criterion: Some(*index) })
        }
        Named::Property { .. } | Named::Task { .. } | Named::Term { .. } | Named::File { .. } => return None,
    };
    let document = spec.requirements().position(|(document, _)| document.path == *path)?;
    Some(RequirementAt { document, address })
}

/// The name of what the graph has at a place.
pub(crate) fn named_at_address(spec: &Spec, asked: RequirementAt) -> Option<Named> {
    let (document, _) = spec.requirements().nth(asked.document)?;
    let path = Arc::clone(&document.path);
    let Address { requirement, criterion } = asked.address;
    Some(match criterion {
        Some(index) => Named::Criterion { path, requirement, index },
        None => Named::Requirement { path, index: requirement },
    })
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

/// Whether anything but the order of the document says in which order tasks run.
pub(crate) fn order_is_written(list: &TaskList) -> bool {
    let depends = |task: &Task| task.references.iter().any(|line| line.kind == ReferenceKind::Depends);
    engine::wave_block(list).is_some() || list.tasks.iter().any(|task| task.parallel || depends(task))
}

/// The task whose line or body holds `offset`, by index.
pub(crate) fn task_at(list: &TaskList, offset: usize) -> Option<usize> {
    let index = list.tasks.partition_point(|task| task.body.start <= offset).checked_sub(1)?;
    list.tasks.get(index).filter(|task| offset <= task.body.end).map(|_| index)
}
