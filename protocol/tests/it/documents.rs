//! Examples of what is said about documents.

use protocol::{
    CheckedFile, CriterionModel, Finding, GraphEdge, GraphEdgeKind, GraphNode, GraphNodeKind, HookSummary,
    Place, PropertyModel, RelatedPlace, RequirementModel, Rule, Severity, SpecGraph, SpecModel,
    SteeringInclusion, SteeringSummary, TaskModel, TaskState, TermModel, TraceRow, TraceTask, UnreadableFile,
};

const REQUIREMENTS: &str = ".kiro/specs/checkout/requirements.md";

fn place() -> Place {
    Place { start: 310, end: 313, line: 14, column: 22, end_line: 14, end_column: 25 }
}

pub(crate) fn checked() -> CheckedFile {
    let related = RelatedPlace {
        path: REQUIREMENTS.into(),
        place: place(),
        message: "criterion 2.3 is the last one of requirement 2".into(),
    };
    let finding = Finding {
        code: "trace/dangling-reference".into(),
        severity: Severity::Warning,
        message: "There is no criterion 2.9; did you mean 2.3?".into(),
        place: place(),
        related: vec![related],
        fixes: vec!["Refer to 2.3".into()],
    };
    CheckedFile { path: ".kiro/specs/checkout/tasks.md".into(), findings: vec![finding] }
}

pub(crate) fn unreadable() -> UnreadableFile {
    UnreadableFile {
        path: ".kiro/hooks/old.kiro.hook".into(),
        why: "`.kiro/hooks/old.kiro.hook` is not UTF-8 text (byte 12): convert it, or treat it as binary"
            .into(),
    }
}

pub(crate) fn rule() -> Rule {
    Rule {
        code: "trace/dangling-reference".into(),
        severity: Some(Severity::Warning),
        of_kiro: false,
        summary: "A reference names a requirement or criterion that does not exist.".into(),
        page: "# trace/dangling-reference\n\nA reference names a requirement …".into(),
    }
}

pub(crate) fn spec_model() -> SpecModel {
    let criterion = CriterionModel {
        id: "1.2".into(),
        text: "WHEN the cart is empty, THE Checkout SHALL answer with 409".into(),
        place: place(),
        pattern: "event".into(),
    };
    SpecModel {
        requirements: vec![RequirementModel {
            id: "1".into(),
            title: "Totals".into(),
            path: REQUIREMENTS.into(),
            place: place(),
            user_story: Some("As a buyer, I want totals that add up, so that I trust them.".into()),
            criteria: vec![criterion],
        }],
        terms: vec![TermModel {
            name: "Checkout".into(),
            definition: "what turns a cart into an order".into(),
            path: REQUIREMENTS.into(),
            place: place(),
        }],
        properties: vec![PropertyModel {
            id: "1".into(),
            title: "Totals add up".into(),
            place: place(),
            validates: vec!["1.2".into()],
        }],
        tasks: vec![TaskModel {
            reference: "3.1".into(),
            place: place(),
            requirements: vec!["1.2".into()],
            properties: vec!["1".into()],
            after: vec!["2".into()],
            checkpoint: false,
            wave: Some(1),
        }],
        waves: vec![vec!["2".into()], vec!["3.1".into()]],
    }
}

pub(crate) fn graph() -> SpecGraph {
    let node = |id: &str, label: &str, state| GraphNode {
        id: id.into(),
        kind: GraphNodeKind::Task,
        label: label.into(),
        state: Some(state),
    };
    SpecGraph {
        nodes: vec![
            node("task:2", "2 Totals", TaskState::Done),
            node("task:3.1", "3.1 Round totals half to even", TaskState::InProgress),
        ],
        edges: vec![GraphEdge { from: "task:3.1".into(), to: "task:2".into(), kind: GraphEdgeKind::Depends }],
        waves: vec![vec!["2".into()], vec!["3.1".into()]],
        ready: vec!["3.1".into()],
        critical_path: vec!["2".into(), "3.1".into()],
        cycles: vec![vec!["5".into(), "6".into()]],
        mermaid: "flowchart TD\n".into(),
        dot: "digraph {\n}\n".into(),
        kiro: "{\"waves\": []}".into(),
    }
}

pub(crate) fn trace() -> TraceRow {
    TraceRow {
        id: "1.2".into(),
        text: "WHEN the cart is empty, THE Checkout SHALL answer with 409".into(),
        properties: vec!["1".into()],
        tasks: vec![TraceTask {
            reference: "3.1".into(),
            title: "Round totals half to even".into(),
            state: TaskState::InProgress,
            optional: false,
        }],
        state: Some(TaskState::InProgress),
    }
}

pub(crate) fn steering() -> SteeringSummary {
    SteeringSummary {
        path: ".kiro/steering/rust.md".into(),
        name: "rust".into(),
        inclusion: SteeringInclusion::FileMatch,
        patterns: vec!["**/*.rs".into()],
        description: Some("How we write Rust".into()),
        applies: Some(true),
    }
}

pub(crate) fn hook() -> HookSummary {
    HookSummary {
        path: ".kiro/hooks/format.json".into(),
        name: "format".into(),
        trigger: "PostFileSave".into(),
        matcher: Some("\\.rs$".into()),
        action: "command".into(),
        enabled: true,
        legacy: false,
    }
}
