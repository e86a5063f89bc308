use std::sync::Arc;

use lsp_types::MessageType;
use protocol::{Delta, EventBody, Notice, Record, SessionId};
use runtime::{Subscription, Update};

use crate::edits;
use crate::kiro::{EventNotification, NoticeNotification};
use crate::session::Session;

/// Follows the log: tells clients that opted in what happens, and has the board read again when it is stale.
///
/// It sends one message after the other and waits for each. While a client does not read, the runtime's feed drops
/// notices and keeps events in the log.
pub(crate) async fn follow(session: Arc<Session>, mut updates: Subscription) {
    while let Some(update) = updates.next().await {
        match update {
            Update::Event(event) => {
                if let Record::Known(body) = &event.record {
                    observe(&session, body);
                    if let (EventBody::EditRequested { .. }, Ok(runtime)) = (body, &session.runtime) {
                        tokio::spawn(edits::make(Arc::clone(&session), runtime.clone(), body.clone()));
                    }
                }
                if session.announced.kiro {
                    session.client.send_notification::<EventNotification>(event).await;
                }
            }
            Update::Trouble(what) => session.client.show_message(MessageType::ERROR, what).await,
            Update::Notice(notice) => {
                hear(&session, &notice);
                if session.announced.kiro {
                    session.client.send_notification::<NoticeNotification>(notice).await;
                }
            }
        }
    }
    tracing::error!("the event log can no longer be read; what happens is not shown from here on");
}

fn observe(session: &Session, body: &EventBody) {
    match body {
        EventBody::RunRequested { .. }
        | EventBody::RunResumed { .. }
        | EventBody::RunInterrupted { .. }
        | EventBody::RunStopRequested { .. }
        | EventBody::RunFinished { .. }
        | EventBody::TaskMarked { .. }
        | EventBody::SessionOpened { .. }
        | EventBody::QuestionAnswered { .. }
        | EventBody::QuestionWithdrawn { .. } => session.stale.notify_one(),
        EventBody::QuestionAsked { question } => {
            act(session, &question.session, Some(format!("waits for your answer: {}", question.title)));
            session.stale.notify_one();
        }
        EventBody::ModelAnswered { session: id, text, calls, .. } => {
            let said = text.lines().find(|line| !line.trim().is_empty());
            let called = || calls.first().map(|call| format!("calls {}", call.name));
            act(session, id, said.map(|line| line.chars().take(100).collect()).or_else(called));
        }
        EventBody::ModelFailed { session: id, error } => act(session, id, Some(error.clone())),
        EventBody::TurnEnded { session: id, .. } => act(session, id, None),
        EventBody::ToolFinished { session: id, .. } if is_silent(session, id) => {
            act(session, id, Some("the model is asked".to_owned()));
        }
        EventBody::UserPrompted { .. }
        | EventBody::ToolStarted { .. }
        | EventBody::ToolFinished { .. }
        | EventBody::CheckFinished { .. }
        | EventBody::EvidenceJudged { .. }
        | EventBody::SessionTrusted { .. }
        | EventBody::CancelRequested { .. }
        | EventBody::EditRequested { .. }
        | EventBody::EditFinished { .. } => {}
    }
}

/// Silence is shown while it lasts.
fn hear(session: &Session, notice: &Notice) {
    match &notice.delta {
        Delta::Waiting { call: None, seconds, .. } => {
            act(session, &notice.session, Some(format!("{SILENT}the model, {seconds} s")));
        }
        Delta::Waiting { call: Some(_), seconds, limit } => {
            let limit = limit.map(|limit| format!("; it is ended after {limit} s")).unwrap_or_default();
            act(session, &notice.session, Some(format!("{SILENT}the command, {seconds} s{limit}")));
        }
        Delta::Text { .. } | Delta::Retry { .. } if is_silent(session, &notice.session) => {
            act(session, &notice.session, Some("the model answers".to_owned()));
        }
        Delta::Output { .. } if is_silent(session, &notice.session) => {
            act(session, &notice.session, Some("the command runs".to_owned()));
        }
        Delta::Text { .. } | Delta::Retry { .. } | Delta::Output { .. } => {}
    }
}

/// Whether silence is what is shown of a session.
fn is_silent(session: &Session, id: &SessionId) -> bool {
    session.board.borrow().activity.get(id).is_some_and(|activity| activity.starts_with(SILENT))
}

/// How what silence is called begins.
const SILENT: &str = "waiting for ";

/// Notes what a session does now; `None`: nothing more.
fn act(session: &Session, id: &SessionId, activity: Option<String>) {
    session.board.send_if_modified(|board| match activity {
        Some(activity) => board.activity.insert(id.clone(), activity.clone()) != Some(activity),
        None => {
            board.activity.remove(id);
            false
        }
    });
}
