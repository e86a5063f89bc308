use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use agent::{Budget, Conversation, ModelAnswer, ModelRequest, Step};
use models::{Model, ModelError, Progress};
use policy::Blast;
use protocol::{
    Delta, ErrorCode, Event, EventBody, Notice, PermissionEffect, Record, RuleOffer, SessionId, VerbError,
};
use store::{Filter, Lease};

use crate::cost::cost;
use crate::processes::Processes;
use crate::signals::{Listener, Stop};
use crate::silence::Heard;
use crate::{Runtime, redact, store_error};

/// One turn of a session, as this process works on it.
pub(crate) struct Turn<'a> {
    pub(crate) runtime: &'a Runtime,
    pub(crate) session: SessionId,
    pub(crate) run: Option<protocol::RunId>,
    pub(crate) listener: Listener,
    pub(crate) processes: Processes,
    pub(crate) lease: &'a Lease,
    /// What binds a sub-agent besides.
    pub(crate) above: Above,
    state: Mutex<State>,
}

/// What the session that began a sub-agent was told by its user, and did.
#[derive(Default)]
pub(crate) struct Above {
    pub(crate) rules: Vec<(PermissionEffect, RuleOffer)>,
    pub(crate) changed: BTreeSet<String>,
    pub(crate) blast: Blast,
}

struct State {
    conversation: Conversation,
    /// The last event folded into it.
    last: u64,
}

/// Why the work on a turn stopped before the turn was over.
#[derive(Debug)]
pub(crate) enum Halt {
    /// It can be resumed.
    Interrupted(String),
    /// State could not be written, or the lease was lost: not one more word.
    Broken(VerbError),
}

impl From<VerbError> for Halt {
    fn from(error: VerbError) -> Self {
        match error.code {
            ErrorCode::Store => Self::Broken(error),
            ErrorCode::NotFound
            | ErrorCode::Ambiguous
            | ErrorCode::Busy
            | ErrorCode::AlreadyAnswered
            | ErrorCode::Model
            | ErrorCode::File
            | ErrorCode::Invalid => Self::Interrupted(error.message),
        }
    }
}

impl<'a> Turn<'a> {
    /// Reads the session's log. `listener` must have been registered before.
    pub(crate) fn load(
        runtime: &'a Runtime,
        session: &SessionId,
        run: Option<protocol::RunId>,
        listener: Listener,
        lease: &'a Lease,
    ) -> Result<Self, VerbError> {
        Ok(Self::at(runtime, runtime.conversation(session)?, run, listener, lease))
    }

    /// From a session as its log says it was, and the last event of it.
    pub(crate) fn at(
        runtime: &'a Runtime,
        (conversation, last): (Conversation, u64),
        run: Option<protocol::RunId>,
        listener: Listener,
        lease: &'a Lease,
    ) -> Self {
        let session = conversation.session.clone();
        let state = Mutex::new(State { conversation, last });
        let (processes, above) = (Processes::default(), Above::default());
        Self { runtime, session, run, listener, processes, lease, above, state }
    }

    /// Ends the work on it; the session is likely to go on.
    pub(crate) fn keep(self) {
        let State { conversation, last } = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        self.runtime.inner.conversations.keep(self.session, (conversation, last));
    }

    /// Works until the turn is over or must stop. Nothing that it started runs on, also while its last event is stored:
    /// whoever waits for that may end this program.
    pub(crate) async fn drive(&self, model: &str) -> Result<(), Halt> {
        let driven = self.steps(model).await;
        self.end_processes().await;
        driven
    }

    async fn steps(&self, model: &str) -> Result<(), Halt> {
        let mut model = self.model(model).await?;
        self.tell_changed_goal()?;
        loop {
            match self.listener.stop() {
                Some(Stop::Halt(why)) => return Err(Halt::Interrupted(why)),
                Some(Stop::Cancel) => {
                    self.end_processes().await;
                    let events =
                        self.with_conversation(|conversation| self.runtime.cancel_events(conversation))?;
                    self.append(&events)?;
                    return Ok(());
                }
                None => {}
            }
            let step = self.with_conversation(Conversation::next);
            match step {
                Step::CallModel(request) => {
                    // A stop is handled at the head of the loop.
                    let request = self.runtime.showing_images(&model, request).await;
                    let reserved = match self.reserve(&model, &request).await? {
                        Ok(reserved) => reserved,
                        Err(error) => return Err(self.model_failed(&error).await),
                    };
                    let asked = self.ask_model(&model, &request, reserved.output, true).await;
                    let Ok(answer) = asked else {
                        self.spent(&reserved);
                        continue;
                    };
                    // Or folding the answer would copy the history that the request shares.
                    drop(request);
                    match answer {
                        Ok(answer) => {
                            self.append(&[EventBody::ModelAnswered {
                                session: self.session.clone(),
                                model: Some(model.name()),
                                // What is proved to be unchanged can't be made to hold less.
                                thoughts: answer
                                    .thoughts
                                    .into_iter()
                                    .filter(|thought| redact(&thought.text) == thought.text)
                                    .collect(),
                                text: answer.text,
                                calls: answer.calls,
                                stop: answer.stop,
                                usage: answer.usage,
                            }])?;
                            self.spent(&reserved);
                        }
                        Err(error)
                            if error.is_too_long()
                                && self.with_conversation(|conversation| {
                                    conversation.context().may_overflow()
                                }) =>
                        {
                            let (session, error) = (self.session.clone(), error.to_string());
                            self.append(&[EventBody::ContextOverflowed { session, error }])?;
                        }
                        Err(error) => {
                            self.spent(&reserved);
                            self.runtime.note_failure(&model, &error);
                            match self.fallback(&model, &error)? {
                                Some(next) => model = next,
                                None => return Err(self.model_failed(&error).await),
                            }
                        }
                    }
                }
                Step::Record(event) => self.append(&[event])?,
                Step::Compact(compaction) => self.compact(&model, compaction).await?,
                Step::AskToGoOn(why) => self.ask_to_go_on(why)?,
                Step::Wait(question) => self.wait_to_go_on(&question).await?,
                Step::RunCalls(calls) => self.run_calls(calls).await?,
                Step::EndTurn(stop) => {
                    self.end_processes().await;
                    self.append(&[EventBody::TurnEnded { session: self.session.clone(), stop }])?;
                }
                Step::Idle => return Ok(()),
            }
        }
    }

    /// Asks the model, unless the turn must stop. Its words are shown as they come if they are `meant` for the user, `output` tokens
    /// at most.
    pub(crate) async fn ask_model(
        &self,
        model: &Model,
        request: &ModelRequest,
        output: Option<u64>,
        meant: bool,
    ) -> Result<Result<ModelAnswer, ModelError>, Stop> {
        let heard = Heard::now();
        let mut show = |progress: Progress<'_>| {
            heard.again();
            match progress {
                Progress::Text(text) if meant => self.notice(Delta::Text { text: text.to_owned() }),
                Progress::Text(_) => {}
                Progress::Retry { attempt, why } => {
                    self.notice(Delta::Retry { why: why.to_owned(), attempt })
                }
            }
        };
        let asking = self.listener.unless_stopped(model.answer(request, output, &mut show));
        let mut answer = self.telling_silence(&heard, None, None, asking).await?;
        if let Ok(answer) = &mut answer {
            answer.usage.cost = cost(&self.runtime.inner.settings.models, model, &answer.usage);
        }
        Ok(answer)
    }

    /// Appends events of this turn and folds them, with whatever others appended to the session before them.
    pub(crate) fn append(&self, bodies: &[EventBody]) -> Result<(), VerbError> {
        self.runtime.append(bodies, Some(self.lease))?;
        self.refresh()
    }

    /// Folds what has come since.
    pub(crate) fn refresh(&self) -> Result<(), VerbError> {
        let mut state = self.lock();
        let events = self
            .runtime
            .inner
            .store
            .events(&Filter::SessionSince(&self.session, state.last))
            .map_err(store_error)?;
        for event in events {
            state.last = event.seq;
            if let Record::Known(body) = &event.record {
                state.conversation.apply(body);
            }
        }
        Ok(())
    }

    /// Looks at the conversation as it is now.
    pub(crate) fn with_conversation<T>(&self, look: impl FnOnce(&Conversation) -> T) -> T {
        look(&self.lock().conversation)
    }

    pub(crate) fn set_budget(&self, budget: Budget) {
        self.lock().conversation.set_budget(budget);
    }

    pub(crate) fn notice(&self, delta: Delta) {
        self.runtime.inner.feed.notice(Notice { session: self.session.clone(), delta });
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Runtime {
    /// A session as its log says it is, and the last event of it.
    pub(crate) fn conversation(&self, session: &SessionId) -> Result<(Conversation, u64), VerbError> {
        let (mut conversation, mut last) = match self.inner.conversations.take(session) {
            Some((conversation, last)) => (Some(conversation), last),
            None => (None, 0),
        };
        let since = last;
        let mut fold = |event: Event| {
            last = event.seq;
            match (&mut conversation, &event.record) {
                (_, Record::Known(EventBody::SessionDeleted { .. })) => conversation = None,
                (Some(conversation), Record::Known(body)) => conversation.apply(body),
                (None, Record::Known(body)) => conversation = Conversation::open(body),
                (_, Record::Unknown(_)) => {}
            }
        };
        if since == 0 {
            self.each_inherited(session, &mut fold)?;
        }
        self.inner.store.each(&Filter::SessionSince(session, since), fold).map_err(store_error)?;
        Ok((conversation.ok_or_else(|| no_session(session))?, last))
    }
}

pub(crate) fn no_session(id: &SessionId) -> VerbError {
    VerbError::new(
        ErrorCode::NotFound,
        format!("there is no session `{id}`; `kiro-cli session list` shows them all"),
    )
}

/// The events this version knows.
pub(crate) fn bodies(events: &[Event]) -> impl Iterator<Item = &EventBody> {
    events.iter().filter_map(|event| match &event.record {
        Record::Known(body) => Some(body),
        Record::Unknown(_) => None,
    })
}
