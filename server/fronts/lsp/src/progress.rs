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

/// What a token stands for. It is kept for as long as the session lives, so that it is not used again.
pub(crate) struct Token {
    pub(crate) run: RunId,
    /// The client agreed to show it.
    pub(crate) shown: bool,
}

/// A run that goes on.
struct Shown {
    run: RunId,
    /// `None` if the client does not show it.
    token: Option<String>,
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
            let message = Some(now.run(&gone.run).map_or_else(|| "its folder was closed".to_owned(), ending));
            send(&session, gone.token, WorkDoneProgress::End(WorkDoneProgressEnd { message })).await;
        }
        for shown in &mut shown {
            let message = now.run(&shown.run).and_then(|run| activity(&now, run));
            if message.is_some() && message != shown.message {
                shown.message.clone_from(&message);
                let report = WorkDoneProgressReport { message, ..WorkDoneProgressReport::default() };
                send(&session, shown.token.clone(), WorkDoneProgress::Report(report)).await;
            }
        }
        for run in now.running() {
            if shown.iter().all(|shown| shown.run != run.id) {
                shown.push(begin(&session, &now, run).await);
            }
        }
        if changes.changed().await.is_err() {
            return;
        }
    }
}

async fn begin(session: &Session, board: &Board, run: &RunSummary) -> Shown {
    let message = activity(board, run);
    let token = new_token(session, run);
    let create = session.client.create_work_done_progress(NumberOrString::String(token.clone()));
    // A client that refuses is not asked again.
    let token = create.await.is_ok().then_some(token);
    if let Some(token) = &token {
        session.progress().insert(token.clone(), Token { run: run.id.clone(), shown: true });
    }
    let begin = WorkDoneProgressBegin {
        title: format!("Task {}: {}", run.task, run.title),
        cancellable: Some(true),
        message: message.clone(),
        percentage: None,
    };
    send(session, token.clone(), WorkDoneProgress::Begin(begin)).await;
    Shown { run: run.id.clone(), token, message }
}

/// Some clients show tokens, so they are made for people. None is used twice (LSP 3.17, "Creating Work Done
/// Progress").
fn new_token(session: &Session, run: &RunSummary) -> String {
    let short = format!("kiro: task {}", run.task);
    let long = format!("{short} of {}", run.spec);
    let numbered = (2..).map(|n: u32| format!("{long} ({n})"));
    let mut used = session.progress();
    let free = [short, long.clone()].into_iter().chain(numbered).find(|token| !used.contains_key(token));
    let token = free.unwrap_or(long);
    used.insert(token.clone(), Token { run: run.id.clone(), shown: false });
    token
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
    let Some(id) = session.progress().get(&token).map(|token| token.run.clone()) else { return };
    for root in session.roots.open() {
        let running = root.look(|board| board.running().find(|run| run.id == id).cloned());
        let Some(RunSummary { spec, task, .. }) = running else { continue };
        if let Err(error) = root.handle(Request::TaskStop { spec, task }).await {
            session.show_error(&error).await;
        }
    }
}

async fn send(session: &Session, token: Option<String>, progress: WorkDoneProgress) {
    let Some(token) = token else { return };
    let params = ProgressParams {
        token: NumberOrString::String(token),
        value: ProgressParamsValue::WorkDone(progress),
    };
    session.client.send_notification::<Progress>(params).await;
}

/// What a run does, and what it cost so far.
fn activity(board: &Board, run: &RunSummary) -> Option<String> {
    board.activity_of(run).map(|activity| with_cost(activity, run))
}

fn with_cost(said: &str, run: &RunSummary) -> String {
    match ide::spent(run.cost.as_ref()) {
        Some(spent) => format!("{said} · {spent}"),
        None => said.to_owned(),
    }
}

/// How it stands with a run that does not go on here, in a few words, and what it cost.
pub(crate) fn ending(run: &RunSummary) -> String {
    let how = match &run.status {
        RunStatus::Running { owner } => format!("goes on in {owner}"),
        RunStatus::Interrupted { why: Some(why) } => format!("interrupted: {why}"),
        RunStatus::Interrupted { why: None } => "interrupted".to_owned(),
        RunStatus::Ended { outcome: Outcome::Done { .. } } => "done".to_owned(),
        RunStatus::Ended { outcome: Outcome::NeedsEvidence { why } } => format!("not proved: {why}"),
        RunStatus::Ended { outcome: Outcome::Stopped } => "stopped".to_owned(),
        RunStatus::Ended { outcome: Outcome::Failed { why } } => format!("failed: {why}"),
    };
    with_cost(&how, run)
}
