//! The sub-agents that work for a conversation.

use protocol::{CallId, SessionId};

use crate::conversation::{Conversation, Turn};
use crate::subagent::{Left, tokens};
use crate::{Slice, Subagent};

impl Conversation {
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
