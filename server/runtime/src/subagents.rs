//! Sub-agents: a tool call that is a session of its own, under the lease, the questions and the stop of the one it works for.

use std::collections::BTreeMap;
use std::time::Duration;

use agent::{Conversation, Subagent, subagent_system_prompt};
use protocol::{
    CallId, ErrorCode, EventBody, FileChange, FileSeen, Record, SessionId, ToolEnd, TurnStop, VerbError,
};
use store::Filter;
use tokio::time::Instant;

use crate::calls::Left;
use crate::tools::{Done, OUTPUT};
use crate::turn::{Above, Halt, Turn};
use crate::undo::Changed;
use crate::{Runtime, store_error};

impl Turn<'_> {
    /// Begins the sub-agent of a call, or goes on with the one that an interruption left, until it is done.
    pub(crate) async fn subagent(&self, call: &CallId, asked: &Subagent) -> Result<Left, VerbError> {
        let child = match self.with_conversation(|conversation| conversation.child(call).cloned()) {
            Some(child) => {
                self.append(&[self.started(
                    call,
                    &child,
                    self.runtime.conversation(&child)?.0.max_model_calls,
                )])?;
                child
            }
            None => match self.begin_subagent(call, asked)? {
                Ok(child) => child,
                Err(told) => return self.finish(call, Done::failed(told)),
            },
        };
        let runtime = self.runtime;
        // Its questions are answered, and it is cancelled, by way of this session.
        runtime.inner.signals.alias(&self.session.0, &child.0);
        let read = runtime.conversation(&child)?;
        let (seconds, model) =
            (read.0.parent.as_ref().map_or(0, |parent| parent.max_seconds), read.0.model.clone());
        let limit = Instant::now() + Duration::from_secs(seconds);
        let mut turn = Turn::at(runtime, read, self.run.clone(), self.listener.until(limit), self.lease);
        turn.above = self.with_conversation(|conversation| Above {
            rules: self.above.rules.iter().chain(&conversation.rules).cloned().collect(),
            changed: conversation.changed() | &self.above.changed,
            blast: conversation.blast() + self.above.blast,
        });
        turn.trust_as(self.with_conversation(|conversation| conversation.trust.clone()))?;
        let driven = Box::pin(turn.drive(&model)).await;
        match driven {
            Ok(()) if self.listener.stop().is_some() => return Ok(Left::Stopped),
            Ok(()) => {}
            Err(Halt::Interrupted(why)) => return Err(VerbError::new(ErrorCode::Model, why)),
            Err(Halt::Broken(error)) => return Err(error),
        }
        let Work { model_calls, files, changes } = runtime.work_of(&child)?;
        let (usage, (end, output)) = turn.with_conversation(|conversation| {
            (conversation.usage, report(conversation, model_calls, seconds))
        });
        let ended = EventBody::SubagentEnded {
            session: self.session.clone(),
            call: call.clone(),
            child,
            model_calls,
            usage,
            changes,
        };
        let files = files.into_values().collect();
        let done = Done { end, output, files, exit: None };
        self.append(&[ended, self.finished(call, done, Changed::default())])?;
        Ok(Left::Finished)
    }

    /// The new session, or what the model is told instead.
    fn begin_subagent(
        &self,
        call: &CallId,
        asked: &Subagent,
    ) -> Result<Result<SessionId, String>, VerbError> {
        let slice = match self.with_conversation(|conversation| conversation.slice(call, asked)) {
            Ok(slice) => slice,
            Err(told) => return Ok(Err(told)),
        };
        let (model, trust) =
            self.with_conversation(|conversation| (conversation.model.clone(), conversation.trust.clone()));
        let child = SessionId(self.runtime.mint("s"));
        self.append(&[
            EventBody::SessionOpened {
                session: child.clone(),
                run: None,
                model,
                trust,
                system: subagent_system_prompt(&self.runtime.system_prompt()?),
                title: format!("Sub-agent: {}", asked.name),
                max_model_calls: slice.model_calls,
                fork: None,
                imported: None,
                parent: Some(Box::new(slice.parent)),
            },
            EventBody::UserPrompted { session: child.clone(), text: asked.prompt.clone() },
            self.started(call, &child, slice.model_calls),
        ])?;
        Ok(Ok(child))
    }

    fn started(&self, call: &CallId, child: &SessionId, model_calls: u32) -> EventBody {
        let (session, call, child) = (self.session.clone(), call.clone(), child.clone());
        EventBody::SubagentStarted { session, call, child, model_calls }
    }

    /// A sub-agent that is resumed may do what the session that it works for may do now.
    fn trust_as(&self, trust: protocol::Trust) -> Result<(), VerbError> {
        match self.with_conversation(|conversation| conversation.trust == trust) {
            true => Ok(()),
            false => self.append(&[EventBody::SessionTrusted { session: self.session.clone(), trust }]),
        }
    }
}

impl Runtime {
    /// The events that end a turn on the user's wish, and those of the sub-agents that work for it.
    pub(crate) fn cancel_events(&self, conversation: &Conversation) -> Result<Vec<EventBody>, VerbError> {
        let mut events = Vec::new();
        if conversation.is_running() {
            for child in conversation.children() {
                let (child, _) = self.conversation(child)?;
                events.extend(self.cancel_events(&child)?);
            }
        }
        events.extend(conversation.cancel());
        Ok(events)
    }

    fn work_of(&self, session: &SessionId) -> Result<Work, VerbError> {
        let mut work = Work::default();
        let each = |event: protocol::Event| match event.record {
            Record::Known(EventBody::ModelAnswered { .. } | EventBody::ContextCompacted { .. }) => {
                work.model_calls += 1
            }
            Record::Known(EventBody::ToolFinished { files, changes, .. }) => {
                let changed = files.into_iter().filter(|file| file.changed);
                work.files.extend(changed.map(|file| (file.path.clone(), file)));
                work.changes.extend(changes);
            }
            Record::Known(_) | Record::Unknown(_) => {}
        };
        self.inner.store.each(&Filter::Session(session), each).map_err(store_error)?;
        Ok(work)
    }
}

/// What a sub-agent did, as its parent's log has it.
#[derive(Default)]
struct Work {
    model_calls: u32,
    /// As it left them.
    files: BTreeMap<String, FileSeen>,
    /// One after the other.
    changes: Vec<FileChange>,
}

/// What the session that began it is told.
fn report(child: &Conversation, model_calls: u32, seconds: u64) -> (ToolEnd, String) {
    let said = child.last_words().unwrap_or("(it said nothing)");
    let cut = said.floor_char_boundary(OUTPUT);
    let said = said.get(..cut).unwrap_or(said);
    let why = match child.stopped {
        Some(TurnStop::EndTurn) => return (ToolEnd::Success, said.to_owned()),
        Some(TurnStop::Budget) => format!("it used up its budget: {model_calls} model calls"),
        Some(TurnStop::Cancelled) => format!("it was stopped: by the user, or after its {seconds} s"),
        Some(TurnStop::MaxTokens) => "its answer was cut at the model's output limit".to_owned(),
        Some(TurnStop::Refused) => "the model's endpoint refused to answer".to_owned(),
        None => "it did not end".to_owned(),
    };
    (ToolEnd::Error, format!("The sub-agent is not done: {why}. Its last words:\n{said}"))
}
