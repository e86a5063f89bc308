//! Over a socket, as bytes. Signed requests and frames are checked with AWS's own client: see `run`.

use std::time::Duration;

use bedrock_wire::{Answer, End, Faults, Options, Reply, Scenario, Wire};
use expect_test::{Expect, expect};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

const SCENARIO: &str = r#"
// two turns
{"say": "I look.", "calls": [{"tool": "read", "input": {"path": "a.rs"}}]}
{"for": "other", "say": "Not for this."}
{"say": "Done."}
"#;

async fn serve(replies: Vec<Reply>) -> Wire {
    let scenario = Scenario::parse(SCENARIO).unwrap();
    let options = Options { replies, scenario, bearer: Some("key".to_owned()), ..Options::default() };
    Wire::start(options).await.unwrap()
}

async fn send(wire: &Wire, path: &str, key: &str, messages: &serde_json::Value) -> TcpStream {
    let function = json!({ "name": "read", "description": "Reads.", "parameters": { "type": "object" } });
    let tools = json!([{ "type": "function", "function": function }]);
    let body = json!({ "model": "m", "messages": messages, "tools": tools }).to_string();
    let mut stream = TcpStream::connect(wire.endpoint().trim_start_matches("http://")).await.unwrap();
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nContent-Length: {}",
        body.len()
    );
    stream.write_all(format!("{head}\r\n\r\n{body}").as_bytes()).await.unwrap();
    stream
}

/// All that comes until the body ends, or the connection, or for a while nothing.
async fn receive(mut stream: TcpStream) -> (Vec<u8>, &'static str) {
    let mut bytes = Vec::new();
    loop {
        if bytes.ends_with(b"\r\n0\r\n\r\n") {
            return (bytes, "ended");
        }
        let mut buffer = [0; 4096];
        match timeout(Duration::from_millis(300), stream.read(&mut buffer)).await {
            Ok(Ok(0) | Err(_)) => return (bytes, "closed"),
            Ok(Ok(count)) => bytes.extend_from_slice(&buffer[..count]),
            Err(_) => return (bytes, "open"),
        }
    }
}

/// What matters of the server-sent events in an answer of chat completions.
async fn chat(wire: &Wire, messages: serde_json::Value, expected: Expect) {
    let (bytes, end) = receive(send(wire, "/v1/chat/completions", "key", &messages).await).await;
    let text = String::from_utf8(bytes).unwrap();
    let events = text.split("data: ").skip(1).filter_map(|event| {
        let event = serde_json::from_str::<serde_json::Value>(event.split('\n').next()?).ok()?;
        let choice = &event["choices"][0];
        Some(if choice["finish_reason"].is_null() {
            choice["delta"].to_string()
        } else {
            choice["finish_reason"].to_string()
        })
    });
    let events: Vec<String> = events.collect();
    expected.assert_eq(&format!("{}\n{end}", events.join("\n")));
}

fn hello() -> serde_json::Value {
    json!({ "role": "user", "content": "Hello" })
}

#[tokio::test]
async fn a_scenario_as_chat_completions() {
    let wire = serve(vec![]).await;
    chat(&wire, json!([hello()]), expect![[r#"
        {"role":"assistant","content":""}
        {"content":"I "}
        {"content":"look."}
        {"tool_calls":[{"index":0,"id":"call-1-1","type":"function","function":{"name":"read","arguments":""}}]}
        {"tool_calls":[{"index":0,"function":{"arguments":""}}]}
        {"tool_calls":[{"index":0,"function":{"arguments":"{\"path\":\"a.r"}}]}
        {"tool_calls":[{"index":0,"function":{"arguments":"s\"}"}}]}
        "tool_calls"
        null
        ended"#]]).await;
    let function = json!({ "name": "read", "arguments": "{\"path\":\"a.rs\"}" });
    let calls = json!([{ "id": "c1", "type": "function", "function": function }]);
    let history = [
        hello(),
        json!({ "role": "assistant", "content": "I look.", "tool_calls": calls }),
        json!({ "role": "tool", "tool_call_id": "c1", "content": "fn a() {}" }),
    ];
    chat(
        &wire,
        json!(history),
        expect![[r#"
        {"role":"assistant","content":""}
        {"content":"Done."}
        "stop"
        null
        ended"#]],
    )
    .await;
    let text = json!([{ "type": "text", "text": "the other" }]);
    let other = json!([{ "role": "user", "content": text }, history[1], history[2]]);
    chat(
        &wire,
        other,
        expect![[r#"
        {"role":"assistant","content":""}
        {"content":"Not "}
        {"content":"for "}
        {"content":"this."}
        "stop"
        null
        ended"#]],
    )
    .await;
    let models: Vec<String> = wire.requests().into_iter().map(|request| request.model).collect();
    assert_eq!(models, ["m", "m", "m"]);
    // A call that nothing answers.
    chat(
        &wire,
        json!(history[..2]),
        expect![[r"

        open"]],
    )
    .await;
    let refusal = wire.requests().pop().and_then(|request| request.refusal).map(|refusal| refusal.message);
    expect!["The model returned the following errors: This model does not support assistant message prefill. The conversation must end with a user message."].assert_eq(&refusal.unwrap_or_default());
}

#[tokio::test]
async fn chat_completions_break_where_they_are_told_to() {
    let faults = |end| Reply::Scripted(Faults { end, ..Faults::default() });
    let replies = vec![faults(End::CutWithin(3)), faults(End::StallAfter(2)), Reply::Close, Reply::Hang];
    let wire = serve(replies).await;
    chat(
        &wire,
        json!([hello()]),
        expect![[r#"
        {"role":"assistant","content":""}
        {"content":"I "}
        closed"#]],
    )
    .await;
    chat(
        &wire,
        json!([hello()]),
        expect![[r#"
        {"role":"assistant","content":""}
        {"content":"I "}
        open"#]],
    )
    .await;
    chat(
        &wire,
        json!([hello()]),
        expect![[r#"

        closed"#]],
    )
    .await;
    chat(
        &wire,
        json!([hello()]),
        expect![[r#"

        open"#]],
    )
    .await;
}

#[tokio::test]
async fn a_refused_request_uses_up_no_reply() {
    let wire = serve(vec![Answer::text("once").into()]).await;
    let converse = "/model/us.claude-v1%3A0/converse-stream";
    let message = json!([{ "role": "user", "content": [{ "text": "Hello" }] }]);
    let (bytes, _) = receive(send(&wire, converse, "wrong", &message).await).await;
    assert!(bytes.starts_with(b"HTTP/1.1 403 "), "{}", String::from_utf8_lossy(&bytes));
    let (bytes, _) = receive(send(&wire, converse, "key", &json!([])).await).await;
    assert!(bytes.starts_with(b"HTTP/1.1 400 "), "{}", String::from_utf8_lossy(&bytes));
    let (bytes, _) = receive(send(&wire, converse, "key", &message).await).await;
    assert!(String::from_utf8_lossy(&bytes).contains("once"));
    let requests = wire.requests();
    let refusals: Vec<_> = requests.iter().map(|it| it.refusal.as_ref().map(|it| it.kind.as_str())).collect();
    assert_eq!(refusals, [Some("AccessDeniedException"), Some("ValidationException"), None]);
    assert_eq!(requests.iter().map(|it| it.signature_ok).collect::<Vec<_>>(), [false, true, true]);
    assert_eq!(requests[2].model, "us.claude-v1:0");
}

#[tokio::test]
async fn the_slash_of_an_arn_must_be_encoded() {
    let wire = serve(vec![]).await;
    for (arn, status) in [("a%3Ab%2Fc", "400"), ("a%3Ab/c", "404")] {
        let stream = send(&wire, &format!("/model/{arn}/converse-stream"), "key", &json!([])).await;
        let (bytes, _) = receive(stream).await;
        assert!(bytes.starts_with(format!("HTTP/1.1 {status} ").as_bytes()), "{arn}");
    }
    assert_eq!(wire.requests()[0].model, "a:b/c");
}

#[tokio::test]
async fn it_is_noticed_that_a_client_left() {
    let wire = serve(vec![Reply::Scripted(Faults { end: End::StallAfter(1), ..Faults::default() })]).await;
    let stream = send(&wire, "/v1/chat/completions", "key", &json!([hello()])).await;
    assert!(timeout(Duration::from_millis(100), wire.client_gone()).await.is_err());
    drop(stream);
    timeout(Duration::from_secs(5), wire.client_gone()).await.unwrap();
}

#[tokio::test]
async fn a_server_ends_with_its_handle() {
    let wire = serve(vec![Reply::Hang]).await;
    let stream = send(&wire, "/v1/chat/completions", "key", &json!([hello()])).await;
    drop(wire);
    assert_eq!(receive(stream).await, (vec![], "closed"));
}
