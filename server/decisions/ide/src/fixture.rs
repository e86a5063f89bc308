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
        cost: None,
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
        rules: Vec::new(),
        options: vec![option(Answer::AllowOnce, "Allow once"), option(Answer::Deny, "Deny")],
    }
}

/// The files of a workspace that a test has.
struct Known(Vec<String>);

impl crate::Files for Known {
    fn exists(&self, path: &str) -> bool {
        let folder = format!("{path}/");
        self.0.iter().any(|known| known == path || known.starts_with(&folder))
    }

    fn list(&self, limit: usize) -> Vec<String> {
        self.0.iter().take(limit).cloned().collect()
    }
}

/// A library of the documents in `files`, written one after the other: a line `%! path`, then what the file holds. Where a
/// document holds `$0` the cursor stands there; the mark itself is taken out. A path that is no document of ours is a
/// file of the workspace.
pub(crate) fn library(files: &str) -> (crate::Library, Option<(std::sync::Arc<str>, usize)>) {
    let mut documents = Vec::new();
    let mut cursor = None;
    for part in files.split("%! ").skip(1) {
        let (path, text) = part.split_once('\n').unwrap_or((part, ""));
        if let Some(at) = text.find("$0") {
            cursor = Some((path.into(), at));
        }
        documents.push((path.to_owned(), text.replacen("$0", "", 1)));
    }
    let known = Known(documents.iter().map(|(path, _)| path.clone()).collect());
    let mut library = crate::Library::new(std::sync::Arc::new(known));
    for (path, text) in &documents {
        library.set(path, Some(text));
    }
    (library, cursor)
}

/// Runs `f` at the cursor of `files`.
pub(crate) fn at_cursor<T>(files: &str, f: impl FnOnce(crate::Place<'_>) -> T) -> T {
    let (library, cursor) = library(files);
    let (path, offset) = cursor.expect("a cursor: $0");
    let document = std::sync::Arc::clone(library.document(&path).expect("a document of ours"));
    f(crate::Place { library: &library, document: &document, offset })
}

/// The findings of all documents of `files`, a line each: `path:line severity code "bytes": message`.
pub(crate) fn findings(files: &str) -> String {
    let (library, _) = library(files);
    let mut shown = String::new();
    for document in library.documents() {
        for finding in library.findings(&document.path).iter() {
            let line = document.index().line(finding.span.start) + 1;
            let severity = format!("{:?}", finding.severity).to_lowercase();
            let name = document.path.rsplit('/').next().unwrap_or_default();
            let bytes = document.slice(finding.span.clone());
            shown += &format!("{name}:{line} {severity} {} {bytes:?}: {}\n", finding.code, finding.message);
            for related in &finding.related {
                let other = library.document(&related.location.path).expect("a document of ours");
                let line = other.index().line(related.location.span.start) + 1;
                shown += &format!("  see {}:{line}: {}\n", related.location.path, related.message);
            }
        }
    }
    shown
}

/// A line for each place: `name:line "bytes"`.
pub(crate) fn show_places(library: &crate::Library, places: &[crate::Location]) -> String {
    let show = |place: &crate::Location| {
        let name = place.path.rsplit('/').next().unwrap_or_default();
        match library.document(&place.path) {
            Some(document) => {
                let line = document.index().line(place.span.start) + 1;
                format!("{name}:{line} {:?}\n", document.slice(place.span.clone()))
            }
            None => format!("{name}\n"),
        }
    };
    places.iter().map(show).collect()
}
