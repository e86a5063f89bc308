use agent::{Message, ModelRequest, ToolSpec};
use protocol::ToolCall;
use serde_json::{Value, json};

/// The longest name of a tool that endpoints take.
const MAX_NAME: usize = 64;

/// The body of a request.
pub(super) fn body(model: &str, request: &ModelRequest) -> Value {
    let mut body = json!({
        "model": model,
        "stream": true,
        "stream_options": { "include_usage": true },
        "messages": messages(request),
    });
    // An empty list is rejected.
    if let (Value::Object(fields), false) = (&mut body, request.tools.is_empty()) {
        fields.insert("tools".to_owned(), request.tools.iter().map(tool).collect());
    }
    body
}

fn messages(request: &ModelRequest) -> Vec<Value> {
    let mut messages = Vec::new();
    if !request.system.is_empty() {
        messages.push(json!({ "role": "system", "content": &*request.system }));
    }
    for message in request.messages.iter() {
        match message {
            Message::User(text) => messages.push(json!({ "role": "user", "content": text })),
            Message::Assistant { text, calls } if calls.is_empty() => {
                messages.push(json!({ "role": "assistant", "content": text }));
            }
            Message::Assistant { text, calls } => messages.push(json!({
                "role": "assistant",
                // Some endpoints reject blank text.
                "content": (!text.trim().is_empty()).then_some(text),
                "tool_calls": calls.iter().map(call).collect::<Value>(),
            })),
            Message::ToolResults(results) => messages.extend(results.iter().map(
                |result| json!({ "role": "tool", "tool_call_id": result.call, "content": result.output }),
            )),
        }
    }
    messages
}

/// Endpoints check the history too: arguments that were not valid JSON must be, and a name that a model made up
/// must fit the pattern of names, or every further request of the conversation would be rejected.
fn call(call: &ToolCall) -> Value {
    let arguments = match call.input.as_str() {
        Some(raw) => json!({ "_invalid": raw }).to_string(),
        None => call.input.to_string(),
    };
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let name: String = call.name.chars().map(|c| if fits(c) { c } else { '_' }).take(MAX_NAME).collect();
    json!({ "id": call.id, "type": "function", "function": { "name": name, "arguments": arguments } })
}

fn tool(tool: &ToolSpec) -> Value {
    json!({
        "type": "function",
        "function": { "name": tool.name, "description": tool.description, "parameters": tool.schema },
    })
}

#[cfg(test)]
mod tests {
    use agent::ToolResult;
    use expect_test::{Expect, expect};

    use super::*;

    fn check(messages: Vec<Message>, expected: Expect) {
        let request = ModelRequest { system: "Be brief.".into(), messages: messages.into(), tools: &[] };
        let lines: Vec<String> =
            super::messages(&request).iter().map(|message| format!("{message}\n")).collect();
        expected.assert_eq(&lines.concat());
    }

    #[test]
    fn history() {
        let calls =
            vec![ToolCall { id: "c1".into(), name: "read".to_owned(), input: json!({ "path": "a.rs" }) }];
        check(
            vec![
                Message::User("fix it".to_owned()),
                Message::Assistant { text: "I look.".to_owned(), calls },
                Message::ToolResults(vec![
                    ToolResult { call: "c1".into(), output: "fn a() {}".to_owned(), error: false },
                    ToolResult { call: "c2".into(), output: "no such file".to_owned(), error: true },
                ]),
                Message::Assistant { text: "Done.".to_owned(), calls: Vec::new() },
            ],
            expect![[r#"
                {"role":"system","content":"Be brief."}
                {"role":"user","content":"fix it"}
                {"role":"assistant","content":"I look.","tool_calls":[{"id":"c1","type":"function","function":{"name":"read","arguments":"{\"path\":\"a.rs\"}"}}]}
                {"role":"tool","tool_call_id":"c1","content":"fn a() {}"}
                {"role":"tool","tool_call_id":"c2","content":"no such file"}
                {"role":"assistant","content":"Done."}
            "#]],
        );
    }

    #[test]
    fn what_an_endpoint_would_reject_is_mended() {
        let calls = vec![
            ToolCall { id: "c1".into(), name: "edit file!".to_owned(), input: json!("{\"path\": ") },
            ToolCall { id: "c2".into(), name: "x".repeat(70), input: json!({}) },
        ];
        check(
            vec![Message::Assistant { text: "\n".to_owned(), calls }],
            expect![[r#"
            {"role":"system","content":"Be brief."}
            {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"edit_file_","arguments":"{\"_invalid\":\"{\\\"path\\\": \"}"}},{"id":"c2","type":"function","function":{"name":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx","arguments":"{}"}}]}
        "#]],
        );
    }

    #[test]
    fn tools_are_left_out_when_there_are_none() {
        let mut request = ModelRequest { system: "".into(), messages: Default::default(), tools: &[] };
        expect![[r#"{"model":"m","stream":true,"stream_options":{"include_usage":true},"messages":[]}"#]]
            .assert_eq(&body("m", &request).to_string());
        request.tools = Box::leak(Box::new([ToolSpec {
            name: "read",
            description: "Reads a file.",
            schema: json!({ "type": "object" }),
        }]));
        expect![[r#"[{"type":"function","function":{"name":"read","description":"Reads a file.","parameters":{"type":"object"}}}]"#]].assert_eq(&body("m", &request)["tools"].to_string());
    }
}
