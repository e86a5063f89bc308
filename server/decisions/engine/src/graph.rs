use petgraph::Direction;
use petgraph::graph::{DiGraph, NodeIndex};

/// What a node of the graph stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeKind {
    Task,
    ToolCall,
    Hook,
}

/// How a node uses the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// It only reads: it may run beside other readers.
    Shared,
    /// It may change anything: it runs alone.
    Exclusive,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NodeState {
    Waiting,
    Running,
    Done,
}

/// Work with an order: a node is ready once all nodes it depends on are done.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    nodes: DiGraph<(NodeKind, NodeState), ()>,
}

impl Graph {
    /// A graph of nodes in the order they were asked for: those that share the workspace run side by side,
    /// an exclusive one waits for all before it and holds up all after it.
    pub fn in_order(kind: NodeKind, accesses: impl IntoIterator<Item = Access>) -> Self {
        let mut nodes = DiGraph::new();
        let mut barrier: Option<NodeIndex> = None;
        let mut since: Vec<NodeIndex> = Vec::new();
        for access in accesses {
            let node = nodes.add_node((kind, NodeState::Waiting));
            match access {
                Access::Shared => {
                    if let Some(barrier) = barrier {
                        nodes.add_edge(barrier, node, ());
                    }
                    since.push(node);
                }
                Access::Exclusive => {
                    let before = if since.is_empty() {
                        barrier.into_iter().collect()
                    } else {
                        std::mem::take(&mut since)
                    };
                    for earlier in before {
                        nodes.add_edge(earlier, node, ());
                    }
                    barrier = Some(node);
                }
            }
        }
        Self { nodes }
    }

    /// Takes the nodes that may start now, by their place in the order; each is given out once.
    pub fn start_ready(&mut self) -> Vec<usize> {
        let ready: Vec<NodeIndex> = self
            .nodes
            .node_indices()
            .filter(|&node| self.state(node) == Some(NodeState::Waiting))
            .filter(|&node| {
                self.nodes
                    .neighbors_directed(node, Direction::Incoming)
                    .all(|earlier| self.state(earlier) == Some(NodeState::Done))
            })
            .collect();
        ready.iter().for_each(|&node| self.set(node, NodeState::Running));
        ready.into_iter().map(NodeIndex::index).collect()
    }

    /// Records that a node is over, however it ended.
    pub fn finish(&mut self, node: usize) {
        self.set(NodeIndex::new(node), NodeState::Done);
    }

    /// Whether every node is over.
    pub fn is_done(&self) -> bool {
        self.nodes.node_weights().all(|(_, state)| *state == NodeState::Done)
    }

    fn state(&self, node: NodeIndex) -> Option<NodeState> {
        self.nodes.node_weight(node).map(|(_, state)| *state)
    }

    fn set(&mut self, node: NodeIndex, new: NodeState) {
        if let Some((_, state)) = self.nodes.node_weight_mut(node) {
            *state = new;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn graph(shape: &str) -> Graph {
        let access = |c| if c == 'w' { Access::Exclusive } else { Access::Shared };
        Graph::in_order(NodeKind::ToolCall, shape.chars().map(access))
    }

    #[test]
    fn readers_run_together_and_writers_alone() {
        let mut graph = graph("rrwrw");
        assert_eq!(graph.start_ready(), [0, 1]);
        graph.finish(1);
        assert!(graph.start_ready().is_empty());
        graph.finish(0);
        assert_eq!(graph.start_ready(), [2]);
        graph.finish(2);
        assert_eq!(graph.start_ready(), [3]);
        graph.finish(3);
        assert_eq!(graph.start_ready(), [4]);
        assert!(!graph.is_done());
        graph.finish(4);
        assert!(graph.is_done());
    }

    proptest! {
        #[test]
        fn everything_runs_once_and_no_writer_has_company(shape in "[rw]{0,12}", order in any::<u64>()) {
            let kinds: Vec<char> = shape.chars().collect();
            let mut graph = graph(&shape);
            let (mut running, mut ran, mut seed) = (Vec::new(), Vec::new(), order);
            loop {
                running.extend(graph.start_ready());
                prop_assert!(running.len() < 2 || running.iter().all(|&node: &usize| kinds[node] == 'r'));
                if running.is_empty() { break; }
                seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1);
                let node = running.remove((seed >> 33) as usize % running.len());
                graph.finish(node);
                ran.push(node);
            }
            prop_assert!(graph.is_done());
            ran.sort_unstable();
            prop_assert_eq!(ran, (0..kinds.len()).collect::<Vec<_>>());
        }
    }
}
