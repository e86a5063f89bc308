use std::collections::{HashMap, HashSet};
use std::time::Duration;

use protocol::{
    Question, QuestionId, Request, Response, RunId, RunStatus, RunSummary, SessionId, VerbError, WorkEstimate,
};
use runtime::Runtime;

use crate::root::Root;

/// A process that dies leaves no event behind; while runs go on, their owners are looked for this often.
const LOOK: Duration = Duration::from_secs(2);

/// What is going on in a workspace, in whichever process.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Board {
    /// The latest run of each task.
    pub(crate) runs: Vec<RunSummary>,
    /// The questions that wait, oldest first.
    pub(crate) questions: Vec<Question>,
    /// What each session did last, in one line.
    pub(crate) activity: HashMap<SessionId, String>,
    /// By spec, what the run of one of its tasks will probably cost.
    pub(crate) estimates: HashMap<String, Estimated>,
}

/// What was worked out when so many runs were over; none: nobody knows, for instance because there is no model.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Estimated {
    pub(crate) after: usize,
    pub(crate) estimate: Option<WorkEstimate>,
}

impl Board {
    /// Reads it. Blocks for as long as the store takes.
    pub(crate) fn read(runtime: &Runtime) -> Result<(Vec<RunSummary>, Vec<Question>), VerbError> {
        // Each request has one kind of answer.
        let (mut found, mut waiting) = (Vec::new(), Vec::new());
        if let Response::Runs { runs } = runtime.handle(Request::RunList {})? {
            found = latest(runs);
        }
        if let Response::Questions { questions } = runtime.handle(Request::QuestionList {})? {
            waiting = questions;
        }
        Ok((found, waiting))
    }

    /// How many runs are over.
    pub(crate) fn ended(&self) -> usize {
        self.runs.len() - self.running().count()
    }

    /// Nothing waits for an answer and nothing was cut off.
    pub(crate) fn is_quiet(&self) -> bool {
        let cut_off = |run: &RunSummary| matches!(run.status, RunStatus::Interrupted { .. });
        self.questions.is_empty() && !self.runs.iter().any(cut_off)
    }

    pub(crate) fn running(&self) -> impl Iterator<Item = &RunSummary> {
        self.runs.iter().filter(|run| matches!(run.status, RunStatus::Running { .. }))
    }

    pub(crate) fn run(&self, id: &RunId) -> Option<&RunSummary> {
        self.runs.iter().find(|run| run.id == *id)
    }

    pub(crate) fn question(&self, id: &QuestionId) -> Option<&Question> {
        self.questions.iter().find(|question| question.id == *id)
    }

    pub(crate) fn activity_of(&self, run: &RunSummary) -> Option<&str> {
        self.activity.get(run.session.as_ref()?).map(String::as_str)
    }
}

/// Of runs that come latest first, the first of each task.
fn latest(mut runs: Vec<RunSummary>) -> Vec<RunSummary> {
    let mut seen = HashSet::new();
    runs.retain(|run| seen.insert((run.spec.clone(), run.task.clone())));
    runs
}

/// Keeps the board of a root up to date.
pub(crate) async fn follow(root: &Root, runtime: &Runtime) {
    loop {
        let running = root.look(|board| board.running().next().is_some());
        tokio::select! {
            () = root.stale.notified() => {}
            () = tokio::time::sleep(LOOK), if running => {}
        }
        let runtime = runtime.clone();
        match tokio::task::spawn_blocking(move || Board::read(&runtime)).await {
            Ok(Ok((runs, questions))) => {
                root.change_board(|board| {
                    let changed = board.runs != runs || board.questions != questions;
                    (board.runs, board.questions) = (runs, questions);
                    changed
                });
            }
            Ok(Err(error)) => tracing::warn!("cannot see what is going on: {error}"),
            Err(error) => tracing::error!("cannot see what is going on: {error}"),
        }
    }
}
