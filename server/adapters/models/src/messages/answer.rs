use agent::{ModelAnswer, ModelRequest};
use protocol::{StopReason, Thought, Usage};
use serde::Deserialize;
use serde_json::Value;

use crate::calls::{RawCall, complete};
use crate::http::Absorbed;

/// An event of a stream, or a whole message. Kinds that are unknown bring nothing.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Event {
    #[serde(rename = "type")]
    kind: String,
    /// Of `message_start`.
    message: Option<Message>,
    index: usize,
    content_block: Block,
    delta: Delta,
    /// Of `message_delta`.
    usage: Option<Tokens>,
    error: Option<Value>,
    /// Of a whole message.
    content: Vec<Block>,
    stop_reason: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Message {
    usage: Option<Tokens>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Block {
    #[serde(rename = "type")]
    kind: String,
    text: String,
    id: String,
    name: String,
    /// Whole in a whole message; an empty object where a stream begins a call.
    input: Value,
    thinking: String,
    signature: Option<String>,
    data: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Delta {
    #[serde(rename = "type")]
    kind: String,
    text: String,
    partial_json: String,
    thinking: String,
    signature: String,
    /// Of `message_delta`.
    stop_reason: Option<String>,
}

/// Later counts replace earlier ones; those that are missing do not.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
struct Tokens {
    input_tokens: Option<u64>,
    output_tokens: Option<u64>,
    cache_read_input_tokens: Option<u64>,
    cache_creation_input_tokens: Option<u64>,
}

/// An answer as far as it has arrived.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    blocks: Vec<Part>,
    stop: Option<String>,
    tokens: Tokens,
    over: bool,
}

#[derive(Debug)]
struct Part {
    index: usize,
    block: Block,
    /// The arguments of a call, in pieces.
    arguments: String,
    closed: bool,
}

impl Answer {
    /// Adds an event.
    pub(crate) fn absorb(&mut self, event: Event) -> Absorbed {
        let mut new = String::new();
        match event.kind.as_str() {
            "error" => return Absorbed::Error(event.error.unwrap_or_default()),
            "message_start" => self.count(event.message.and_then(|message| message.usage)),
            "content_block_start" => new = self.begin(event.index, event.content_block),
            "content_block_delta" => new = self.go_on(event.index, event.delta),
            "content_block_stop" => {
                if let Some(part) = self.part(event.index) {
                    part.closed = true;
                }
            }
            "message_delta" => {
                self.stop = event.delta.stop_reason.or(self.stop.take());
                self.count(event.usage);
            }
            "message_stop" => self.over = true,
            "message" => {
                for (index, block) in event.content.into_iter().enumerate() {
                    let arguments =
                        if block.input.is_null() { String::new() } else { block.input.to_string() };
                    new += &self.begin(index, block);
                    if let Some(part) = self.part(index) {
                        (part.arguments, part.closed) = (arguments, true);
                    }
                }
                self.stop = event.stop_reason;
                self.count(event.usage);
                self.over = true;
            }
            _ => {}
        }
        Absorbed::Text(new)
    }

    fn begin(&mut self, index: usize, block: Block) -> String {
        let text = if block.kind == "text" { block.text.clone() } else { String::new() };
        self.blocks.push(Part { index, block, arguments: String::new(), closed: false });
        text
    }

    fn go_on(&mut self, index: usize, delta: Delta) -> String {
        let Some(part) = self.part(index) else { return String::new() };
        match delta.kind.as_str() {
            "text_delta" => part.block.text += &delta.text,
            "input_json_delta" => part.arguments += &delta.partial_json,
            "thinking_delta" => part.block.thinking += &delta.thinking,
            "signature_delta" => part.block.signature.get_or_insert_default().push_str(&delta.signature),
            _ => {}
        }
        delta.text
    }

    fn part(&mut self, index: usize) -> Option<&mut Part> {
        self.blocks.iter_mut().rev().find(|part| part.index == index && !part.closed)
    }

    fn count(&mut self, tokens: Option<Tokens>) {
        let Some(more) = tokens else { return };
        let tokens = &mut self.tokens;
        tokens.input_tokens = more.input_tokens.or(tokens.input_tokens);
        tokens.output_tokens = more.output_tokens.or(tokens.output_tokens);
        tokens.cache_read_input_tokens = more.cache_read_input_tokens.or(tokens.cache_read_input_tokens);
        tokens.cache_creation_input_tokens =
            more.cache_creation_input_tokens.or(tokens.cache_creation_input_tokens);
    }

    /// The model said why it stops.
    pub(crate) fn finished(&self) -> bool {
        self.stop.is_some()
    }

    /// Nothing follows.
    pub(crate) fn over(&self) -> bool {
        self.over && self.finished()
    }

    /// The complete answer to `request`, `None` if it is empty, or what is wrong with it.
    pub(crate) fn finish(self, request: &ModelRequest) -> Result<Option<ModelAnswer>, &'static str> {
        let ends = match self.stop.as_deref() {
            Some("max_tokens" | "model_context_window_exceeded") => Some(StopReason::MaxTokens),
            Some("refusal") => Some(StopReason::Refused),
            Some(_) | None => None,
        };
        let (mut thoughts, mut text, mut calls) = (Vec::new(), String::new(), Vec::new());
        for Part { block, arguments, closed, .. } in self.blocks {
            match block.kind.as_str() {
                "text" => text += &block.text,
                "tool_use" if !closed && ends.is_none() => return Err("a tool call has no end"),
                "tool_use" => calls.push(RawCall { id: block.id, name: block.name, arguments }),
                "thinking" => {
                    let signature = block.signature.filter(|signature| !signature.is_empty());
                    thoughts.push(Thought { text: block.thinking, signature, sealed: None });
                }
                "redacted_thinking" => thoughts.push(Thought { sealed: block.data, ..Thought::default() }),
                _ => {}
            }
        }
        complete(thoughts, text, calls, ends, self.tokens.into(), request)
    }
}

impl From<Tokens> for Usage {
    fn from(tokens: Tokens) -> Self {
        let written_tokens = tokens.cache_creation_input_tokens.unwrap_or_default();
        Self {
            input_tokens: tokens.input_tokens.unwrap_or_default() + written_tokens,
            output_tokens: tokens.output_tokens.unwrap_or_default(),
            cached_tokens: tokens.cache_read_input_tokens.unwrap_or_default(),
            written_tokens,
            cost: None,
        }
    }
}
