use protocol::{EventBody, QuestionId, StopReason, ToolEnd, TurnStop};

use super::{CallPhase, CallState, Conversation, GoingOn, Turn};
use crate::context::Shorten;
use crate::{Compaction, ModelRequest};

/// What a conversation needs next.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Ask the model.
    CallModel(ModelRequest),
    /// Append this decision.
    Record(EventBody),
    /// Have the beginning of the conversation summarised, and record `ContextCompacted`.
    Compact(Compaction),
    /// Ask the user whether to go on, for this reason.
    AskToGoOn(String),
    /// Wait for the answer.
    Wait(QuestionId),
    /// Bring these calls to an end, in this order. Those that wait for a user are among them.
    RunCalls(Vec<CallState>),
    /// The turn is over; record it.
    EndTurn(TurnStop),
    /// Wait for a prompt.
    Idle,
}

impl Conversation {
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
        match &self.going_on {
            GoingOn::NotAsked => {}
            GoingOn::Asked(question) => return Step::Wait(question.clone()),
            GoingOn::Refused => return Step::EndTurn(TurnStop::Cancelled),
        }
        if model_calls >= self.max_model_calls || self.tokens_left() == Some(0) {
            return Step::EndTurn(TurnStop::Budget);
        }
        match (self.context.shorten(), self.progress.stalled()) {
            (Some(Shorten::Prune(calls, tokens)), _) => {
                Step::Record(EventBody::ContextPruned { session: self.session.clone(), calls, tokens })
            }
            (Some(Shorten::Compact(_)), Some(why)) => Step::AskToGoOn(why),
            (Some(Shorten::Compact(compaction)), None) => Step::Compact(compaction),
            (None, _) => match self.context.request() {
                Some(request) => Step::CallModel(request),
                None => Step::EndTurn(TurnStop::EndTurn),
            },
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
        if let GoingOn::Asked(question) = &self.going_on {
            events
                .push(EventBody::QuestionWithdrawn { question: question.clone(), session: session.clone() });
        }
        events.push(EventBody::TurnEnded { session: session.clone(), stop: TurnStop::Cancelled });
        events
    }
}
