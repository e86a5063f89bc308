use std::borrow::Cow;

use agent::{FinishedCall, ModelRequest, Shown, ToolSpec};
use catalog::Limit;
use protocol::CallId;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use crate::manner::{Manner, Think};
use crate::turns::{Turn, arguments, data_url, turns};

#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    stream: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    stream_options: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_completion_tokens: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning_effort: Option<&'a str>,
    #[serde(serialize_with = "one_by_one")]
    messages: &'a ModelRequest,
    /// An empty list is rejected.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tools: Vec<Function<'a, Described<'a>>>,
}

#[derive(Serialize)]
#[serde(tag = "role", rename_all = "lowercase")]
enum Message<'a> {
    System {
        content: &'a str,
    },
    User {
        content: Said<'a>,
    },
    Tool {
        tool_call_id: &'a CallId,
        content: Cow<'a, str>,
    },
    Assistant {
        content: Option<&'a str>,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        tool_calls: Vec<Function<'a>>,
    },
}

#[derive(Serialize)]
#[serde(untagged)]
enum Said<'a> {
    Text(&'a str),
    Parts(Vec<Part<'a>>),
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Part<'a> {
    Text { text: Cow<'a, str> },
    ImageUrl { image_url: Url },
}

#[derive(Serialize)]
struct Url {
    url: String,
}

/// A call of a tool, or a tool.
#[derive(Serialize)]
struct Function<'a, F = Called<'a>> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a CallId>,
    #[serde(rename = "type")]
    kind: &'static str,
    function: F,
}

#[derive(Serialize)]
struct Called<'a> {
    name: &'a str,
    arguments: String,
}

#[derive(Serialize)]
struct Described<'a> {
    name: &'a str,
    description: &'a str,
    parameters: &'a Value,
}

/// How the names of models of OpenAI begin that reason.
const OPENAI: [&str; 4] = ["gpt-5", "o1", "o3", "o4"];

/// The body of a request, as JSON.
pub(crate) fn body(model: &str, request: &ModelRequest, manner: &Manner) -> String {
    let tools = request.tools().iter().map(tool).collect();
    let stream_options = (!manner.no_usage).then(|| json!({ "include_usage": true }));
    let reasoning_effort = match &manner.thinking {
        Some(Think::Effort(effort)) => Some(effort.as_str()),
        Some(Think::Adaptive(_) | Think::Budget(_)) | None => None,
    };
    // Models of OpenAI that reason refuse the older name, and servers that imitate it know no other.
    let newer = match manner.limit {
        Some(limit) => limit == Limit::MaxCompletionTokens,
        None => reasoning_effort.is_some() || OPENAI.iter().any(|start| model.starts_with(start)),
    };
    let (max_completion_tokens, max_tokens) =
        if newer { (manner.output, None) } else { (None, manner.output) };
    let body = Body {
        model,
        stream: true,
        stream_options,
        max_tokens,
        max_completion_tokens,
        reasoning_effort,
        messages: request,
        tools,
    };
    // It has nothing that cannot be written.
    serde_json::to_string(&body).unwrap_or_default()
}

/// Message after message: a long history as a list of them would lie in memory once more.
fn one_by_one<S: Serializer>(request: &ModelRequest, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(messages(request))
}

fn messages(request: &ModelRequest) -> impl Iterator<Item = Message<'_>> {
    let system = Some(request.system()).filter(|system| !system.is_empty());
    let system = system.map(|content| Message::System { content });
    system.into_iter().chain(turns(request).flat_map(|turn| turn_messages(request, turn)))
}

fn turn_messages<'a>(request: &'a ModelRequest, turn: Turn<'a>) -> Vec<Message<'a>> {
    match turn {
        Turn::User { results, prompt, keep: _ } => {
            let shown: Vec<_> = results.iter().map(|call| (call, request.shown(call))).collect();
            // Only the user can show one.
            let mut parts: Vec<Part<'_>> =
                shown.iter().filter_map(|(call, shown)| image(call, shown)).flatten().collect();
            let said = if parts.is_empty() {
                prompt.map(Said::Text)
            } else {
                parts.extend(prompt.map(|text| Part::Text { text: text.into() }));
                Some(Said::Parts(parts))
            };
            let result = |(call, shown): (&'a FinishedCall, Shown<'a>)| Message::Tool {
                tool_call_id: &call.id,
                content: shown.text,
            };
            let said = said.map(|content| Message::User { content });
            shown.into_iter().map(result).chain(said).collect()
        }
        Turn::Model { thoughts: _, text, calls } => {
            vec![Message::Assistant { content: text, tool_calls: calls.iter().map(call).collect() }]
        }
    }
}

fn image<'a>(call: &FinishedCall, shown: &Shown<'_>) -> Option<[Part<'a>; 2]> {
    let (format, bytes) = shown.image?;
    let text = format!("What the call {} saw:", call.id).into();
    Some([Part::Text { text }, Part::ImageUrl { image_url: Url { url: data_url(format, bytes) } }])
}

fn call(call: &FinishedCall) -> Function<'_> {
    let function = Called { name: &call.name, arguments: arguments(call) };
    Function { id: Some(&call.id), kind: "function", function }
}

fn tool(tool: &ToolSpec) -> Function<'_, Described<'_>> {
    let function = Described { name: tool.name, description: tool.description, parameters: &tool.schema };
    Function { id: None, kind: "function", function }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::calls::tests::{request, seen};

    #[test]
    fn history() {
        let lines: Vec<String> =
            messages(&request()).map(|message| serde_json::to_string(&message).unwrap() + "\n").collect();
        expect![[r#"
            {"role":"system","content":"Be brief."}
            {"role":"user","content":"fix it"}
            {"role":"assistant","content":"I look.","tool_calls":[{"id":"c1","type":"function","function":{"name":"read","arguments":"{\"path\":\"a.rs\"}"}},{"id":"c2","type":"function","function":{"name":"read","arguments":"{}"}}]}
            {"role":"tool","tool_call_id":"c1","content":"fn a() {}"}
            {"role":"tool","tool_call_id":"c2","content":"not there"}
            {"role":"assistant","content":null,"tool_calls":[{"id":"c3","type":"function","function":{"name":"read","arguments":"{\"_invalid\":\"{\\\"path\\\": \"}"}}]}
            {"role":"tool","tool_call_id":"c3","content":"not JSON"}
            {"role":"user","content":"go on"}
            {"role":"assistant","content":"Done."}
            {"role":"user","content":"thanks"}
        "#]].assert_eq(&lines.concat());
    }

    #[test]
    fn tools_are_left_out_when_there_are_none() {
        let tools = |request: &ModelRequest| {
            let body: Value = serde_json::from_str(&body("m", request, &Manner::default())).unwrap();
            body.get("tools").map(Value::to_string)
        };
        expect![[r#"[{"type":"function","function":{"name":"read","description":"Reads a file.","parameters":{"type":"object"}}}]"#]].assert_eq(&tools(&request()).unwrap());
        assert_eq!(tools(&crate::calls::tests::prompt("hello")), None);
    }

    #[test]
    fn images() {
        let told = |request: &ModelRequest| -> String {
            let body: Value = serde_json::from_str(&body("m", request, &Manner::default())).unwrap();
            body["messages"].as_array().unwrap().iter().skip(1).map(|one| format!("{one}\n")).collect()
        };
        expect![[r#"
            {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"read","arguments":"{}"}}]}
            {"role":"tool","tool_call_id":"c1","content":"`a.png` is a PNG image.\n(It is not shown: this model is not known to see images.)"}
            {"role":"user","content":"and?"}
        "#]].assert_eq(&told(&seen()));
        expect![[r#"
            {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"read","arguments":"{}"}}]}
            {"role":"tool","tool_call_id":"c1","content":"`a.png` is a PNG image."}
            {"role":"user","content":[{"type":"text","text":"What the call c1 saw:"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}},{"type":"text","text":"and?"}]}
        "#]].assert_eq(&told(&seen().showing(|_| Some("AAAA".to_owned()))));
        expect![[r#"
            {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"read","arguments":"{}"}}]}
            {"role":"tool","tool_call_id":"c1","content":"`a.png` is a PNG image.\n(It is not shown: it was left out; `read` shows it again.)"}
            {"role":"user","content":"and?"}
        "#]].assert_eq(&told(&seen().showing(|_| None)));
    }
}
