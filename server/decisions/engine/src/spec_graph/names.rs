use std::cell::OnceCell;
use std::collections::HashMap;
use std::ops::Range;

use spec::{Design, Target, TaskList};

/// The tasks of a list, to be found by what references name.
#[derive(Debug)]
pub struct TaskNames<'a> {
    list: &'a TaskList,
    /// The leaf tasks, in document order.
    leaves: Vec<usize>,
    /// For each task, the highest index among itself and the tasks below it.
    last_below: Vec<usize>,
    /// For each id that only is the beginning of others (`2` of `2.1`), the tasks that begin so.
    families: OnceCell<HashMap<&'a str, Vec<usize>>>,
}

/// What a reference names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named<'n> {
    /// A task.
    Task(usize),
    /// The tasks that begin with an id that no task has.
    Family(&'n [usize]),
    /// From one task to another: a range of [`TaskNames::leaves`].
    Leaves(Range<usize>),
    /// Several tasks have an id that it names.
    Ambiguous(Vec<usize>),
    /// No task has an id that it names.
    Unknown,
}

impl<'a> TaskNames<'a> {
    /// Reads `list` once.
    pub fn new(list: &'a TaskList) -> Self {
        let mut leaf = vec![true; list.tasks.len()];
        let mut last_below: Vec<usize> = (0..list.tasks.len()).collect();
        for (index, task) in list.tasks.iter().enumerate().rev() {
            let Some(parent) = task.parent else { continue };
            let last = last_below.get(index).copied().unwrap_or(index);
            if let Some(above) = last_below.get_mut(parent) {
                *above = last.max(*above);
            }
            if let Some(leaf) = leaf.get_mut(parent) {
                *leaf = false;
            }
        }
        let leaves = leaf.iter().enumerate().filter(|(_, leaf)| **leaf).map(|(index, _)| index).collect();
        Self { list, leaves, last_below, families: OnceCell::new() }
    }

    /// The tasks without sub-tasks, in document order.
    pub fn leaves(&self) -> &[usize] {
        &self.leaves
    }

    /// What `target` names, seen from the task `from`.
    pub fn find(&self, target: &Target, from: usize) -> Named<'_> {
        match target {
            Target::One(id) | Target::Below(id) => self.one(id),
            Target::Range(first, last) => match (self.one(first), self.one(last)) {
                (Named::Task(first), Named::Task(last)) if first <= last => {
                    let last = self.last_below.get(last).copied().unwrap_or(last);
                    Named::Leaves(self.leaves_within(first, last + 1))
                }
                (Named::Ambiguous(tasks), _) | (_, Named::Ambiguous(tasks)) => Named::Ambiguous(tasks),
                (
                    Named::Task(_) | Named::Family(_) | Named::Leaves(_) | Named::Unknown,
                    Named::Task(_) | Named::Family(_) | Named::Leaves(_) | Named::Unknown,
                ) => Named::Unknown,
            },
            Target::All => Named::Leaves(self.leaves_within(0, from)),
        }
    }

    /// The leaves among the tasks from `first` to before `end`, as a range of [`Self::leaves`].
    pub(super) fn leaves_within(&self, first: usize, end: usize) -> Range<usize> {
        let before = |task: usize| self.leaves.partition_point(|leaf| *leaf < task);
        before(first)..before(end).max(before(first))
    }

    /// The leaves of `range` that are neither `task` nor below it, as far as those below it follow it: what `task` can
    /// wait for.
    pub(super) fn without(&self, range: Range<usize>, task: usize) -> [Range<usize>; 2] {
        let last = self.last_below.get(task).copied().unwrap_or(task);
        let own = self.leaves_within(task, last + 1);
        if own.end <= range.start || range.end <= own.start {
            return [range, 0..0];
        }
        [range.start..own.start.max(range.start), own.end.min(range.end)..range.end]
    }

    fn one(&self, id: &str) -> Named<'_> {
        let mut found = self.list.with_id(id);
        match (found.next(), found.next()) {
            (Some(task), None) => Named::Task(task),
            (Some(first), Some(second)) => {
                Named::Ambiguous([first, second].into_iter().chain(found).collect())
            }
            (None, _) => match self.families.get_or_init(|| families(self.list)).get(id) {
                Some(tasks) => Named::Family(tasks),
                None => Named::Unknown,
            },
        }
    }
}

fn families(list: &TaskList) -> HashMap<&str, Vec<usize>> {
    let mut families: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, task) in list.tasks.iter().enumerate() {
        let id = task.id.as_deref().unwrap_or_default();
        for (dot, _) in id.match_indices('.').take(8) {
            families.entry(id.get(..dot).unwrap_or_default()).or_default().push(index);
        }
    }
    families
}

/// The properties of a design, to be found by what references name.
#[derive(Debug, Default)]
pub struct PropertyNames<'a> {
    by_id: HashMap<&'a str, usize>,
    count: usize,
}

impl<'a> PropertyNames<'a> {
    /// Reads `design` once. Of several properties with one id, the first counts.
    pub fn new(design: &'a Design) -> Self {
        let mut by_id = HashMap::new();
        for (index, property) in design.properties.iter().enumerate() {
            by_id.entry(property.id.as_str()).or_insert(index);
        }
        Self { by_id, count: design.properties.len() }
    }

    /// The properties that `target` names; an empty range if there are no such.
    pub fn find(&self, target: &Target) -> Range<usize> {
        let at = |id: &String| self.by_id.get(id.as_str()).copied();
        match target {
            Target::One(id) => at(id).map_or(0..0, |property| property..property + 1),
            Target::Range(first, last) => match (at(first), at(last)) {
                (Some(first), Some(last)) if first <= last => first..last + 1,
                (Some(_) | None, Some(_) | None) => 0..0,
            },
            Target::All => 0..self.count,
            Target::Below(_) => 0..0,
        }
    }
}
