//! What the documents of a spec say, in the words of the protocol.

use std::collections::BTreeSet;
use std::ops::Range;

use engine::{Edge, Node, Plan, RequirementAt, TraceState, TraceTable};
use ide::{Document, Spec};
use petgraph::visit::EdgeRef;
use protocol::{
    CriterionModel, GraphEdge, GraphEdgeKind, GraphNode, GraphNodeKind, PropertyModel, RequirementModel,
    SpecModel, TaskModel, TaskState, TermModel, TraceRow, TraceTask,
};
use spec::{Pattern, Requirement, Requirements, TaskList};

use super::answers::place;

/// Blockers of one task that are named; more would not be read.
const BLOCKERS: usize = 50;

/// Everything that is understood of a spec.
pub(crate) fn spec_model(spec: &Spec) -> SpecModel {
    let names = Names::of(spec);
    let requirements = spec.requirements().flat_map(|(document, requirements)| {
        requirements.requirements.iter().map(move |requirement| of_requirement(document, requirement))
    });
    let terms = spec.requirements().flat_map(|(document, requirements)| {
        requirements.glossary.iter().map(move |term| TermModel {
            name: document.slice(term.name.clone()).to_owned(),
            definition: one_line(document, term.definition.clone()),
            path: document.path.to_string(),
            place: place(document, term.name.clone()),
        })
    });
    let properties = spec.design().into_iter().flat_map(|(document, design)| {
        let names = &names;
        design.properties.iter().enumerate().map(move |(index, property)| PropertyModel {
            id: property.id.clone(),
            title: document.slice(property.title.clone()).to_owned(),
            place: place(document, property.range.clone()),
            validates: names.asked(spec.graph().validated_by(index)),
        })
    });
    let tasks = spec.tasks().into_iter().flat_map(|(document, list)| {
        let names = &names;
        (0..list.tasks.len()).filter_map(move |index| of_task(spec, names, document, list, index))
    });
    SpecModel {
        requirements: requirements.collect(),
        terms: terms.collect(),
        properties: properties.collect(),
        tasks: tasks.collect(),
        waves: names.waves(spec.plan()),
    }
}

fn of_requirement(document: &Document, requirement: &Requirement) -> RequirementModel {
    let criteria = requirement.criteria.iter().map(|criterion| CriterionModel {
        id: criterion.id.clone(),
        text: one_line(document, criterion.text.clone()),
        place: place(document, criterion.text.clone()),
        pattern: pattern(spec::parse_ears(&document.text, criterion.text.clone()).pattern).to_owned(),
    });
    RequirementModel {
        id: requirement.id.clone(),
        title: document.slice(requirement.title.clone()).to_owned(),
        path: document.path.to_string(),
        place: place(document, requirement.range.clone()),
        user_story: requirement.user_story.clone().map(|story| one_line(document, story)),
        criteria: criteria.collect(),
    }
}

fn of_task(
    spec: &Spec,
    names: &Names<'_>,
    document: &Document,
    list: &TaskList,
    index: usize,
) -> Option<TaskModel> {
    let task = list.tasks.get(index)?;
    let (graph, plan) = (spec.graph(), spec.plan());
    let wave = if graph.is_leaf(index) { plan.levels.get(index).copied().flatten() } else { None };
    let after = plan.blockers(graph, index, BLOCKERS);
    let design = spec.design().map(|(_, design)| design);
    let properties: BTreeSet<usize> = graph.properties_of(index).collect();
    Some(TaskModel {
        reference: list.reference(index),
        place: place(document, task.body.clone()),
        requirements: names.asked(graph.asked_of(index)),
        properties: properties
            .into_iter()
            .filter_map(|property| Some(design?.properties.get(property)?.id.clone()))
            .collect(),
        after: after.into_iter().map(|task| list.reference(task)).collect(),
        checkpoint: task.checkpoint,
        wave: wave.and_then(|wave| u32::try_from(wave).ok()),
    })
}

/// The graph of a spec and the order of its tasks.
pub(super) fn graph(spec: &Spec) -> protocol::SpecGraph {
    let (names, graph, plan) = (Names::of(spec), spec.graph(), spec.plan());
    let inner = graph.graph();
    let ids: Vec<String> = inner.node_weights().enumerate().map(|(at, node)| names.id(node, at)).collect();
    let id = |at: petgraph::graph::NodeIndex| ids.get(at.index()).cloned().unwrap_or_default();
    let nodes = inner.node_weights().zip(&ids).map(|(node, id)| names.node(node, id.clone()));
    let edges = inner.edge_references().map(|edge| GraphEdge {
        from: id(edge.source()),
        to: id(edge.target()),
        kind: match edge.weight() {
            Edge::Child => GraphEdgeKind::Child,
            Edge::Depends => GraphEdgeKind::Depends,
            Edge::Requires => GraphEdgeKind::Requires,
            Edge::Validates => GraphEdgeKind::Validates,
            Edge::Blocks => GraphEdgeKind::Blocks,
            Edge::Touches => GraphEdgeKind::Touches,
        },
    });
    let empty = TaskList::default();
    let list = names.tasks.unwrap_or(&empty);
    let references = |tasks: &[usize]| tasks.iter().map(|task| list.reference(*task)).collect::<Vec<_>>();
    protocol::SpecGraph {
        nodes: nodes.collect(),
        edges: edges.collect(),
        waves: names.waves(plan),
        ready: references(&plan.ready),
        critical_path: references(&plan.critical_path),
        cycles: plan.cycles.iter().map(|cycle| references(cycle)).collect(),
        mermaid: engine::to_mermaid(list, graph, plan),
        dot: engine::to_dot(list, graph, plan),
        kiro: spec::write_waves(&engine::wave_list(list, plan)),
    }
}

/// What each criterion of a spec has come to; a requirement without criteria has a row of its own.
pub(super) fn trace(spec: &Spec) -> Vec<TraceRow> {
    let names = Names::of(spec);
    let requirements: Vec<&Requirements> = spec.requirements().map(|(_, model)| model).collect();
    let table = TraceTable::new(spec.graph(), &requirements);
    let rows = table.rows.into_iter().filter_map(|row| {
        Some(TraceRow {
            id: names.asked_id(row.asked)?,
            text: names.says(row.asked)?,
            properties: row.properties.into_iter().map(|property| names.property(property).0).collect(),
            tasks: row.tasks.into_iter().filter_map(|task| names.trace_task(task)).collect(),
            state: match row.state {
                TraceState::Untraced => None,
                TraceState::Open => Some(TaskState::NotStarted),
                TraceState::Partial => Some(TaskState::InProgress),
                TraceState::Done => Some(TaskState::Done),
            },
        })
    });
    rows.collect()
}

/// What the parts of a spec are called.
struct Names<'a> {
    requirements: Vec<(&'a Document, &'a Requirements)>,
    design: Option<(&'a Document, &'a spec::Design)>,
    tasks: Option<&'a TaskList>,
}

impl<'a> Names<'a> {
    fn of(spec: &'a Spec) -> Self {
        Self {
            requirements: spec.requirements().map(|(document, model)| (&**document, model)).collect(),
            design: spec.design().map(|(document, design)| (&**document, design)),
            tasks: spec.tasks().map(|(_, tasks)| tasks),
        }
    }

    fn requirement(&self, asked: RequirementAt) -> Option<(&'a Document, &'a Requirement)> {
        let (document, model) = self.requirements.get(asked.document)?;
        Some((document, model.requirements.get(asked.address.requirement)?))
    }

    /// The ids of requirements and criteria, in document order.
    fn asked(&self, asked: impl Iterator<Item = RequirementAt>) -> Vec<String> {
        let sorted: BTreeSet<RequirementAt> = asked.collect();
        sorted.into_iter().filter_map(|asked| self.asked_id(asked)).collect()
    }

    fn asked_id(&self, asked: RequirementAt) -> Option<String> {
        let (_, requirement) = self.requirement(asked)?;
        match asked.address.criterion {
            None => Some(requirement.id.clone()),
            Some(criterion) => Some(requirement.criteria.get(criterion)?.id.clone()),
        }
    }

    /// The text of a criterion, the title of a requirement.
    fn says(&self, asked: RequirementAt) -> Option<String> {
        let (document, requirement) = self.requirement(asked)?;
        let criterion = asked.address.criterion.and_then(|at| requirement.criteria.get(at));
        Some(one_line(document, criterion.map_or(&requirement.title, |found| &found.text).clone()))
    }

    fn waves(&self, plan: &Plan) -> Vec<Vec<String>> {
        let Some(list) = self.tasks else { return Vec::new() };
        plan.waves.iter().map(|wave| wave.iter().map(|task| list.reference(*task)).collect()).collect()
    }

    fn trace_task(&self, index: usize) -> Option<TraceTask> {
        let list = self.tasks?;
        let task = list.tasks.get(index)?;
        Some(TraceTask {
            reference: list.reference(index),
            title: task.title.clone(),
            state: ide::state(task),
            optional: task.optional,
        })
    }

    fn id(&self, node: &Node, at: usize) -> String {
        match node {
            Node::Task(task) => {
                format!("task:{}", self.tasks.map(|list| list.reference(*task)).unwrap_or_default())
            }
            Node::Asked(asked) => {
                let kind = if asked.address.criterion.is_some() { "criterion" } else { "requirement" };
                let document =
                    if asked.document == 0 { String::new() } else { format!("{}:", asked.document) };
                format!("{kind}:{document}{}", self.asked_id(*asked).unwrap_or_default())
            }
            Node::Property(property) => format!("property:{}", self.property(*property).0),
            Node::File(name) | Node::Component(name) => format!("file:{name}"),
            Node::Gate => format!("gate:{at}"),
        }
    }

    fn node(&self, node: &Node, id: String) -> GraphNode {
        let (kind, label, state) = match node {
            Node::Task(index) => {
                let task = self.tasks.and_then(|list| list.tasks.get(*index));
                let label = task.map(|task| match &task.id {
                    Some(id) => format!("{id} {}", task.title),
                    None => task.title.clone(),
                });
                (GraphNodeKind::Task, label.unwrap_or_default(), task.map(ide::state))
            }
            Node::Asked(asked) => {
                let kind = match asked.address.criterion {
                    Some(_) => GraphNodeKind::Criterion,
                    None => GraphNodeKind::Requirement,
                };
                (kind, self.says(*asked).unwrap_or_default(), None)
            }
            Node::Property(property) => (GraphNodeKind::Property, self.property(*property).1, None),
            Node::File(name) | Node::Component(name) => (GraphNodeKind::File, name.to_string(), None),
            Node::Gate => (GraphNodeKind::Gate, String::new(), None),
        };
        GraphNode { id, kind, label, state }
    }

    /// Id and title.
    fn property(&self, index: usize) -> (String, String) {
        let found =
            self.design.and_then(|(document, design)| Some((document, design.properties.get(index)?)));
        found
            .map(|(document, property)| {
                (property.id.clone(), document.slice(property.title.clone()).to_owned())
            })
            .unwrap_or_default()
    }
}

fn one_line(document: &Document, span: Range<usize>) -> String {
    document.slice(span).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn pattern(pattern: Pattern) -> &'static str {
    match pattern {
        Pattern::Ubiquitous => "ubiquitous",
        Pattern::Event => "event",
        Pattern::State => "state",
        Pattern::Unwanted => "unwanted",
        Pattern::Optional => "optional",
        Pattern::Complex => "complex",
        Pattern::None => "none",
    }
}
