use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use petgraph::Direction;
use petgraph::algo::{kosaraju_scc, toposort};
use petgraph::graph::NodeIndex;
use petgraph::visit::{EdgeFiltered, EdgeRef, NodeFiltered};

use crate::spec_graph::SpecGraph;

/// The nodes of a graph, each behind all it needs.
pub(super) struct Sorted {
    pub(super) nodes: Vec<NodeIndex>,
    /// Tasks that wait for each other by what is written.
    pub(super) cycles: Vec<Vec<usize>>,
    /// How many knots there are: nodes that wait for each other only because the order of the document or its waves says
    /// otherwise than what is written. They stand together, in the order of what is written, then of the document.
    pub(super) knots: usize,
    pub(super) tangles: Tangles,
}

/// For each node the cycle or knot it belongs to; empty if there are none.
#[derive(Clone, Debug, Default)]
pub(super) struct Tangles(Vec<Tangle>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tangle {
    None,
    Cycle,
    Knot(usize),
}

impl Tangles {
    pub(super) fn in_cycle(&self, node: NodeIndex) -> bool {
        self.tangle(node) == Tangle::Cycle
    }

    pub(super) fn knot_of(&self, node: NodeIndex) -> Option<usize> {
        match self.tangle(node) {
            Tangle::Knot(knot) => Some(knot),
            Tangle::None | Tangle::Cycle => None,
        }
    }

    fn tangle(&self, node: NodeIndex) -> Tangle {
        self.0.get(node.index()).copied().unwrap_or(Tangle::None)
    }

    fn set(&mut self, nodes: &[NodeIndex], tangle: Tangle) {
        for node in nodes {
            if let Some(slot) = self.0.get_mut(node.index()) {
                *slot = tangle;
            }
        }
    }
}

pub(super) fn sort(spec: &SpecGraph) -> Sorted {
    // Other edges than those of order lead away from tasks and never back.
    match toposort(spec.graph(), None) {
        Ok(mut nodes) => {
            nodes.reverse();
            Sorted { nodes, cycles: Vec::new(), knots: 0, tangles: Tangles::default() }
        }
        Err(_) => sort_tangled(spec),
    }
}

fn sort_tangled(spec: &SpecGraph) -> Sorted {
    let graph = spec.graph();
    let tangles = Tangles(vec![Tangle::None; graph.node_count()]);
    let mut sorted = Sorted { nodes: Vec::new(), cycles: Vec::new(), knots: 0, tangles };

    let written = EdgeFiltered::from_fn(graph, |edge| edge.weight().is_written());
    for group in kosaraju_scc(&written).into_iter().filter(|group| group.len() > 1) {
        let tasks = group.iter().map(|node| node.index()).filter(|node| *node < spec.task_count());
        sorted.cycles.push(tasks.collect());
        sorted.tangles.set(&group, Tangle::Cycle);
    }
    sorted.cycles.iter_mut().for_each(|cycle| cycle.sort_unstable());
    sorted.cycles.sort_unstable();

    // What is in a cycle leads nowhere, so it may come first.
    sorted.nodes = graph.node_indices().filter(|node| sorted.tangles.in_cycle(*node)).collect();
    let rest = kosaraju_scc(&NodeFiltered::from_fn(graph, |node| !sorted.tangles.in_cycle(node)));
    for group in rest {
        if group.len() > 1 {
            sorted.tangles.set(&group, Tangle::Knot(sorted.knots));
            sorted.knots += 1;
            sorted.nodes.extend(untied(spec, &group));
        } else {
            sorted.nodes.extend(group);
        }
    }
    sorted
}

/// The nodes of a knot, each behind what it needs by what is written, and else in document order.
fn untied(spec: &SpecGraph, knot: &[NodeIndex]) -> Vec<NodeIndex> {
    let mut open: HashMap<NodeIndex, usize> = knot.iter().map(|node| (*node, 0)).collect();
    for node in knot {
        for edge in spec.graph().edges_directed(*node, Direction::Incoming) {
            if edge.weight().is_written()
                && let Some(open) = open.get_mut(&edge.source())
            {
                *open += 1;
            }
        }
    }
    // Gates first: who waits for something outside of the knot, waits for it at one of them.
    let turn = |node: NodeIndex| Reverse((node.index() < spec.task_count(), node));
    let mut free: BinaryHeap<Reverse<(bool, NodeIndex)>> =
        open.iter().filter(|(_, open)| **open == 0).map(|(node, _)| turn(*node)).collect();
    let mut nodes = Vec::with_capacity(knot.len());
    while let Some(Reverse((_, node))) = free.pop() {
        nodes.push(node);
        for edge in spec.graph().edges_directed(node, Direction::Incoming) {
            if edge.weight().is_written()
                && let Some(open) = open.get_mut(&edge.source())
            {
                *open -= 1;
                if *open == 0 {
                    free.push(turn(edge.source()));
                }
            }
        }
    }
    nodes
}
