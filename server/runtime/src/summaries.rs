//! Sessions as lists show them.

use std::collections::HashMap;

use engine::Questions;
use protocol::{
    ContextUse, Event, EventBody, ForkPoint, Record, Response, RunId, SessionId, SessionStatus,
    SessionSummary, Usage, VerbError,
};
use store::Filter;

use crate::sessions::session_key;
use crate::turn::no_session;
use crate::{Runtime, store_error};

/// Events that a list shows something of. What tools print, which is most of a log, is not among them.
const TYPES: [&str; 11] = [
    "sessionOpened",
    "sessionRenamed",
    "sessionDeleted",
    "userPrompted",
    "modelAnswered",
    "contextCompacted",
    "subagentEnded",
    "turnEnded",
    "questionAsked",
    "questionAnswered",
    "questionWithdrawn",
];

impl Runtime {
    pub(crate) fn list_sessions(&self) -> Result<Response, VerbError> {
        Ok(Response::Sessions { sessions: self.all_sessions()? })
    }

    /// All sessions, latest first.
    pub(crate) fn all_sessions(&self) -> Result<Vec<SessionSummary>, VerbError> {
        self.summaries(&Filter::Types(&TYPES))
    }

    pub(crate) fn session_summary(&self, id: &SessionId) -> Result<SessionSummary, VerbError> {
        self.finish_summary(id.clone(), self.session_fold(id)?)
    }

    pub(crate) fn session_fold(&self, id: &SessionId) -> Result<SummaryFold, VerbError> {
        let mut fold = self.inner.summaries.take(id);
        let since = fold.as_ref().map_or(0, |fold| fold.last);
        let each = |event: Event| match &mut fold {
            Some(fold) => fold.apply(&event),
            None => fold = SummaryFold::open(&event),
        };
        self.inner.store.each(&Filter::SessionTypes(id, since, &TYPES), each).map_err(store_error)?;
        let fold = fold.filter(|fold| !fold.deleted).ok_or_else(|| no_session(id))?;
        self.inner.summaries.keep(id.clone(), fold.clone());
        Ok(fold)
    }

    /// Folds the events of sessions to what lists show, latest first: by the log, since clocks go back.
    fn summaries(&self, filter: &Filter<'_>) -> Result<Vec<SessionSummary>, VerbError> {
        let mut folds: HashMap<SessionId, SummaryFold> = HashMap::new();
        let each = |event: Event| {
            let Record::Known(body) = &event.record else { return };
            let Some(session) = body.session() else { return };
            match (folds.get_mut(session), SummaryFold::open(&event)) {
                (Some(fold), _) => fold.apply(&event),
                (None, Some(fold)) => drop(folds.insert(session.clone(), fold)),
                (None, None) => {}
            }
        };
        self.inner.store.each(filter, each).map_err(store_error)?;
        let mut folds: Vec<_> = folds.into_iter().collect();
        folds.sort_by_key(|(_, fold)| std::cmp::Reverse(fold.opened));
        folds.into_iter().map(|(id, fold)| self.finish_summary(id, fold)).collect()
    }

    pub(crate) fn finish_summary(
        &self,
        id: SessionId,
        fold: SummaryFold,
    ) -> Result<SessionSummary, VerbError> {
        let alive = self.is_worked_on(&id, &fold)?;
        let status = match (fold.running, alive, fold.questions.open().next().is_none()) {
            (false, _, _) => SessionStatus::Idle,
            (true, false, _) => SessionStatus::Interrupted,
            (true, true, true) => SessionStatus::Working,
            (true, true, false) => SessionStatus::Waiting,
        };
        let window = self.budget(&fold.answering).window;
        Ok(SessionSummary {
            id,
            run: fold.run,
            title: fold.title,
            model: fold.model,
            status,
            started: fold.started,
            updated: fold.updated,
            turns: fold.turns,
            usage: fold.usage,
            context: fold.filled.map(|tokens| ContextUse { tokens, window }),
            fork: fold.fork,
            imported: fold.imported,
            parent: fold.parent,
        })
    }

    /// Whether a process works on a session: on its run, on it, or on the session that it is a sub-agent of.
    fn is_worked_on(&self, id: &SessionId, fold: &SummaryFold) -> Result<bool, VerbError> {
        match (&fold.run, &fold.parent) {
            (Some(run), _) => Ok(self.run_holder(run)?.is_some()),
            (None, Some(parent)) => {
                let above = self.session_fold(parent);
                // A parent that was deleted works on nothing.
                above.map_or(Ok(false), |above| self.is_worked_on(parent, &above))
            }
            (None, None) => Ok(self.inner.store.holder(&session_key(id)).map_err(store_error)?.is_some()),
        }
    }
}

#[derive(Clone)]
pub(crate) struct SummaryFold {
    pub(crate) run: Option<RunId>,
    /// The session that it is a sub-agent of.
    pub(crate) parent: Option<SessionId>,
    model: String,
    title: String,
    /// The event that opened it.
    opened: u64,
    started: i64,
    updated: i64,
    fork: Option<ForkPoint>,
    imported: Option<String>,
    deleted: bool,
    turns: u32,
    usage: Usage,
    /// The model that answered last, or will first.
    answering: String,
    /// Tokens of what it read and wrote.
    filled: Option<u64>,
    pub(crate) running: bool,
    questions: Questions,
    /// The last event folded into it.
    pub(crate) last: u64,
}

impl SummaryFold {
    /// `None` if `event` does not open a session.
    fn open(event: &Event) -> Option<Self> {
        let Record::Known(EventBody::SessionOpened { run, parent, model, title, fork, imported, .. }) =
            &event.record
        else {
            return None;
        };
        Some(Self {
            run: run.clone(),
            parent: parent.as_ref().map(|parent| parent.session.clone()),
            model: model.clone(),
            title: title.clone(),
            opened: event.seq,
            started: event.at,
            updated: event.at,
            fork: fork.clone(),
            imported: imported.clone(),
            deleted: false,
            turns: 0,
            usage: Usage::default(),
            answering: model.clone(),
            filled: None,
            running: false,
            questions: Questions::default(),
            last: event.seq,
        })
    }

    pub(crate) fn apply(&mut self, event: &Event) {
        self.last = event.seq;
        self.updated = event.at;
        let Record::Known(body) = &event.record else { return };
        match body {
            EventBody::UserPrompted { text, .. } => {
                self.turns += 1;
                self.running = true;
                if self.title.is_empty() {
                    self.title = text.lines().next().unwrap_or_default().chars().take(80).collect();
                }
            }
            EventBody::ModelAnswered { usage, model, .. } => {
                self.usage += *usage;
                let read = usage.input_tokens.saturating_add(usage.cached_tokens);
                self.filled = Some(read.saturating_add(usage.output_tokens)).filter(|tokens| *tokens > 0);
                if let Some(model) = model {
                    self.answering.clone_from(model);
                }
            }
            EventBody::ContextCompacted { usage, .. } | EventBody::SubagentEnded { usage, .. } => {
                self.usage += *usage;
            }
            EventBody::TurnEnded { .. } => self.running = false,
            EventBody::SessionRenamed { title, .. } => self.title.clone_from(title),
            EventBody::SessionDeleted { .. } => self.deleted = true,
            EventBody::QuestionAsked { .. }
            | EventBody::QuestionAnswered { .. }
            | EventBody::QuestionWithdrawn { .. } => self.questions.apply(body),
            EventBody::SessionOpened { .. }
            | EventBody::ModelFailed { .. }
            | EventBody::ToolStarted { .. }
            | EventBody::ToolFinished { .. }
            | EventBody::FilesChanged { .. }
            | EventBody::FilesRestored { .. }
            | EventBody::SessionTrusted { .. }
            | EventBody::ContentTrusted { .. }
            | EventBody::ContentDistrusted { .. }
            | EventBody::FreezeSet { .. }
            | EventBody::ContextPruned { .. }
            | EventBody::ContextOverflowed { .. }
            | EventBody::GoalChanged { .. }
            | EventBody::ModelChosen { .. }
            | EventBody::SubagentStarted { .. }
            | EventBody::CancelRequested { .. }
            | EventBody::RunRequested { .. }
            | EventBody::RunResumed { .. }
            | EventBody::RunInterrupted { .. }
            | EventBody::RunStopRequested { .. }
            | EventBody::RunFinished { .. }
            | EventBody::TaskMarked { .. }
            | EventBody::EditRequested { .. }
            | EventBody::EditFinished { .. }
            | EventBody::CheckFinished { .. }
            | EventBody::EvidenceJudged { .. } => {}
        }
    }
}
