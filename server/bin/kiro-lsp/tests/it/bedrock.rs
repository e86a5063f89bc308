//! A model of Bedrock that falls silent, in a server that lives on.

use std::time::{Duration, Instant};

use bedrock_wire::{Answer, End, Faults, Options, Usage, Wire};
use serde_json::json;

use crate::client::{Client, TASKS, Workspace, tell};
use crate::runs::progress_to_its_end;

/// The model, and a key of the server.
fn variables(wire: &Wire) -> Vec<(&'static str, String)> {
    let key = Options::default().keys.remove(0);
    vec![
        ("KIRO_LSP_MODEL", "bedrock:us.anthropic.claude-haiku-4-5-20251001-v1:0".to_owned()),
        ("AWS_REGION", "us-east-1".to_owned()),
        ("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", wire.endpoint()),
        ("AWS_ACCESS_KEY_ID", key.id),
        ("AWS_SECRET_ACCESS_KEY", key.secret),
    ]
}

/// While it goes on, and when it has ended.
#[test]
fn the_progress_of_a_run_says_what_it_cost() {
    let tokio = tokio::runtime::Runtime::new().unwrap();
    let usage = Usage { input: 50_000, output: 1_000, ..Usage::default() };
    let call = Answer::blocks(vec![]).call("c1", "shell", &json!({ "command": "sleep 5; touch out.txt" }));
    let replies = vec![call.usage(usage).into(), Answer::text("Done.").usage(usage).into()];
    let wire = tokio.block_on(Wire::start(Options { replies, ..Options::default() })).unwrap();
    let workspace = Workspace::new("- [ ] 1. One\n");
    let log = std::fs::File::create(workspace.beside("log")).unwrap();
    let mut client = workspace.start_with(variables(&wire), log);
    client.initialize(&workspace, json!({ "window": { "workDoneProgress": true } }));
    let command = json!({ "spec": "demo", "task": "1", "trust": "all", "checks": ["test -f out.txt"] });
    client.command("kiro.task.run", command);
    let create = client.asked("window/workDoneProgress/create");
    client.reply(&create, json!(null));
    let shown = progress_to_its_end(&mut client, "kiro: task 1");
    assert!(shown.iter().any(|(kind, told)| kind == "report" && told.ends_with(" · $0.0605")), "{shown:?}");
    assert_eq!(shown.last().unwrap(), &("end".to_owned(), "done · $0.13".to_owned()));
}

/// It is worked out beside the lenses, which come at once; when it is there, the client is told to ask again.
#[test]
fn a_lens_says_what_a_run_will_cost() {
    let tokio = tokio::runtime::Runtime::new().unwrap();
    let wire = tokio.block_on(Wire::start(Options::default())).unwrap();
    let workspace = Workspace::new("- [ ] 1. One\n");
    let log = std::fs::File::create(workspace.beside("log")).unwrap();
    let mut client = workspace.start_with(variables(&wire), log);
    client.initialize(&workspace, json!({ "workspace": { "codeLens": { "refreshSupport": true } } }));
    let uri = client.open(&workspace, TASKS);
    let titles = |client: &mut Client| -> Vec<String> {
        let lenses = client.call("textDocument/codeLens", json!({ "textDocument": { "uri": uri } }));
        let titles = lenses.as_array().unwrap().iter().map(|lens| lens["command"]["title"].as_str().unwrap());
        titles.map(str::to_owned).collect()
    };
    assert!(titles(&mut client).contains(&"Implement task 1".to_owned()));
    let refresh = client.asked("workspace/codeLens/refresh");
    client.reply(&refresh, json!(null));
    let shown = titles(&mut client);
    let estimated = |title: &String| title.starts_with("Implement task 1 (≈ $") && title.contains(" to $");
    assert!(shown.iter().any(estimated), "{shown:?}");
    assert!(wire.requests().is_empty());
}

#[test]
fn cancelling_closes_the_connection_at_once() {
    let tokio = tokio::runtime::Runtime::new().unwrap();
    let stalled = Faults { end: End::StallAfter(3), ..Faults::default() };
    let options = Options {
        replies: vec![Answer::text("I think about it for long").faults(stalled).into()],
        ..Options::default()
    };
    let wire = tokio.block_on(Wire::start(options)).unwrap();
    let workspace = Workspace::new("- [ ] 1. One\n");
    let log = std::fs::File::create(workspace.beside("log")).unwrap();
    let mut client = workspace.start_with(variables(&wire), log);
    client.initialize(&workspace, json!({ "experimental": { "kiro": { "version": 1 } } }));
    let session = client.call("kiro/session/start", json!({ "trust": "none" }))["session"]["id"].clone();
    client.call("kiro/session/prompt", json!({ "session": session, "text": "What?" }));
    client.wait("the first words", |message| message["method"] == "kiro/notice");
    let start = Instant::now();
    client.call("kiro/session/cancel", json!({ "session": session }));
    client.wait("the end of the turn", |message| message["params"]["type"] == "turnEnded");
    let ended = start.elapsed();
    let gone =
        tokio.block_on(async { tokio::time::timeout(Duration::from_secs(5), wire.client_gone()).await });
    tell(&format!("a silent model of Bedrock: turn over after {ended:?}, left after {:?}", start.elapsed()));
    gone.unwrap();
    // The server lives.
    client.call("kiro/session/list", json!({}));
}
