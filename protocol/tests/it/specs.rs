//! Examples of specs, their tasks and runs.

use protocol::{
    DocumentKind, DraftedDocument, Request, Response, RunPlan, RunStatus, RunSummary, SpecDetail,
    SpecDocument, SpecSummary, Task, TaskCounts, TaskState, Trust,
};

use crate::documents;
use crate::examples::{run_id, session_id};

fn spec_documents() -> Vec<SpecDocument> {
    vec![SpecDocument { kind: DocumentKind::Tasks, path: ".kiro/specs/checkout/tasks.md".into() }]
}

pub(crate) fn spec_summary() -> SpecSummary {
    let tasks = TaskCounts { total: 8, done: 4, active: 1, optional: 2 };
    SpecSummary {
        name: "checkout".into(),
        documents: spec_documents(),
        tasks,
        problem: Some("tasks.md is not UTF-8".into()),
    }
}

pub(crate) fn spec_detail() -> SpecDetail {
    SpecDetail {
        name: "checkout".into(),
        documents: spec_documents(),
        tasks: vec![task()],
        model: documents::spec_model(),
        checked: vec![documents::checked()],
    }
}

pub(crate) fn task() -> Task {
    Task {
        reference: "3.1".into(),
        id: Some("3.1".into()),
        title: "Round totals half to even".into(),
        state: TaskState::InProgress,
        mark: Some("-".into()),
        optional: false,
        parent: Some("3".into()),
        line: 12,
        run: Some(run()),
        cost: Some(crate::usage::cost()),
    }
}

pub(crate) fn run() -> RunSummary {
    RunSummary {
        id: run_id(),
        session: Some(session_id()),
        spec: "checkout".into(),
        task: "3.1".into(),
        title: "Round totals half to even".into(),
        status: RunStatus::Interrupted { why: Some("the editor was closed".into()) },
        started: 1_767_225_600_000,
        cost: Some(crate::usage::cost()),
    }
}

pub(crate) fn plan() -> RunPlan {
    RunPlan {
        spec: "checkout".into(),
        task: "3.1".into(),
        title: "Round totals half to even".into(),
        base: "2c26b46b".into(),
        claims: vec!["src/total.rs".into()],
        checks: vec!["cargo test".into()],
        max_model_calls: 50,
        model: "openai:gpt-5".into(),
        trust: Trust::None,
        estimate: None,
        ask_first: None,
    }
}

pub(crate) fn spec_drafted() -> (Request, Response) {
    let (spec, words) = ("saved-carts".into(), "Customers can save their cart for later.".into());
    let path = ".kiro/specs/saved-carts/requirements.md".into();
    let drafted = vec![DraftedDocument { path, placeholders: 4 }];
    (Request::SpecDraft { spec, words, bugfix: false }, Response::Drafted { drafted })
}

pub(crate) fn steering_drafted() -> (Request, Response) {
    let drafted = vec![DraftedDocument { path: ".kiro/steering/product.md".into(), placeholders: 3 }];
    (Request::SteeringDraft {}, Response::Drafted { drafted })
}
