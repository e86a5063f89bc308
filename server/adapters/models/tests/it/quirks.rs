//! Endpoints that want things said otherwise, as the catalogue has them.

use std::sync::Arc;

use catalog::Catalog;
use models::Model;
use serde_json::{Value, json};

use crate::ask::{KEY, ask, prompt, settings};
use crate::server::{Server, stream};

const DONE: &str = r#"{"choices":[{"index":0,"delta":{"content":"Yes."},"finish_reason":"stop"}]}"#;

/// What is sent to an endpoint of which the user's catalogue says this: the head, and the body.
async fn sent(quirks: Value) -> (String, Value) {
    let server = Server::start([stream(&[DONE])]).await;
    let user = json!({ "endpoints": { "127.0.0.1": quirks } });
    let (catalog, problems) = Catalog::with(&user.to_string());
    assert_eq!(problems, [], "{user}");
    let mut settings = settings(&server.base_url);
    settings.catalog = Some(Arc::new(catalog));
    let model = Model::open(Some("openai:m"), &settings).unwrap();
    let mut show = |_: models::Progress<'_>| {};
    model.answer(&prompt("hello"), Some(99), &mut show).await.unwrap();
    let request = server.requests().remove(0);
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    (head.to_ascii_lowercase(), serde_json::from_str(body).unwrap())
}

#[tokio::test]
async fn what_an_endpoint_wants_is_what_it_gets() {
    let (head, body) = sent(json!({})).await;
    assert!(head.contains(&format!("authorization: bearer {KEY}")), "{head}");
    assert_eq!(body["max_tokens"], 99);
    assert_eq!(body["stream_options"], json!({ "include_usage": true }));

    let azure = json!({ "keyHeader": "api-key", "limit": "max_completion_tokens" });
    let (head, body) = sent(azure).await;
    assert!(head.contains(&format!("api-key: {KEY}")) && !head.contains("authorization"), "{head}");
    assert_eq!((&body["max_completion_tokens"], body.get("max_tokens")), (&json!(99), None));

    let mistral = json!({ "limit": "max_tokens", "askUsage": false, "headers": { "X-Team": "blue" } });
    let (head, body) = sent(mistral).await;
    assert!(head.contains("x-team: blue"), "{head}");
    assert_eq!(body.get("stream_options"), None);
}

#[tokio::test]
async fn ours_are_found_by_host_and_domain() {
    let catalog = Catalog::built_in();
    let header = |host: &str| catalog.quirks(host)?.key_header.clone();
    assert_eq!(header("my-team.openai.azure.com").unwrap().as_str(), "api-key");
    assert_eq!(header("MY.services.ai.azure.com").unwrap().as_str(), "api-key");
    assert_eq!(catalog.quirks("api.mistral.ai").unwrap().ask_usage, Some(false));
    assert_eq!(catalog.quirks("mistral.ai"), None);
    assert_eq!(catalog.quirks("localhost"), None);
}

#[tokio::test]
async fn what_cannot_be_sent_is_told() {
    let bad = r#"{"endpoints": {"a.example": {"keyHeader": "api key"}}}"#;
    let (catalog, problems) = Catalog::with(bad);
    assert_eq!(problems[0].message, "`endpoints.a.example.keyHeader`: \"api key\" is no name of a header.");
    assert_eq!(catalog.quirks("a.example"), None);
    let server = Server::start([]).await;
    let user = json!({ "endpoints": { "127.0.0.1": { "headers": { "X-Team": "blue\nX-Other: red" } } } });
    let mut settings = settings(&server.base_url);
    settings.catalog = Some(Arc::new(Catalog::with(&user.to_string()).0));
    let (answer, _) = ask(&Model::open(Some("openai:m"), &settings).unwrap(), &prompt("hello")).await;
    let said = answer.unwrap_err().to_string();
    assert!(said.contains("the catalogue has a value of `X-Team` that cannot be sent"), "{said}");
}
