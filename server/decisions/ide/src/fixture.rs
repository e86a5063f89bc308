//! Runs and questions for the tests of this crate: all of a spec `demo`.

use protocol::{
    Answer, Question, QuestionId, QuestionKind, QuestionOption, RunId, RunStatus, RunSummary, SessionId,
};

use crate::{Command, SpecTasks};

pub(crate) fn with<T>(
    text: &str,
    runs: &[RunSummary],
    questions: &[Question],
    f: impl FnOnce(&SpecTasks<'_>) -> T,
) -> T {
    f(&SpecTasks::new("demo", &spec::parse_tasks(text).0, runs, questions))
}

pub(crate) fn show(command: &Command) -> String {
    format!("{} -> {} {}", command.title, command.name, command.arguments)
}

pub(crate) fn running(task: &str) -> RunSummary {
    run(task, RunStatus::Running { owner: "kiro-lsp (pid 1)".to_owned() })
}

pub(crate) fn interrupted(task: &str) -> RunSummary {
    run(task, RunStatus::Interrupted { why: None })
}

fn run(task: &str, status: RunStatus) -> RunSummary {
    RunSummary {
        id: RunId(format!("r-{task}")),
        session: None,
        spec: "demo".to_owned(),
        task: task.to_owned(),
        title: String::new(),
        status,
        started: 0,
    }
}

/// A question of the run of a task.
pub(crate) fn question(task: &str) -> Question {
    let option = |id, label: &str| QuestionOption { id, label: label.to_owned() };
    Question {
        id: QuestionId(format!("q-{task}")),
        kind: QuestionKind::Permission,
        session: SessionId("s-1".to_owned()),
        run: Some(RunId(format!("r-{task}"))),
        call: None,
        title: "run `make`".to_owned(),
        detail: String::new(),
        why: "a command asks".to_owned(),
        digest: String::new(),
        options: vec![option(Answer::AllowOnce, "Allow once"), option(Answer::Deny, "Deny")],
    }
}
