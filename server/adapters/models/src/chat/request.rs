use agent::{Entry, FinishedCall, ModelRequest, ToolSpec};
use serde_json::{Value, json};

/// The body of a request.
pub(super) fn body(model: &str, request: &ModelRequest) -> Value {
    let mut body = json!({
        "model": model,
        "stream": true,
        "stream_options": { "include_usage": true },
        "messages": messages(request),
    });
    // An empty list is rejected.
    if let (Value::Object(fields), false) = (&mut body, request.tools().is_empty()) {
        fields.insert("tools".to_owned(), request.tools().iter().map(tool).collect());
    }
    body
}

fn messages(request: &ModelRequest) -> Vec<Value> {
    let mut messages = Vec::new();
    if !request.system().is_empty() {
        messages.push(json!({ "role": "system", "content": request.system() }));
    }
    for entry in request.history().entries() {
        match entry {
            Entry::Prompt(text) => messages.push(json!({ "role": "user", "content": text })),
            Entry::Answer { text, calls } if calls.is_empty() => {
                messages.push(json!({ "role": "assistant", "content": text }));
            }
            Entry::Answer { text, calls } => {
                let tool_calls: Value = calls.iter().map(call).collect();
                messages.push(json!({ "role": "assistant", "content": text, "tool_calls": tool_calls }));
                messages.extend(
                    calls.iter().map(
                        |call| json!({ "role": "tool", "tool_call_id": call.id, "content": call.output }),
                    ),
                );
            }
        }
    }
    messages
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
        let lines: Vec<String> = messages(&request()).iter().map(|message| format!("{message}\n")).collect();
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
        let tools = |request: &ModelRequest| body("m", request).get("tools").map(Value::to_string);
        expect![[r#"[{"type":"function","function":{"name":"read","description":"Reads a file.","parameters":{"type":"object"}}}]"#]].assert_eq(&tools(&request()).unwrap());
        assert_eq!(tools(&crate::calls::tests::prompt("hello")), None);
    }
}
