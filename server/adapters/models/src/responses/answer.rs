use agent::{ModelAnswer, ModelRequest};
use protocol::{StopReason, Thought, Usage};
use serde::Deserialize;
use serde_json::Value;

use crate::calls::{RawCall, complete};
use crate::http::Absorbed;

/// An event of a stream, or a whole response. Kinds that are unknown bring nothing.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Event {
    #[serde(rename = "type")]
    kind: String,
    delta: Value,
    item: Option<Item>,
    response: Option<Response>,
    /// Of an `error` event, which is one itself in the documentation and holds one in what is sent.
    error: Option<Value>,
    message: Option<String>,
    code: Option<String>,
    /// Of a whole response.
    #[serde(flatten)]
    whole: Response,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Response {
    status: Option<String>,
    output: Vec<Item>,
    usage: Option<Tokens>,
    incomplete_details: Option<Incomplete>,
    #[serde(rename = "error")]
    failure: Option<Value>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Incomplete {
    reason: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Item {
    #[serde(rename = "type")]
    kind: String,
    id: Option<String>,
    content: Option<Vec<Content>>,
    call_id: String,
    name: String,
    arguments: String,
    summary: Vec<Content>,
    encrypted_content: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Content {
    #[serde(rename = "type")]
    kind: String,
    text: String,
    refusal: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Tokens {
    input_tokens: u64,
    output_tokens: u64,
    input_tokens_details: Option<Details>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Details {
    cached_tokens: u64,
}

/// An answer as far as it has arrived: items that are complete.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    items: Vec<Item>,
    /// How the response ended, and why so.
    end: Option<(String, String)>,
    usage: Usage,
}

impl Answer {
    /// Adds an event.
    pub(crate) fn absorb(&mut self, event: Event) -> Absorbed {
        match event.kind.as_str() {
            "response.output_text.delta" | "response.refusal.delta" => {
                return Absorbed::Text(event.delta.as_str().unwrap_or_default().to_owned());
            }
            "response.output_item.done" => self.items.extend(event.item),
            "response.completed" | "response.incomplete" | "response.failed" => {
                return self.end(event.response.unwrap_or_default());
            }
            "error" => {
                let said = serde_json::json!({ "message": event.message, "code": event.code });
                return Absorbed::Error(event.error.unwrap_or(said));
            }
            // A whole response has no type.
            "" => {
                let ended = self.end(event.whole);
                let text = self.items.iter().map(Item::text).collect();
                return if matches!(ended, Absorbed::Error(_)) { ended } else { Absorbed::Text(text) };
            }
            _ => {}
        }
        Absorbed::Text(String::new())
    }

    fn end(&mut self, response: Response) -> Absorbed {
        let Response { status, output, usage, incomplete_details, failure } = response;
        if let Some(failure) = failure {
            return Absorbed::Error(failure);
        }
        // It repeats what came before it.
        if self.items.is_empty() {
            self.items = output;
        }
        if let Some(tokens) = usage {
            let cached_tokens = tokens.input_tokens_details.map_or(0, |details| details.cached_tokens);
            self.usage = Usage {
                input_tokens: tokens.input_tokens.saturating_sub(cached_tokens),
                output_tokens: tokens.output_tokens,
                cached_tokens,
                ..Usage::default()
            };
        }
        let reason = incomplete_details.map(|details| details.reason).unwrap_or_default();
        self.end = status.map(|status| (status, reason));
        Absorbed::Text(String::new())
    }

    /// The endpoint said how it ends.
    pub(crate) fn finished(&self) -> bool {
        self.end.is_some()
    }

    /// The complete answer to `request`, `None` if it is empty, or what is wrong with it.
    pub(crate) fn finish(self, request: &ModelRequest) -> Result<Option<ModelAnswer>, &'static str> {
        let Self { items, end, usage } = self;
        let (status, reason) = end.unwrap_or_default();
        let ends = match (status.as_str(), reason.as_str()) {
            ("incomplete", "content_filter") => Some(StopReason::Refused),
            ("incomplete", _) => Some(StopReason::MaxTokens),
            _ if items.iter().any(Item::refuses) => Some(StopReason::Refused),
            ("completed", _) => None,
            _ => return Err("the response was not completed"),
        };
        let (mut thoughts, mut text, mut calls) = (Vec::new(), String::new(), Vec::new());
        for item in items {
            match item.kind.as_str() {
                "message" => text += &item.text(),
                "function_call" => {
                    calls.push(RawCall { id: item.call_id, name: item.name, arguments: item.arguments });
                }
                "reasoning" => {
                    let shown =
                        item.summary.into_iter().map(|part| part.text).collect::<Vec<_>>().join("\n\n");
                    thoughts.push(Thought {
                        text: shown,
                        signature: item.id,
                        sealed: item.encrypted_content,
                    });
                }
                _ => {}
            }
        }
        complete(thoughts, text, calls, ends, usage, request)
    }
}

impl Item {
    fn text(&self) -> String {
        let said =
            |part: &Content| if part.kind == "refusal" { part.refusal.clone() } else { part.text.clone() };
        match self.kind.as_str() {
            "message" => self.content.iter().flatten().map(said).collect(),
            _ => String::new(),
        }
    }

    fn refuses(&self) -> bool {
        self.content.iter().flatten().any(|part| part.kind == "refusal")
    }
}
