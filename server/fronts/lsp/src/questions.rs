//! Questions: a dialog where the client has them, else a pointer to the task, where a diagnostic and actions wait.
//! A dialog that is closed, fails or is never answered is no answer: the question stays open.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use lsp_types::{MessageActionItem, MessageType, ShowMessageRequestParams};
use protocol::{Answer, Question, QuestionId, Request};
use serde_json::{Value, json};
use tower::Service;
use tower_lsp::jsonrpc;

use crate::root::Root;
use crate::session::Session;

/// How long a late answer to a dialog is waited for.
const LATE: Duration = Duration::from_secs(600);

/// The most bytes of a question's detail that a dialog shows.
const DETAIL: usize = 2000;

/// The first choice of a dialog, which leaves the question open. Some clients put a dialog over the text while its user
/// types and choose the first answer on Enter.
const LATER: &str = "Decide later";

/// Asks whatever waits, for as long as the session lives.
pub(crate) async fn follow(session: Arc<Session>) {
    let mut changes = session.roots.changes();
    let mut asked: HashSet<QuestionId> = HashSet::new();
    loop {
        changes.mark_unchanged();
        let questions = session.board().questions;
        asked.retain(|id| questions.iter().any(|question| question.id == *id));
        session.dismissed.send_if_modified(|dismissed| {
            let before = dismissed.len();
            dismissed.retain(|id| asked.contains(id));
            dismissed.len() != before
        });
        for question in questions {
            if !asked.insert(question.id.clone()) {
                continue;
            }
            if session.announced.dialogs {
                tokio::spawn(ask(Arc::clone(&session), question));
            } else {
                session.client.show_message(MessageType::WARNING, pointer(&session, &question)).await;
            }
        }
        if changes.changed().await.is_err() {
            return;
        }
    }
}

/// Shows a dialog until it is closed, or the question is answered elsewhere.
async fn ask(session: Arc<Session>, question: Question) {
    let mut changes = session.roots.changes();
    let id = session.client.next_request_id();
    let request = jsonrpc::Request::build("window/showMessageRequest")
        .id(id.clone())
        .params(dialog_here(&session, &question));
    let mut client = session.client.clone();
    let closed = async {
        while session.board().question(&question.id).is_some() && changes.changed().await.is_ok() {}
    };
    let response = client.call(request.finish());
    tokio::pin!(response);
    let answered = tokio::select! {
        response = &mut response => Some(response),
        () = closed => None,
    };
    let withdrawn = answered.is_none();
    let response = match answered {
        Some(response) => response,
        None => {
            let withdraw = jsonrpc::Request::build("$/cancelRequest").params(json!({ "id": id })).finish();
            // An error: the client is gone.
            let _ = session.client.clone().call(withdraw).await;
            // Few clients take a dialog away. Who still answers it hears that somebody was faster.
            let Ok(response) = tokio::time::timeout(LATE, response).await else { return };
            response
        }
    };
    let chosen = response.ok().flatten().and_then(|response| chosen(&question, response.result()?));
    match chosen {
        Some(option) => {
            let answer = Request::PermissionAnswer { id: question.id, option, by: Some(session.answerer()) };
            if let Err(error) = session.handle(answer).await {
                session.show_error(&error).await;
            }
        }
        None if withdrawn => {}
        None => session.dismissed.send_modify(|dismissed| dismissed.push(question.id)),
    }
}

/// The dialog for this client. It keeps no root, which would stay open until the client answers.
fn dialog_here(session: &Session, question: &Question) -> Value {
    let root = session.roots.one_of_several(|board| board.question(&question.id).is_some());
    // Clients that opted in know what they show, and when.
    let later = (!session.announced.kiro).then_some(LATER);
    dialog(question, root.as_deref(), later)
}

/// `root`: where it is, if several are open.
fn dialog(question: &Question, root: Option<&Root>, later: Option<&str>) -> Value {
    let mut detail = question.detail.as_str();
    let mut rest = "";
    if detail.len() > DETAIL {
        let cut = (0..=DETAIL).rev().find(|at| detail.is_char_boundary(*at)).unwrap_or_default();
        (detail, rest) = (detail.get(..cut).unwrap_or_default(), "… (cut)");
    }
    let place = root.map(|root| format!("In {}", root.path.display())).unwrap_or_default();
    let parts = [question.title.as_str(), &question.why, &place, &format!("{detail}{rest}")];
    let said: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let action = |title: &str| MessageActionItem { title: title.to_owned(), properties: Default::default() };
    let labels = question.options.iter().map(|option| option.label.as_str());
    json!(ShowMessageRequestParams {
        typ: MessageType::WARNING,
        message: said.join("\n\n"),
        actions: Some(later.into_iter().chain(labels).map(action).collect()),
    })
}

/// The answer that a dialog's result names; `None` for anything else.
fn chosen(question: &Question, result: &Value) -> Option<Answer> {
    let title = result.get("title")?.as_str()?;
    question.options.iter().find(|option| option.label == title).map(|option| option.id)
}

/// Tells the user of a client without dialogs where to answer. Begins with the place: a status line is short.
fn pointer(session: &Session, question: &Question) -> String {
    let root = session.roots.one_of_several(|board| board.question(&question.id).is_some());
    let folder = root.map(|root| format!(" in {}", root.path.display())).unwrap_or_default();
    let title = &question.title;
    match question.run.as_ref().and_then(|run| session.board().run(run).cloned()) {
        Some(run) => {
            format!(
                "Task {} of {}{folder} asks: {title}. Answer by the code actions on its line.",
                run.task, run.spec
            )
        }
        None if session.answering().contains(&question.session) => {
            format!("The chat asks: {title}. Answer by the code actions of its document.")
        }
        None => format!("A conversation{folder} asks: {title}. Answer by `kiro-cli answer {}`.", question.id),
    }
}

#[cfg(test)]
mod tests;
