use std::collections::HashMap;
use std::ops::Range;

use petgraph::graph::{DiGraph, NodeIndex};
use spec::{Address, ReferenceKind, ReferenceLine, State, TaskList};

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
    builder.references(parts, list, &names);
    order::order(&mut builder, list, &names);
    builder.inherit();
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
            let node = self.node(Node::Task(index));
            self.spec.tasks.push(TaskFacts {
                done: task.mark.as_ref().and_then(spec::Mark::state) == Some(State::Done),
                optional: task.optional,
                marked: task.mark.is_some(),
                leaf: false,
                checkpoint: task.checkpoint,
                parallel: task.parallel,
                says_depends: task.references.iter().any(|line| line.kind == ReferenceKind::Depends),
                parent: task.parent,
            });
            // A parent stands before its sub-tasks.
            if let Some(parent) = task.parent.filter(|parent| *parent < index) {
                self.edge(NodeIndex::new(parent), node, Edge::Child);
            }
        }
        for leaf in names.leaves() {
            if let Some(facts) = self.spec.tasks.get_mut(*leaf) {
                facts.leaf = true;
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

    /// What the lines of the tasks refer to.
    fn references(&mut self, parts: SpecParts<'_>, list: &TaskList, names: &TaskNames<'_>) {
        let properties = parts.design.map(PropertyNames::new).unwrap_or_default();
        let mut touched = Touched::default();
        for (index, task) in list.tasks.iter().enumerate() {
            let node = NodeIndex::new(index);
            for line in &task.references {
                match line.kind {
                    ReferenceKind::Requirements => self.asked(node, line, parts, Edge::Requires),
                    ReferenceKind::Validates => self.asked(node, line, parts, Edge::Validates),
                    ReferenceKind::Property => self.tested(node, line, &properties),
                    ReferenceKind::Depends => self.depends(index, line, names),
                    ReferenceKind::Boundary => {
                        let items =
                            line.items.iter().filter_map(|item| parts.tasks_text.get(item.span.clone()));
                        items.for_each(|name| touched.component(self, node, name));
                    }
                }
            }
            for path in paths::paths(parts.tasks_text.get(task.body.clone()).unwrap_or_default()) {
                touched.file(self, node, path);
            }
        }
    }

    fn depends(&mut self, task: usize, line: &ReferenceLine, names: &TaskNames<'_>) {
        for item in &line.items {
            match names.find(&item.target, task) {
                Named::Task(needed) => self.depend(task, needed),
                Named::Family(tasks) => tasks.iter().for_each(|needed| self.depend(task, *needed)),
                Named::Leaves(range) => {
                    for range in names.without(range, task) {
                        self.depend_on_all(task, names.leaves(), range);
                    }
                }
                Named::Ambiguous(_) | Named::Unknown => {}
            }
        }
    }

    fn tested(&mut self, task: NodeIndex, line: &ReferenceLine, properties: &PropertyNames<'_>) {
        for property in line.items.iter().flat_map(|item| properties.find(&item.target)) {
            if let Some(property) = self.spec.property_node(property) {
                self.edge(task, property, Edge::Validates);
            }
        }
    }

    /// What holds up a parent holds up what is below it, and itself.
    fn inherit(&mut self) {
        for index in 0..self.spec.tasks.len() {
            let parent = self.spec.facts(index).and_then(|task| task.parent);
            let above = parent.and_then(|parent| self.starts.get(parent).copied().flatten());
            if let Some(above) = above {
                let start = self.start(index);
                self.edge(start, above, Edge::Depends);
            }
            if let Some(start) = self.starts.get(index).copied().flatten() {
                self.edge(NodeIndex::new(index), start, Edge::Depends);
            }
        }
    }

    fn depend(&mut self, task: usize, needed: usize) {
        let parent = |task: &usize| self.spec.facts(*task).and_then(|task| task.parent);
        // A task waits for what is below it anyway, and cannot hold up its own parts until they are done.
        if std::iter::successors(Some(needed), parent).any(|above| above == task) {
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

    fn asked(&mut self, from: NodeIndex, line: &ReferenceLine, parts: SpecParts<'_>, edge: Edge) {
        for at in line.items.iter().flat_map(|item| asked(parts.requirements, &item.target)) {
            if let Some(to) = self.spec.asked_node(at) {
                self.edge(from, to, edge);
            }
        }
    }
}

/// The nodes of what tasks name.
#[derive(Default)]
struct Touched<'a> {
    files: HashMap<&'a str, NodeIndex>,
    components: HashMap<&'a str, NodeIndex>,
}

impl<'a> Touched<'a> {
    fn file(&mut self, builder: &mut Builder, task: NodeIndex, path: &'a str) {
        let file = *self.files.entry(path).or_insert_with(|| builder.node(Node::File(path.into())));
        builder.edge(task, file, Edge::Touches);
    }

    fn component(&mut self, builder: &mut Builder, task: NodeIndex, name: &'a str) {
        let component =
            *self.components.entry(name).or_insert_with(|| builder.node(Node::Component(name.into())));
        builder.edge(task, component, Edge::Touches);
    }
}
