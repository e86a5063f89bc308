//! An answer as the events of `ConverseStream`, and these as frames of `application/vnd.amazon.eventstream`.
//!
//! Members and exceptions: the service model of Bedrock Runtime 2023-09-30.

use aws_smithy_eventstream::{error::Error, frame::write_message_to};
use aws_smithy_types::event_stream::{Header, HeaderValue, Message};
use serde_json::{Value, json};

use crate::{Answer, Block, Exception};

/// One message of the stream, before it is encoded.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    /// The value of `:message-type`: `event` or `exception`.
    message: &'static str,
    /// The value of `:event-type` or `:exception-type`.
    pub(crate) kind: String,
    pub(crate) payload: Value,
}

/// The frames of an answer with those of its faults that concern single events.
pub(crate) fn frames(answer: &Answer) -> Result<Vec<Vec<u8>>, Error> {
    let mut frames = events(answer).iter().map(frame).collect::<Result<Vec<_>, _>>()?;
    let wrong = answer.faults.wrong_crc.and_then(|event| frames.get_mut(event.checked_sub(1)?)?.last_mut());
    if let Some(last) = wrong {
        *last ^= 0xff;
    }
    Ok(frames)
}

pub(crate) fn events(answer: &Answer) -> Vec<Event> {
    let faults = &answer.faults;
    let mut blocks: Vec<Vec<Event>> = answer.blocks.iter().enumerate().map(|(i, b)| block(i, b)).collect();
    if let Some(events) = faults.no_block_stop.and_then(|index| blocks.get_mut(index)) {
        events.pop();
    }
    let mut events = vec![event("messageStart", json!({ "role": "assistant" }))];
    match faults.interleave {
        true => events.extend(in_turn(blocks)),
        false => events.extend(blocks.into_iter().flatten()),
    }
    if !faults.no_message_stop {
        events.push(event("messageStop", json!({ "stopReason": answer.stop_reason() })));
    }
    if !faults.no_metadata {
        events.push(metadata(answer));
    }
    if faults.unknown_events {
        let unknown =
            || event("eventOfTheFuture", json!({ "contentBlockIndex": 0, "delta": { "smell": "" } }));
        events = events.into_iter().flat_map(|event| [event, unknown()]).collect();
    }
    if let Some(exception) = &faults.exception {
        events.truncate(exception.after);
        events.push(error(exception));
    }
    events
}

/// As from Claude: only a block that is not text has a start.
fn block(index: usize, block: &Block) -> Vec<Event> {
    let delta =
        |delta: Value| event("contentBlockDelta", json!({ "contentBlockIndex": index, "delta": delta }));
    let mut events = Vec::new();
    match block {
        Block::Text(pieces) => events.extend(pieces.iter().map(|text| delta(json!({ "text": text })))),
        Block::Call { id, name, input } => {
            let start = json!({ "toolUse": { "toolUseId": id, "name": name } });
            events.push(event("contentBlockStart", json!({ "contentBlockIndex": index, "start": start })));
            events.extend(input.iter().map(|piece| delta(json!({ "toolUse": { "input": piece } }))));
        }
        Block::Reasoning { text, signature } => {
            events.extend(text.iter().map(|text| delta(json!({ "reasoningContent": { "text": text } }))));
            events
                .extend(signature.iter().map(|it| delta(json!({ "reasoningContent": { "signature": it } }))));
        }
        Block::Redacted(data) => {
            events.push(delta(json!({ "reasoningContent": { "redactedContent": data } })));
        }
    }
    events.push(event("contentBlockStop", json!({ "contentBlockIndex": index })));
    events
}

fn metadata(answer: &Answer) -> Event {
    let usage = answer.usage;
    let all = usage.input + usage.output + usage.cache_read + usage.cache_write;
    let usage = json!({
        "inputTokens": usage.input, "outputTokens": usage.output, "totalTokens": all,
        "cacheReadInputTokens": usage.cache_read, "cacheWriteInputTokens": usage.cache_write,
    });
    let mut metadata = json!({ "usage": usage, "metrics": { "latencyMs": 1 } });
    if let (Some(found), Some(members)) = (&answer.guardrail, metadata.as_object_mut()) {
        members.insert("trace".to_owned(), json!({ "guardrail": found }));
    }
    event("metadata", metadata)
}

/// The service pads each payload with a member `p` of a length that varies, so that lengths give nothing away.
fn event(kind: &str, mut payload: Value) -> Event {
    const PADDING: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let length = payload.to_string().len() % PADDING.len();
    if let Some(members) = payload.as_object_mut() {
        members.insert("p".to_owned(), PADDING.get(..length).into());
    }
    Event { message: "event", kind: kind.to_owned(), payload }
}

fn error(exception: &Exception) -> Event {
    let mut payload = json!({ "message": exception.message });
    if let (Some(status), Some(members)) = (exception.original_status, payload.as_object_mut()) {
        members.insert("originalStatusCode".to_owned(), status.into());
        members.insert("originalMessage".to_owned(), exception.message.as_str().into());
    }
    Event { message: "exception", kind: exception.kind.clone(), payload }
}

fn in_turn(blocks: Vec<Vec<Event>>) -> Vec<Event> {
    let mut blocks: Vec<_> = blocks.into_iter().map(Vec::into_iter).collect();
    let mut events = Vec::new();
    loop {
        let before = events.len();
        events.extend(blocks.iter_mut().filter_map(Iterator::next));
        if events.len() == before {
            return events;
        }
    }
}

fn frame(event: &Event) -> Result<Vec<u8>, Error> {
    let header =
        |name: &'static str, value: &str| Header::new(name, HeaderValue::String(value.to_owned().into()));
    let kind = if event.message == "event" { ":event-type" } else { ":exception-type" };
    let message = Message::new(event.payload.to_string().into_bytes())
        .add_header(header(kind, &event.kind))
        .add_header(header(":content-type", "application/json"))
        .add_header(header(":message-type", event.message));
    let mut bytes = Vec::new();
    write_message_to(&message, &mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Faults;

    /// The same message, framed by Python's `struct` and `zlib` from the description of the format.
    const BLOCK_STOP: &str = "0000009b0000005641fc3da90b3a6576656e742d74797065070010636f6e74656e74426c6f636b53746f70\
        0d3a636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d747970650700056576656e74\
        7b22636f6e74656e74426c6f636b496e646578223a302c2270223a226162636465666768696a6b6c6d6e6f7071727374757677227d457f6890";

    #[test]
    fn frames_are_those_of_another_encoder() {
        let bytes = frame(&event("contentBlockStop", json!({ "contentBlockIndex": 0 })));
        let hex: String = bytes.unwrap_or_default().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, BLOCK_STOP);
    }

    #[test]
    fn blocks_come_in_turn() {
        let answer = Answer::blocks(vec![Block::text("a b"), Block::text("c d e")]);
        let answer = answer.faults(Faults { interleave: true, ..Faults::default() });
        let indices: Vec<_> =
            events(&answer).iter().filter_map(|it| it.payload["contentBlockIndex"].as_u64()).collect();
        assert_eq!(indices, [0, 1, 0, 1, 0, 1, 1]);
    }

    #[test]
    fn what_is_left_out_is_left_out() {
        let check = |faults: Faults, expected: &str| {
            let answer = Answer::text("Hi").faults(faults);
            let kinds: Vec<_> = events(&answer).into_iter().map(|event| event.kind).collect();
            assert_eq!(kinds.join(" "), expected);
        };
        let none = Faults::default;
        check(none(), "messageStart contentBlockDelta contentBlockStop messageStop metadata");
        check(
            Faults { no_block_stop: Some(0), ..none() },
            "messageStart contentBlockDelta messageStop metadata",
        );
        check(
            Faults { no_block_stop: Some(1), ..none() },
            "messageStart contentBlockDelta contentBlockStop messageStop metadata",
        );
        check(
            Faults { no_message_stop: true, no_metadata: true, ..none() },
            "messageStart contentBlockDelta contentBlockStop",
        );
        let exception =
            Exception { after: 2, kind: "throttlingException".to_owned(), ..Exception::default() };
        check(
            Faults { exception: Some(exception), ..none() },
            "messageStart contentBlockDelta throttlingException",
        );
    }
}
