use std::borrow::Cow;

use agent::{FinishedCall, ModelRequest, Shown, ToolSpec};
use protocol::{CallId, Thought};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::OUTPUT;
use crate::manner::{Keep, Manner, Think};
use crate::turns::{Turn, turns};

#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    max_tokens: u64,
    stream: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    thinking: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    output_config: Option<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tools: Vec<Tool<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    system: Option<[Block<'a>; 1]>,
    #[serde(serialize_with = "one_by_one")]
    messages: (&'a ModelRequest, Option<Keep>),
}

#[derive(Serialize)]
struct Message<'a> {
    role: &'static str,
    content: Vec<Block<'a>>,
}

#[derive(Serialize)]
struct Block<'a> {
    #[serde(flatten)]
    content: Content<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cache_control: Option<Control>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Content<'a> {
    Text { text: Cow<'a, str> },
    Thinking { thinking: &'a str, signature: Option<&'a str> },
    RedactedThinking { data: &'a str },
    ToolUse { id: &'a CallId, name: &'a str, input: &'a Map<String, Value> },
    ToolResult { tool_use_id: &'a CallId, content: Output<'a>, is_error: bool },
    Image { source: Source<'a> },
}

impl<'a> From<Content<'a>> for Block<'a> {
    fn from(content: Content<'a>) -> Self {
        Self { content, cache_control: None }
    }
}

#[derive(Serialize)]
#[serde(untagged)]
enum Output<'a> {
    Text(Cow<'a, str>),
    Blocks(Vec<Content<'a>>),
}

#[derive(Serialize)]
struct Source<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    media_type: String,
    data: &'a str,
}

#[derive(Serialize)]
struct Tool<'a> {
    name: &'a str,
    description: &'a str,
    input_schema: &'a Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    cache_control: Option<Control>,
}

/// Everything up to what has it is to be kept.
#[derive(Serialize)]
struct Control {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    ttl: Option<&'static str>,
}

/// The body of a request, as JSON. What is to be kept ends where it does for Bedrock.
pub(crate) fn body(model: &str, request: &ModelRequest, manner: &Manner) -> String {
    let (thinking, output_config) = match &manner.thinking {
        Some(Think::Adaptive(effort)) => {
            (Some(json!({ "type": "adaptive" })), Some(json!({ "effort": effort })))
        }
        Some(Think::Budget(tokens)) => (Some(json!({ "type": "enabled", "budget_tokens": tokens })), None),
        Some(Think::Effort(_)) | None => (None, None),
    };
    let mut tools: Vec<Tool<'_>> = request.tools().iter().map(tool).collect();
    if let Some(last) = tools.last_mut() {
        last.cache_control = manner.cache.map(control);
    }
    let system = request.system();
    let body = Body {
        model,
        max_tokens: manner.output.unwrap_or(OUTPUT),
        stream: true,
        thinking,
        output_config,
        tools,
        system: (!system.is_empty()).then(|| {
            let content = Content::Text { text: system.into() };
            [Block { content, cache_control: manner.cache.map(control) }]
        }),
        messages: (request, manner.cache),
    };
    // It has nothing that cannot be written.
    serde_json::to_string(&body).unwrap_or_default()
}

/// Message after message: a long history as a list of them would lie in memory once more.
fn one_by_one<S: Serializer>(
    (request, keep): &(&ModelRequest, Option<Keep>),
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(messages(request, *keep))
}

fn messages(request: &ModelRequest, keep: Option<Keep>) -> impl Iterator<Item = Message<'_>> {
    turns(request).map(move |turn| match turn {
        Turn::User { results, prompt, keep: here } => {
            let said = prompt.map(|text| Content::Text { text: text.into() });
            let results = results.iter().map(|call| result(call, request.shown(call)));
            let mut content: Vec<Block<'_>> = results.chain(said).map(Block::from).collect();
            if let Some(last) = content.last_mut().filter(|_| here) {
                last.cache_control = keep.map(control);
            }
            Message { role: "user", content }
        }
        Turn::Model { thoughts, text, calls } => {
            let said = text.map(|text| Content::Text { text: text.into() });
            let content = thoughts.iter().map(thought).chain(said).chain(calls.iter().map(call));
            Message { role: "assistant", content: content.map(Block::from).collect() }
        }
    })
}

fn control(keep: Keep) -> Control {
    let ttl = match keep {
        Keep::Minutes => None,
        Keep::Hour => Some("1h"),
    };
    Control { kind: "ephemeral", ttl }
}

fn thought(thought: &Thought) -> Content<'_> {
    match &thought.sealed {
        Some(data) => Content::RedactedThinking { data },
        None => Content::Thinking { thinking: &thought.text, signature: thought.signature.as_deref() },
    }
}

fn call(call: &FinishedCall) -> Content<'_> {
    Content::ToolUse { id: &call.id, name: &call.name, input: &call.input }
}

fn result<'a>(call: &'a FinishedCall, shown: Shown<'a>) -> Content<'a> {
    let content = match shown.image {
        None => Output::Text(shown.text),
        Some((format, data)) => {
            let media_type = format!("image/{}", format.name());
            let source = Source { kind: "base64", media_type, data };
            Output::Blocks(vec![Content::Text { text: shown.text }, Content::Image { source }])
        }
    };
    Content::ToolResult { tool_use_id: &call.id, content, is_error: call.error }
}

fn tool(tool: &ToolSpec) -> Tool<'_> {
    Tool { name: tool.name, description: tool.description, input_schema: &tool.schema, cache_control: None }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::calls::tests::{request, seen};

    #[test]
    fn history() {
        let manner = Manner { cache: Some(Keep::Minutes), output: Some(64_000), ..Manner::default() };
        let body: Value = serde_json::from_str(&body("m", &request(), &manner)).unwrap();
        let lines = body.as_object().unwrap().iter().flat_map(|(name, value)| match value.as_array() {
            Some(all) => all.iter().map(|one| format!("{name}: {one}\n")).collect(),
            None => vec![format!("{name}: {value}\n")],
        });
        expect![[r#"
            model: "m"
            max_tokens: 64000
            stream: true
            tools: {"name":"read","description":"Reads a file.","input_schema":{"type":"object"},"cache_control":{"type":"ephemeral"}}
            system: {"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}}
            messages: {"role":"user","content":[{"type":"text","text":"fix it"}]}
            messages: {"role":"assistant","content":[{"type":"text","text":"I look."},{"type":"tool_use","id":"c1","name":"read","input":{"path":"a.rs"}},{"type":"tool_use","id":"c2","name":"read","input":{}}]}
            messages: {"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":"fn a() {}","is_error":false},{"type":"tool_result","tool_use_id":"c2","content":"not there","is_error":true}]}
            messages: {"role":"assistant","content":[{"type":"tool_use","id":"c3","name":"read","input":{"_invalid":"{\"path\": "}}]}
            messages: {"role":"user","content":[{"type":"tool_result","tool_use_id":"c3","content":"not JSON","is_error":true},{"type":"text","text":"go on","cache_control":{"type":"ephemeral"}}]}
            messages: {"role":"assistant","content":[{"type":"text","text":"Done."}]}
            messages: {"role":"user","content":[{"type":"text","text":"thanks","cache_control":{"type":"ephemeral"}}]}
        "#]].assert_eq(&lines.collect::<String>());
    }

    #[test]
    fn thinking() {
        let thinking = |thinking| {
            let manner = Manner { thinking: Some(thinking), ..Manner::default() };
            let body: Value = serde_json::from_str(&body("m", &request(), &manner)).unwrap();
            format!("{} {}", body["thinking"], body["output_config"])
        };
        expect![[r#"{"type":"adaptive"} {"effort":"max"}"#]]
            .assert_eq(&thinking(Think::Adaptive("max".to_owned())));
        expect![[r#"{"type":"enabled","budget_tokens":2048} null"#]]
            .assert_eq(&thinking(Think::Budget(2_048)));
        expect!["null null"].assert_eq(&thinking(Think::Effort("low".to_owned())));
    }

    #[test]
    fn images() {
        let told = |request: &ModelRequest| -> String {
            let body: Value = serde_json::from_str(&body("m", request, &Manner::default())).unwrap();
            body["messages"].as_array().unwrap().iter().skip(1).map(|one| format!("{one}\n")).collect()
        };
        expect![[r#"
            {"role":"assistant","content":[{"type":"tool_use","id":"c1","name":"read","input":{}}]}
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":"`a.png` is a PNG image.\n(It is not shown: this model is not known to see images.)","is_error":false},{"type":"text","text":"and?"}]}
        "#]].assert_eq(&told(&seen()));
        expect![[r#"
            {"role":"assistant","content":[{"type":"tool_use","id":"c1","name":"read","input":{}}]}
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":[{"type":"text","text":"`a.png` is a PNG image."},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}],"is_error":false},{"type":"text","text":"and?"}]}
        "#]].assert_eq(&told(&seen().showing(|_| Some("AAAA".to_owned()))));
        expect![[r#"
            {"role":"assistant","content":[{"type":"tool_use","id":"c1","name":"read","input":{}}]}
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":"`a.png` is a PNG image.\n(It is not shown: it was left out; `read` shows it again.)","is_error":false},{"type":"text","text":"and?"}]}
        "#]].assert_eq(&told(&seen().showing(|_| None)));
    }
}
