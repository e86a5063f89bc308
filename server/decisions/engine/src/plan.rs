//! In which order the tasks of a spec run: waves, what is ready, what holds up what.

mod sort;

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use petgraph::Direction;
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;

use crate::spec_graph::{Edge, Node, SpecGraph};
use sort::{Tangles, sort};

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
    tangles: Tangles,
    /// For a task of a knot, the one that runs before it.
    behind_in_knot: HashMap<usize, usize>,
    knots: Vec<Knot>,
}

/// Nodes that wait for each other only because the order of the document or its waves contradicts what is written.
#[derive(Clone, Debug, Default)]
struct Knot {
    /// Its last task.
    last: Option<usize>,
    /// Its gates that follow from that order. What one of them waits for outside, all of the knot waits for.
    gates: Vec<NodeIndex>,
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
        // What all of a knot so far amounts to.
        let mut knots = vec![(Fact::NOTHING, Knot::default()); sorted.knots];

        let done = |task: &usize| spec.facts(*task).is_some_and(|task| task.done);
        let untangled = sorted.cycles.iter().flatten().all(done);

        for &node in &sorted.nodes {
            if sorted.tangles.in_cycle(node) {
                let over = spec.facts(node.index()).map_or(untangled, |task| task.done);
                set(&mut facts, node, Fact { over, ..Fact::NOTHING });
                continue;
            }
            let knot = sorted.tangles.knot_of(node);
            let mut before = Fact::NOTHING;
            for edge in spec.graph().edges_directed(node, Direction::Outgoing) {
                let needed = edge.target();
                let edge = *edge.weight();
                let fact = |node: NodeIndex| facts.get(node.index()).copied().unwrap_or(Fact::NOTHING);
                let gate = edge == Edge::Blocks || spec.facts(needed.index()).is_none();
                let (all, at) = match sorted.tangles.knot_of(needed).filter(|_| gate) {
                    // The order within a knot is that of what is written.
                    Some(same) if Some(same) == knot && edge == Edge::Blocks => continue,
                    // What comes behind a gate of a knot comes behind all of it.
                    Some(other) if Some(other) != knot => {
                        let all = knots.get(other).map_or(Fact::NOTHING, |(all, _)| *all);
                        let both = all.and(fact(needed), needed);
                        (both, both.via.unwrap_or(needed))
                    }
                    Some(_) | None => (fact(needed), needed),
                };
                if edge.is_order() {
                    let over = is_spared(spec, edge, needed) || all.over && !must_be_done(spec, edge, needed);
                    before = before.and(Fact { over, ..all }, at);
                }
            }
            let is_task = spec.facts(node.index()).is_some();
            match knot.and_then(|knot| knots.get_mut(knot)) {
                None => set(&mut facts, node, plan.fact(spec, node, before)),
                Some((all, knot)) if is_task => {
                    let fact = plan.fact(spec, node, before.and(*all, all.via.unwrap_or(node)));
                    set(&mut facts, node, fact);
                    *all = all.and(fact, node);
                    if let Some(last) = knot.last.replace(node.index()) {
                        plan.behind_in_knot.insert(node.index(), last);
                    }
                }
                Some((all, knot)) => {
                    set(&mut facts, node, before);
                    let edges = spec.graph().edges_directed(node, Direction::Outgoing);
                    if edges.clone().all(|edge| *edge.weight() == Edge::Blocks) {
                        *all = all.and(before, node);
                        knot.gates.push(node);
                    }
                }
            }
        }

        plan.fill_waves(spec);
        plan.ready.sort_unstable();
        plan.critical_path = chain(spec, &facts);
        plan.cycles = sorted.cycles;
        plan.tangles = sorted.tangles;
        plan.knots = knots.into_iter().map(|(_, knot)| knot).collect();
        plan.over = facts.iter().map(|fact| fact.over).collect();
        plan
    }

    /// Tasks that have to be done before `task` and are not, in document order: at most `limit`, the nearest.
    pub fn blockers(&self, spec: &SpecGraph, task: usize, limit: usize) -> Vec<usize> {
        let mut found = BTreeSet::new();
        let mut seen = HashSet::from([NodeIndex::new(task)]);
        let mut waiting = VecDeque::from([NodeIndex::new(task)]);
        while let Some(node) = waiting.pop_front()
            && found.len() < limit
        {
            let knot = self.tangles.knot_of(node);
            let mut behind: Vec<usize> =
                self.behind_in_knot.get(&node.index()).copied().into_iter().collect();
            let gates = knot.and_then(|knot| self.knots.get(knot)).into_iter().flat_map(|knot| &knot.gates);
            waiting.extend(gates.filter(|gate| seen.insert(**gate)));
            for edge in spec.graph().edges_directed(node, Direction::Outgoing) {
                let (needed, edge) = (edge.target(), *edge.weight());
                if !edge.is_order() || is_spared(spec, edge, needed) {
                    continue;
                }
                let gate = spec.facts(needed.index()).is_none();
                let knotted = self.tangles.knot_of(needed).filter(|_| gate || edge == Edge::Blocks);
                if knotted.is_some() && knotted != knot {
                    // Who waits at a gate of a knot waits for all of it.
                    behind.extend(knotted.and_then(|knot| self.knots.get(knot)?.last));
                } else if knotted.is_some() && !gate {
                    // The gates of a knot say nothing of the order within it.
                    continue;
                }
                if is_open(spec, needed) || must_be_done(spec, edge, needed) {
                    found.insert(needed.index());
                } else if (knotted.is_some() || !self.is_over(needed)) && seen.insert(needed) {
                    waiting.push_back(needed);
                }
                if found.len() == limit {
                    return found.into_iter().collect();
                }
            }
            for last in behind {
                let chain = std::iter::successors(Some(last), |task| self.behind_in_knot.get(task).copied());
                let nearest = chain.map(NodeIndex::new).find(|task| !self.is_over(*task));
                match nearest {
                    Some(task) if is_open(spec, task) => drop(found.insert(task.index())),
                    Some(task) if seen.insert(task) => waiting.push_back(task),
                    Some(_) | None => {}
                }
            }
        }
        found.into_iter().take(limit).collect()
    }

    fn is_over(&self, node: NodeIndex) -> bool {
        self.over.get(node.index()).copied().unwrap_or(true)
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

/// A required task that is not done.
fn is_open(spec: &SpecGraph, node: NodeIndex) -> bool {
    spec.facts(node.index()).is_some_and(|task| !task.done && task.marked && !task.optional)
}

/// A task that another one depends on by name has to be done, even if it is optional.
fn must_be_done(spec: &SpecGraph, edge: Edge, needed: NodeIndex) -> bool {
    edge == Edge::Depends && spec.facts(needed.index()).is_some_and(|task| task.marked && !task.done)
}

/// A parent does not wait for its optional sub-tasks.
fn is_spared(spec: &SpecGraph, edge: Edge, needed: NodeIndex) -> bool {
    edge == Edge::Child && spec.facts(needed.index()).is_some_and(|task| task.optional)
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
