//! How runs ended of which the client shows no progress, because it has none, refused it, or they were too quick: a
//! message, so that no run ends in silence.

use std::collections::HashMap;
use std::sync::Arc;

use lsp_types::MessageType;
use protocol::{Outcome, RunId, RunStatus, RunSummary};

use crate::board::Board;
use crate::progress::ending;
use crate::session::Session;

/// Tells for as long as the session lives.
pub(crate) async fn follow(session: Arc<Session>) {
    let mut changes = session.roots.changes();
    let mut roots = session.roots.list();
    let mut told = statuses(&session.board());
    while changes.changed().await.is_ok() {
        let now = session.board();
        let open = session.roots.list();
        if open != roots {
            // How it stands with the runs of a folder that was just opened is no news.
            (roots, told) = (open, statuses(&now));
        }
        for run in over(&now).filter(|run| told.get(&run.id) != Some(&run.status)) {
            let shown = session.progress().values().any(|shown| *shown == run.id);
            if !shown {
                let message = format!("Task {} of {}: {}", run.task, run.spec, ending(run));
                session.client.show_message(importance(run), message).await;
            }
        }
        told = statuses(&now);
    }
}

fn over(board: &Board) -> impl Iterator<Item = &RunSummary> {
    board.runs.iter().filter(|run| !matches!(run.status, RunStatus::Running { .. }))
}

fn statuses(board: &Board) -> HashMap<RunId, RunStatus> {
    over(board).map(|run| (run.id.clone(), run.status.clone())).collect()
}

fn importance(run: &RunSummary) -> MessageType {
    match &run.status {
        RunStatus::Ended { outcome: Outcome::Failed { .. } } => MessageType::ERROR,
        RunStatus::Interrupted { .. } | RunStatus::Ended { outcome: Outcome::NeedsEvidence { .. } } => {
            MessageType::WARNING
        }
        RunStatus::Running { .. } | RunStatus::Ended { outcome: Outcome::Done { .. } | Outcome::Stopped } => {
            MessageType::INFO
        }
    }
}
