//! What is wrong with documents, and the questions that wait there where the client has no dialogs or its user closed
//! them. A client that asks for diagnostics and can be told to ask again pulls them, any other has them published; no
//! client has both, or it would show them twice.

mod pull;
mod push;

use ide::{Finding, Library, Related, SpecTasks};
use lsp_types::{Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, NumberOrString};
use protocol::QuestionId;
use serde_json::json;
use text::{Problem, Severity};

pub(crate) use pull::{document, refresh, workspace};
pub(crate) use push::publish;

use crate::documents::{Document, Home};
use crate::places::{location, range_of};
use crate::session::Session;

/// What is to be shown about an open document, of which the root holds what `library` does.
fn of_open(session: &Session, document: &Document, library: Option<&Library>) -> Vec<Diagnostic> {
    let home = document.home.as_ref().zip(library);
    let mut all = home.map(|(home, library)| of_home(session, home, library)).unwrap_or_default();
    all.extend(waiting(session, document));
    all
}

/// What the root of a document holds now.
fn snapshot(document: &Document) -> Option<Library> {
    let live = document.home.as_ref()?.root.library.as_ref()?;
    Some(live.snapshot())
}

/// What is wrong with a document of ours, open or not.
fn of_home(session: &Session, home: &Home, library: &Library) -> Vec<Diagnostic> {
    // What takes longest of all that is asked: other requests go on meanwhile.
    let found = tokio::task::block_in_place(|| library.findings(&home.name));
    found.iter().filter_map(|finding| of_finding(session, home, library, finding)).collect()
}

fn of_finding(session: &Session, home: &Home, library: &Library, finding: &Finding) -> Option<Diagnostic> {
    let document = library.document(&home.name)?;
    let related = |related: &Related| {
        let location = location(session, &home.root, library, &related.location)?;
        Some(DiagnosticRelatedInformation { location, message: related.message.clone() })
    };
    let related: Vec<_> = finding.related.iter().filter_map(related).collect();
    Some(Diagnostic {
        range: range_of(document, finding.span.clone(), session.announced.encoding),
        severity: Some(severity(finding.severity)),
        code: Some(NumberOrString::String(finding.code.to_owned())),
        source: Some("kiro".to_owned()),
        message: finding.message.clone(),
        related_information: (session.announced.related && !related.is_empty()).then_some(related),
        ..Diagnostic::default()
    })
}

/// The questions that wait in an open document, and the runs that were cut off.
fn waiting(session: &Session, document: &Document) -> Vec<Diagnostic> {
    let dismissed = session.dismissed.borrow().clone();
    let as_diagnostic =
        |question: &protocol::Question| !session.announced.dialogs || dismissed.contains(&question.id);
    let board = match &document.spec {
        Some(spec) => spec.root.board(),
        None => session.board(),
    };
    let found = match (document.chat(), &document.spec) {
        (Some(chat), _) => ide::chat_diagnostics(&chat, &board.questions, as_diagnostic),
        (None, Some(spec)) if !board.is_quiet() => {
            let (list, _) = spec::parse_tasks(&document.text);
            let tasks = SpecTasks::new(&spec.name, &list, &board.runs, &board.questions);
            ide::diagnostics(&tasks, &list, as_diagnostic)
        }
        (None, Some(_) | None) => Vec::new(),
    };
    found
        .into_iter()
        .map(|(problem, question)| of_problem(document, problem, question.map(|question| &question.id)))
        .collect()
}

fn of_problem(document: &Document, problem: Problem, question: Option<&QuestionId>) -> Diagnostic {
    Diagnostic {
        range: document.range(problem.span),
        severity: Some(severity(problem.severity)),
        code: Some(NumberOrString::String(problem.code.to_owned())),
        source: Some("kiro".to_owned()),
        message: problem.message,
        data: question.map(|id| json!({ "question": id })),
        ..Diagnostic::default()
    }
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::ERROR,
        Severity::Warning => DiagnosticSeverity::WARNING,
        Severity::Info => DiagnosticSeverity::INFORMATION,
        Severity::Hint => DiagnosticSeverity::HINT,
    }
}

/// The question that a diagnostic of ours is about.
pub(crate) fn question_id(diagnostic: &Diagnostic) -> Option<&str> {
    diagnostic.data.as_ref()?.get("question")?.as_str()
}
