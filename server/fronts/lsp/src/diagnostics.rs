//! `textDocument/publishDiagnostics`: what is odd about an open tasks.md, and the questions that wait there or in a
//! chat document where the client has no dialogs or its user closed them.

use std::collections::HashMap;
use std::sync::Arc;

use ide::SpecTasks;
use lsp_types::{Diagnostic, DiagnosticSeverity, NumberOrString, Uri};
use protocol::QuestionId;
use serde_json::json;

use crate::documents::Document;
use crate::session::Session;

/// What was published for a document.
#[derive(PartialEq)]
struct Published {
    version: i32,
    diagnostics: Vec<Diagnostic>,
}

/// Publishes for as long as the session lives. Changes that come while the client does not read add up.
pub(crate) async fn publish(session: Arc<Session>) {
    let (mut documents, mut boards) = (session.documents.changes(), session.roots.changes());
    let mut dismissed = session.dismissed.subscribe();
    let mut published: HashMap<Uri, Published> = HashMap::new();
    loop {
        documents.mark_unchanged();
        boards.mark_unchanged();
        dismissed.mark_unchanged();
        let open = session.documents.ours();
        let closed: Vec<Uri> = published
            .keys()
            .filter(|uri| open.iter().all(|document| document.uri != **uri))
            .cloned()
            .collect();
        for uri in closed {
            published.remove(&uri);
            session.client.publish_diagnostics(uri, Vec::new(), None).await;
        }
        for document in open {
            let uri = document.uri.clone();
            let now = Published { version: document.version, diagnostics: diagnostics(&session, &document) };
            if published.get(&uri) != Some(&now) {
                session
                    .client
                    .publish_diagnostics(uri.clone(), now.diagnostics.clone(), Some(now.version))
                    .await;
                published.insert(uri, now);
            }
        }
        let waited = tokio::select! {
            waited = documents.changed() => waited,
            waited = boards.changed() => waited,
            waited = dismissed.changed() => waited,
        };
        if waited.is_err() {
            return;
        }
    }
}

fn diagnostics(session: &Session, document: &Document) -> Vec<Diagnostic> {
    let dismissed = session.dismissed.borrow().clone();
    let as_diagnostic =
        |question: &protocol::Question| !session.announced.dialogs || dismissed.contains(&question.id);
    let board = match &document.spec {
        Some(spec) => spec.root.board(),
        None => session.board(),
    };
    let found = match (document.chat(), &document.spec) {
        (Some(chat), _) => ide::chat_diagnostics(&chat, &board.questions, as_diagnostic),
        (None, Some(spec)) => {
            let (list, problems) = spec::parse_tasks(&document.text);
            let tasks = SpecTasks::new(&spec.name, &list, &board.runs, &board.questions);
            ide::diagnostics(&tasks, &list, problems, as_diagnostic)
        }
        (None, None) => Vec::new(),
    };
    found
        .into_iter()
        .map(|(problem, question)| diagnostic(document, problem, question.map(|q| &q.id)))
        .collect()
}

fn diagnostic(document: &Document, problem: spec::Problem, question: Option<&QuestionId>) -> Diagnostic {
    Diagnostic {
        range: document.range(problem.span),
        severity: Some(match problem.severity {
            spec::Severity::Error => DiagnosticSeverity::ERROR,
            spec::Severity::Warning => DiagnosticSeverity::WARNING,
            spec::Severity::Info => DiagnosticSeverity::INFORMATION,
            spec::Severity::Hint => DiagnosticSeverity::HINT,
        }),
        code: Some(NumberOrString::String(problem.code.to_owned())),
        source: Some("kiro".to_owned()),
        message: problem.message,
        data: question.map(|id| json!({ "question": id })),
        ..Diagnostic::default()
    }
}

/// The question that a diagnostic of ours is about.
pub(crate) fn question_id(diagnostic: &Diagnostic) -> Option<&str> {
    diagnostic.data.as_ref()?.get("question")?.as_str()
}
