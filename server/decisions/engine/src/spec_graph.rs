//! A spec as one graph: its tasks, requirements, criteria, properties and files, and what needs what.

mod build;
mod names;
mod order;
mod paths;

use petgraph::Direction;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;
use spec::{Address, Design, Requirements, Target, TaskList};

pub use names::{Named, PropertyNames, TaskNames};
pub use order::{wave_block, wave_of};

/// What a node of a [`SpecGraph`] stands for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// A task: an index into [`TaskList::tasks`].
    Task(usize),
    /// A requirement, or one of its criteria.
    Asked(RequirementAt),
    /// A correctness property: an index into [`Design::properties`].
    Property(usize),
    /// A file or folder that a task names in backticks, as written.
    File(Box<str>),
    /// A component that a task may touch (`_Boundary:_`), as written.
    Component(Box<str>),
    /// A point in the work that is reached once everything it needs is done. It spares an edge from each task of a wave
    /// to each task of the next.
    Gate,
}

/// A requirement or a criterion of one of the documents of a spec.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequirementAt {
    /// An index into [`SpecParts::requirements`].
    pub document: usize,
    /// The requirement or criterion in it.
    pub address: Address,
}

/// How one node needs another. Every edge points from what needs to what is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Edge {
    /// From a task to a sub-task, which comes first; from a requirement to one of its criteria.
    Child,
    /// From a task to what it says it depends on; a sub-task depends on what its parent does. Written by people.
    Depends,
    /// From a task to a requirement or criterion that it implements.
    Requires,
    /// From a property or a test to what it validates: a criterion, a requirement; from a task to the property it tests.
    Validates,
    /// From what has to wait to the gate, wave or checkpoint that holds it up. It follows from the order of the
    /// document or its waves and gives way to what is written as [`Self::Depends`].
    Blocks,
    /// From a task to a file or component that it names.
    Touches,
}

impl Edge {
    /// It says in which order tasks run.
    pub(crate) fn is_order(self) -> bool {
        match self {
            Self::Child | Self::Depends | Self::Blocks => true,
            Self::Requires | Self::Validates | Self::Touches => false,
        }
    }

    /// It says so because somebody wrote it.
    pub(crate) fn is_written(self) -> bool {
        self.is_order() && self != Self::Blocks
    }
}

/// What a [`SpecGraph`] is made from.
#[derive(Clone, Copy, Debug, Default)]
pub struct SpecParts<'a> {
    /// tasks.md
    pub tasks: Option<&'a TaskList>,
    /// The text of tasks.md, where files are looked for; empty: no files.
    pub tasks_text: &'a str,
    /// requirements.md, bugfix.md, or both.
    pub requirements: &'a [&'a Requirements],
    /// design.md
    pub design: Option<&'a Design>,
}

/// The graph of a spec. Ids that are unknown or ambiguous make no edge.
#[derive(Clone, Debug, Default)]
pub struct SpecGraph {
    graph: DiGraph<Node, Edge>,
    tasks: Vec<TaskFacts>,
    /// The node of each requirement of each document; those of its criteria follow it.
    requirements: Vec<Vec<NodeIndex>>,
    /// The node of the first property; the others follow it.
    properties: Option<NodeIndex>,
}

/// What planning has to know about a task. The node of task `i` has the index `i`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TaskFacts {
    pub(crate) done: bool,
    pub(crate) optional: bool,
    /// It has a checkbox, so its state can be kept.
    pub(crate) marked: bool,
    /// It has no sub-tasks.
    pub(crate) leaf: bool,
    pub(crate) checkpoint: bool,
    pub(crate) parallel: bool,
    /// It says what it depends on, if only that it is nothing.
    pub(crate) says_depends: bool,
    pub(crate) parent: Option<usize>,
}

impl SpecGraph {
    /// Puts the parts together. Time and size grow with those of the parts.
    pub fn new(parts: SpecParts<'_>) -> Self {
        build::build(parts)
    }

    /// Nodes and edges. The nodes of tasks come first, in document order.
    pub fn graph(&self) -> &DiGraph<Node, Edge> {
        &self.graph
    }

    /// The node of a task.
    pub fn task_node(&self, task: usize) -> Option<NodeIndex> {
        (task < self.tasks.len()).then(|| NodeIndex::new(task))
    }

    /// How many tasks there are.
    pub fn task_count(&self) -> usize {
        self.tasks.len()
    }

    /// Whether a task has no sub-tasks.
    pub fn is_leaf(&self, task: usize) -> bool {
        self.facts(task).is_some_and(|facts| facts.leaf)
    }

    /// The tasks that a task depends on by name, parents and ranges aside, in no order.
    pub fn depends_on(&self, task: usize) -> impl Iterator<Item = usize> {
        self.needed(NodeIndex::new(task), &[Edge::Depends]).filter_map(Node::task)
    }

    /// The requirements and criteria that a task implements or tests, as it names them, in no order.
    pub fn asked_of(&self, task: usize) -> impl Iterator<Item = RequirementAt> {
        self.needed(NodeIndex::new(task), &[Edge::Requires, Edge::Validates]).filter_map(|node| node.asked())
    }

    /// The properties that a task tests, in no order.
    pub fn properties_of(&self, task: usize) -> impl Iterator<Item = usize> {
        self.needed(NodeIndex::new(task), &[Edge::Validates]).filter_map(Node::property)
    }

    /// The files and components that a task names, in no order.
    pub fn touched_by(&self, task: usize) -> impl Iterator<Item = &str> {
        self.needed(NodeIndex::new(task), &[Edge::Touches]).filter_map(Node::touched)
    }

    /// The tasks that name a requirement or criterion itself, in no order. One that names the requirement is not found
    /// under its criteria.
    pub fn tasks_for(&self, asked: RequirementAt) -> impl Iterator<Item = usize> {
        self.asked_node(asked).into_iter().flat_map(|node| self.tasks_above(node))
    }

    /// The properties that validate a requirement or criterion itself, in no order.
    pub fn properties_for(&self, asked: RequirementAt) -> impl Iterator<Item = usize> {
        let above = |node| self.needing(node, &[Edge::Validates, Edge::Requires]).filter_map(Node::property);
        self.asked_node(asked).into_iter().flat_map(above)
    }

    /// The requirements and criteria that a property validates, in no order.
    pub fn validated_by(&self, property: usize) -> impl Iterator<Item = RequirementAt> {
        let below = |node| self.needed(node, &[Edge::Validates]).filter_map(|node| node.asked());
        self.property_node(property).into_iter().flat_map(below)
    }

    /// The tasks that test a property, in no order.
    pub fn tests_of(&self, property: usize) -> impl Iterator<Item = usize> {
        self.property_node(property).into_iter().flat_map(|node| self.tasks_above(node))
    }

    pub(crate) fn facts(&self, task: usize) -> Option<&TaskFacts> {
        self.tasks.get(task)
    }

    fn tasks_above(&self, node: NodeIndex) -> impl Iterator<Item = usize> {
        self.needing(node, &[Edge::Requires, Edge::Validates]).filter_map(Node::task)
    }

    fn needed<'a>(&'a self, node: NodeIndex, by: &'static [Edge]) -> impl Iterator<Item = &'a Node> {
        let edges = self.graph.edges_directed(node, Direction::Outgoing);
        edges
            .filter(|edge| by.contains(edge.weight()))
            .filter_map(|edge| self.graph.node_weight(edge.target()))
    }

    fn needing<'a>(&'a self, node: NodeIndex, by: &'static [Edge]) -> impl Iterator<Item = &'a Node> {
        let edges = self.graph.edges_directed(node, Direction::Incoming);
        edges
            .filter(|edge| by.contains(edge.weight()))
            .filter_map(|edge| self.graph.node_weight(edge.source()))
    }

    fn asked_node(&self, asked: RequirementAt) -> Option<NodeIndex> {
        let requirement = *self.requirements.get(asked.document)?.get(asked.address.requirement)?;
        Some(match asked.address.criterion {
            None => requirement,
            Some(criterion) => NodeIndex::new(requirement.index() + 1 + criterion),
        })
    }

    fn property_node(&self, property: usize) -> Option<NodeIndex> {
        let node = NodeIndex::new(self.properties?.index() + property);
        (self.graph.node_weight(node)? == &Node::Property(property)).then_some(node)
    }
}

impl Node {
    fn task(&self) -> Option<usize> {
        if let Self::Task(task) = self { Some(*task) } else { None }
    }

    fn property(&self) -> Option<usize> {
        if let Self::Property(property) = self { Some(*property) } else { None }
    }

    fn asked(&self) -> Option<RequirementAt> {
        if let Self::Asked(asked) = self { Some(*asked) } else { None }
    }

    fn touched(&self) -> Option<&str> {
        match self {
            Self::File(name) | Self::Component(name) => Some(name),
            Self::Task(_) | Self::Asked(_) | Self::Property(_) | Self::Gate => None,
        }
    }
}

/// What `target` names in any of the documents.
pub fn asked(requirements: &[&Requirements], target: &Target) -> Vec<RequirementAt> {
    let documents = requirements.iter().enumerate();
    let found = documents.flat_map(|(document, requirements)| {
        requirements.resolve(target).into_iter().map(move |address| RequirementAt { document, address })
    });
    found.collect()
}
