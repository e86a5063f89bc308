use agent::{ModelAnswer, ModelRequest};
use aws_sdk_bedrockruntime::types::{
    ContentBlockDelta, ContentBlockStart, ConverseStreamOutput, ReasoningContentBlockDelta,
    StopReason as Stop, TokenUsage,
};
use aws_smithy_types::base64;
use protocol::{StopReason, Thought, Usage};

use super::guardrail;
use crate::calls::{RawCall, complete};

/// An answer as far as it has arrived.
#[derive(Debug, Default)]
pub(super) struct Answer {
    thoughts: Vec<(i32, Thought)>,
    text: String,
    calls: Vec<Call>,
    stop: Option<Stop>,
    usage: Option<Usage>,
}

#[derive(Debug)]
struct Call {
    block: i32,
    raw: RawCall,
    closed: bool,
}

impl Answer {
    /// Adds an event and returns the text it brought. Kinds that are unknown, or that nobody asked for, are skipped.
    pub(super) fn absorb(&mut self, event: ConverseStreamOutput) -> String {
        let mut new = String::new();
        match event {
            ConverseStreamOutput::ContentBlockStart(start) => {
                if let Some(ContentBlockStart::ToolUse(tool)) = start.start {
                    let raw = RawCall { id: tool.tool_use_id, name: tool.name, arguments: String::new() };
                    self.calls.push(Call { block: start.content_block_index, raw, closed: false });
                }
            }
            ConverseStreamOutput::ContentBlockDelta(delta) => match delta.delta {
                Some(ContentBlockDelta::Text(text)) => new = text,
                Some(ContentBlockDelta::ToolUse(tool)) => {
                    if let Some(call) = self.open_call(delta.content_block_index) {
                        call.raw.arguments.push_str(&tool.input);
                    }
                }
                Some(ContentBlockDelta::ReasoningContent(piece)) => {
                    self.think(delta.content_block_index, piece);
                }
                _ => {}
            },
            ConverseStreamOutput::ContentBlockStop(stop) => {
                if let Some(call) = self.open_call(stop.content_block_index) {
                    call.closed = true;
                }
            }
            ConverseStreamOutput::MessageStop(stop) => self.stop = Some(stop.stop_reason),
            ConverseStreamOutput::Metadata(metadata) => {
                self.usage = metadata.usage.as_ref().map(usage);
                let trace = metadata.trace.and_then(|trace| trace.guardrail);
                let why = trace.as_ref().filter(|_| self.stop == Some(Stop::GuardrailIntervened));
                if let Some(why) = why.and_then(guardrail::why) {
                    new = format!("{}({why})", if self.text.is_empty() { "" } else { "\n\n" });
                }
            }
            _ => {}
        }
        self.text.push_str(&new);
        new
    }

    fn think(&mut self, block: i32, piece: ReasoningContentBlockDelta) {
        if self.thoughts.last().is_none_or(|(last, _)| *last != block) {
            self.thoughts.push((block, Thought::default()));
        }
        let Some((_, thought)) = self.thoughts.last_mut() else { return };
        match piece {
            ReasoningContentBlockDelta::Text(text) => thought.text.push_str(&text),
            ReasoningContentBlockDelta::Signature(part) => {
                thought.signature.get_or_insert_default().push_str(&part);
            }
            ReasoningContentBlockDelta::RedactedContent(bytes) => {
                thought.sealed = Some(base64::encode(bytes));
            }
            _ => {}
        }
    }

    fn open_call(&mut self, block: i32) -> Option<&mut Call> {
        self.calls.iter_mut().rev().find(|call| call.block == block && !call.closed)
    }

    /// The model said that it stops; only the usage can still come.
    pub(super) fn stopped(&self) -> bool {
        self.stop.is_some()
    }

    /// Nothing more comes.
    pub(super) fn complete(&self) -> bool {
        self.stop.is_some() && self.usage.is_some()
    }

    /// The complete answer to `request`, `None` if it is empty, or what is wrong with it.
    pub(super) fn finish(self, request: &ModelRequest) -> Result<Option<ModelAnswer>, &'static str> {
        let Self { thoughts, text, calls, stop, usage } = self;
        let ends = match stop {
            Some(Stop::MaxTokens | Stop::ModelContextWindowExceeded) => Some(StopReason::MaxTokens),
            Some(Stop::GuardrailIntervened | Stop::ContentFiltered) => Some(StopReason::Refused),
            Some(Stop::MalformedToolUse) => return Err("the model made a malformed tool call"),
            Some(Stop::MalformedModelOutput) => return Err("the model's output is malformed"),
            _ => None,
        };
        if ends.is_none() && calls.iter().any(|call| !call.closed) {
            return Err("a tool call has no end");
        }
        let calls = calls.into_iter().map(|call| call.raw).collect();
        let thoughts = thoughts.into_iter().map(|(_, thought)| thought).collect();
        complete(thoughts, text, calls, ends, usage.unwrap_or_default(), request)
    }
}

/// Tokens written to a cache were read for the first time.
fn usage(tokens: &TokenUsage) -> Usage {
    let count = |tokens: i32| u64::try_from(tokens).unwrap_or_default();
    let written_tokens = count(tokens.cache_write_input_tokens.unwrap_or_default());
    Usage {
        input_tokens: count(tokens.input_tokens) + written_tokens,
        written_tokens,
        output_tokens: count(tokens.output_tokens),
        cached_tokens: count(tokens.cache_read_input_tokens.unwrap_or_default()),
        cost: None,
    }
}
