use bedrock_wire::Api;
use expect_test::{Expect, expect};
use serde_json::{Value, json};

fn user(blocks: Value) -> Value {
    json!({ "role": "user", "content": blocks })
}

fn assistant(blocks: Value) -> Value {
    json!({ "role": "assistant", "content": blocks })
}

fn text(text: &str) -> Value {
    json!({ "text": text })
}

fn call(id: &str) -> Value {
    json!({ "toolUse": { "toolUseId": id, "name": "read", "input": {} } })
}

fn result(id: &str) -> Value {
    json!({ "toolResult": { "toolUseId": id, "content": [{ "text": "fn" }], "status": "success" } })
}

/// A request with one tool and these messages.
fn request(messages: &[Value]) -> Value {
    let tool = json!({ "toolSpec": { "name": "read", "inputSchema": { "json": { "type": "object" } } } });
    json!({ "system": [{ "text": "Be brief." }], "toolConfig": { "tools": [tool] }, "messages": messages })
}

/// What is said of each request, a line for each.
fn check(requests: &[(&str, Value)], expected: Expect) {
    let lines = requests.iter().map(|(name, body)| match Api::Converse.validate(body) {
        Ok(()) => format!("{name}: accepted\n"),
        Err(why) => format!("{name}: {why}\n"),
    });
    expected.assert_eq(&lines.collect::<String>());
}

#[test]
fn turns() {
    let (hello, hi) = (user(json!([text("Hello")])), assistant(json!([text("Hi")])));
    let conversation = |messages: &[&Value]| request(&messages.iter().copied().cloned().collect::<Vec<_>>());
    check(
        &[
            ("one", conversation(&[&hello])),
            ("three", conversation(&[&hello, &hi, &hello])),
            ("none", conversation(&[])),
            ("begins with the answer", conversation(&[&hi, &hello])),
            ("twice the user", conversation(&[&hello, &hello])),
            ("ends with the answer", conversation(&[&hello, &hi])),
            ("another role", conversation(&[&json!({ "role": "system", "content": [text("Hi")] })])),
        ],
        expect![[r#"
            one: accepted
            three: accepted
            none: A conversation must start with a user message. Try again with a conversation that starts with a user message.
            begins with the answer: A conversation must start with a user message. Try again with a conversation that starts with a user message.
            twice the user: A conversation must alternate between user and assistant roles. Make sure the conversation alternates between user and assistant roles and try again.
            ends with the answer: The model returned the following errors: This model does not support assistant message prefill. The conversation must end with a user message.
            another role: 1 validation error detected: Value 'system' at 'messages.1.member.role' failed to satisfy constraint: Member must satisfy enum value set: [user, assistant]
        "#]],
    );
}

#[test]
fn calls_and_their_results() {
    let hello = user(json!([text("Hello")]));
    let turn = |calls: Value, results: Value| request(&[hello.clone(), assistant(calls), user(results)]);
    let (calls, results) = (assistant(json!([call("a")])), user(json!([result("a")])));
    let mut no_tools = request(&[hello.clone(), calls.clone(), results.clone()]);
    no_tools.as_object_mut().unwrap().remove("toolConfig");
    check(
        &[
            ("in any order", turn(json!([call("a"), call("b")]), json!([result("b"), result("a")]))),
            ("text after results", turn(json!([call("a")]), json!([result("a"), text("Go on.")]))),
            ("text before results", turn(json!([call("a")]), json!([text("See:"), result("a")]))),
            ("one is missing", turn(json!([call("a"), call("b")]), json!([result("a")]))),
            ("all are missing", turn(json!([call("a")]), json!([text("Never mind.")]))),
            ("one too many", turn(json!([call("a")]), json!([result("a"), result("b")]))),
            ("nobody asked", turn(json!([text("Hi")]), json!([result("a")]))),
            ("another id", turn(json!([call("a")]), json!([result("b")]))),
            ("twice the call", turn(json!([call("a"), call("a")]), json!([result("a")]))),
            ("twice the result", turn(json!([call("a")]), json!([result("a"), result("a")]))),
            ("the user calls", request(&[user(json!([call("a")]))])),
            (
                "an id again in a later turn",
                request(&[hello.clone(), calls.clone(), results.clone(), calls, results]),
            ),
            ("no tools", no_tools),
        ],
        expect![[r#"
            in any order: accepted
            text after results: accepted
            text before results: The model returned the following errors: messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: a. Each `tool_use` block must have a corresponding `tool_result` block in the next message.
            one is missing: Expected toolResult blocks at messages.2.content for the following Ids: b
            all are missing: Expected toolResult blocks at messages.2.content for the following Ids: a
            one too many: The number of toolResult blocks at messages.2.content exceeds the number of toolUse blocks of previous turn.
            nobody asked: The number of toolResult blocks at messages.2.content exceeds the number of toolUse blocks of previous turn.
            another id: Expected toolResult blocks at messages.2.content for the following Ids: a
            twice the call: The toolUse blocks at messages.1.content contain duplicate Ids: a
            twice the result: The toolResult blocks at messages.2.content contain duplicate Ids: a
            the user calls: messages.0.content: toolUse blocks cannot be provided in a message of the user.
            an id again in a later turn: accepted
            no tools: The toolConfig field must be defined when using toolUse and toolResult content blocks.
        "#]],
    );
}

#[test]
fn members() {
    let cases = [
        ("/messages/0/content/0", text("Hi")),
        ("/messages/0/content/0", text(" \n")),
        ("/messages/0/content/0", json!({ "txt": "Hello" })),
        ("/messages/0/content/0", json!({ "text": "Hello", "cachePoint": {} })),
        ("/messages/0/content", json!([])),
        ("/system/0/text", json!("")),
        ("/system/0/text", json!(" ")),
        ("/messages/1/content/1/toolUse/input", json!("{}")),
        ("/messages/1/content/1/toolUse/name", json!("a b")),
        ("/messages/1/content/1/toolUse/name", json!("")),
        ("/messages/1/content/1/toolUse/name", json!("x".repeat(64))),
        ("/messages/1/content/1/toolUse/name", json!("x".repeat(65))),
        ("/messages/1/content/1/toolUse/toolUseId", json!("a.b")),
        ("/messages/2/content/0/toolResult/content/0", text("")),
        ("/messages/2/content/0/toolResult/content/0", json!({ "json": [] })),
        ("/messages/2/content/0/toolResult/content", json!([])),
        ("/messages/2/content/0/toolResult/status", json!("failed")),
        ("/messages/2/content/0/toolResult", json!({ "toolUseId": "a", "content": [], "status": "error" })),
        ("/toolConfig/tools", json!([])),
        ("/toolConfig/tools/0/toolSpec/name", json!("read it")),
        ("/toolConfig/tools/0/toolSpec/description", json!("")),
        ("/toolConfig/tools/0/toolSpec/inputSchema/json", json!("{}")),
        ("/toolConfig/tools/0/toolSpec/inputSchema/json", json!({})),
        ("/inferenceConfig", json!({ "maxTokens": 1024, "temperature": 0.0 })),
        ("/inferenceConfig", json!({ "maxTokens": 0, "temperature": 1.5 })),
    ];
    let requests = cases.map(|(pointer, value)| {
        let hello = user(json!([text("Hello")]));
        let calls = assistant(json!([text("Let me see."), call("a"), call("b")]));
        let mut body = request(&[hello, calls, user(json!([result("a"), result("b")]))]);
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let parent = body.pointer_mut(parent).unwrap();
        match name.parse::<usize>() {
            Ok(index) => parent[index] = value,
            Err(_) => parent[name] = value,
        }
        (pointer, body)
    });
    check(
        &requests,
        expect![[r#"
        /messages/0/content/0: accepted
        /messages/0/content/0: The text field in the ContentBlock object at messages.0.content.0 is blank. Add text to the text field, and try again.
        /messages/0/content/0: The block at messages.0.content.0 must have exactly one of text, toolUse, toolResult, cachePoint, reasoningContent, image, document, guardContent, and has ["txt"].
        /messages/0/content/0: The block at messages.0.content.0 must have exactly one of text, toolUse, toolResult, cachePoint, reasoningContent, image, document, guardContent, and has ["text", "cachePoint"].
        /messages/0/content: The content field in the Message object at messages.0 is empty. Add a ContentBlock object to the content field and try again.
        /system/0/text: 1 validation error detected: Value '' at 'system.1.member.text' failed to satisfy constraint: Member must have length greater than or equal to 1
        /system/0/text: The model returned the following errors: system: text content blocks must contain non-whitespace text
        /messages/1/content/1/toolUse/input: The format of the value at messages.1.content.1.toolUse.input is invalid. Provide a json object for the field and try again.
        /messages/1/content/1/toolUse/name: 1 validation error detected: Value 'a b' at 'messages.2.member.content.2.member.toolUse.name' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+
        /messages/1/content/1/toolUse/name: 1 validation error detected: Value '' at 'messages.2.member.content.2.member.toolUse.name' failed to satisfy constraint: Member must have length greater than or equal to 1
        /messages/1/content/1/toolUse/name: accepted
        /messages/1/content/1/toolUse/name: 1 validation error detected: Value 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' at 'messages.2.member.content.2.member.toolUse.name' failed to satisfy constraint: Member must have length less than or equal to 64
        /messages/1/content/1/toolUse/toolUseId: 1 validation error detected: Value 'a.b' at 'messages.2.member.content.2.member.toolUse.toolUseId' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+
        /messages/2/content/0/toolResult/content/0: The model returned the following errors: messages: text content blocks must contain non-whitespace text
        /messages/2/content/0/toolResult/content/0: The format of the value at messages.2.content.0.toolResult.content.0.json is invalid. Provide a json object for the field and try again.
        /messages/2/content/0/toolResult/content: accepted
        /messages/2/content/0/toolResult/status: 1 validation error detected: Value 'failed' at 'messages.3.member.content.1.member.toolResult.status' failed to satisfy constraint: Member must satisfy enum value set: [success, error]
        /messages/2/content/0/toolResult: The content field at messages.2.content.0.toolResult cannot be empty when status value is error.
        /toolConfig/tools: 1 validation error detected: Value '[]' at 'toolConfig.tools' failed to satisfy constraint: Member must have length greater than or equal to 1
        /toolConfig/tools/0/toolSpec/name: 1 validation error detected: Value 'read it' at 'toolConfig.tools.1.member.toolSpec.name' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+
        /toolConfig/tools/0/toolSpec/description: 1 validation error detected: Value '' at 'toolConfig.tools.1.member.toolSpec.description' failed to satisfy constraint: Member must have length greater than or equal to 1
        /toolConfig/tools/0/toolSpec/inputSchema/json: The format of the value at toolConfig.tools.0.toolSpec.inputSchema.json is invalid. Provide a json object for the field and try again.
        /toolConfig/tools/0/toolSpec/inputSchema/json: The model returned the following errors: tools.0.custom.input_schema.type: Input should be 'object'
        /inferenceConfig: accepted
        /inferenceConfig: 2 validation errors detected: Value '0' at 'inferenceConfig.maxTokens' failed to satisfy constraint: Member must have value greater than or equal to 1; Value '1.5' at 'inferenceConfig.temperature' failed to satisfy constraint: Member must have value between 0 and 1
    "#]],
    );
}

#[test]
fn tools_have_names_of_their_own() {
    let mut body = request(&[user(json!([text("Hello")]))]);
    let tools = body["toolConfig"]["tools"].as_array_mut().unwrap();
    tools.push(tools[0].clone());
    check(
        &[("twice", body)],
        expect![[r#"
        twice: The model returned the following errors: tools: Tool names must be unique.
    "#]],
    );
}

#[test]
fn cache_points() {
    let with = |system: usize, messages: usize, point: Value| {
        let point = json!({ "cachePoint": point });
        let mut body = request(&[user(json!([text("Hello")]))]);
        body["toolConfig"]["tools"].as_array_mut().unwrap().push(point.clone());
        body["system"].as_array_mut().unwrap().extend(vec![point.clone(); system]);
        body["messages"][0]["content"].as_array_mut().unwrap().extend(vec![point; messages]);
        body
    };
    check(
        &[
            ("four", with(1, 2, json!({ "type": "default" }))),
            ("five", with(2, 2, json!({ "type": "default" }))),
            ("an hour", with(0, 0, json!({ "type": "default", "ttl": "1h" }))),
            ("two hours", with(0, 0, json!({ "type": "default", "ttl": "2h" }))),
            ("no type", with(0, 0, json!({}))),
        ],
        expect![[r#"
            four: accepted
            five: The model returned the following errors: A maximum of 4 blocks with cache_control may be provided. Found 5.
            an hour: accepted
            two hours: The cache point {"type":"default","ttl":"2h"} is not one of type default with a ttl of 5m or 1h.
            no type: The cache point {} is not one of type default with a ttl of 5m or 1h.
        "#]],
    );
}

#[test]
fn thoughts() {
    let signed = json!({ "reasoningContent": { "reasoningText": { "text": "Hm.", "signature": "s" } } });
    let sealed = json!({ "reasoningContent": { "redactedContent": "aGk=" } });
    let unsigned = json!({ "reasoningContent": { "reasoningText": { "text": "Hm." } } });
    let counted = |messages: &[Value]| {
        let mut body = request(messages);
        body["additionalModelRequestFields"] =
            json!({ "thinking": { "type": "enabled", "budget_tokens": 1024 } });
        body
    };
    let hello = user(json!([text("Hello")]));
    let works = |blocks: Value| [hello.clone(), assistant(blocks), user(json!([result("1")]))];
    let more = |blocks: Value| {
        let later = [assistant(json!([call("2")])), user(json!([result("2")]))];
        [works(blocks).to_vec(), later.to_vec()].concat()
    };
    check(
        &[
            ("signed", counted(&works(json!([signed, call("1")])))),
            ("sealed", counted(&works(json!([sealed, call("1")])))),
            ("not signed", request(&works(json!([unsigned, call("1")])))),
            ("of the user", request(&[user(json!([signed]))])),
            ("no thought", request(&works(json!([call("1")])))),
            ("no thought, counted", counted(&works(json!([call("1")])))),
            ("only the first", counted(&more(json!([signed, call("1")])))),
            ("not the first", counted(&more(json!([call("1")])))),
            (
                "before the user spoke",
                counted(&[hello.clone(), assistant(json!([text("Hi")])), hello.clone()]),
            ),
        ],
        expect![[r#"
            signed: accepted
            sealed: accepted
            not signed: The model returned the following errors: messages.1.content.0.thinking.signature: Field required
            of the user: messages.0.content.0: reasoningContent is only allowed in a message of the assistant.
            no thought: accepted
            no thought, counted: The model returned the following errors: messages.1.content.0.type: Expected `thinking` or `redacted_thinking`, but found another. When `thinking` is enabled, a final `assistant` message must start with a thinking block.
            only the first: accepted
            not the first: The model returned the following errors: messages.1.content.0.type: Expected `thinking` or `redacted_thinking`, but found another. When `thinking` is enabled, a final `assistant` message must start with a thinking block.
            before the user spoke: accepted
        "#]],
    );
}
