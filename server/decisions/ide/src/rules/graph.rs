//! The order of tasks: dependencies that lead nowhere or in a circle, and states that cannot be.

use std::collections::{HashMap, HashSet, VecDeque};

use engine::{Edge, Named, Node, SpecGraph, TaskNames};
use spec::{Reference, ReferenceKind, State, Task, TaskList};

use super::finding::Findings;
use super::{Related, Rule, rule};
use crate::{Document, Location, Spec};

const CYCLE: &str = "graph/cycle";
const SELF_DEPENDENCY: &str = "graph/self-dependency";
const UNKNOWN_DEPENDENCY: &str = "graph/unknown-dependency";
const STATE_DISAGREES: &str = "tasks/state-disagrees";

/// Of the tasks of a range, those that are looked at when the way of a cycle is shown.
const LOOKED_AT: usize = 1000;

pub(super) const RULES: &[Rule] = &[
    rule!("graph/cycle", Error),
    rule!("graph/self-dependency", Error),
    rule!("graph/unknown-dependency", Warning),
    rule!("tasks/state-disagrees", Hint),
];

pub(super) fn check(spec: &Spec, findings: &mut Findings<'_>) {
    let Some((document, list)) = spec.tasks() else { return };
    let names = TaskNames::new(list);
    for (task, item) in dependencies(list) {
        let found = names.find(&item.target, task);
        if found == Named::Unknown {
            let message = format!(
                "There is no task {}, and this holds nothing up. Name a task of this document, or take it out.",
                document.slice(item.span.clone())
            );
            findings.report(document, UNKNOWN_DEPENDENCY, item.span.clone(), message);
        } else if found == Named::Task(task) {
            let message = format!("Task {} cannot wait for itself. Take this out.", list.reference(task));
            findings.report(document, SELF_DEPENDENCY, item.span.clone(), message);
        }
    }
    if findings.wants(CYCLE) && !spec.plan().cycles.is_empty() {
        cycles(document, list, spec.graph(), &spec.plan().cycles, &names, findings);
    }
    states(document, list, findings);
}

/// What tasks say they depend on, each with the task that says it.
pub(super) fn dependencies(list: &TaskList) -> impl Iterator<Item = (usize, &Reference)> {
    list.tasks.iter().enumerate().flat_map(|(index, task)| {
        let lines = task.references.iter().filter(|line| line.kind == ReferenceKind::Depends);
        lines.flat_map(|line| &line.items).map(move |item| (index, item))
    })
}

/// A finding for each cycle, where its first dependency is written.
fn cycles(
    document: &Document,
    list: &TaskList,
    graph: &SpecGraph,
    cycles: &[Vec<usize>],
    names: &TaskNames<'_>,
    findings: &mut Findings<'_>,
) {
    let cycle_of: HashMap<usize, usize> = cycles
        .iter()
        .enumerate()
        .flat_map(|(cycle, tasks)| tasks.iter().map(move |task| (*task, cycle)))
        .collect();
    // A dependency of a parent is one of all below it.
    let parent = |task: &usize| list.tasks.get(*task).and_then(|task| task.parent);
    let concerned: HashSet<(usize, usize)> = cycle_of
        .iter()
        .flat_map(|(task, cycle)| std::iter::successors(Some(*task), parent).map(move |task| (task, *cycle)))
        .collect();
    let mut told = HashSet::new();
    for (task, item) in dependencies(list) {
        let needed = match names.find(&item.target, task) {
            Named::Task(needed) => vec![needed],
            Named::Family(tasks) => tasks.to_vec(),
            Named::Leaves(range) => {
                names.leaves().get(range).into_iter().flatten().take(LOOKED_AT).copied().collect()
            }
            Named::Ambiguous(_) | Named::Unknown => continue,
        };
        let in_cycle = needed.into_iter().filter(|needed| *needed != task).find_map(|needed| {
            let cycle = *cycle_of.get(&needed)?;
            (concerned.contains(&(task, cycle)) && told.insert(cycle)).then_some((needed, cycle))
        });
        let Some((needed, cycle)) = in_cycle else { continue };
        let members = cycles.get(cycle).map(Vec::as_slice).unwrap_or_default();
        let way: Vec<usize> = std::iter::once(task).chain(way(graph, needed, task, list, members)).collect();
        let shown: Vec<String> = way.iter().map(|task| list.reference(*task)).collect();
        let message = format!(
            "These tasks wait for each other and none can ever begin: {}. Take one of these dependencies out.",
            shown.join(" → ")
        );
        let mut others: Vec<usize> = way.into_iter().filter(|other| *other != task).collect();
        others.dedup();
        let related =
            others.into_iter().filter_map(|other| related(document, list, other, "is in the cycle"));
        findings.report_with(document, CYCLE, item.span.clone(), message, related.collect());
    }
}

/// The tasks on the shortest way from `from` to `to`, or to something below it, both included, within `members`.
fn way(graph: &SpecGraph, from: usize, to: usize, list: &TaskList, members: &[usize]) -> Vec<usize> {
    let parent = |task: &usize| list.tasks.get(*task).and_then(|task| task.parent);
    let arrives = |task: usize| std::iter::successors(Some(task), parent).any(|task| task == to);
    let nodes = graph.graph();
    let Some(start) = graph.task_node(from) else { return Vec::new() };
    let mut before = HashMap::from([(start, start)]);
    let mut waiting = VecDeque::from([start]);
    while let Some(node) = waiting.pop_front() {
        if let Some(Node::Task(task)) = nodes.node_weight(node)
            && arrives(*task)
        {
            let back = std::iter::successors(Some(node), |node| {
                before.get(node).copied().filter(|before| before != node)
            });
            let tasks = back.filter_map(|node| match nodes.node_weight(node) {
                Some(Node::Task(task)) => Some(*task),
                Some(
                    Node::Asked(_) | Node::Property(_) | Node::File(_) | Node::Component(_) | Node::Gate,
                )
                | None => None,
            });
            let mut way: Vec<usize> = tasks.collect();
            way.reverse();
            return way;
        }
        let mut edges = nodes.neighbors(node).detach();
        while let Some((edge, next)) = edges.next(nodes) {
            let written = matches!(nodes.edge_weight(edge), Some(Edge::Child | Edge::Depends));
            let within = match nodes.node_weight(next) {
                Some(Node::Task(task)) => members.binary_search(task).is_ok(),
                Some(Node::Gate) => true,
                Some(Node::Asked(_) | Node::Property(_) | Node::File(_) | Node::Component(_)) | None => false,
            };
            if written && within && !before.contains_key(&next) {
                before.insert(next, node);
                waiting.push_back(next);
            }
        }
    }
    vec![from]
}

/// Another task that a finding is about.
pub(super) fn related(document: &Document, list: &TaskList, task: usize, what: &str) -> Option<Related> {
    let location = Location { path: document.path.clone(), span: list.tasks.get(task)?.span.clone() };
    Some(Related { location, message: format!("Task {} {what}", list.reference(task)) })
}

/// Parents that are done while something below them that is required is not.
fn states(document: &Document, list: &TaskList, findings: &mut Findings<'_>) {
    let mut open: HashMap<usize, Vec<usize>> = HashMap::new();
    for (index, task) in list.tasks.iter().enumerate() {
        if let Some(parent) = task.parent
            && task.mark.is_some()
            && !task.optional
            && !is_done(task)
        {
            open.entry(parent).or_default().push(index);
        }
    }
    for (index, task) in list.tasks.iter().enumerate().filter(|(_, task)| is_done(task)) {
        let Some(open) = open.get(&index) else { continue };
        let names: Vec<String> = open.iter().take(5).map(|task| list.reference(*task)).collect();
        let more = if open.len() > names.len() { " and others" } else { "" };
        let message = format!(
            "This task is done, but its sub-tasks {}{more} are not. Tick them, or open this one again.",
            names.join(", ")
        );
        let related =
            open.iter().take(5).filter_map(|task| related(document, list, *task, "is not done")).collect();
        findings.report_with(document, STATE_DISAGREES, task.span.clone(), message, related);
    }
}

pub(super) fn is_done(task: &Task) -> bool {
    task.mark.as_ref().and_then(spec::Mark::state) == Some(State::Done)
}

#[cfg(test)]
mod tests;
