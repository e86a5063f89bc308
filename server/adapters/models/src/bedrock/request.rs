use agent::{Entry, FinishedCall, ModelRequest, ToolSpec};
use serde_json::{Map, Value, json};

/// The body of a request. The SDK could build it as well, but it keeps JSON objects in hash maps: the same history
/// would be other bytes in each request, and a cache of prompts would never hit.
pub(super) fn body(request: &ModelRequest) -> Value {
    let mut body = Map::new();
    if !request.system().trim().is_empty() {
        body.insert("system".to_owned(), json!([{ "text": request.system() }]));
    }
    body.insert("messages".to_owned(), messages(request));
    // An empty list is rejected.
    if !request.tools().is_empty() {
        let tools: Value = request.tools().iter().map(tool).collect();
        body.insert("toolConfig".to_owned(), json!({ "tools": tools }));
    }
    Value::Object(body)
}

/// Results stand at the beginning of the user's next message, which a prompt may go on with.
fn messages(request: &ModelRequest) -> Value {
    let mut messages = Vec::new();
    let mut user = Vec::new();
    for entry in request.history().entries() {
        match entry {
            Entry::Prompt(text) => user.push(json!({ "text": text })),
            Entry::Answer { text, calls } => {
                messages.push(json!({ "role": "user", "content": user }));
                let said = text.iter().map(|text| json!({ "text": text }));
                let content: Value = said.chain(calls.iter().map(tool_use)).collect();
                messages.push(json!({ "role": "assistant", "content": content }));
                user = calls.iter().map(tool_result).collect();
            }
        }
    }
    messages.push(json!({ "role": "user", "content": user }));
    Value::Array(messages)
}

fn tool_use(call: &FinishedCall) -> Value {
    json!({ "toolUse": { "toolUseId": call.id, "name": call.name, "input": call.input } })
}

fn tool_result(call: &FinishedCall) -> Value {
    let status = if call.error { "error" } else { "success" };
    json!({ "toolResult": { "toolUseId": call.id, "content": [{ "text": call.output }], "status": status } })
}

fn tool(tool: &ToolSpec) -> Value {
    let schema = json!({ "json": tool.schema });
    json!({ "toolSpec": { "name": tool.name, "description": tool.description, "inputSchema": schema } })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::calls::tests::{prompt, request};

    #[test]
    fn history() {
        let body = body(&request());
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
        let tools = |request: &ModelRequest| body(request).get("toolConfig").map(Value::to_string);
        expect![[r#"{"tools":[{"toolSpec":{"name":"read","description":"Reads a file.","inputSchema":{"json":{"type":"object"}}}}]}"#]].assert_eq(&tools(&request()).unwrap());
        assert_eq!(tools(&prompt("hello")), None);
    }
}
