use std::sync::Arc;
use std::time::Duration;

use agent::Conversation;
use models::Model;
use protocol::{ErrorCode, EventBody, Response, SessionId, SessionStatus, Trust, VerbError};
use store::{Filter, Lease, Taken};

use crate::feed::patiently;
use crate::signals::Listener;
use crate::turn::{Halt, Turn};
use crate::{Runtime, model_error, store_error};

/// How often it is looked, every 20 ms, whether the holder of a lease is about to let go.
const LOOKS: u32 = 15;

/// How often a lease is tried to be given back.
const RELEASE: Duration = Duration::from_secs(1);

/// Model calls in one turn after which something must be wrong.
pub(crate) const MAX_MODEL_CALLS: u32 = 200;

/// Characters of a title.
pub(crate) const MAX_TITLE: usize = 80;

impl Runtime {
    pub(crate) fn start_session(&self, model: Option<&str>, trust: Trust) -> Result<Response, VerbError> {
        let model = Model::named(model, &self.inner.settings.models).map_err(model_error)?;
        let id = SessionId(self.mint("s"));
        let opened = EventBody::SessionOpened {
            session: id.clone(),
            run: None,
            model,
            trust,
            system: self.system_prompt()?,
            title: String::new(),
            max_model_calls: MAX_MODEL_CALLS,
            fork: None,
            imported: None,
            parent: None,
        };
        self.append(&[opened], None)?;
        Ok(Response::Session { session: self.session_summary(&id)? })
    }

    pub(crate) fn prompt_session(&self, id: &SessionId, text: &str) -> Result<Response, VerbError> {
        self.begin_turn(id, |conversation| self.prompted(conversation, text))
    }

    /// Goes on by the same path it came. What runs without asking is what the user says now.
    pub(crate) fn resume_session(
        &self,
        id: &SessionId,
        text: Option<&str>,
        trust: Trust,
    ) -> Result<Response, VerbError> {
        self.begin_turn(id, |conversation| {
            let mut events = vec![EventBody::SessionTrusted { session: id.clone(), trust }];
            match text {
                Some(text) => events.extend(self.prompted(conversation, text)?),
                None if conversation.is_running() => {}
                None => {
                    let why = format!("no turn of `{id}` was cut off; give it a prompt to go on");
                    return Err(VerbError::new(ErrorCode::Invalid, why));
                }
            }
            Ok(events)
        })
    }

    /// Takes the session, stores what `begin` says of the conversation so far, and works on it in the background.
    fn begin_turn(
        &self,
        id: &SessionId,
        begin: impl FnOnce(&Conversation) -> Result<Vec<EventBody>, VerbError>,
    ) -> Result<Response, VerbError> {
        let mut fold = self.session_fold(id)?;
        if let Some(run) = &fold.run {
            return Err(VerbError::new(
                ErrorCode::Invalid,
                format!(
                    "`{id}` belongs to the run `{run}` of a task: `task run` goes on with it. To talk about it, fork it: \
                     `kiro-cli session fork {id}`"
                ),
            ));
        }
        if let Some(parent) = &fold.parent {
            return Err(VerbError::new(
                ErrorCode::Invalid,
                format!("`{id}` is a sub-agent's, which takes its orders from `{parent}`; prompt that one"),
            ));
        }
        let lease = self.take_or_refuse(&session_key(id), &format!("session `{id}`"))?;
        let listener = self.inner.signals.register(&id.0);
        let begun = self.conversation(id).and_then(|read| {
            self.append(&begin(&read.0)?, Some(&lease))?;
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

    /// The events of a prompt. A turn that was cut off and never resumed is closed first: the user has moved on.
    fn prompted(&self, conversation: &Conversation, text: &str) -> Result<Vec<EventBody>, VerbError> {
        if text.trim().is_empty() {
            return Err(VerbError::new(ErrorCode::Invalid, "the prompt is empty; say what to do"));
        }
        let mut events = self.cancel_events(conversation)?;
        let session = conversation.session.clone();
        events.push(EventBody::UserPrompted { session, text: text.to_owned() });
        Ok(events)
    }

    pub(crate) fn rename_session(&self, id: &SessionId, title: &str) -> Result<Response, VerbError> {
        let blank = |c: char| c.is_whitespace() || c.is_control();
        let words: Vec<&str> = title.split(blank).filter(|word| !word.is_empty()).collect();
        let title: String = words.join(" ").chars().take(MAX_TITLE).collect();
        if title.is_empty() {
            return Err(VerbError::new(ErrorCode::Invalid, "the title is empty; give one"));
        }
        self.session_fold(id)?;
        self.append(&[EventBody::SessionRenamed { session: id.clone(), title }], None)?;
        Ok(Response::Session { session: self.session_summary(id)? })
    }

    /// Cancels wherever the turn runs; a turn that nobody works on is closed here.
    pub(crate) fn cancel_session(&self, id: &SessionId) -> Result<Response, VerbError> {
        if let Some(parent) = self.session_fold(id)?.parent {
            // It is a part of that turn.
            return self.cancel_session(&parent);
        }
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
                    .and_then(|(conversation, _)| self.cancel_events(&conversation))
                    .and_then(|events| self.append(&events, Some(&lease)));
                self.leave(None, &lease);
                closed?;
            }
        }
        Ok(Response::Session { session: self.session_summary(id)? })
    }

    pub(crate) fn get_session(&self, id: &SessionId) -> Result<Response, VerbError> {
        let session = self.session_summary(id)?;
        Ok(Response::Transcript { session, events: self.history(id)? })
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
