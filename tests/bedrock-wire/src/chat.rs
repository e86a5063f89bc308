//! The same answers as server-sent events of `POST /v1/chat/completions`.

use serde_json::{Value, json};

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
