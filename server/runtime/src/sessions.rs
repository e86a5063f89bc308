use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use engine::Questions;
use models::Model;
use protocol::{
    ErrorCode, Event, EventBody, Record, Response, RunId, SessionId, SessionStatus, SessionSummary, Trust,
    Usage, VerbError,
};
use store::{Filter, Lease, Taken};

use crate::feed::patiently;
use crate::signals::Listener;
use crate::turn::{Halt, Turn, no_session};
use crate::{Runtime, model_error, store_error};

/// How often it is looked, every 20 ms, whether the holder of a lease is about to let go.
const LOOKS: u32 = 15;

/// How often a lease is tried to be given back.
const RELEASE: Duration = Duration::from_secs(1);

/// Model calls in one turn after which something must be wrong.
pub(crate) const MAX_MODEL_CALLS: u32 = 200;

impl Runtime {
    pub(crate) fn start_session(&self, model: Option<&str>, trust: Trust) -> Result<Response, VerbError> {
        let model = Model::open(model, &self.inner.settings.models).map_err(model_error)?.name();
        let id = SessionId(self.mint("s"));
        let opened = EventBody::SessionOpened {
            session: id.clone(),
            run: None,
            model,
            trust,
            system: self.system_prompt()?,
            title: String::new(),
            max_model_calls: MAX_MODEL_CALLS,
        };
        self.append(&[opened], None)?;
        Ok(Response::Session { session: self.session_summary(&id)? })
    }

    /// A turn that was cut off and never resumed is closed first: the user has moved on.
    pub(crate) fn prompt_session(&self, id: &SessionId, text: &str) -> Result<Response, VerbError> {
        let mut fold = self.session_fold(id)?;
        if let Some(run) = &fold.run {
            return Err(VerbError::new(
                ErrorCode::Invalid,
                format!("`{id}` belongs to the run `{run}` of a task; start a session of your own"),
            ));
        }
        if text.trim().is_empty() {
            return Err(VerbError::new(ErrorCode::Invalid, "the prompt is empty; say what to do"));
        }
        let lease = self.take_or_refuse(&session_key(id), &format!("session `{id}`"))?;
        let listener = self.inner.signals.register(&id.0);
        let begun = self.conversation(id).and_then(|read| {
            let mut events = read.0.cancel();
            events.push(EventBody::UserPrompted { session: id.clone(), text: text.to_owned() });
            self.append(&events, Some(&lease))?;
            // With what others appended before the lease was taken.
            let since = Filter::SessionSince(id, fold.last);
            self.inner.store.each(&since, |event| fold.apply(&event)).map_err(store_error)?;
            Ok((self.finish_summary(id.clone(), fold)?, read))
        });
        let (session, read) = match begun {
            Ok(begun) => begun,
            Err(error) => {
                self.leave(Some(&listener), &lease);
                return Err(error);
            }
        };
        let (runtime, id, model) = (self.clone(), id.clone(), session.model.clone());
        tokio::spawn(async move {
            let turn = Turn::at(&runtime, read, None, listener.clone(), &lease);
            let driven = match turn.refresh() {
                Ok(()) => turn.drive(&model).await,
                Err(error) => Err(Halt::Broken(error)),
            };
            match driven {
                Ok(()) => {}
                // The log of the session says it.
                Err(Halt::Interrupted(why)) => tracing::debug!("session {id} was interrupted: {why}"),
                Err(Halt::Broken(error)) => runtime.trouble(&format!("session {id}"), &error),
            }
            turn.keep();
            runtime.leave(Some(&listener), &lease);
        });
        Ok(Response::Session { session })
    }

    /// Cancels wherever the turn runs; a turn that nobody works on is closed here.
    pub(crate) fn cancel_session(&self, id: &SessionId) -> Result<Response, VerbError> {
        let summary = self.session_summary(id)?;
        match (summary.status, &summary.run) {
            (SessionStatus::Idle, _) => {}
            (SessionStatus::Working | SessionStatus::Waiting, Some(run)) => {
                self.append(&[EventBody::RunStopRequested { run: run.clone() }], None)?;
            }
            (SessionStatus::Working | SessionStatus::Waiting, None) => {
                self.append(&[EventBody::CancelRequested { session: id.clone() }], None)?;
            }
            (SessionStatus::Interrupted, Some(run)) => drop(self.stop_run(run)?),
            (SessionStatus::Interrupted, None) => {
                let lease = self.take_or_refuse(&session_key(id), &format!("session `{id}`"))?;
                let closed = self
                    .conversation(id)
                    .and_then(|(conversation, _)| self.append(&conversation.cancel(), Some(&lease)));
                self.leave(None, &lease);
                closed?;
            }
        }
        Ok(Response::Session { session: self.session_summary(id)? })
    }

    pub(crate) fn list_sessions(&self) -> Result<Response, VerbError> {
        let sessions = self.summaries(&Filter::Types(&[
            "sessionOpened",
            "userPrompted",
            "modelAnswered",
            "turnEnded",
            "questionAsked",
            "questionAnswered",
            "questionWithdrawn",
        ]))?;
        Ok(Response::Sessions { sessions })
    }

    pub(crate) fn get_session(&self, id: &SessionId) -> Result<Response, VerbError> {
        let session = self.session_summary(id)?;
        let events = self.inner.store.events(&Filter::Session(id)).map_err(store_error)?;
        Ok(Response::Transcript { session, events })
    }

    pub(crate) fn session_summary(&self, id: &SessionId) -> Result<SessionSummary, VerbError> {
        self.finish_summary(id.clone(), self.session_fold(id)?)
    }

    fn session_fold(&self, id: &SessionId) -> Result<SummaryFold, VerbError> {
        let mut fold = self.inner.summaries.take(id);
        let since = fold.as_ref().map_or(0, |fold| fold.last);
        let each = |event: Event| match &mut fold {
            Some(fold) => fold.apply(&event),
            None => fold = SummaryFold::open(&event),
        };
        self.inner.store.each(&Filter::SessionSince(id, since), each).map_err(store_error)?;
        let fold = fold.ok_or_else(|| no_session(id))?;
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

    fn finish_summary(&self, id: SessionId, fold: SummaryFold) -> Result<SessionSummary, VerbError> {
        let alive = match &fold.run {
            Some(run) => self.run_holder(run)?.is_some(),
            None => self.inner.store.holder(&session_key(&id)).map_err(store_error)?.is_some(),
        };
        let status = match (fold.running, alive, fold.questions.open().next().is_none()) {
            (false, _, _) => SessionStatus::Idle,
            (true, false, _) => SessionStatus::Interrupted,
            (true, true, true) => SessionStatus::Working,
            (true, true, false) => SessionStatus::Waiting,
        };
        Ok(SessionSummary {
            id,
            run: fold.run,
            title: fold.title,
            model: fold.model,
            status,
            started: fold.started,
            turns: fold.turns,
            usage: fold.usage,
        })
    }

    /// Takes a lease, or says who has it. A turn that has just ended still tidies up, and the commands of a process
    /// that was just killed still die.
    pub(crate) fn take_or_refuse(&self, key: &str, what: &str) -> Result<Lease, VerbError> {
        let take = || self.inner.store.take(key).map_err(store_error);
        let mut taken = take()?;
        for _ in 0..LOOKS {
            if matches!(&taken, Taken::Lease(_)) {
                break;
            }
            std::thread::sleep(Duration::from_millis(20));
            taken = take()?;
        }
        match taken {
            Taken::Lease(lease) => Ok(lease),
            Taken::Held(holder) => Err(VerbError::new(
                ErrorCode::Busy,
                format!("{what} is being worked on by {}; wait for it, or stop it first", holder.name),
            )),
        }
    }

    /// Ends this process's work on something: from now on others may take it.
    pub(crate) fn leave(&self, listener: Option<&Listener>, lease: &Lease) {
        if let Err(error) = patiently(|| self.inner.store.release(lease)) {
            tracing::warn!("{}: {error}", lease.key);
            self.release_later(lease.clone());
        }
        if let Some(listener) = listener {
            self.inner.signals.unregister(listener);
        }
    }
}

impl Runtime {
    /// A full disk or a locked store passes; until then nobody else could take what this process no longer works on.
    fn release_later(&self, lease: Lease) {
        let inner = Arc::downgrade(&self.inner);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(RELEASE).await;
                let Some(inner) = inner.upgrade() else { return };
                if patiently(|| inner.store.release(&lease)).is_ok() {
                    return;
                }
            }
        });
    }
}

pub(crate) fn session_key(id: &SessionId) -> String {
    format!("session:{id}")
}

#[derive(Clone)]
pub(crate) struct SummaryFold {
    run: Option<RunId>,
    model: String,
    title: String,
    /// The event that opened it.
    opened: u64,
    started: i64,
    turns: u32,
    usage: Usage,
    running: bool,
    questions: Questions,
    /// The last event folded into it.
    last: u64,
}

impl SummaryFold {
    /// `None` if `event` does not open a session.
    fn open(event: &Event) -> Option<Self> {
        let Record::Known(EventBody::SessionOpened { run, model, title, .. }) = &event.record else {
            return None;
        };
        Some(Self {
            run: run.clone(),
            model: model.clone(),
            title: title.clone(),
            opened: event.seq,
            started: event.at,
            turns: 0,
            usage: Usage::default(),
            running: false,
            questions: Questions::default(),
            last: event.seq,
        })
    }

    fn apply(&mut self, event: &Event) {
        self.last = event.seq;
        let Record::Known(body) = &event.record else { return };
        match body {
            EventBody::UserPrompted { text, .. } => {
                self.turns += 1;
                self.running = true;
                if self.title.is_empty() {
                    self.title = text.lines().next().unwrap_or_default().chars().take(80).collect();
                }
            }
            EventBody::ModelAnswered { usage, .. } => {
                self.usage.input_tokens += usage.input_tokens;
                self.usage.output_tokens += usage.output_tokens;
                self.usage.cached_tokens += usage.cached_tokens;
            }
            EventBody::TurnEnded { .. } => self.running = false,
            EventBody::QuestionAsked { .. }
            | EventBody::QuestionAnswered { .. }
            | EventBody::QuestionWithdrawn { .. } => self.questions.apply(body),
            EventBody::SessionOpened { .. }
            | EventBody::ModelFailed { .. }
            | EventBody::ToolStarted { .. }
            | EventBody::ToolFinished { .. }
            | EventBody::FilesRestored { .. }
            | EventBody::SessionTrusted { .. }
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
