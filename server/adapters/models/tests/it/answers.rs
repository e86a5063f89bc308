//! What complete answers are, however a server words them.

use std::time::Duration;

use expect_test::{Expect, expect};
use models::Model;

use crate::{
    ask::{ask, go_on, prompt, request, settings, show},
    server::{Reply, Server, Step, begin, piece, stream, whole},
};

async fn check(reply: Reply, expected: Expect) {
    let server = Server::start([reply]).await;
    let model = Model::open(Some("m"), &settings(&server.base_url)).unwrap();
    let (answer, progress) = ask(&model, &prompt("hello")).await;
    expected.assert_eq(&(progress + &show(&answer)));
}

const STOP: &str = r#"{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#;
const CALLS: &str = r#"{"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}"#;

fn delta(delta: &str) -> String {
    format!(r#"{{"choices":[{{"index":0,"delta":{delta},"finish_reason":null}}]}}"#)
}

fn calls(deltas: &[&str]) -> Vec<String> {
    deltas.iter().map(|call| delta(&format!(r#"{{"tool_calls":[{call}]}}"#))).collect()
}

async fn check_calls(deltas: &[&str], finish: &str, expected: Expect) {
    let chunks = calls(deltas);
    let mut events: Vec<&str> = chunks.iter().map(String::as_str).collect();
    events.extend([finish, "[DONE]"]);
    check(stream(&events), expected).await;
}

#[tokio::test]
async fn text_in_pieces_and_usage_at_the_end() {
    let usage = r#"{"choices":[],"usage":{"prompt_tokens":100,"completion_tokens":7,"prompt_tokens_details":{"cached_tokens":60}}}"#;
    let (role, hel, lo) = (
        delta(r#"{"role":"assistant","content":null}"#),
        delta(r#"{"content":"Hel"}"#),
        delta(r#"{"content":"lo €"}"#),
    );
    check(
        stream(&[&role, &hel, &lo, STOP, usage, "[DONE]"]),
        expect![[r#"
        +Hel
        +lo €
        "Hello €"
        EndTurn 40+7 cached 60
    "#]],
    )
    .await;
}

#[tokio::test]
async fn bytes_may_be_cut_anywhere() {
    let text: String = [delta(r#"{"content":"€"}"#), STOP.to_owned(), "[DONE]".to_owned()]
        .map(|event| format!("data: {event}\r\n\r\n"))
        .concat();
    let mut reply = begin(&[]);
    for byte in text.as_bytes() {
        reply.push(piece(&[*byte]));
    }
    reply.push(Step::Send(b"0\r\n\r\n".to_vec()));
    check(
        reply,
        expect![[r#"
        +€
        "€"
        EndTurn 0+0 cached 0
    "#]],
    )
    .await;
}

#[tokio::test]
async fn a_stream_may_end_without_done_once_it_is_finished() {
    let text = delta(r#"{"content":"a"}"#);
    check(
        stream(&[&text, STOP]),
        expect![[r#"
        +a
        "a"
        EndTurn 0+0 cached 0
    "#]],
    )
    .await;
    let mut cut = begin(&[&text, STOP]);
    cut.push(Step::Cut);
    check(
        cut,
        expect![[r#"
        +a
        "a"
        EndTurn 0+0 cached 0
    "#]],
    )
    .await;
}

#[tokio::test]
async fn a_slow_stream_is_no_dead_stream() {
    // 2.5 s in all; the limit is 2 s between bytes.
    let text = delta(r#"{"content":"a"}"#);
    let mut reply = begin(&[&text]);
    for _ in 0..5 {
        reply.extend([Step::Pause(Duration::from_millis(500)), piece(b": ping\n\n")]);
    }
    reply.extend([piece(format!("data: {STOP}\n\n").as_bytes()), Step::Send(b"0\r\n\r\n".to_vec())]);
    check(
        reply,
        expect![[r#"
        +a
        "a"
        EndTurn 0+0 cached 0
    "#]],
    )
    .await;
}

#[tokio::test]
async fn an_endpoint_that_does_not_stream() {
    let body = r#"{"object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"hi",
        "tool_calls":[{"id":"a","type":"function","function":{"name":"read","arguments":"{\"path\":\"x\"}"}}]},
        "finish_reason":"tool_calls"}],"usage":{"prompt_tokens":5,"completion_tokens":2}}"#;
    check(
        whole("200 OK\ncontent-type: application/json; charset=utf-8", body),
        expect![[r#"
        +hi
        "hi"
        a read {"path":"x"}
        ToolUse 5+2 cached 0
    "#]],
    )
    .await;
}

#[tokio::test]
async fn calls_in_pieces() {
    check_calls(
        &[
            r#"{"index":0,"id":"a","type":"function","function":{"name":"edit","arguments":""}}"#,
            r#"{"index":0,"function":{"arguments":"{\"pa"}}"#,
            r#"{"index":1,"id":"b","type":"function","function":{"name":"read","arguments":"{\"n\":"}}"#,
            r#"{"index":0,"function":{"arguments":"th\":1}"}}"#,
            r#"{"index":1,"function":{"arguments":"2}"}}"#,
        ],
        CALLS,
        expect![[r#"
            ""
            a edit {"path":1}
            b read {"n":2}
            ToolUse 0+0 cached 0
        "#]],
    )
    .await;
}

#[tokio::test]
async fn calls_as_imitators_send_them() {
    // Whole calls, all with index 0.
    check_calls(
        &[
            r#"{"index":0,"id":"a","function":{"name":"read","arguments":"{\"n\":1}"}}"#,
            r#"{"index":0,"id":"b","function":{"name":"read","arguments":"{\"n\":2}"}}"#,
        ],
        CALLS,
        expect![[r#"
            ""
            a read {"n":1}
            b read {"n":2}
            ToolUse 0+0 cached 0
        "#]],
    )
    .await;
    // No index, no id, and "stop".
    check_calls(
        &[
            r#"{"function":{"name":"read","arguments":"{\"n\":"}}"#,
            r#"{"function":{"arguments":"1}"}}"#,
            r#"{"function":{"name":"read","arguments":""}}"#,
        ],
        STOP,
        expect![[r#"
            ""
            call_1 read {"n":1}
            call_2 read {}
            ToolUse 0+0 cached 0
        "#]],
    )
    .await;
    // The name again and another id with each piece.
    check_calls(
        &[
            r#"{"index":0,"id":"a","function":{"name":"read","arguments":"{\"n\""}}"#,
            r#"{"index":0,"id":"x","function":{"name":null,"arguments":":"}}"#,
            r#"{"index":0,"id":"a","function":{"name":"read","arguments":"1}"}}"#,
        ],
        CALLS,
        expect![[r#"
            ""
            a read {"n":1}
            ToolUse 0+0 cached 0
        "#]],
    )
    .await;
    // Arguments as an object; twice the same id.
    check_calls(
        &[
            r#"{"index":0,"id":"a","function":{"name":"read","arguments":{"n":1}}}"#,
            r#"{"index":1,"id":"a","function":{"name":"read","arguments":{"n":2}}}"#,
        ],
        CALLS,
        expect![[r#"
            ""
            a read {"n":1}
            call_1 read {"n":2}
            ToolUse 0+0 cached 0
        "#]],
    )
    .await;
}

#[tokio::test]
async fn arguments_that_are_no_object_are_kept_as_text() {
    check_calls(
        &[
            r#"{"index":0,"id":"a","function":{"name":"read","arguments":"{\"path\": \"x"}}"#,
            r#"{"index":1,"id":"b","function":{"name":"read","arguments":"[1]"}}"#,
            r#"{"index":2,"id":"c","function":{"name":"read"}}"#,
        ],
        CALLS,
        expect![[r#"
            ""
            a read "{\"path\": \"x"
            b read "[1]"
            c read {}
            ToolUse 0+0 cached 0
        "#]],
    )
    .await;
}

#[tokio::test]
async fn an_answer_cut_at_its_limit_has_no_calls() {
    let length = r#"{"choices":[{"delta":{},"finish_reason":"length"}]}"#;
    check_calls(
        &[r#"{"index":0,"id":"a","function":{"name":"run","arguments":"{}"}}"#],
        length,
        expect![[r#"
            ""
            MaxTokens 0+0 cached 0
        "#]],
    )
    .await;
    check(
        stream(&[length]),
        expect![[r#"
        ""
        MaxTokens 0+0 cached 0
    "#]],
    )
    .await;
}

#[tokio::test]
async fn refusals() {
    let filter = r#"{"choices":[{"delta":{},"finish_reason":"content_filter"}]}"#;
    check(
        stream(&[filter]),
        expect![[r#"
        ""
        Refused 0+0 cached 0
    "#]],
    )
    .await;
    check(
        stream(&[&delta(r#"{"content":null,"refusal":"I can't."}"#), STOP]),
        expect![[r#"
        +I can't.
        "I can't."
        Refused 0+0 cached 0
    "#]],
    )
    .await;
}

#[tokio::test]
async fn ids_are_unique_in_the_conversation_and_a_local_server_gets_a_connection_for_each_call() {
    let chunks = calls(&[r#"{"index":0,"id":"call_0","function":{"name":"read","arguments":"{}"}}"#]);
    let reply = || stream(&[&chunks[0], CALLS, "[DONE]"]);
    let server = Server::start([reply(), reply(), reply()]).await;
    let model = Model::open(Some("m"), &settings(&server.base_url)).unwrap();
    let mut request = request(prompt("hello").history().clone(), agent::tool_specs());
    let mut ids = Vec::new();
    for _ in 0..3 {
        let answer = ask(&model, &request).await.0.unwrap();
        ids.push(answer.calls[0].id.0.clone());
        request = go_on(&request, answer, "ok");
    }
    assert_eq!(ids, ["call_0", "call_2", "call_3"]);
    assert_eq!(server.connections(), 3);
}
