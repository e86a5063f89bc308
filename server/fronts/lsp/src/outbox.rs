use std::sync::Arc;

use protocol::{EventBody, EventParams, NoticeParams, Record, SessionId};
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
            Update::Notice(notice) if session.announced.kiro => {
                let params = NoticeParams { root: root.name(), notice };
                session.client.send_notification::<NoticeNotification>(params).await;
            }
            Update::Notice(_) => {}
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
