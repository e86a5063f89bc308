use agent::{CallPhase, CallState, Tool, parse_tool};
use engine::{Access, Graph, NodeKind};
use futures_util::stream::{FuturesUnordered, StreamExt};
use policy::Verdict;
use protocol::{CallId, EventBody, QuestionId, VerbError};
use tokio::time::Instant;
use workspace::Digest;

use crate::intent::{Action, Intent, intend};
use crate::redact;
use crate::signals::Stop;
use crate::tools::Done;
use crate::turn::{Halt, Turn};
use crate::undo::{Changed, images};

/// How one call was left.
pub(crate) enum Left {
    Finished,
    /// The turn must stop; what was begun is in the log.
    Stopped,
}

impl Turn<'_> {
    /// Brings the open calls of a turn to an end: those that only read side by side, the others alone, all in
    /// the model's order. Returns early when the turn must stop.
    pub(crate) async fn run_calls(&self, calls: Vec<CallState>) -> Result<(), Halt> {
        let access = |state: &CallState| match parse_tool(&state.call.name, &state.call.input) {
            Ok(tool) if !tool.only_reads() => Access::Exclusive,
            Ok(_) | Err(_) => Access::Shared,
        };
        let mut graph = Graph::in_order(NodeKind::ToolCall, calls.iter().map(access));
        let mut running = FuturesUnordered::new();
        loop {
            for node in graph.start_ready() {
                if let Some(state) = calls.get(node) {
                    running.push(async move { (node, self.run_call(state).await) });
                }
            }
            match running.next().await {
                None => return Ok(()),
                Some((node, Ok(Left::Finished))) => graph.finish(node),
                // The rest sees the same stop and ends by itself.
                Some((_, Ok(Left::Stopped))) => {}
                Some((_, Err(error))) => return Err(error.into()),
            }
        }
    }

    async fn run_call(&self, state: &CallState) -> Result<Left, VerbError> {
        let id = &state.call.id;
        let offered = self.with_conversation(|conversation| conversation.offers(&state.call.name));
        let tool = match parse_tool(&state.call.name, &state.call.input) {
            Ok(tool) if offered => tool,
            Ok(_) => return self.finish(id, Done::failed("this sub-agent was not given that tool")),
            Err(told) => return self.finish(id, Done::failed(told)),
        };
        let mut phase = state.phase.clone();
        let mechanism = if matches!(tool, Tool::Shell(_)) { self.runtime.mechanism().await } else { None };
        loop {
            if self.listener.stop().is_some() {
                return Ok(Left::Stopped);
            }
            // What waits is worked out when it is answered: until then it may change, and change back.
            if let CallPhase::Asked(question) = &phase {
                match self.answer_to(id, &question.clone()).await? {
                    Some(answered) => phase = answered,
                    None => return Ok(Left::Stopped),
                }
                continue;
            }
            let intent = match self.intend(&tool, &phase) {
                Ok(intent) => intent.with_isolation(&self.runtime.inner.tree, mechanism.as_ref()),
                Err(told) => return self.finish(id, Done::failed(told)),
            };
            let question = match &phase {
                CallPhase::Finished | CallPhase::Asked(_) => return Ok(Left::Finished),
                CallPhase::Answered { answer, expires } if answer.allows() => {
                    // A yes answers a question. What has been forbidden since is forbidden.
                    if let Verdict::Deny { why } = self.gate(&state.call.name, &intent, None)? {
                        return self.finish(id, Done::denied(&why));
                    }
                    let expired = expires.is_some_and(|until| self.runtime.now() > until);
                    if self.asked_for(id).as_deref() == Some(&intent.digest) && !expired {
                        return self.start(id, intent).await;
                    }
                    let why = match expired {
                        true => "you allowed this too long ago",
                        false => "it is no longer what you allowed: a file has changed since",
                    };
                    self.ask(id, &intent, why, Vec::new())?
                }
                CallPhase::Answered { .. } => {
                    return self.finish(id, Done::denied("The user said no to this call."));
                }
                CallPhase::Started { .. } if matches!(tool, Tool::Shell(_)) => {
                    let why = "this command was begun before an interruption; whether it finished is unknown";
                    self.ask(id, &intent, why, Vec::new())?
                }
                // Reading again is harmless, and a write knows whether it was done.
                CallPhase::Started { .. } => match self.gate(&state.call.name, &intent, None)? {
                    Verdict::Deny { why } => return self.finish(id, Done::denied(&why)),
                    Verdict::Allow | Verdict::Ask { .. } => return self.start(id, intent).await,
                },
                CallPhase::Requested => match self.gate(&state.call.name, &intent, state.stuck.clone())? {
                    Verdict::Allow => return self.start(id, intent).await,
                    Verdict::Deny { why } => return self.finish(id, Done::denied(&why)),
                    Verdict::Ask { why, rules } => self.ask(id, &intent, &why, rules)?,
                },
            };
            match self.answer_to(id, &question).await? {
                Some(answered) => phase = answered,
                None => return Ok(Left::Stopped),
            }
        }
    }

    /// Works out the call anew: files may have changed while a question waited.
    fn intend(&self, tool: &Tool, phase: &CallPhase) -> Result<Intent, String> {
        let started = match phase {
            CallPhase::Started { writes } => writes.as_deref(),
            CallPhase::Requested | CallPhase::Asked(_) | CallPhase::Answered { .. } | CallPhase::Finished => {
                None
            }
        };
        let seen = |path: &str| {
            self.with_conversation(|conversation| conversation.seen(path).and_then(Digest::parse))
        };
        intend(&self.runtime.inner.tree, tool, seen, started)
    }

    /// Stores that the call begins, then lets it take effect.
    async fn start(&self, id: &CallId, intent: Intent) -> Result<Left, VerbError> {
        let planned = match self.keep_before(&intent) {
            Ok(planned) => planned,
            Err(told) => return self.finish(id, Done::failed(told)),
        };
        self.append(&[EventBody::ToolStarted {
            session: self.session.clone(),
            call: id.clone(),
            writes: planned.iter().flatten().next().and_then(|change| change.after.clone()),
            before: images(planned.as_deref().unwrap_or_default()),
        }])?;
        if let Action::Subagent { asked } = intent.action {
            return self.subagent(id, &asked).await;
        }
        match self.perform(id, intent.action, planned).await {
            Ok((done, changed)) => self.finish_changed(id, done, changed),
            Err(Stop::Cancel | Stop::Halt(_)) => Ok(Left::Stopped),
        }
    }

    pub(crate) fn finish(&self, id: &CallId, done: Done) -> Result<Left, VerbError> {
        self.finish_changed(id, done, Changed::default())
    }

    fn finish_changed(&self, id: &CallId, done: Done, changed: Changed) -> Result<Left, VerbError> {
        self.append(&[self.finished(id, done, changed)])?;
        Ok(Left::Finished)
    }

    pub(crate) fn finished(&self, id: &CallId, done: Done, changed: Changed) -> EventBody {
        EventBody::ToolFinished {
            session: self.session.clone(),
            call: id.clone(),
            end: done.end,
            // Here and nowhere later: from the log it goes to models, editors and exports.
            output: redact(&done.output).into_owned(),
            files: done.files,
            exit: done.exit,
            changes: changed.changes,
            uncaptured: changed.uncaptured,
        }
    }

    /// Waits until the question is answered, here or in another process. `None`: the turn must stop.
    async fn answer_to(&self, call: &CallId, question: &QuestionId) -> Result<Option<CallPhase>, VerbError> {
        let mut changes = self.listener.changes();
        let began = Instant::now();
        loop {
            changes.mark_unchanged();
            self.refresh()?;
            let phase = self
                .with_conversation(|conversation| conversation.call(call).map(|state| state.phase.clone()));
            match phase {
                Some(CallPhase::Asked(waiting)) if waiting == *question => {}
                Some(phase) => {
                    self.listener.waited(began.elapsed());
                    return Ok(Some(phase));
                }
                None => return Ok(None),
            }
            if self.listener.stop().is_some() || changes.changed().await.is_err() {
                return Ok(None);
            }
        }
    }

    /// Digest of what the user was last asked to allow for this call.
    fn asked_for(&self, call: &CallId) -> Option<String> {
        self.with_conversation(|conversation| conversation.call(call)?.asked.clone())
    }
}
