use std::collections::BTreeSet;

use policy::Blast;
use protocol::{CallId, QuestionId, SessionId};

use super::{CallPhase, CallState, Conversation, GoingOn, Turn};
use crate::context::Context;
use crate::subagent::{Left, tokens};
use crate::{Budget, Entry, History, Slice, Subagent};

/// What others may know of a conversation.
impl Conversation {
    /// Whether a turn has begun and not ended.
    pub fn is_running(&self) -> bool {
        self.turn != Turn::Ended
    }

    /// The question the running turn waits for, if any.
    pub fn waiting_for(&self) -> Option<&QuestionId> {
        if let GoingOn::Asked(question) = &self.going_on {
            return Some(question);
        }
        self.calls.iter().find_map(|state| match &state.phase {
            CallPhase::Asked(question) => Some(question),
            CallPhase::Requested
            | CallPhase::Answered { .. }
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

    /// What calls took away since the user last prompted or allowed something.
    pub fn blast(&self) -> Blast {
        self.blast.blast()
    }

    /// Files that calls changed since the user last allowed something.
    pub fn changed(&self) -> &BTreeSet<String> {
        &self.changed
    }

    /// The history so far, as a model would be given it: without an answer of which calls are not finished.
    pub fn history(&self) -> &History {
        self.context.history()
    }

    /// What the model said last.
    pub fn last_words(&self) -> Option<&str> {
        self.history().entries().iter().rev().find_map(|entry| match entry {
            Entry::Answer { text, .. } => text.as_deref(),
            Entry::Prompt(_) => None,
        })
    }

    /// What a model is sent of it.
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// The model reads and writes so much, whatever its name says.
    pub fn set_budget(&mut self, budget: Budget) {
        self.context.set_budget(budget);
    }

    /// The model that answers: the one that was chosen last, or the configured one.
    pub fn answering(&self) -> &str {
        self.chosen.as_deref().unwrap_or(&self.model)
    }

    /// Whether the model has answered in the turn that goes on.
    pub fn has_answered(&self) -> bool {
        matches!(self.turn, Turn::Running { model_calls: 1.., .. })
    }

    /// Whether the model is offered this tool.
    pub fn offers(&self, tool: &str) -> bool {
        self.context.tools().iter().any(|offered| offered.name == tool)
    }

    /// Whether a call may begin a sub-agent, and with what share of what is left.
    ///
    /// # Errors
    /// What the model is told.
    pub fn slice(&self, call: &CallId, asked: &Subagent) -> Result<Slice, String> {
        let made = match self.turn {
            Turn::Ended => self.max_model_calls,
            Turn::Running { model_calls, finished: _ } => model_calls,
        };
        let left = Left {
            session: &self.session,
            depth: self.parent.as_ref().map_or(0, |parent| parent.depth),
            tools: self.context.tools().iter().map(|tool| tool.name).collect(),
            model_calls: self.max_model_calls.saturating_sub(made + self.team.promised()),
            tokens: self.tokens_left(),
        };
        self.team.slice(call, asked, &left)
    }

    /// The sub-agent's session that a call began and that has not ended.
    pub fn child(&self, call: &CallId) -> Option<&SessionId> {
        self.team.child(call)
    }

    /// The sessions of sub-agents that have not ended.
    pub fn children(&self) -> impl Iterator<Item = &SessionId> {
        self.team.children()
    }

    /// `None`: as many as it likes.
    pub(super) fn tokens_left(&self) -> Option<u64> {
        self.parent.as_ref().map(|parent| parent.max_tokens.saturating_sub(tokens(&self.usage)))
    }
}
