use std::collections::BTreeMap;
use std::sync::Arc;

use protocol::{
    Answer, CallId, EventBody, QuestionId, SessionId, StopReason, ToolCall, ToolEnd, Trust, TurnStop, Usage,
};

use crate::{History, ModelRequest, ToolResult, tool_specs};

/// A conversation: the fold of its session's events. [`Conversation::next`] says what to do.
///
/// Nothing is remembered that is not in the events, so resuming is folding them again.
#[derive(Clone, Debug)]
pub struct Conversation {
    pub session: SessionId,
    pub trust: Trust,
    pub usage: Usage,
    pub turns: u32,
    system: Arc<str>,
    max_model_calls: u32,
    history: Arc<History>,
    /// What the last answer said, and its calls, until all of them are finished.
    said: String,
    calls: Vec<CallState>,
    turn: Turn,
    seen: BTreeMap<String, String>,
    last_call: Option<ToolCall>,
    repeats: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    Ended,
    Running { model_calls: u32, finished: Option<StopReason> },
}

/// A tool call of the running turn.
#[derive(Clone, Debug, PartialEq)]
pub struct CallState {
    pub call: ToolCall,
    pub phase: CallPhase,
    /// How many times in a row the model asked for exactly this.
    pub repeats: u32,
    /// Digest of what the user was last asked to allow.
    pub asked: Option<String>,
    result: Option<ToolResult>,
}

/// Where a tool call stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallPhase {
    /// Not judged yet.
    Requested,
    /// Waits for the user.
    Asked(QuestionId),
    /// The user answered.
    Answered(Answer),
    /// It may have taken effect. After a restart: whether it did is unknown, except that a written file has
    /// the digest `writes`.
    Started { writes: Option<String> },
    /// It is over.
    Finished,
}

/// What a conversation needs next.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Ask the model.
    CallModel(ModelRequest),
    /// Bring these calls to an end, in this order. Those that wait for a user are among them.
    RunCalls(Vec<CallState>),
    /// The turn is over; record it.
    EndTurn(TurnStop),
    /// Wait for a prompt.
    Idle,
}

impl Conversation {
    /// Begins the fold. `None` if `event` does not open a session.
    pub fn open(event: &EventBody) -> Option<Self> {
        let EventBody::SessionOpened { session, model: _, trust, system, run: _, title: _, max_model_calls } =
            event
        else {
            return None;
        };
        Some(Self {
            session: session.clone(),
            trust: trust.clone(),
            usage: Usage::default(),
            turns: 0,
            system: system.as_str().into(),
            max_model_calls: *max_model_calls,
            history: Arc::default(),
            said: String::new(),
            calls: Vec::new(),
            turn: Turn::Ended,
            seen: BTreeMap::new(),
            last_call: None,
            repeats: 0,
        })
    }

    /// Folds the events of one session, the first of which opens it. `None` without such a beginning.
    pub fn replay<'a>(events: impl IntoIterator<Item = &'a EventBody>) -> Option<Self> {
        let mut events = events.into_iter();
        let mut conversation = events.by_ref().find_map(Self::open)?;
        events.for_each(|event| conversation.apply(event));
        Some(conversation)
    }

    /// Folds one event of this session.
    pub fn apply(&mut self, event: &EventBody) {
        match event {
            EventBody::SessionTrusted { session: _, trust } => self.trust = trust.clone(),
            EventBody::UserPrompted { session: _, text } => self.prompted(text),
            EventBody::ModelAnswered { session: _, text, calls, stop, usage } => {
                self.usage.input_tokens += usage.input_tokens;
                self.usage.output_tokens += usage.output_tokens;
                self.usage.cached_tokens += usage.cached_tokens;
                self.answered(text, calls, *stop);
            }
            EventBody::ToolStarted { session: _, call, writes, before: _ } => {
                self.set_phase(call, CallPhase::Started { writes: writes.clone() });
            }
            EventBody::ToolFinished {
                session: _,
                call,
                end,
                output,
                files,
                exit: _,
                changes: _,
                uncaptured: _,
            } => {
                for file in files {
                    self.seen.insert(file.path.clone(), file.digest.clone());
                }
                let error = match end {
                    ToolEnd::Success => false,
                    ToolEnd::Error | ToolEnd::Denied | ToolEnd::Cancelled => true,
                };
                self.finished(call, output, error);
            }
            EventBody::QuestionAsked { question } => {
                if let Some(call) = &question.call {
                    self.set_phase(call, CallPhase::Asked(question.id.clone()));
                    if let Some(state) = self.calls.iter_mut().find(|state| state.call.id == *call) {
                        state.asked = Some(question.digest.clone());
                    }
                }
            }
            EventBody::QuestionAnswered { question, session: _, answer, by: _ } => {
                // An answer counts only while its call waits for it.
                let asked = CallPhase::Asked(question.clone());
                if let Some(state) = self.calls.iter_mut().find(|state| state.phase == asked) {
                    state.phase = CallPhase::Answered(*answer);
                    self.repeats = 0;
                    if *answer == Answer::AllowSession {
                        self.trust = Trust::All;
                    }
                }
            }
            EventBody::TurnEnded { session: _, stop: _ } => self.turn = Turn::Ended,
            EventBody::SessionOpened { .. }
            | EventBody::ModelFailed { .. }
            | EventBody::QuestionWithdrawn { .. }
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
            | EventBody::EvidenceJudged { .. }
            | EventBody::FilesRestored { .. } => {}
        }
    }

    /// What to do next, by what has happened so far.
    pub fn next(&self) -> Step {
        let Turn::Running { model_calls, finished } = self.turn else { return Step::Idle };
        if !self.calls.is_empty() {
            let open = |state: &&CallState| state.phase != CallPhase::Finished;
            return Step::RunCalls(self.calls.iter().filter(open).cloned().collect());
        }
        if let Some(stop) = finished {
            return Step::EndTurn(match stop {
                StopReason::EndTurn | StopReason::ToolUse => TurnStop::EndTurn,
                StopReason::MaxTokens => TurnStop::MaxTokens,
                StopReason::Refused => TurnStop::Refused,
            });
        }
        if model_calls >= self.max_model_calls {
            return Step::EndTurn(TurnStop::Budget);
        }
        match ModelRequest::new(Arc::clone(&self.system), Arc::clone(&self.history), tool_specs()) {
            Some(request) => Step::CallModel(request),
            None => Step::EndTurn(TurnStop::EndTurn),
        }
    }

    /// The events that end the running turn on the user's wish. Every open call gets an answer, so that the
    /// history stays one that endpoints accept. Empty if no turn is running.
    pub fn cancel(&self) -> Vec<EventBody> {
        if !self.is_running() {
            return Vec::new();
        }
        let session = &self.session;
        let mut events = Vec::new();
        for state in self.calls.iter().filter(|state| state.phase != CallPhase::Finished) {
            if let CallPhase::Asked(question) = &state.phase {
                events.push(EventBody::QuestionWithdrawn {
                    question: question.clone(),
                    session: session.clone(),
                });
            }
            events.push(EventBody::ToolFinished {
                session: session.clone(),
                call: state.call.id.clone(),
                end: ToolEnd::Cancelled,
                output: "The user cancelled this turn before the call was finished.".to_owned(),
                files: Vec::new(),
                exit: None,
                changes: Vec::new(),
                uncaptured: Vec::new(),
            });
        }
        events.push(EventBody::TurnEnded { session: session.clone(), stop: TurnStop::Cancelled });
        events
    }

    /// Whether a turn has begun and not ended.
    pub fn is_running(&self) -> bool {
        self.turn != Turn::Ended
    }

    /// The question the running turn waits for, if any.
    pub fn waiting_for(&self) -> Option<&QuestionId> {
        self.calls.iter().find_map(|state| match &state.phase {
            CallPhase::Asked(question) => Some(question),
            CallPhase::Requested
            | CallPhase::Answered(_)
            | CallPhase::Started { .. }
            | CallPhase::Finished => None,
        })
    }

    /// A call of the running turn.
    pub fn call(&self, id: &CallId) -> Option<&CallState> {
        self.calls.iter().find(|state| state.call.id == *id)
    }

    /// Digest of a file's content when this conversation last read or wrote it.
    pub fn seen(&self, path: &str) -> Option<&str> {
        self.seen.get(path).map(String::as_str)
    }

    /// The history so far, as a model would be given it: without an answer of which calls are not finished.
    pub fn history(&self) -> &History {
        &self.history
    }

    fn prompted(&mut self, text: &str) {
        Arc::make_mut(&mut self.history).prompt(text);
        self.turns += 1;
        self.turn = Turn::Running { model_calls: 0, finished: None };
        (self.last_call, self.repeats) = (None, 0);
    }

    fn answered(&mut self, text: &str, calls: &[ToolCall], stop: StopReason) {
        if calls.is_empty() {
            Arc::make_mut(&mut self.history).answer(text, []);
        } else {
            text.clone_into(&mut self.said);
        }
        if let Turn::Running { model_calls, finished } = &mut self.turn {
            *model_calls += 1;
            *finished = calls.is_empty().then_some(stop);
        }
        for call in calls {
            let same = self
                .last_call
                .as_ref()
                .is_some_and(|last| last.name == call.name && last.input == call.input);
            self.repeats = if same { self.repeats + 1 } else { 1 };
            self.last_call = Some(call.clone());
            self.calls.push(CallState {
                call: call.clone(),
                phase: CallPhase::Requested,
                repeats: self.repeats,
                asked: None,
                result: None,
            });
        }
    }

    fn set_phase(&mut self, call: &CallId, phase: CallPhase) {
        if let Some(state) =
            self.calls.iter_mut().find(|state| state.call.id == *call && state.result.is_none())
        {
            state.phase = phase;
        }
    }

    fn finished(&mut self, call: &CallId, output: &str, error: bool) {
        let Some(state) =
            self.calls.iter_mut().find(|state| state.call.id == *call && state.result.is_none())
        else {
            return;
        };
        state.phase = CallPhase::Finished;
        state.result = Some(ToolResult { output: output.to_owned(), error });
        if self.calls.iter().all(|state| state.result.is_some()) {
            let calls = self.calls.drain(..).filter_map(|state| Some((state.call, state.result?)));
            Arc::make_mut(&mut self.history).answer(&self.said, calls);
        }
    }
}
