use std::sync::Arc;

use protocol::{StopReason, Thought, ToolCall, Usage};
use serde_json::Value;

use crate::image::Images;
use crate::{History, SeenImage};

/// What came of a tool call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolResult {
    pub output: String,
    pub error: bool,
    /// It saw one.
    pub image: Option<SeenImage>,
}

/// A tool as it is offered to a model. `schema` is the JSON Schema of its arguments.
#[derive(Clone, Debug, PartialEq)]
pub struct ToolSpec {
    pub name: &'static str,
    pub description: &'static str,
    pub schema: Value,
}

impl ToolSpec {
    /// How long it is in a request, about.
    pub(crate) fn bytes(&self) -> usize {
        self.name.len() + self.description.len() + self.schema.to_string().len()
    }
}

/// Everything a model call sends. The history is shared with the conversation: asking copies nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelRequest {
    system: Arc<str>,
    history: Arc<History>,
    tools: Arc<[ToolSpec]>,
    /// Those that it shows, if it is for a model that sees images.
    pub(crate) images: Option<Images>,
}

impl ModelRequest {
    /// A request that endpoints take. `None` if the history does not end with something to answer, or holds tool
    /// calls although no tool is offered.
    pub fn new(system: Arc<str>, history: Arc<History>, tools: Arc<[ToolSpec]>) -> Option<Self> {
        let fits = history.awaits_answer() && (!tools.is_empty() || !history.has_calls());
        let system = if system.trim().is_empty() { "".into() } else { system };
        fits.then_some(Self { system, history, tools, images: None })
    }

    /// The system prompt: empty, or not blank.
    pub fn system(&self) -> &str {
        &self.system
    }

    /// What was said so far.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// The tools on offer.
    pub fn tools(&self) -> &[ToolSpec] {
        &self.tools
    }
}

/// A complete answer. It exists only when the endpoint finished its stream, so the calls in it may be run.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelAnswer {
    /// What the model thought before.
    pub thoughts: Vec<Thought>,
    pub text: String,
    pub calls: Vec<ToolCall>,
    pub stop: StopReason,
    pub usage: Usage,
}
