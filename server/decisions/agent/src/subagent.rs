use std::collections::BTreeMap;

use protocol::{CallId, Parent, SessionId, Usage};

use crate::Subagent;
use crate::tools::SUBAGENT;

/// How deep sub-agents begin others: a user's session may, theirs may not.
const DEPTH: u32 = 1;

/// Sub-agents that a turn may begin.
const COUNT: u32 = 8;

/// What a sub-agent gets at most: model calls, tokens, seconds. Of model calls and tokens never more than half of what the
/// session that begins it has left.
const SLICE: (u32, u64, u64) = (50, 2_000_000, 1_800);

/// Fewer model calls get nothing done.
const LEAST_CALLS: u32 = 2;

/// A sub-agent that may begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice {
    pub parent: Parent,
    pub model_calls: u32,
}

/// The sub-agents of a turn: how many were begun, and those that work.
#[derive(Clone, Debug, Default)]
pub(crate) struct Team {
    begun: u32,
    working: BTreeMap<CallId, (SessionId, u32)>,
}

/// What the session that begins one has.
pub(crate) struct Left<'a> {
    pub(crate) session: &'a SessionId,
    pub(crate) depth: u32,
    pub(crate) tools: Vec<&'a str>,
    pub(crate) model_calls: u32,
    pub(crate) tokens: Option<u64>,
}

impl Team {
    /// Whether a call may begin a sub-agent, and with what.
    ///
    /// # Errors
    /// What the model is told.
    pub(crate) fn slice(&self, call: &CallId, asked: &Subagent, left: &Left<'_>) -> Result<Slice, String> {
        if left.depth >= DEPTH {
            return Err("a sub-agent begins no others; do it yourself".to_owned());
        }
        if self.begun >= COUNT {
            return Err(format!(
                "this turn has begun {COUNT} sub-agents, which is the limit; do the rest yourself"
            ));
        }
        if asked.prompt.trim().is_empty() {
            return Err("the prompt is empty; say what the sub-agent is to do".to_owned());
        }
        if let Some(unknown) = asked.tools.iter().find(|tool| !left.tools.contains(&tool.as_str())) {
            return Err(format!(
                "there is no tool `{unknown}` to give; the tools are {}",
                left.tools.join(", ")
            ));
        }
        let (model_calls, tokens, seconds) = SLICE;
        let model_calls = model_calls.min(left.model_calls / 2);
        let tokens = left.tokens.map_or(tokens, |left| tokens.min(left / 2));
        if model_calls < LEAST_CALLS || tokens == 0 {
            return Err("too little of this turn's budget is left for a sub-agent; do it yourself".to_owned());
        }
        let wanted = |tool: &&&str| asked.tools.is_empty() || asked.tools.iter().any(|asked| asked == **tool);
        let deeper = |tool: &&&str| **tool != SUBAGENT || left.depth + 1 < DEPTH;
        let tools = left.tools.iter().filter(wanted).filter(deeper).map(|tool| (*tool).to_owned()).collect();
        let parent = Parent {
            session: left.session.clone(),
            call: call.clone(),
            depth: left.depth + 1,
            tools,
            max_tokens: tokens,
            max_seconds: seconds,
        };
        Ok(Slice { parent, model_calls })
    }

    /// Also told of one that is resumed.
    pub(crate) fn started(&mut self, call: &CallId, child: &SessionId, model_calls: u32) {
        if self.working.insert(call.clone(), (child.clone(), model_calls)).is_none() {
            self.begun += 1;
        }
    }

    pub(crate) fn ended(&mut self, call: &CallId) {
        self.working.remove(call);
    }

    /// The session that a call began and that has not ended.
    pub(crate) fn child(&self, call: &CallId) -> Option<&SessionId> {
        self.working.get(call).map(|(child, _)| child)
    }

    /// Those that work.
    pub(crate) fn children(&self) -> impl Iterator<Item = &SessionId> {
        self.working.values().map(|(child, _)| child)
    }

    /// Model calls that are promised to those that work.
    pub(crate) fn promised(&self) -> u32 {
        self.working.values().map(|(_, model_calls)| *model_calls).sum()
    }

    pub(crate) fn new_turn(&mut self) {
        *self = Self::default();
    }
}

pub(crate) fn tokens(usage: &Usage) -> u64 {
    usage.input_tokens.saturating_add(usage.output_tokens).saturating_add(usage.cached_tokens)
}
