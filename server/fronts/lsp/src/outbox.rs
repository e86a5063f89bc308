use std::sync::Arc;

use lsp_types::MessageType;
use protocol::{Delta, EventBody, EventParams, Notice, NoticeParams, Record, SessionId};
use runtime::{Subscription, Update};

use crate::edits;
use crate::kiro::{EventNotification, NoticeNotification};
use crate::root::Root;
use crate::session::Session;

/// Follows the log of a root: tells clients that opted in what happens, and has the board read again when it is stale.
///
/// It sends one message after the other and waits for each. While a client does not read, the runtime's feed drops
/// notices and keeps events in the log.
pub(crate) async fn follow(session: &Arc<Session>, root: &Root, mut updates: Subscription) {
    while let Some(update) = updates.next().await {
        match update {
            Update::Event(event) => {
                if let Record::Known(body) = &event.record {
                    observe(root, body);
                    if let (EventBody::EditRequested { .. }, Ok(runtime)) = (body, &root.runtime) {
                        tokio::spawn(edits::make(Arc::clone(session), runtime.clone(), body.clone()));
                    }
                }
                if session.announced.kiro {
                    let params = EventParams { root: root.name(), event };
                    session.client.send_notification::<EventNotification>(params).await;
                }
            }
            Update::Trouble(what) => session.client.show_message(MessageType::ERROR, what).await,
            Update::Notice(notice) => {
                hear(root, &notice);
                if session.announced.kiro {
                    let params = NoticeParams { root: root.name(), notice };
                    session.client.send_notification::<NoticeNotification>(params).await;
                }
            }
        }
    }
    tracing::error!("the event log can no longer be read; what happens is not shown from here on");
}

fn observe(root: &Root, body: &EventBody) {
    match body {
        EventBody::RunRequested { .. }
        | EventBody::RunResumed { .. }
        | EventBody::RunInterrupted { .. }
        | EventBody::RunStopRequested { .. }
        | EventBody::RunFinished { .. }
        | EventBody::TaskMarked { .. }
        | EventBody::SessionOpened { .. }
        | EventBody::SessionRenamed { .. }
        | EventBody::SessionDeleted { .. }
        | EventBody::QuestionAnswered { .. }
        | EventBody::QuestionWithdrawn { .. } => root.stale.notify_one(),
        EventBody::QuestionAsked { question } => {
            act(root, &question.session, Some(format!("waits for your answer: {}", question.title)));
            root.stale.notify_one();
        }
        EventBody::ModelAnswered { session: id, text, calls, .. } => {
            let said = text.lines().find(|line| !line.trim().is_empty());
            let called = || calls.first().map(|call| format!("calls {}", call.name));
            act(root, id, said.map(|line| line.chars().take(100).collect()).or_else(called));
        }
        EventBody::ModelFailed { session: id, error } => act(root, id, Some(error.clone())),
        EventBody::TurnEnded { session: id, .. } => act(root, id, None),
        EventBody::ToolFinished { session: id, .. } if is_silent(root, id) => {
            act(root, id, Some("the model is asked".to_owned()));
        }
        EventBody::UserPrompted { .. }
        | EventBody::ToolStarted { .. }
        | EventBody::ToolFinished { .. }
        | EventBody::FilesChanged { .. }
        | EventBody::FilesRestored { .. }
        | EventBody::CheckFinished { .. }
        | EventBody::EvidenceJudged { .. }
        | EventBody::SessionTrusted { .. }
        | EventBody::ContentTrusted { .. }
        | EventBody::ContentDistrusted { .. }
        | EventBody::FreezeSet { .. }
        | EventBody::ContextPruned { .. }
        | EventBody::ContextCompacted { .. }
        | EventBody::ContextOverflowed { .. }
        | EventBody::GoalChanged { .. }
        | EventBody::ModelChosen { .. }
        | EventBody::SubagentStarted { .. }
        | EventBody::SubagentEnded { .. }
        | EventBody::CancelRequested { .. }
        | EventBody::EditRequested { .. }
        | EventBody::EditFinished { .. } => {}
    }
}

/// Silence is shown while it lasts.
fn hear(root: &Root, notice: &Notice) {
    match &notice.delta {
        Delta::Waiting { call: None, seconds, .. } => {
            act(root, &notice.session, Some(format!("{SILENT}the model, {seconds} s")));
        }
        Delta::Waiting { call: Some(_), seconds, limit } => {
            let limit = limit.map(|limit| format!("; it is ended after {limit} s")).unwrap_or_default();
            act(root, &notice.session, Some(format!("{SILENT}the command, {seconds} s{limit}")));
        }
        Delta::Text { .. } | Delta::Retry { .. } if is_silent(root, &notice.session) => {
            act(root, &notice.session, Some("the model answers".to_owned()));
        }
        Delta::Output { .. } if is_silent(root, &notice.session) => {
            act(root, &notice.session, Some("the command runs".to_owned()));
        }
        Delta::Text { .. } | Delta::Retry { .. } | Delta::Output { .. } => {}
    }
}

/// Whether silence is what is shown of a session.
fn is_silent(root: &Root, id: &SessionId) -> bool {
    root.look(|board| board.activity.get(id).is_some_and(|activity| activity.starts_with(SILENT)))
}

/// How what silence is called begins.
const SILENT: &str = "waiting for ";

/// Notes what a session does now; `None`: nothing more.
fn act(root: &Root, id: &SessionId, activity: Option<String>) {
    root.change_board(|board| match activity {
        Some(activity) => board.activity.insert(id.clone(), activity.clone()) != Some(activity),
        None => {
            board.activity.remove(id);
            false
        }
    });
}
