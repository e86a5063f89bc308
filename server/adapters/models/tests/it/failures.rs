//! What is retried, what is not, and what the user reads.

use std::time::{Duration, Instant};

use expect_test::{Expect, expect};
use models::{Model, ModelError, Secret};
use tokio::io::AsyncWriteExt;

use crate::{
    ask::{KEY, ask, prompt, settings, show},
    server::{Reply, Server, Step, begin, piece, stream, whole},
};

const HELLO: &str = r#"{"choices":[{"index":0,"delta":{"content":"hello"},"finish_reason":null}]}"#;
const STOP: &str = r#"{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#;

fn good() -> Reply {
    stream(&[HELLO, STOP, "[DONE]"])
}

/// The progress and the answer for these replies; every one of them must have been asked for.
async fn check(replies: Vec<Reply>, expected: Expect) {
    let count = replies.len();
    let server = Server::start(replies).await;
    let model = Model::open(Some("m"), &settings(&server.base_url)).unwrap();
    let (answer, progress) = ask(&model, &prompt("hello")).await;
    let shown = (progress + &show(&answer)).replace(&server.base_url, "http://SERVER/v1");
    assert!(!shown.contains(KEY));
    assert!(!format!("{model:?}{answer:?}").contains(KEY));
    expected.assert_eq(&shown);
    assert_eq!(server.requests().len(), count);
}

#[tokio::test]
async fn a_call_of_a_broken_stream_never_gets_out() {
    let call = |arguments: &str| {
        format!(
            r#"{{"choices":[{{"delta":{{"tool_calls":[{{"index":0,"id":"a","function":{{"name":"run","arguments":{arguments}}}}}]}}}}]}}"#
        )
    };
    let (half, full) =
        (call(r#""{\"command\": \"rm -rf bui""#), call(r#""{\"command\": \"rm -rf build\"}""#));
    let finish = r#"{"choices":[{"delta":{},"finish_reason":"tool_calls"}]}"#;
    let cut = |event: &str| [begin(&[HELLO, event]), vec![Step::Cut]].concat();
    // Cut within the arguments, cut after them, ended properly but unfinished: then whole.
    check(
        vec![cut(&half), cut(&full), stream(&[&full, "[DONE]"]), stream(&[&full, finish, "[DONE]"])],
        expect![[r#"
            +hello
            retry 2: the answer was broken off: unexpected EOF during chunk size line
            +hello
            retry 3: the answer was broken off: unexpected EOF during chunk size line
            retry 4: the answer was broken off: the stream ended without a finish reason
            ""
            a run {"command":"rm -rf build"}
            ToolUse 0+0 cached 0
        "#]],
    )
    .await;
    check(vec![cut(&full), cut(&full), cut(&full), stream(&[&full])], expect![[r#"
        +hello
        retry 2: the answer was broken off: unexpected EOF during chunk size line
        +hello
        retry 3: the answer was broken off: unexpected EOF during chunk size line
        +hello
        retry 4: the answer was broken off: unexpected EOF during chunk size line
        error: http://SERVER/v1/chat/completions broke off its answer: the connection was closed. Nothing of it was used; try again.
    "#]]).await;
}

#[tokio::test]
async fn wherever_a_stream_is_cut_there_is_all_of_the_answer_or_nothing() {
    let call = r#"{"choices":[{"delta":{"content":"ok","tool_calls":[{"id":"a","function":{"name":"run","arguments":"{}"}}]}}]}"#;
    let finish = r#"{"choices":[{"finish_reason":"tool_calls"}]}"#;
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n";
    let complete = format!("{head}data: {call}\n\ndata: {finish}\n\n");
    let bytes = format!("{complete}data: [DONE]\n\n").into_bytes();
    let cuts = (0..=bytes.len()).map(|end| vec![Step::Send(bytes[..end].to_vec()), Step::Cut]);
    let server = Server::start(cuts).await;
    let mut settings = settings(&server.base_url);
    settings.retry.attempts = 1;
    let model = Model::open(Some("m"), &settings).unwrap();
    for end in 0..=bytes.len() {
        match ask(&model, &prompt("hello")).await.0 {
            Ok(answer) => assert!(end >= complete.len() && answer.calls.len() == 1, "{end} {answer:?}"),
            Err(error) => assert!(
                end < complete.len() && matches!(error, ModelError::Interrupted { .. }),
                "{end} {error}"
            ),
        }
    }
}

#[tokio::test]
async fn faults_that_pass_are_retried() {
    let silent = [begin(&[HELLO]), vec![Step::Hang]].concat();
    let garbage = vec![Step::Send(b"\x16\x03\x01 this is not HTTP\r\n\r\n".to_vec()), Step::Cut];
    let bad_chunk = stream(&[HELLO, "{\"choices\": [", STOP]);
    check(
        vec![silent, garbage, bad_chunk, good()],
        expect![[r#"
        +hello
        retry 2: the answer was broken off: it did not answer in time
        retry 3: the answer was broken off: invalid HTTP version parsed
        +hello
        retry 4: the answer cannot be read: EOF while parsing a list at line 1 column 13
        +hello
        "hello"
        EndTurn 0+0 cached 0
    "#]],
    )
    .await;

    let error = r#"{"error":{"message":"overloaded"}}"#;
    let json = |status: &str| whole(&format!("{status}\ncontent-type: application/json"), error);
    check(
        vec![json("500 Internal Server Error"), json("529 x"), json("408 Request Timeout"), good()],
        expect![[r#"
            retry 2: the endpoint failed (500): overloaded
            retry 3: the endpoint failed (529): overloaded
            retry 4: the endpoint failed (408): overloaded
            +hello
            "hello"
            EndTurn 0+0 cached 0
        "#]],
    )
    .await;
    check(
        vec![whole("503 Service Unavailable", ""), stream(&[error]), stream(&[STOP]), good()],
        expect![[r#"
            retry 2: the endpoint failed (503): Service Unavailable
            retry 3: the answer was broken off: overloaded
            retry 4: the answer was empty
            +hello
            "hello"
            EndTurn 0+0 cached 0
        "#]],
    )
    .await;
    check(vec![vec![Step::Cut], stream(&[STOP]), stream(&[STOP]), stream(&[STOP])], expect![[r#"
        retry 2: the answer was broken off: connection closed before message completed
        retry 3: the answer was empty
        retry 4: the answer was empty
        error: http://SERVER/v1/chat/completions returned an empty answer from the model `m`. Try again, or use another model.
    "#]]).await;
}

#[tokio::test]
async fn what_the_endpoint_means_is_not_retried() {
    let json = "content-type: application/json";
    check(
        vec![whole(
            &format!("401 Unauthorized\n{json}"),
            &format!(r#"{{"error":{{"message":"Incorrect API key {KEY}."}}}}"#),
        )],
        expect![[r#"
            error: http://SERVER/v1/chat/completions refused the credentials (401): Incorrect API key ***. Check that OPENAI_API_KEY, or `openaiApiKey` in the settings file, is set and valid.
        "#]],
    )
    .await;
    check(vec![whole("403 Forbidden", "")], expect![[r#"
        error: http://SERVER/v1/chat/completions refused the credentials (403): Forbidden. Check that OPENAI_API_KEY, or `openaiApiKey` in the settings file, is set and valid.
    "#]]).await;
    check(
        vec![whole(
            &format!("404 Not Found\n{json}"),
            r#"{"error":"model \"m\" not found, try pulling it first"}"#,
        )],
        expect![[r#"
            error: http://SERVER/v1/chat/completions does not know the model `m`: model "m" not found, try pulling it first. Check the model's name, and that the base URL is that of a model endpoint and complete (it often ends in /v1).
        "#]],
    )
    .await;
    check(
        vec![whole(
            &format!("400 Bad Request\n{json}"),
            r#"{"object":"error","message":"too\nlong \u001b[31mred"}"#,
        )],
        expect![[r#"
            error: http://SERVER/v1/chat/completions rejected the request (400): too long  [31mred
        "#]],
    )
    .await;
    check(vec![whole("422 x", &format!("{}{KEY}", "long ".repeat(59)))], expect![[r#"
        error: http://SERVER/v1/chat/completions rejected the request (422): long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long ***
    "#]]).await;
    let in_stream = r#"{"error":{"message":"the context is too long","code":400}}"#;
    check(
        vec![stream(&[HELLO, in_stream])],
        expect![[r#"
        +hello
        error: http://SERVER/v1/chat/completions rejected the request (400): the context is too long
    "#]],
    )
    .await;
    check(vec![whole("200 OK\ncontent-type: text/html", "<html>")], expect![[r#"
        error: The OpenAI-compatible endpoint cannot be used: http://SERVER/v1/chat/completions answers with a web page. Check OPENAI_BASE_URL and OPENAI_API_KEY, or `openaiBaseUrl` and `openaiApiKey` in the settings file.
    "#]]).await;
    check(vec![whole("301 Moved\nlocation: https://elsewhere.example/", "")], expect![[r#"
        error: The OpenAI-compatible endpoint cannot be used: http://SERVER/v1/chat/completions redirects to https://elsewhere.example/. Check OPENAI_BASE_URL and OPENAI_API_KEY, or `openaiBaseUrl` and `openaiApiKey` in the settings file.
    "#]]).await;
}

#[tokio::test]
async fn retry_after_is_followed_up_to_the_cap() {
    let limited = whole("429 Too Many Requests\nretry-after: 3600", r#"{"error":{"message":"slow down"}}"#);
    let begin = Instant::now();
    check(
        vec![limited.clone(), limited.clone(), good()],
        expect![[r#"
        retry 2: the endpoint is limiting requests: slow down
        retry 3: the endpoint is limiting requests: slow down
        +hello
        "hello"
        EndTurn 0+0 cached 0
    "#]],
    )
    .await;
    // Twice the cap of 30 ms; without the header it would be at most 6 ms.
    assert!((60..20_000).contains(&begin.elapsed().as_millis()));
    check(vec![limited.clone(), limited.clone(), limited.clone(), limited], expect![[r#"
        retry 2: the endpoint is limiting requests: slow down
        retry 3: the endpoint is limiting requests: slow down
        retry 4: the endpoint is limiting requests: slow down
        error: http://SERVER/v1/chat/completions is limiting requests (429): slow down. Wait a while, then try again.
    "#]]).await;
}

#[tokio::test]
async fn an_endpoint_that_is_not_there() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}/v1", listener.local_addr().unwrap());
    drop(listener);
    let model = Model::open(Some("m"), &settings(&base_url)).unwrap();
    let (answer, progress) = ask(&model, &prompt("hello")).await;
    assert_eq!(progress.lines().count(), 3, "{progress}");
    let error = answer.unwrap_err();
    assert!(matches!(&error, ModelError::Unreachable { why, .. } if why.contains("refused")), "{error}");
}

#[tokio::test]
async fn a_tls_endpoint_that_is_none() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("https://{}/v1", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let _ = socket.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    });
    let model = Model::open(Some("m"), &settings(&base_url)).unwrap();
    let (answer, _) = ask(&model, &prompt("hello")).await;
    assert!(matches!(answer, Err(ModelError::Unreachable { .. })), "{answer:?}");
}

#[tokio::test]
async fn a_key_that_cannot_be_sent() {
    let mut settings = settings("http://127.0.0.1:9/v1");
    settings.openai_api_key = Some(models::Secret::from("sk-planted\ncanary".to_owned()));
    let (answer, _) = ask(&Model::open(Some("m"), &settings).unwrap(), &prompt("hello")).await;
    let error = answer.unwrap_err().to_string();
    assert!(error.contains("such as a line break") && !error.contains("planted"), "{error}");
}

#[tokio::test]
async fn dropping_the_future_cancels_the_request() {
    let hang =
        [begin(&[HELLO]), vec![Step::Pause(Duration::from_millis(20)), piece(b": ping\n\n"), Step::Hang]]
            .concat();
    let server = Server::start([hang]).await;
    let mut settings = settings(&server.base_url);
    settings.retry.idle = Duration::from_secs(60);
    let model = Model::open(Some("m"), &settings).unwrap();
    let answer = tokio::spawn(async move { ask(&model, &prompt("hello")).await.0 });
    while server.requests().is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    answer.abort();
    tokio::time::timeout(Duration::from_secs(5), server.client_gone()).await.unwrap();
}

#[tokio::test]
async fn the_key_is_sent_once_and_only_as_a_bearer_token() {
    let server = Server::start([good(), good()]).await;
    let mut settings = settings(&server.base_url);
    ask(&Model::open(Some("m"), &settings).unwrap(), &prompt("hello")).await.0.unwrap();
    settings.openai_api_key = None;
    ask(&Model::open(Some("m"), &settings).unwrap(), &prompt("hello")).await.0.unwrap();
    let requests = server.requests();
    assert!(requests[0].starts_with("POST /v1/chat/completions HTTP/1.1\r\n"));
    assert_eq!(requests[0].matches(KEY).count(), 1);
    assert!(requests[0].contains(&format!("authorization: Bearer {KEY}\r\n")));
    assert!(!requests[1].contains("authorization"));
}

/// A key in the wrong variable is told by its form, and never shown.
#[tokio::test]
async fn a_key_of_somebody_else_says_where_it_belongs() {
    for (key, model, variable) in [
        ("sk-ant-api03-planted-canary", "openai:m", "ANTHROPIC_API_KEY"),
        ("ABSKplantedcanary0123456789", "openai:m", "AWS_BEARER_TOKEN_BEDROCK"),
        ("AKIAPLANTEDCANARY0000", "responses:m", "AWS_ACCESS_KEY_ID"),
        ("sk-planted-canary-01234", "anthropic:m", "OPENAI_API_KEY"),
        ("sk-planted-canary-01234", "openai:m", "OPENAI_API_KEY, or `openaiApiKey`"),
    ] {
        let refusal = r#"{"error":{"message":"bad key"}}"#;
        let server =
            Server::start([whole("401 Unauthorized\nContent-Type: application/json", refusal)]).await;
        let mut settings = settings(&server.base_url);
        settings.openai_api_key = Some(Secret::from(key.to_owned()));
        settings.anthropic_api_key = Some(Secret::from(key.to_owned()));
        settings.anthropic_base_url = Some(server.base_url.clone());
        let model = Model::open(Some(model), &settings).unwrap();
        let (answer, _) = ask(&model, &prompt("hello")).await;
        let said = answer.unwrap_err().to_string();
        assert!(said.contains(variable) && !said.to_lowercase().contains("canary"), "{said}");
    }
}

#[tokio::test]
async fn a_name_that_is_almost_one_says_which() {
    let refusal = r#"{"error":{"message":"no such model"}}"#;
    let server = Server::start([whole("404 Not Found\nContent-Type: application/json", refusal)]).await;
    let model = Model::open(Some("claude-sonet-4.6"), &settings(&server.base_url)).unwrap();
    let (answer, _) = ask(&model, &prompt("hello")).await;
    let said = answer.unwrap_err().to_string();
    assert!(said.ends_with("Is `claude-sonnet-4.6` meant?"), "{said}");
}
