//! The same answers as server-sent events of `POST /v1/chat/completions`, and its conversations as those of Converse.
#![expect(clippy::indexing_slicing, reason = "in JSON, what is not there is null")]

use serde_json::{Map, Value, json};

use crate::{Answer, Block, Exception};

/// The events of an answer, each ready to be sent. An exception is an `error` event, `no_message_stop` leaves out
/// the finish reason and `no_metadata` the usage; the other faults of single events are Bedrock's alone.
pub(crate) fn events(answer: &Answer) -> Vec<Vec<u8>> {
    let mut events = vec![choice(json!({ "role": "assistant", "content": "" }), None)];
    let mut calls = 0;
    for block in &answer.blocks {
        match block {
            Block::Text(pieces) => {
                events.extend(pieces.iter().map(|text| choice(json!({ "content": text }), None)))
            }
            Block::Call { id, name, input } => {
                let delta = |call: Value| choice(json!({ "tool_calls": [call] }), None);
                let function = json!({ "name": name, "arguments": "" });
                events.push(delta(
                    json!({ "index": calls, "id": id, "type": "function", "function": function }),
                ));
                events.extend(
                    input.iter().map(|it| delta(json!({ "index": calls, "function": { "arguments": it } }))),
                );
                calls += 1;
            }
            Block::Reasoning { text, .. } => {
                events.extend(text.iter().map(|text| choice(json!({ "reasoning_content": text }), None)));
            }
            Block::Redacted(_) => {}
        }
    }
    if !answer.faults.no_message_stop {
        events.push(choice(json!({}), Some(finish_reason(answer.stop_reason()))));
    }
    if !answer.faults.no_metadata {
        events.push(usage(answer));
    }
    events.push(b"data: [DONE]\n\n".to_vec());
    if let Some(Exception { after, kind, message, original_status }) = &answer.faults.exception {
        events.truncate(*after);
        events.push(data(&error(kind, message, original_status.unwrap_or(500))));
    }
    events
}

/// The body of an error.
pub(crate) fn error(kind: &str, message: &str, status: u16) -> Value {
    json!({ "error": { "message": message, "type": kind, "code": status } })
}

fn finish_reason(stop: &str) -> &str {
    match stop {
        "end_turn" | "stop_sequence" => "stop",
        "tool_use" => "tool_calls",
        "max_tokens" | "model_context_window_exceeded" => "length",
        "content_filtered" | "guardrail_intervened" => "content_filter",
        other => other,
    }
}

fn usage(answer: &Answer) -> Vec<u8> {
    let usage = answer.usage;
    let prompt = usage.input + usage.cache_read + usage.cache_write;
    let usage = json!({
        "prompt_tokens": prompt, "completion_tokens": usage.output, "total_tokens": prompt + usage.output,
        "prompt_tokens_details": { "cached_tokens": usage.cache_read },
    });
    data(&chunk(json!([]), &usage))
}

fn choice(delta: Value, finish: Option<&str>) -> Vec<u8> {
    data(&chunk(json!([{ "index": 0, "delta": delta, "finish_reason": finish }]), &Value::Null))
}

fn chunk(choices: Value, usage: &Value) -> Value {
    json!({ "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "scripted", "choices": choices, "usage": usage })
}

fn data(value: &Value) -> Vec<u8> {
    format!("data: {value}\n\n").into_bytes()
}

/// What a request would be for Converse, so that one set of rules holds for all dialects: results of calls and what the user
/// says after them are one message.
pub(crate) fn as_converse(body: &Value) -> Value {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let (mut system, mut messages): (Vec<Value>, Vec<Value>) = Default::default();
    for message in list(&body["messages"]) {
        let text: Vec<Value> = match message["content"].as_str() {
            Some(text) => vec![json!({ "text": text })],
            None => list(&message["content"]).iter().map(part).collect(),
        };
        let (role, blocks) = match message["role"].as_str() {
            Some("system") => {
                system.extend(text);
                continue;
            }
            Some("tool") => {
                let content = Value::from(text);
                let id = &message["tool_call_id"];
                let result = json!({ "toolUseId": id, "content": content, "status": "success" });
                ("user", vec![json!({ "toolResult": result })])
            }
            Some("assistant") => {
                let calls = list(&message["tool_calls"]);
                ("assistant", text.into_iter().chain(calls.iter().map(call)).collect())
            }
            Some(_) | None => ("user", text),
        };
        let results = |message: &&mut Value| message["content"][0].get("toolResult").is_some();
        match messages.last_mut().filter(|last| last["role"] == role && role == "user").filter(results) {
            Some(last) => {
                last["content"].as_array_mut().into_iter().for_each(|all| all.extend(blocks.clone()))
            }
            None => messages.push(json!({ "role": role, "content": blocks })),
        }
    }
    let mut converse = Map::new();
    if !system.is_empty() {
        converse.insert("system".to_owned(), system.into());
    }
    converse.insert("messages".to_owned(), messages.into());
    if body.get("tools").is_some() {
        let spec = |tool: &Value| {
            let function = &tool["function"];
            json!({ "toolSpec": {
                "name": function["name"], "description": function["description"],
                "inputSchema": { "json": function["parameters"] },
            } })
        };
        let tools: Value = list(&body["tools"]).iter().map(spec).collect();
        converse.insert("toolConfig".to_owned(), json!({ "tools": tools }));
    }
    Value::Object(converse)
}

fn part(part: &Value) -> Value {
    match part["type"].as_str() {
        Some("image_url") => data_image(&part["image_url"]["url"]),
        Some(_) | None => json!({ "text": part["text"] }),
    }
}

/// The image of a `data:` URL.
pub(crate) fn data_image(url: &Value) -> Value {
    let url = url.as_str().and_then(|url| url.strip_prefix("data:image/")?.split_once(";base64,"));
    let (format, bytes) = url.unwrap_or_default();
    json!({ "image": { "format": format, "source": { "bytes": bytes } } })
}

fn call(call: &Value) -> Value {
    let function = &call["function"];
    let input = function["arguments"].as_str().and_then(|text| serde_json::from_str(text).ok());
    let input: Value = input.unwrap_or_default();
    json!({ "toolUse": { "toolUseId": call["id"], "name": function["name"], "input": input } })
}
