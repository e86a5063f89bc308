//! What a spec requires, and which of its tasks and properties see to it.

use std::collections::HashMap;
use std::sync::Arc;

use spec::{Address, Criterion, Design, Property, ReferenceKind, ReferenceLine, Requirement, Requirements, Target, Task, TaskList};

use crate::{Document, Kind, Spec};

/// Which tasks and properties refer to each requirement and criterion of a spec.
pub(crate) struct Coverage<'a> {
    spec: &'a Spec,
    covered: HashMap<(Kind, Address), Covering>,
}

/// What refers to a requirement or a criterion.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Covering {
    /// Indices into [`TaskList::tasks`], in document order.
    pub(crate) tasks: Vec<usize>,
    /// Indices into [`Design::properties`], in document order.
    pub(crate) properties: Vec<usize>,
}

/// A requirement or a criterion, found by its address.
#[derive(Clone, Copy)]
pub(crate) struct Required<'a> {
    pub(crate) document: &'a Document,
    pub(crate) requirement: &'a Requirement,
    /// `None`: the whole requirement is meant.
    pub(crate) criterion: Option<&'a Criterion>,
    pub(crate) address: Address,
}

impl<'a> Coverage<'a> {
    /// Reads all references of a spec.
    pub(crate) fn of(spec: &'a Spec) -> Self {
        let mut coverage = Self { spec, covered: HashMap::new() };
        for (index, task) in spec.tasks().map_or(&[][..], |(_, list)| &list.tasks).iter().enumerate() {
            coverage.add(&task.references, |covering| &mut covering.tasks, index);
        }
        for (index, property) in spec.design().map_or(&[][..], |(_, design)| &design.properties).iter().enumerate() {
            coverage.add(&property.references, |covering| &mut covering.properties, index);
        }
        coverage
    }

    fn add(&mut self, references: &[ReferenceLine], of: fn(&mut Covering) -> &mut Vec<usize>, index: usize) {
        for target in references.iter().filter(|line| names_requirements(line)).flat_map(|line| &line.items) {
            for required in resolve(self.spec, &target.target) {
                let covering = self.covered.entry((required.document.kind, required.address)).or_default();
                let known = of(covering);
                if known.last() != Some(&index) {
                    known.push(index);
                }
            }
        }
    }

    /// What refers to a requirement or criterion; a reference to a whole requirement counts for each of its criteria.
    pub(crate) fn covering(&self, required: &Required<'_>) -> Covering {
        let own = self.direct(required.document.kind, required.address);
        let whole = Address { criterion: None, ..required.address };
        if required.address == whole {
            return own;
        }
        let of_all = self.direct(required.document.kind, whole);
        Covering {
            tasks: merged(own.tasks, of_all.tasks),
            properties: merged(own.properties, of_all.properties),
        }
    }

    /// What refers to a requirement or to any of its criteria.
    pub(crate) fn covering_any(&self, required: &Required<'_>) -> Covering {
        let whole = Address { criterion: None, ..required.address };
        let mut all = self.direct(required.document.kind, whole);
        for criterion in 0..required.requirement.criteria.len() {
            let own = self.direct(required.document.kind, Address { criterion: Some(criterion), ..whole });
            all = Covering {
                tasks: merged(all.tasks, own.tasks),
                properties: merged(all.properties, own.properties),
            };
        }
        all
    }

    fn direct(&self, kind: Kind, address: Address) -> Covering {
        self.covered.get(&(kind, address)).cloned().unwrap_or_default()
    }
}

impl Required<'_> {
    /// As references name it.
    pub(crate) fn id(&self) -> &str {
        self.criterion.map_or(&self.requirement.id, |criterion| &criterion.id)
    }

    /// What it says: the text of a criterion, the title of a requirement.
    pub(crate) fn says(&self) -> &str {
        let span = self.criterion.map_or(&self.requirement.title, |criterion| &criterion.text);
        self.document.slice(span.clone())
    }
}

/// It refers to requirements or criteria.
pub(crate) fn names_requirements(line: &ReferenceLine) -> bool {
    match line.kind {
        ReferenceKind::Requirements | ReferenceKind::Validates => true,
        ReferenceKind::Property | ReferenceKind::Depends | ReferenceKind::Boundary => false,
    }
}

/// What a target names in a spec, in document order.
pub(crate) fn resolve<'a>(spec: &'a Spec, target: &Target) -> Vec<Required<'a>> {
    let found = spec.requirements().flat_map(|(document, requirements)| {
        let addresses = requirements.resolve(target);
        addresses.into_iter().filter_map(move |address| required(document, requirements, address))
    });
    found.collect()
}

/// Everything that a spec requires: each requirement, then its criteria.
pub(crate) fn all_required(spec: &Spec) -> impl Iterator<Item = Required<'_>> {
    spec.requirements().flat_map(|(document, requirements)| {
        requirements.requirements.iter().enumerate().flat_map(move |(index, requirement)| {
            let criteria = (0..requirement.criteria.len()).map(Some);
            std::iter::once(None).chain(criteria).filter_map(move |criterion| {
                required(document, requirements, Address { requirement: index, criterion })
            })
        })
    })
}

/// What stands at an address; `None` if nothing does.
pub(crate) fn required<'a>(
    document: &'a Arc<Document>,
    requirements: &'a Requirements,
    address: Address,
) -> Option<Required<'a>> {
    let requirement = requirements.requirements.get(address.requirement)?;
    let criterion = match address.criterion {
        Some(index) => Some(requirement.criteria.get(index)?),
        None => None,
    };
    Some(Required { document, requirement, criterion, address })
}

/// The tasks that a target names, in document order.
pub(crate) fn tasks_of<'a>(list: &'a TaskList, target: &Target) -> Vec<&'a Task> {
    match target {
        Target::One(id) => list.find(id).ok().and_then(|index| list.tasks.get(index)).into_iter().collect(),
        Target::Range(first, last) => {
            let at = |id: &str| list.find(id).ok();
            let (Some(first), Some(last)) = (at(first), at(last)) else { return Vec::new() };
            list.tasks.get(first..=last).map_or_else(Vec::new, |tasks| tasks.iter().collect())
        }
        Target::Below(id) => {
            let Ok(parent) = list.find(id) else { return Vec::new() };
            list.tasks.iter().filter(|task| task.parent == Some(parent)).collect()
        }
        Target::All => list.tasks.iter().collect(),
    }
}

/// The properties that a target names, in document order.
pub(crate) fn properties_of<'a>(design: &'a Design, target: &Target) -> Vec<&'a Property> {
    let at = |id: &str| design.properties.iter().position(|property| property.id == id);
    match target {
        Target::One(id) => at(id).and_then(|index| design.properties.get(index)).into_iter().collect(),
        Target::Range(first, last) => {
            let (Some(first), Some(last)) = (at(first), at(last)) else { return Vec::new() };
            design.properties.get(first..=last).map_or_else(Vec::new, |found| found.iter().collect())
        }
        Target::Below(_) => Vec::new(),
        Target::All => design.properties.iter().collect(),
    }
}

/// The task whose line or body holds `offset`, by index.
pub(crate) fn task_at(list: &TaskList, offset: usize) -> Option<usize> {
    let index = list.tasks.partition_point(|task| task.body.start <= offset).checked_sub(1)?;
    list.tasks.get(index).filter(|task| offset <= task.body.end).map(|_| index)
}

fn merged(mut some: Vec<usize>, others: Vec<usize>) -> Vec<usize> {
    some.extend(others);
    some.sort_unstable();
    some.dedup();
    some
}
