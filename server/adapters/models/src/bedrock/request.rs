use std::borrow::Cow;

use agent::{FinishedCall, ModelRequest, Shown, ToolSpec};
use protocol::{CallId, ImageFormat, Thought};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::Guardrail;
use crate::manner::{Keep, Manner, Think};
use crate::turns::{Turn, turns};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    system: Option<Vec<Block<'a>>>,
    #[serde(serialize_with = "one_by_one")]
    messages: (&'a ModelRequest, Option<Keep>),
    /// An empty list of tools is rejected.
    #[serde(skip_serializing_if = "Option::is_none")]
    tool_config: Option<Tools<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    inference_config: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    guardrail_config: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    additional_model_request_fields: Option<Value>,
}

#[derive(Serialize)]
struct Message<'a> {
    role: &'static str,
    content: Vec<Block<'a>>,
}

#[derive(Serialize)]
struct Tools<'a> {
    tools: Vec<Block<'a>>,
}

/// What stands in the lists of a request: messages, system prompt and tools.
#[derive(Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
enum Block<'a> {
    Text(Cow<'a, str>),
    ReasoningContent(Reasoning<'a>),
    ToolUse {
        tool_use_id: &'a CallId,
        name: &'a str,
        input: &'a Map<String, Value>,
    },
    ToolResult {
        tool_use_id: &'a CallId,
        content: Vec<Block<'a>>,
        status: &'static str,
    },
    Image {
        format: &'static str,
        source: Source<'a>,
    },
    ToolSpec {
        name: &'a str,
        description: &'a str,
        input_schema: Schema<'a>,
    },
    CachePoint {
        #[serde(rename = "type")]
        kind: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        ttl: Option<&'static str>,
    },
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum Reasoning<'a> {
    RedactedContent(&'a str),
    ReasoningText { text: &'a str, signature: Option<&'a str> },
}

#[derive(Serialize)]
struct Source<'a> {
    /// In Base64.
    bytes: &'a str,
}

#[derive(Serialize)]
struct Schema<'a> {
    json: &'a Value,
}

/// The body of a request, as JSON. The SDK could build it as well, but it keeps JSON objects in hash maps: the same
/// history would be other bytes in each request, and no cache of prompts could ever hit.
///
/// Points of the cache stand behind the tools, the system prompt, and the last two messages of the user: what is before
/// the first of these two was sent before, and what is before the second will be again.
/// Format: <https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html>.
pub(crate) fn body(request: &ModelRequest, manner: &Manner, guardrail: Option<&Guardrail>) -> String {
    let body = Body {
        inference_config: manner.output.map(|tokens| json!({ "maxTokens": tokens })),
        guardrail_config: guardrail.map(|guardrail| {
            json!({
                "guardrailIdentifier": guardrail.id, "guardrailVersion": guardrail.version(), "trace": "enabled",
                "streamProcessingMode": "sync",
            })
        }),
        ..Body::of(request, manner)
    };
    // It has nothing that cannot be written.
    serde_json::to_string(&body).unwrap_or_default()
}

/// The body of a request that asks how many tokens another has.
/// Format: <https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_CountTokens.html>.
pub(crate) fn counting(request: &ModelRequest, manner: &Manner) -> String {
    let manner = Manner { cache: None, ..manner.clone() };
    serde_json::to_string(&Counting { input: Counted { converse: Body::of(request, &manner) } })
        .unwrap_or_default()
}

#[derive(Serialize)]
struct Counting<'a> {
    input: Counted<'a>,
}

#[derive(Serialize)]
struct Counted<'a> {
    converse: Body<'a>,
}

impl<'a> Body<'a> {
    /// What a prompt is made of.
    fn of(request: &'a ModelRequest, manner: &Manner) -> Self {
        let (system, tools) = (request.system(), request.tools());
        let point = || manner.cache.map(cache_point);
        Self {
            system: (!system.is_empty())
                .then(|| [Block::Text(system.into())].into_iter().chain(point()).collect()),
            messages: (request, manner.cache),
            tool_config: (!tools.is_empty())
                .then(|| Tools { tools: tools.iter().map(tool).chain(point()).collect() }),
            inference_config: None,
            guardrail_config: None,
            additional_model_request_fields: manner.thinking.as_ref().map(thinking),
        }
    }
}

/// Message after message: a long history as a list of them would lie in memory once more.
fn one_by_one<S: Serializer>(
    (request, keep): &(&ModelRequest, Option<Keep>),
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(messages(request, *keep))
}

fn cache_point<'a>(keep: Keep) -> Block<'a> {
    let ttl = match keep {
        Keep::Minutes => None,
        Keep::Hour => Some("1h"),
    };
    Block::CachePoint { kind: "default", ttl }
}

/// Format: <https://docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-adaptive-thinking.html>, and
/// `claude-messages-extended-thinking.html` beside it.
fn thinking(think: &Think) -> Value {
    match think {
        Think::Adaptive(effort) => {
            json!({ "thinking": { "type": "adaptive" }, "output_config": { "effort": effort } })
        }
        Think::Budget(tokens) => json!({ "thinking": { "type": "enabled", "budget_tokens": tokens } }),
        Think::Effort(effort) => json!({ "reasoning_effort": effort }),
    }
}

fn messages(request: &ModelRequest, keep: Option<Keep>) -> impl Iterator<Item = Message<'_>> {
    turns(request).map(move |turn| match turn {
        Turn::User { results, prompt, keep: here } => {
            let said = prompt.map(|text| Block::Text(text.into()));
            let point = keep.filter(|_| here).map(cache_point);
            let results = results.iter().map(|call| tool_result(call, request.shown(call)));
            Message { role: "user", content: results.chain(said).chain(point).collect() }
        }
        Turn::Model { thoughts, text, calls } => {
            let said = text.map(|text| Block::Text(text.into()));
            let content = thoughts.iter().map(reasoning).chain(said).chain(calls.iter().map(tool_use));
            Message { role: "assistant", content: content.collect() }
        }
    })
}

fn reasoning(thought: &Thought) -> Block<'_> {
    Block::ReasoningContent(match &thought.sealed {
        Some(sealed) => Reasoning::RedactedContent(sealed),
        None => Reasoning::ReasoningText { text: &thought.text, signature: thought.signature.as_deref() },
    })
}

fn tool_use(call: &FinishedCall) -> Block<'_> {
    Block::ToolUse { tool_use_id: &call.id, name: &call.name, input: &call.input }
}

fn tool_result<'a>(call: &'a FinishedCall, shown: Shown<'a>) -> Block<'a> {
    let image = |(format, bytes): (ImageFormat, &'a str)| Block::Image {
        format: format.name(),
        source: Source { bytes },
    };
    let content = [Block::Text(shown.text)].into_iter().chain(shown.image.map(image)).collect();
    let status = if call.error { "error" } else { "success" };
    Block::ToolResult { tool_use_id: &call.id, content, status }
}

fn tool(tool: &ToolSpec) -> Block<'_> {
    let input_schema = Schema { json: &tool.schema };
    Block::ToolSpec { name: tool.name, description: tool.description, input_schema }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::calls::tests::{prompt, request, seen};

    fn parsed(request: &ModelRequest) -> Value {
        serde_json::from_str(&body(request, &Manner::default(), None)).unwrap()
    }

    #[test]
    fn history() {
        let body = parsed(&request());
        let messages = body["messages"].as_array().unwrap();
        let lines: Vec<String> = messages.iter().map(|message| format!("{message}\n")).collect();
        expect![[r#"
            {"role":"user","content":[{"text":"fix it"}]}
            {"role":"assistant","content":[{"text":"I look."},{"toolUse":{"toolUseId":"c1","name":"read","input":{"path":"a.rs"}}},{"toolUse":{"toolUseId":"c2","name":"read","input":{}}}]}
            {"role":"user","content":[{"toolResult":{"toolUseId":"c1","content":[{"text":"fn a() {}"}],"status":"success"}},{"toolResult":{"toolUseId":"c2","content":[{"text":"not there"}],"status":"error"}}]}
            {"role":"assistant","content":[{"toolUse":{"toolUseId":"c3","name":"read","input":{"_invalid":"{\"path\": "}}}]}
            {"role":"user","content":[{"toolResult":{"toolUseId":"c3","content":[{"text":"not JSON"}],"status":"error"}},{"text":"go on"}]}
            {"role":"assistant","content":[{"text":"Done."}]}
            {"role":"user","content":[{"text":"thanks"}]}
        "#]].assert_eq(&lines.concat());
        expect![[r#"[{"text":"Be brief."}]"#]].assert_eq(&body["system"].to_string());
    }

    #[test]
    fn tools_are_left_out_when_there_are_none() {
        let tools = |request: &ModelRequest| parsed(request).get("toolConfig").map(Value::to_string);
        expect![[r#"{"tools":[{"toolSpec":{"name":"read","description":"Reads a file.","inputSchema":{"json":{"type":"object"}}}}]}"#]].assert_eq(&tools(&request()).unwrap());
        assert_eq!(tools(&prompt("hello")), None);
    }

    #[test]
    fn images() {
        let told = |request: &ModelRequest| -> String {
            let body: Value = serde_json::from_str(&body(request, &Manner::default(), None)).unwrap();
            body["messages"].as_array().unwrap().iter().skip(1).map(|one| format!("{one}\n")).collect()
        };
        expect![[r#"
            {"role":"assistant","content":[{"toolUse":{"toolUseId":"c1","name":"read","input":{}}}]}
            {"role":"user","content":[{"toolResult":{"toolUseId":"c1","content":[{"text":"`a.png` is a PNG image.\n(It is not shown: this model is not known to see images.)"}],"status":"success"}},{"text":"and?"}]}
        "#]].assert_eq(&told(&seen()));
        expect![[r#"
            {"role":"assistant","content":[{"toolUse":{"toolUseId":"c1","name":"read","input":{}}}]}
            {"role":"user","content":[{"toolResult":{"toolUseId":"c1","content":[{"text":"`a.png` is a PNG image."},{"image":{"format":"png","source":{"bytes":"AAAA"}}}],"status":"success"}},{"text":"and?"}]}
        "#]].assert_eq(&told(&seen().showing(|_| Some("AAAA".to_owned()))));
        expect![[r#"
            {"role":"assistant","content":[{"toolUse":{"toolUseId":"c1","name":"read","input":{}}}]}
            {"role":"user","content":[{"toolResult":{"toolUseId":"c1","content":[{"text":"`a.png` is a PNG image.\n(It is not shown: it was left out; `read` shows it again.)"}],"status":"success"}},{"text":"and?"}]}
        "#]].assert_eq(&told(&seen().showing(|_| None)));
    }
}
