//! `$/progress`: a line for each run that a process works on, this one or another.

use std::sync::Arc;

use lsp_types::notification::Progress;
use lsp_types::{
    NumberOrString, ProgressParams, ProgressParamsValue, WorkDoneProgress, WorkDoneProgressBegin,
    WorkDoneProgressCancelParams, WorkDoneProgressEnd, WorkDoneProgressReport,
};
use protocol::{Outcome, Request, RunId, RunStatus, RunSummary};
use tower_lsp::LspServiceBuilder;

use crate::board::Board;
use crate::server::Server;
use crate::session::Session;

/// A run that the client shows.
struct Shown {
    run: RunId,
    token: String,
    message: Option<String>,
}

/// Shows runs for as long as the session lives.
pub(crate) async fn follow(session: Arc<Session>) {
    let mut changes = session.roots.changes();
    let mut shown: Vec<Shown> = Vec::new();
    loop {
        changes.mark_unchanged();
        let now = session.board();
        let (going, gone) = shown.into_iter().partition(|shown| now.running().any(|run| run.id == shown.run));
        shown = going;
        for gone in gone {
            session.shown().remove(&gone.token);
            let message = Some(now.run(&gone.run).map_or_else(|| "its folder was closed".to_owned(), ending));
            send(&session, gone.token, WorkDoneProgress::End(WorkDoneProgressEnd { message })).await;
        }
        for shown in &mut shown {
            let message = now.run(&shown.run).and_then(|run| now.activity_of(run)).map(str::to_owned);
            if message.is_some() && message != shown.message {
                shown.message.clone_from(&message);
                let report = WorkDoneProgressReport { message, ..WorkDoneProgressReport::default() };
                send(&session, shown.token.clone(), WorkDoneProgress::Report(report)).await;
            }
        }
        for run in now.running() {
            if shown.iter().all(|shown| shown.run != run.id) {
                shown.extend(begin(&session, &now, run, &shown).await);
            }
        }
        if changes.changed().await.is_err() {
            return;
        }
    }
}

/// `None` if the client does not want it.
async fn begin(session: &Session, board: &Board, run: &RunSummary, shown: &[Shown]) -> Option<Shown> {
    let token = tokens(run).into_iter().find(|token| shown.iter().all(|shown| shown.token != *token))?;
    session.client.create_work_done_progress(NumberOrString::String(token.clone())).await.ok()?;
    let message = board.activity_of(run).map(str::to_owned);
    let begin = WorkDoneProgressBegin {
        title: format!("Task {}: {}", run.task, run.title),
        cancellable: Some(true),
        message: message.clone(),
        percentage: None,
    };
    session.shown().insert(token.clone(), run.id.clone());
    send(session, token.clone(), WorkDoneProgress::Begin(begin)).await;
    Some(Shown { run: run.id.clone(), token, message })
}

/// The tokens a run may have, the last of which is its own: some clients show them, so they are made for people.
fn tokens(run: &RunSummary) -> [String; 3] {
    let short = format!("kiro: task {}", run.task);
    let long = format!("{short} of {}", run.spec);
    let own = format!("{long} ({})", run.id);
    [short, long, own]
}

/// `window/workDoneProgress/cancel`, which the framework does not know.
pub(crate) fn register(builder: LspServiceBuilder<Server>) -> LspServiceBuilder<Server> {
    builder.custom_method("window/workDoneProgress/cancel", Server::progress_cancelled)
}

impl Server {
    async fn progress_cancelled(&self, params: WorkDoneProgressCancelParams) {
        if let Ok(session) = self.session() {
            tokio::spawn(cancel(session, params.token));
        }
    }
}

/// The user cancelled what the client shows under `token`: the run stops.
async fn cancel(session: Arc<Session>, token: NumberOrString) {
    let NumberOrString::String(token) = token else { return };
    let Some(id) = session.shown().get(&token).cloned() else { return };
    for root in session.roots.open() {
        let Some(RunSummary { spec, task, .. }) = root.board().run(&id).cloned() else { continue };
        if let Err(error) = root.handle(Request::TaskStop { spec, task }).await {
            session.show_error(&error).await;
        }
    }
}

async fn send(session: &Session, token: String, progress: WorkDoneProgress) {
    let params = ProgressParams {
        token: NumberOrString::String(token),
        value: ProgressParamsValue::WorkDone(progress),
    };
    session.client.send_notification::<Progress>(params).await;
}

fn ending(run: &RunSummary) -> String {
    match &run.status {
        RunStatus::Running { owner } => format!("goes on in {owner}"),
        RunStatus::Interrupted { why: Some(why) } => format!("interrupted: {why}"),
        RunStatus::Interrupted { why: None } => "interrupted".to_owned(),
        RunStatus::Ended { outcome: Outcome::Done { .. } } => "done".to_owned(),
        RunStatus::Ended { outcome: Outcome::NeedsEvidence { why } } => format!("not proved: {why}"),
        RunStatus::Ended { outcome: Outcome::Stopped } => "stopped".to_owned(),
        RunStatus::Ended { outcome: Outcome::Failed { why } } => format!("failed: {why}"),
    }
}
