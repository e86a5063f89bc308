//! The same answers as server-sent events of Anthropic's `POST /v1/messages`, and its conversations as those of Converse.
#![expect(clippy::indexing_slicing, reason = "in JSON, what is not there is null")]

use serde_json::{Map, Value, json};

use crate::{Answer, Block, Exception};

/// The events of an answer. An exception is an `error` event, `no_message_stop` leaves out the stop reason and what follows;
/// the other faults of single events are Bedrock's alone.
pub(crate) fn events(answer: &Answer) -> Vec<Vec<u8>> {
    let usage = answer.usage;
    let read = json!({
        "input_tokens": usage.input, "output_tokens": 1, "cache_read_input_tokens": usage.cache_read,
        "cache_creation_input_tokens": usage.cache_write,
    });
    let message = json!({
        "id": "msg_1", "type": "message", "role": "assistant", "model": "scripted", "content": [], "usage": read,
    });
    let mut events = vec![event("message_start", json!({ "message": message })), event("ping", json!({}))];
    for (index, block) in answer.blocks.iter().enumerate() {
        let start =
            |block: Value| event("content_block_start", json!({ "index": index, "content_block": block }));
        let delta = |delta: Value| event("content_block_delta", json!({ "index": index, "delta": delta }));
        match block {
            Block::Text(pieces) => {
                events.push(start(json!({ "type": "text", "text": "" })));
                events.extend(pieces.iter().map(|text| delta(json!({ "type": "text_delta", "text": text }))));
            }
            Block::Call { id, name, input } => {
                events.push(start(json!({ "type": "tool_use", "id": id, "name": name, "input": {} })));
                let piece = |piece| delta(json!({ "type": "input_json_delta", "partial_json": piece }));
                events.extend(input.iter().map(piece));
            }
            Block::Reasoning { text, signature } => {
                events.push(start(json!({ "type": "thinking", "thinking": "", "signature": "" })));
                let piece = |text| delta(json!({ "type": "thinking_delta", "thinking": text }));
                events.extend(text.iter().map(piece));
                let piece = |signature| delta(json!({ "type": "signature_delta", "signature": signature }));
                events.extend(signature.iter().map(piece));
            }
            Block::Redacted(data) => events.push(start(json!({ "type": "redacted_thinking", "data": data }))),
        }
        events.push(event("content_block_stop", json!({ "index": index })));
    }
    if !answer.faults.no_message_stop {
        let stop = json!({ "stop_reason": stop_reason(answer.stop_reason()), "stop_sequence": null });
        let usage = json!({ "output_tokens": usage.output });
        events.push(event("message_delta", json!({ "delta": stop, "usage": usage })));
        events.push(event("message_stop", json!({})));
    }
    if let Some(Exception { after, kind, message, .. }) = &answer.faults.exception {
        events.truncate(*after);
        events.push(event("error", error(kind, message)));
    }
    events
}

/// The body of an error, which is also an event.
pub(crate) fn error(kind: &str, message: &str) -> Value {
    json!({ "type": "error", "error": { "type": kind, "message": message } })
}

fn stop_reason(stop: &str) -> &str {
    match stop {
        "content_filtered" | "guardrail_intervened" => "refusal",
        other => other,
    }
}

fn event(kind: &str, mut data: Value) -> Vec<u8> {
    data["type"] = kind.into();
    format!("event: {kind}\ndata: {data}\n\n").into_bytes()
}

/// What a request would be for Converse, so that one set of rules holds for all dialects.
pub(crate) fn as_converse(body: &Value) -> Value {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let mut converse = Map::new();
    let with_point = |mut block: Value, converted: Value| {
        let kept = block.as_object_mut().and_then(|block| block.remove("cache_control"));
        [Some(converted), kept.map(|_| json!({ "cachePoint": { "type": "default" } }))].into_iter().flatten()
    };
    let blocks = |content: &Value| -> Value {
        match content.as_str() {
            Some(text) => json!([{ "text": text }]),
            None => list(content).into_iter().flat_map(|one| with_point(one.clone(), block(&one))).collect(),
        }
    };
    if body.get("system").is_some() {
        converse.insert("system".to_owned(), blocks(&body["system"]));
    }
    let messages = list(&body["messages"]).into_iter();
    let messages = messages.map(|it| json!({ "role": it["role"], "content": blocks(&it["content"]) }));
    converse.insert("messages".to_owned(), messages.collect());
    if body.get("tools").is_some() {
        let tools = list(&body["tools"]).into_iter().flat_map(|tool| {
            let spec = json!({
                "name": tool["name"], "description": tool["description"], "inputSchema": { "json": tool["input_schema"] },
            });
            with_point(tool, json!({ "toolSpec": spec }))
        });
        converse.insert("toolConfig".to_owned(), json!({ "tools": tools.collect::<Value>() }));
    }
    converse.insert("inferenceConfig".to_owned(), json!({ "maxTokens": body["max_tokens"] }));
    converse.insert("additionalModelRequestFields".to_owned(), json!({ "thinking": body["thinking"] }));
    Value::Object(converse)
}

fn block(block: &Value) -> Value {
    match block["type"].as_str() {
        Some("text") => json!({ "text": block["text"] }),
        Some("tool_use") => {
            json!({ "toolUse": { "toolUseId": block["id"], "name": block["name"], "input": block["input"] } })
        }
        Some("tool_result") => {
            let status = if block["is_error"] == true { "error" } else { "success" };
            let content: Value = match block["content"].as_array() {
                Some(blocks) => blocks.iter().map(self::block).collect(),
                None => json!([{ "text": block["content"] }]),
            };
            json!({ "toolResult": { "toolUseId": block["tool_use_id"], "content": content, "status": status } })
        }
        Some("image") => {
            let media = block["source"]["media_type"].as_str().unwrap_or_default();
            let format = media.strip_prefix("image/");
            json!({ "image": { "format": format, "source": { "bytes": block["source"]["data"] } } })
        }
        Some("thinking") => {
            let text = json!({ "text": block["thinking"], "signature": block["signature"] });
            json!({ "reasoningContent": { "reasoningText": text } })
        }
        Some("redacted_thinking") => json!({ "reasoningContent": { "redactedContent": block["data"] } }),
        Some(_) | None => block.clone(),
    }
}
