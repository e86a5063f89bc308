//! The same answers as server-sent events of OpenAI's `POST /v1/responses`, and its conversations as those of Converse.
#![expect(clippy::indexing_slicing, reason = "in JSON, what is not there is null")]

use serde_json::{Map, Value, json};

use crate::chat::data_image;
use crate::{Answer, Block, Exception};

/// The events of an answer. An exception is an `error` event, `no_message_stop` leaves out the end of the response; the other
/// faults of single events are Bedrock's alone.
pub(crate) fn events(answer: &Answer) -> Vec<Vec<u8>> {
    let begun = json!({ "id": "resp_1", "object": "response", "status": "in_progress", "output": [] });
    let mut events = vec![event("response.created", json!({ "response": begun }))];
    let mut output = Vec::new();
    for (index, block) in answer.blocks.iter().enumerate() {
        let delta = |kind: &str, piece: &str| {
            event(kind, json!({ "output_index": index, "item_id": format!("item_{index}"), "delta": piece }))
        };
        let mut item = item(index, block);
        events.push(event("response.output_item.added", json!({ "output_index": index, "item": item })));
        match block {
            Block::Text(pieces) => {
                events.extend(pieces.iter().map(|it| delta("response.output_text.delta", it)));
                item["content"] =
                    json!([{ "type": "output_text", "text": pieces.concat(), "annotations": [] }]);
            }
            Block::Call { input, .. } => {
                events.extend(input.iter().map(|it| delta("response.function_call_arguments.delta", it)));
                item["arguments"] = input.concat().into();
            }
            Block::Reasoning { text, .. } => {
                events.extend(text.iter().map(|it| delta("response.reasoning_summary_text.delta", it)));
                item["summary"] = json!([{ "type": "summary_text", "text": text.concat() }]);
            }
            Block::Redacted(_) => {}
        }
        events.push(event("response.output_item.done", json!({ "output_index": index, "item": item })));
        output.push(item);
    }
    if !answer.faults.no_message_stop {
        events.push(end(answer, output));
    }
    if let Some(Exception { after, kind, message, .. }) = &answer.faults.exception {
        events.truncate(*after);
        events.push(event("error", json!({ "code": kind, "message": message, "param": null })));
    }
    events
}

/// As it is when it begins.
fn item(index: usize, block: &Block) -> Value {
    let id = format!("item_{index}");
    match block {
        Block::Text(_) => json!({ "id": id, "type": "message", "role": "assistant", "content": [] }),
        Block::Call { id: call, name, .. } => {
            json!({ "id": id, "type": "function_call", "call_id": call, "name": name, "arguments": "" })
        }
        Block::Reasoning { signature, .. } => {
            json!({ "id": id, "type": "reasoning", "summary": [], "encrypted_content": signature })
        }
        Block::Redacted(data) => {
            json!({ "id": id, "type": "reasoning", "summary": [], "encrypted_content": data })
        }
    }
}

fn end(answer: &Answer, output: Vec<Value>) -> Vec<u8> {
    let usage = answer.usage;
    let read = usage.input + usage.cache_read + usage.cache_write;
    let usage = json!({
        "input_tokens": read, "input_tokens_details": { "cached_tokens": usage.cache_read },
        "output_tokens": usage.output, "total_tokens": read + usage.output,
    });
    let (kind, status, why) = match answer.stop_reason() {
        "max_tokens" | "model_context_window_exceeded" => {
            ("incomplete", "incomplete", Some("max_output_tokens"))
        }
        "content_filtered" | "guardrail_intervened" => ("incomplete", "incomplete", Some("content_filter")),
        _ => ("completed", "completed", None),
    };
    let response = json!({
        "id": "resp_1", "object": "response", "status": status, "output": output, "usage": usage, "error": null,
        "incomplete_details": why.map(|reason| json!({ "reason": reason })),
    });
    event(&format!("response.{kind}"), json!({ "response": response }))
}

fn event(kind: &str, mut data: Value) -> Vec<u8> {
    data["type"] = kind.into();
    format!("event: {kind}\ndata: {data}\n\n").into_bytes()
}

/// What a request would be for Converse, so that one set of rules holds for all dialects: items of one side that follow each
/// other are one message.
pub(crate) fn as_converse(body: &Value) -> Value {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let mut messages: Vec<Value> = Vec::new();
    for item in list(&body["input"]) {
        let (role, blocks) = blocks(&item);
        match messages.last_mut().filter(|last| last["role"] == role) {
            Some(last) => {
                last["content"].as_array_mut().into_iter().for_each(|all| all.extend(blocks.clone()))
            }
            None => messages.push(json!({ "role": role, "content": blocks })),
        }
    }
    let mut converse = Map::new();
    if let Some(text) = body["instructions"].as_str() {
        converse.insert("system".to_owned(), json!([{ "text": text }]));
    }
    converse.insert("messages".to_owned(), messages.into());
    if body.get("tools").is_some() {
        let spec = |tool: &Value| {
            json!({ "toolSpec": {
                "name": tool["name"], "description": tool["description"], "inputSchema": { "json": tool["parameters"] },
            } })
        };
        let tools: Value = list(&body["tools"]).iter().map(spec).collect();
        converse.insert("toolConfig".to_owned(), json!({ "tools": tools }));
    }
    Value::Object(converse)
}

fn blocks(item: &Value) -> (&str, Vec<Value>) {
    match item["type"].as_str() {
        Some("function_call") => {
            let input = item["arguments"].as_str().and_then(|text| serde_json::from_str(text).ok());
            let input: Value = input.unwrap_or_default();
            let call = json!({ "toolUseId": item["call_id"], "name": item["name"], "input": input });
            ("assistant", vec![json!({ "toolUse": call })])
        }
        Some("function_call_output") => {
            let content: Value = match item["output"].as_array() {
                Some(parts) => parts.iter().map(part).collect(),
                None => json!([{ "text": item["output"] }]),
            };
            let result = json!({ "toolUseId": item["call_id"], "content": content, "status": "success" });
            ("user", vec![json!({ "toolResult": result })])
        }
        Some("reasoning") => {
            let sealed = json!({ "redactedContent": item["encrypted_content"] });
            ("assistant", vec![json!({ "reasoningContent": sealed })])
        }
        Some(_) | None => {
            let content = item["content"].as_array().map(Vec::as_slice).unwrap_or_default();
            (item["role"].as_str().unwrap_or("user"), content.iter().map(part).collect())
        }
    }
}

fn part(part: &Value) -> Value {
    match part["type"].as_str() {
        Some("input_image") => data_image(&part["image_url"]),
        Some(_) | None => json!({ "text": part["text"] }),
    }
}
