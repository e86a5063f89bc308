use agent::{Entry, FinishedCall, ModelRequest, ToolSpec};
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use crate::manner::{Manner, Think};

#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    stream: bool,
    stream_options: Value,
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
    tools: Vec<Value>,
}

/// How the names of models of OpenAI begin that reason.
const OPENAI: [&str; 4] = ["gpt-5", "o1", "o3", "o4"];

/// The body of a request, as JSON.
pub(crate) fn body(model: &str, request: &ModelRequest, manner: &Manner) -> String {
    let tools = request.tools().iter().map(tool).collect();
    let stream_options = json!({ "include_usage": true });
    let reasoning_effort = match &manner.thinking {
        Some(Think::Effort(effort)) => Some(effort.as_str()),
        Some(Think::Adaptive(_) | Think::Budget(_)) | None => None,
    };
    // Models of OpenAI that reason refuse the older name, and servers that imitate it know no other.
    let newer = reasoning_effort.is_some() || OPENAI.iter().any(|start| model.starts_with(start));
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

/// A long history as values would weigh ten times what it does as text.
fn one_by_one<S: Serializer>(request: &ModelRequest, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(messages(request))
}

fn messages(request: &ModelRequest) -> impl Iterator<Item = Value> {
    let system = Some(request.system()).filter(|system| !system.is_empty());
    let system = system.map(|system| json!({ "role": "system", "content": system }));
    system.into_iter().chain(request.history().entries().iter().flat_map(entry))
}

fn entry(entry: &Entry) -> Vec<Value> {
    match entry {
        Entry::Prompt(text) => vec![json!({ "role": "user", "content": text })],
        Entry::Answer { text, calls, .. } if calls.is_empty() => {
            vec![json!({ "role": "assistant", "content": text })]
        }
        Entry::Answer { text, calls, .. } => {
            let tool_calls: Value = calls.iter().map(call).collect();
            let answer = json!({ "role": "assistant", "content": text, "tool_calls": tool_calls });
            let results = calls
                .iter()
                .map(|call| json!({ "role": "tool", "tool_call_id": call.id, "content": call.output }));
            [answer].into_iter().chain(results).collect()
        }
    }
}

fn call(call: &FinishedCall) -> Value {
    let arguments = Value::Object(call.input.clone()).to_string();
    json!({ "id": call.id, "type": "function", "function": { "name": call.name, "arguments": arguments } })
}

fn tool(tool: &ToolSpec) -> Value {
    json!({
        "type": "function",
        "function": { "name": tool.name, "description": tool.description, "parameters": tool.schema },
    })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::calls::tests::request;

    #[test]
    fn history() {
        let lines: Vec<String> = messages(&request()).map(|message| format!("{message}\n")).collect();
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
}
