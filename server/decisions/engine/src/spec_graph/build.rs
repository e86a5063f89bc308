use std::collections::HashMap;
use std::ops::Range;

use petgraph::graph::{DiGraph, NodeIndex};
use spec::{Address, ReferenceKind, ReferenceLine, State, Task, TaskList};

use super::names::{Named, PropertyNames, TaskNames};
use super::{Edge, Node, RequirementAt, SpecGraph, SpecParts, TaskFacts, asked, order, paths};

pub(super) fn build(parts: SpecParts<'_>) -> SpecGraph {
    let mut builder = Builder::default();
    let nothing = TaskList::default();
    let list = parts.tasks.unwrap_or(&nothing);
    let names = TaskNames::new(list);
    builder.tasks(list, &names);
    builder.requirements(parts);
    builder.design(parts);
    builder.depends(list, &names);
    builder.traces(parts, list);
    builder.touches(parts.tasks_text, list);
    order::order(&mut builder, list, &names);
    builder.inherit(list);
    builder.spec
}

/// A graph that is being put together.
#[derive(Default)]
pub(super) struct Builder {
    pub(super) spec: SpecGraph,
    /// For each task, the gate that it and the tasks below it wait at.
    starts: Vec<Option<NodeIndex>>,
    /// For each power of two and each leaf, the gate behind that many leaves from there on.
    spans: HashMap<(u32, usize), NodeIndex>,
}

impl Builder {
    pub(super) fn node(&mut self, node: Node) -> NodeIndex {
        self.spec.graph.add_node(node)
    }

    pub(super) fn gate(&mut self) -> NodeIndex {
        self.node(Node::Gate)
    }

    /// `from` needs `to`.
    pub(super) fn edge(&mut self, from: NodeIndex, to: NodeIndex, edge: Edge) {
        self.spec.graph.add_edge(from, to, edge);
    }

    /// What holds up `task` and all below it: the task itself where it has no sub-tasks.
    pub(super) fn start(&mut self, task: usize) -> NodeIndex {
        if self.spec.is_leaf(task) {
            return NodeIndex::new(task);
        }
        if let Some(start) = self.starts.get(task).copied().flatten() {
            return start;
        }
        let start = self.gate();
        if let Some(slot) = self.starts.get_mut(task) {
            *slot = Some(start);
        }
        start
    }

    fn tasks(&mut self, list: &TaskList, names: &TaskNames<'_>) {
        self.starts = vec![None; list.tasks.len()];
        // A gate for each task and five edges are what an ordinary document comes to.
        self.spec.graph = DiGraph::with_capacity(2 * list.tasks.len(), 5 * list.tasks.len());
        for (index, task) in list.tasks.iter().enumerate() {
            self.node(Node::Task(index));
            self.spec.tasks.push(TaskFacts {
                done: task.mark.as_ref().and_then(spec::Mark::state) == Some(State::Done),
                optional: task.optional,
                marked: task.mark.is_some(),
                leaf: false,
            });
        }
        for leaf in names.leaves() {
            if let Some(facts) = self.spec.tasks.get_mut(*leaf) {
                facts.leaf = true;
            }
        }
        for (index, task) in list.tasks.iter().enumerate() {
            if let Some(parent) = task.parent {
                self.edge(NodeIndex::new(parent), NodeIndex::new(index), Edge::Child);
            }
        }
    }

    fn requirements(&mut self, parts: SpecParts<'_>) {
        for (document, requirements) in parts.requirements.iter().enumerate() {
            let mut nodes = Vec::with_capacity(requirements.requirements.len());
            for (index, requirement) in requirements.requirements.iter().enumerate() {
                let at = |criterion| {
                    let address = Address { requirement: index, criterion };
                    Node::Asked(RequirementAt { document, address })
                };
                let above = self.node(at(None));
                nodes.push(above);
                for criterion in 0..requirement.criteria.len() {
                    let below = self.node(at(Some(criterion)));
                    self.edge(above, below, Edge::Child);
                }
            }
            self.spec.requirements.push(nodes);
        }
    }

    fn design(&mut self, parts: SpecParts<'_>) {
        let Some(design) = parts.design else { return };
        for property in 0..design.properties.len() {
            let node = self.node(Node::Property(property));
            self.spec.properties.get_or_insert(node);
        }
        for (property, says) in design.properties.iter().enumerate() {
            let Some(node) = self.spec.property_node(property) else { continue };
            for line in &says.references {
                match line.kind {
                    ReferenceKind::Requirements | ReferenceKind::Validates => {
                        self.asked(node, line, parts, Edge::Validates);
                    }
                    ReferenceKind::Property | ReferenceKind::Depends | ReferenceKind::Boundary => {}
                }
            }
        }
    }

    fn depends(&mut self, list: &TaskList, names: &TaskNames<'_>) {
        for (index, task) in list.tasks.iter().enumerate() {
            let depends = task.references.iter().filter(|line| line.kind == ReferenceKind::Depends);
            for item in depends.flat_map(|line| &line.items) {
                match names.find(&item.target, index) {
                    Named::Task(needed) => self.depend(list, index, needed),
                    Named::Family(tasks) => {
                        for needed in tasks {
                            self.depend(list, index, *needed);
                        }
                    }
                    Named::Leaves(range) => {
                        for range in names.without(range, index) {
                            self.depend_on_all(index, names.leaves(), range);
                        }
                    }
                    Named::Ambiguous(_) | Named::Unknown => {}
                }
            }
        }
    }

    /// What holds up a parent holds up what is below it, and itself.
    fn inherit(&mut self, list: &TaskList) {
        for (index, task) in list.tasks.iter().enumerate() {
            let above = task.parent.and_then(|parent| self.starts.get(parent).copied().flatten());
            if let Some(above) = above {
                let start = self.start(index);
                self.edge(start, above, Edge::Depends);
            }
            if let Some(start) = self.starts.get(index).copied().flatten() {
                self.edge(NodeIndex::new(index), start, Edge::Depends);
            }
        }
    }

    fn depend(&mut self, list: &TaskList, task: usize, needed: usize) {
        // A task waits for what is below it anyway, and cannot hold up its own parts until they are done.
        if task == needed || is_below(list, needed, task) {
            return;
        }
        let start = self.start(task);
        self.edge(start, NodeIndex::new(needed), Edge::Depends);
    }

    fn depend_on_all(&mut self, task: usize, leaves: &[usize], range: Range<usize>) {
        let Some(power) = range.len().checked_ilog2() else { return };
        let start = self.start(task);
        let first = self.span(leaves, power, range.start);
        self.edge(start, first, Edge::Depends);
        let rest = range.end - (1 << power);
        if rest > range.start {
            let second = self.span(leaves, power, rest);
            self.edge(start, second, Edge::Depends);
        }
    }

    /// A node that needs `2^power` leaves from the leaf `first` on. With these, however many ranges there are, each is two
    /// edges.
    fn span(&mut self, leaves: &[usize], power: u32, first: usize) -> NodeIndex {
        let Some(below) = power.checked_sub(1) else {
            return NodeIndex::new(leaves.get(first).copied().unwrap_or_default());
        };
        if let Some(gate) = self.spans.get(&(power, first)) {
            return *gate;
        }
        let halves = [first, first + (1 << below)].map(|first| self.span(leaves, below, first));
        let gate = self.gate();
        halves.into_iter().for_each(|half| self.edge(gate, half, Edge::Depends));
        self.spans.insert((power, first), gate);
        gate
    }

    fn traces(&mut self, parts: SpecParts<'_>, list: &TaskList) {
        let properties = parts.design.map(PropertyNames::new).unwrap_or_default();
        for (index, task) in list.tasks.iter().enumerate() {
            let node = NodeIndex::new(index);
            for line in &task.references {
                match line.kind {
                    ReferenceKind::Requirements => self.asked(node, line, parts, Edge::Requires),
                    ReferenceKind::Validates => self.asked(node, line, parts, Edge::Validates),
                    ReferenceKind::Property => {
                        for property in line.items.iter().flat_map(|item| properties.find(&item.target)) {
                            if let Some(property) = self.spec.property_node(property) {
                                self.edge(node, property, Edge::Validates);
                            }
                        }
                    }
                    ReferenceKind::Depends | ReferenceKind::Boundary => {}
                }
            }
        }
    }

    fn asked(&mut self, from: NodeIndex, line: &ReferenceLine, parts: SpecParts<'_>, edge: Edge) {
        for at in line.items.iter().flat_map(|item| asked(parts.requirements, &item.target)) {
            if let Some(to) = self.spec.asked_node(at) {
                self.edge(from, to, edge);
            }
        }
    }

    fn touches<'a>(&mut self, text: &'a str, list: &TaskList) {
        let mut files: HashMap<&'a str, NodeIndex> = HashMap::new();
        let mut components: HashMap<&'a str, NodeIndex> = HashMap::new();
        for (index, task) in list.tasks.iter().enumerate() {
            for path in paths::paths(text.get(task.body.clone()).unwrap_or_default()) {
                let file = *files.entry(path).or_insert_with(|| self.node(Node::File(path.into())));
                self.edge(NodeIndex::new(index), file, Edge::Touches);
            }
            for name in boundary(task).filter_map(|span| text.get(span)) {
                let component =
                    *components.entry(name).or_insert_with(|| self.node(Node::Component(name.into())));
                self.edge(NodeIndex::new(index), component, Edge::Touches);
            }
        }
    }
}

fn boundary(task: &Task) -> impl Iterator<Item = Range<usize>> {
    let lines = task.references.iter().filter(|line| line.kind == ReferenceKind::Boundary);
    lines.flat_map(|line| &line.items).map(|item| item.span.clone())
}

/// Whether `task` stands somewhere below `above`.
fn is_below(list: &TaskList, task: usize, above: usize) -> bool {
    let parent = |task: usize| list.tasks.get(task).and_then(|task| task.parent);
    std::iter::successors(parent(task), |task| parent(*task)).any(|task| task == above)
}
