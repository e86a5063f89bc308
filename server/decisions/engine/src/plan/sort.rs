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
    /// For each node the cycle or knot it belongs to; empty if there are none.
    tangles: Vec<Tangle>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tangle {
    None,
    Cycle,
    Knot(usize),
}

impl Sorted {
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
        self.tangles.get(node.index()).copied().unwrap_or(Tangle::None)
    }

    fn set(&mut self, nodes: &[NodeIndex], tangle: Tangle) {
        for node in nodes {
            if let Some(slot) = self.tangles.get_mut(node.index()) {
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
            Sorted { nodes, cycles: Vec::new(), knots: 0, tangles: Vec::new() }
        }
        Err(_) => sort_tangled(spec),
    }
}

fn sort_tangled(spec: &SpecGraph) -> Sorted {
    let graph = spec.graph();
    let tangles = vec![Tangle::None; graph.node_count()];
    let mut sorted = Sorted { nodes: Vec::new(), cycles: Vec::new(), knots: 0, tangles };

    let written = EdgeFiltered::from_fn(graph, |edge| edge.weight().is_written());
    for group in kosaraju_scc(&written).into_iter().filter(|group| group.len() > 1) {
        let tasks = group.iter().map(|node| node.index()).filter(|node| *node < spec.task_count());
        sorted.cycles.push(tasks.collect());
        sorted.set(&group, Tangle::Cycle);
    }
    sorted.cycles.iter_mut().for_each(|cycle| cycle.sort_unstable());
    sorted.cycles.sort_unstable();

    // What is in a cycle leads nowhere, so it may come first.
    sorted.nodes = graph.node_indices().filter(|node| sorted.in_cycle(*node)).collect();
    let rest = kosaraju_scc(&NodeFiltered::from_fn(graph, |node| !sorted.in_cycle(node)));
    for group in rest {
        if group.len() > 1 {
            sorted.set(&group, Tangle::Knot(sorted.knots));
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
    let mut free: BinaryHeap<Reverse<NodeIndex>> =
        open.iter().filter(|(_, open)| **open == 0).map(|(node, _)| Reverse(*node)).collect();
    let mut nodes = Vec::with_capacity(knot.len());
    while let Some(Reverse(node)) = free.pop() {
        nodes.push(node);
        for edge in spec.graph().edges_directed(node, Direction::Incoming) {
            if edge.weight().is_written()
                && let Some(open) = open.get_mut(&edge.source())
            {
                *open -= 1;
                if *open == 0 {
                    free.push(Reverse(edge.source()));
                }
            }
        }
    }
    nodes
}
