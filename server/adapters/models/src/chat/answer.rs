use agent::{ModelAnswer, ModelRequest};
use protocol::{StopReason, Usage};
use serde::Deserialize;
use serde_json::Value;

use crate::calls::{RawCall, complete};
use crate::http::Absorbed;

/// A piece of a streamed answer, or a whole one: that has a `message` where pieces have a `delta`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Chunk {
    choices: Option<Vec<Choice>>,
    usage: Option<Tokens>,
    /// An error after the stream began; gateways send it as an event.
    error: Option<Value>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Choice {
    #[serde(alias = "message")]
    delta: Option<Delta>,
    finish_reason: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Delta {
    /// Text, or a list of parts of which some are text.
    content: Value,
    refusal: Option<String>,
    tool_calls: Option<Vec<CallDelta>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct CallDelta {
    index: Option<u64>,
    id: Option<String>,
    function: Option<FunctionDelta>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct FunctionDelta {
    name: Option<String>,
    /// Text in pieces, or the object itself.
    arguments: Value,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Tokens {
    prompt_tokens: Option<u64>,
    completion_tokens: Option<u64>,
    prompt_tokens_details: Option<PromptTokens>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct PromptTokens {
    cached_tokens: Option<u64>,
}

/// An answer as far as it has arrived.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    text: String,
    refused: bool,
    calls: Vec<Call>,
    finish: Option<String>,
    usage: Usage,
}

#[derive(Debug, Default)]
struct Call {
    index: Option<u64>,
    raw: RawCall,
}

impl Answer {
    /// Adds a chunk.
    pub(crate) fn absorb(&mut self, chunk: Chunk) -> Absorbed {
        if let Some(error) = chunk.error {
            return Absorbed::Error(error);
        }
        if let Some(tokens) = chunk.usage {
            self.usage = tokens.into();
        }
        let mut new = String::new();
        // Only one choice was asked for.
        if let Some(choice) = chunk.choices.into_iter().flatten().next() {
            if let Some(delta) = choice.delta {
                new = text(delta.content);
                if let Some(refusal) = delta.refusal.filter(|refusal| !refusal.is_empty()) {
                    self.refused = true;
                    new.push_str(&refusal);
                }
                for call in delta.tool_calls.into_iter().flatten() {
                    self.absorb_call(call);
                }
            }
            if let Some(reason) = choice.finish_reason.filter(|reason| !reason.is_empty()) {
                self.finish = Some(reason);
            }
        }
        self.text.push_str(&new);
        Absorbed::Text(new)
    }

    /// Finds the call that a delta belongs to. Usually its index says so; but some servers send whole calls
    /// without an index, or all of them with index 0, and some repeat the name, or invent an id per delta.
    fn absorb_call(&mut self, delta: CallDelta) {
        let id = delta.id.unwrap_or_default();
        let function = delta.function.unwrap_or_default();
        let name = function.name.unwrap_or_default();
        let place = match delta.index {
            Some(index) => self.calls.iter().rposition(|call| call.index == Some(index)),
            None => self.calls.len().checked_sub(1),
        };
        let continues = |call: &Call| {
            let other_id = !id.is_empty() && !call.raw.id.is_empty() && id != call.raw.id;
            let named_again = !name.is_empty() && !call.raw.name.is_empty();
            !(named_again && (other_id || (delta.index.is_none() && id.is_empty())))
        };
        let place = place.filter(|place| self.calls.get(*place).is_some_and(continues));
        let call = match place {
            Some(place) => self.calls.get_mut(place),
            None => {
                self.calls.push(Call { index: delta.index, ..Call::default() });
                self.calls.last_mut()
            }
        };
        let Some(Call { index: _, raw: call }) = call else { return };
        if call.id.is_empty() {
            call.id = id;
        }
        if call.name.is_empty() {
            call.name = name;
        }
        match function.arguments {
            Value::Null => {}
            Value::String(piece) => call.arguments.push_str(&piece),
            whole @ (Value::Object(_) | Value::Array(_) | Value::Bool(_) | Value::Number(_)) => {
                call.arguments = whole.to_string();
            }
        }
    }

    /// The endpoint said that nothing more comes.
    pub(crate) fn finished(&self) -> bool {
        self.finish.is_some()
    }

    /// The complete answer to `request`, `None` if it is empty, or what is wrong with it.
    pub(crate) fn finish(self, request: &ModelRequest) -> Result<Option<ModelAnswer>, &'static str> {
        let Self { text, refused, calls, finish, usage } = self;
        let ends = match finish.as_deref() {
            Some("length") => Some(StopReason::MaxTokens),
            Some("content_filter") => Some(StopReason::Refused),
            _ if refused => Some(StopReason::Refused),
            // Some servers say "stop" although there are calls, some the reverse.
            _ => None,
        };
        complete(Vec::new(), text, calls.into_iter().map(|call| call.raw).collect(), ends, usage, request)
    }
}

fn text(content: Value) -> String {
    match content {
        Value::String(text) => text,
        Value::Array(parts) => {
            parts.iter().filter_map(|part| part.get("text").and_then(Value::as_str)).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => String::new(),
    }
}

impl From<Tokens> for Usage {
    fn from(tokens: Tokens) -> Self {
        let prompt = tokens.prompt_tokens.unwrap_or_default();
        let cached =
            tokens.prompt_tokens_details.and_then(|details| details.cached_tokens).unwrap_or_default();
        Self {
            input_tokens: prompt.saturating_sub(cached),
            output_tokens: tokens.completion_tokens.unwrap_or_default(),
            cached_tokens: cached,
            ..Usage::default()
        }
    }
}
