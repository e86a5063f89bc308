//! In which order the tasks of a spec run: waves, what is ready, what holds up what.

mod sort;

use std::collections::{HashMap, HashSet, VecDeque};

use petgraph::Direction;
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;

use crate::spec_graph::{Edge, Node, SpecGraph};
use sort::sort;

/// The order in which the tasks of a spec run. Tasks are indices into [`spec::TaskList::tasks`].
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// For each task the wave in which it ends: that of its last sub-task if it has some. A task comes one wave behind the
    /// last of what it needs. `None` in a cycle.
    pub levels: Vec<Option<usize>>,
    /// The tasks without sub-tasks that may run side by side, wave after wave, each in document order. Done and optional
    /// ones are among them.
    pub waves: Vec<Vec<usize>>,
    /// The tasks that can run now, in document order: they have a checkbox, are not done, and all they need is. A parent
    /// needs its required sub-tasks. Nothing waits for an optional task unless it says so by name.
    pub ready: Vec<usize>,
    /// The longest chain of required tasks that are not done, in order: however many work on it, it takes that many steps.
    pub critical_path: Vec<usize>,
    /// Tasks that wait for each other by what is written, each group in document order. The rest is planned as if nothing
    /// led there, but what needs them is not ready.
    pub cycles: Vec<Vec<usize>>,
    /// For each node of the graph, whether nothing waits for it any more.
    over: Vec<bool>,
    /// For a task of a knot, the one that runs before it.
    behind_in_knot: HashMap<usize, usize>,
}

/// What is known of a node once all it needs is known.
#[derive(Clone, Copy)]
struct Fact {
    /// The last wave of what ends with it.
    level: Option<usize>,
    over: bool,
    /// The length of the longest chain of open required tasks that ends with it, and the node before it on that chain.
    open: usize,
    via: Option<NodeIndex>,
}

impl Fact {
    const NOTHING: Self = Self { level: None, over: true, open: 0, via: None };

    fn and(self, other: Self, at: NodeIndex) -> Self {
        let longer = other.open > self.open;
        Self {
            level: self.level.max(other.level),
            over: self.over && other.over,
            open: self.open.max(other.open),
            via: if longer { Some(at) } else { self.via },
        }
    }
}

impl Plan {
    /// Plans the tasks of `spec`, in time that grows with the graph.
    ///
    /// Where the order of the document or its waves contradicts what is written, what is written counts, and the tasks
    /// between which it does run one after the other.
    pub fn new(spec: &SpecGraph) -> Self {
        let sorted = sort(spec);
        let mut plan = Self { levels: vec![None; spec.task_count()], ..Self::default() };
        let mut facts = vec![Fact::NOTHING; spec.graph().node_count()];
        // What all of a knot so far amounts to, and its latest task.
        let mut knots = vec![(Fact::NOTHING, None); sorted.knots];

        for &node in &sorted.nodes {
            if sorted.in_cycle(node) {
                let done = spec.facts(node.index()).is_some_and(|task| task.done);
                set(&mut facts, node, Fact { over: done, ..Fact::NOTHING });
                continue;
            }
            let knot = sorted.knot_of(node);
            let mut before = Fact::NOTHING;
            for edge in spec.graph().edges_directed(node, Direction::Outgoing) {
                let needed = edge.target();
                let (all, at) = match sorted.knot_of(needed) {
                    Some(other) if *edge.weight() == Edge::Blocks => {
                        if Some(other) == knot {
                            continue;
                        }
                        // What comes behind a gate of a knot comes behind all of it.
                        knots
                            .get(other)
                            .map_or((Fact::NOTHING, needed), |(all, _)| (*all, all.via.unwrap_or(needed)))
                    }
                    Some(_) | None => (facts.get(needed.index()).copied().unwrap_or(Fact::NOTHING), needed),
                };
                if edge.weight().is_order() {
                    let over = all.over && !must_be_done(spec, *edge.weight(), needed);
                    before = before.and(Fact { over, ..all }, at);
                }
            }
            let mut in_knot = knot.and_then(|knot| knots.get_mut(knot));
            if let Some((all, latest)) = &mut in_knot
                && spec.is_leaf(node.index())
            {
                before = before.and(*all, all.via.unwrap_or(node));
                if let Some(latest) = latest.replace(node.index()) {
                    plan.behind_in_knot.insert(node.index(), latest);
                }
            }
            let fact = plan.fact(spec, node, before);
            set(&mut facts, node, fact);
            if let Some((all, _)) = in_knot {
                *all = all.and(fact, node);
            }
        }

        plan.fill_waves(spec);
        plan.ready.sort_unstable();
        plan.critical_path = chain(spec, &facts);
        plan.cycles = sorted.cycles;
        plan.over = facts.iter().map(|fact| fact.over).collect();
        plan
    }

    /// The tasks that have to be done before `task`, nearest first, as far as they are not: at most `limit`. What they wait
    /// for themselves is not among them.
    pub fn blockers(&self, spec: &SpecGraph, task: usize, limit: usize) -> Vec<usize> {
        let mut found = Vec::new();
        let mut seen = HashSet::from([NodeIndex::new(task)]);
        let mut waiting = VecDeque::from([NodeIndex::new(task)]);
        while let Some(node) = waiting.pop_front() {
            let knotted =
                self.behind_in_knot.get(&node.index()).map(|task| (NodeIndex::new(*task), Edge::Blocks));
            let edges = spec.graph().edges_directed(node, Direction::Outgoing);
            let needs = edges.map(|edge| (edge.target(), *edge.weight()));
            // The gates of a knot say nothing of the order within it.
            let needs = needs.filter(|(_, edge)| edge.is_order() && (knotted.is_none() || edge.is_written()));
            for (needed, edge) in needs.chain(knotted) {
                if found.len() == limit || !seen.insert(needed) {
                    continue;
                }
                let holds_up = match spec.facts(needed.index()) {
                    Some(task) => {
                        !task.done && task.marked && !task.optional || must_be_done(spec, edge, needed)
                    }
                    None => false,
                };
                if holds_up {
                    found.push(needed.index());
                } else if !self.over.get(needed.index()).copied().unwrap_or(true) {
                    waiting.push_back(needed);
                }
            }
        }
        found
    }

    fn fact(&mut self, spec: &SpecGraph, node: NodeIndex, before: Fact) -> Fact {
        let Some(task) = spec.facts(node.index()) else { return before };
        if task.marked && !task.done && before.over {
            self.ready.push(node.index());
        }
        let level = if task.leaf { Some(before.level.map_or(0, |level| level + 1)) } else { before.level };
        if let Some(slot) = self.levels.get_mut(node.index()) {
            *slot = level;
        }
        let step = usize::from(task.leaf && !task.done && !task.optional && task.marked);
        let over = task.done || (task.optional || !task.marked) && before.over;
        Fact { level, over, open: before.open + step, via: before.via }
    }

    fn fill_waves(&mut self, spec: &SpecGraph) {
        for (task, level) in self.levels.iter().enumerate() {
            let Some(level) = level.filter(|_| spec.is_leaf(task)) else { continue };
            if self.waves.len() <= level {
                self.waves.resize_with(level + 1, Vec::new);
            }
            if let Some(wave) = self.waves.get_mut(level) {
                wave.push(task);
            }
        }
    }
}

/// A task that another one depends on by name has to be done, even if it is optional.
fn must_be_done(spec: &SpecGraph, edge: Edge, needed: NodeIndex) -> bool {
    edge == Edge::Depends && spec.facts(needed.index()).is_some_and(|task| task.marked && !task.done)
}

fn set(facts: &mut [Fact], node: NodeIndex, fact: Fact) {
    if let Some(slot) = facts.get_mut(node.index()) {
        *slot = fact;
    }
}

/// The tasks on the longest chain, first to last.
fn chain(spec: &SpecGraph, facts: &[Fact]) -> Vec<usize> {
    let fact = |node: NodeIndex| facts.get(node.index());
    let length = |node: &NodeIndex| fact(*node).map_or(0, |fact| fact.open);
    // The first of the longest ones.
    let last = (0..spec.task_count()).rev().map(NodeIndex::new).max_by_key(length);
    let back = std::iter::successors(last, |node| fact(*node).and_then(|fact| fact.via));
    let mut chain: Vec<usize> = back
        .filter(|node| matches!(spec.graph().node_weight(*node), Some(Node::Task(_))))
        .filter(|node| {
            let before = fact(*node).and_then(|fact| fact.via).map_or(0, |via| length(&via));
            length(node) > before
        })
        .map(NodeIndex::index)
        .collect();
    chain.reverse();
    chain
}
