use spec::{Address, Requirements};

use crate::spec_graph::{RequirementAt, SpecGraph};

/// What comes of each criterion: the properties that validate it and the tasks that implement or test it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TraceTable {
    /// In document order, one for each criterion, and one for each requirement without criteria.
    pub rows: Vec<TraceRow>,
}

/// A row of a [`TraceTable`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceRow {
    /// The criterion, or the requirement without criteria.
    pub asked: RequirementAt,
    /// The properties that validate it, or its requirement as a whole; indices into [`spec::Design::properties`], ascending.
    pub properties: Vec<usize>,
    /// The tasks that name it, its requirement as a whole, or one of its properties; indices into
    /// [`spec::TaskList::tasks`], ascending.
    pub tasks: Vec<usize>,
    /// How far they are.
    pub state: TraceState,
}

/// How far a criterion is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TraceState {
    /// No task names it.
    Untraced,
    /// None of its required tasks is done.
    Open,
    /// Some of its required tasks are done.
    Partial,
    /// All of its required tasks are done; where all are optional, all of these.
    Done,
}

impl TraceTable {
    /// Follows the edges of `spec`, which was made from `requirements` among others.
    pub fn new(spec: &SpecGraph, requirements: &[&Requirements]) -> Self {
        let mut rows = Vec::new();
        for (document, requirements) in requirements.iter().enumerate() {
            for (requirement, says) in requirements.requirements.iter().enumerate() {
                let at = |criterion| RequirementAt { document, address: Address { requirement, criterion } };
                if says.criteria.is_empty() {
                    rows.push(row(spec, at(None)));
                }
                rows.extend((0..says.criteria.len()).map(|criterion| row(spec, at(Some(criterion)))));
            }
        }
        Self { rows }
    }
}

fn row(spec: &SpecGraph, asked: RequirementAt) -> TraceRow {
    let whole = RequirementAt { address: Address { criterion: None, ..asked.address }, ..asked };
    let both = || [asked, whole].into_iter();
    let properties = sorted(both().flat_map(|asked| spec.properties_for(asked)));
    let tests = properties.iter().flat_map(|property| spec.tests_of(*property));
    let tasks = sorted(both().flat_map(|asked| spec.tasks_for(asked)).chain(tests));
    let state = state(spec, &tasks);
    TraceRow { asked, properties, tasks, state }
}

fn state(spec: &SpecGraph, tasks: &[usize]) -> TraceState {
    let facts = || tasks.iter().filter_map(|task| spec.facts(*task));
    let all_optional = facts().all(|task| task.optional);
    let counted = || facts().filter(|task| all_optional || !task.optional);
    match (counted().filter(|task| task.done).count(), counted().count()) {
        (_, 0) => TraceState::Untraced,
        (0, _) => TraceState::Open,
        (done, all) if done == all => TraceState::Done,
        (_, _) => TraceState::Partial,
    }
}

fn sorted(indices: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut indices: Vec<usize> = indices.collect();
    indices.sort_unstable();
    indices.dedup();
    indices
}
