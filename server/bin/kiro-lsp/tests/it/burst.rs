//! A large document under fast hands: nothing waits for what is looked at behind it, and what was typed over is not told.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::client::{TASKS, Workspace, tell};
use crate::sample::{REQUIREMENTS, pulling};

/// Tasks of about `bytes` bytes with references, the requirements that they are for, and one odd mark.
fn large(bytes: usize) -> (String, String) {
    let (mut tasks, mut requirements) =
        ("# Implementation Plan\n\n".to_owned(), "# Requirements Document\n".to_owned());
    for n in 1.. {
        if tasks.len() >= bytes {
            break;
        }
        write!(tasks, "- [ ] {n}. Task number {n}\n  - Some words about what is to be done 日本 🦀\n  - _Requirements: {n}.1_\n").unwrap();
        write!(requirements, "\n### Requirement {n}: Number {n}\n\n#### Acceptance Criteria\n\n1. WHEN the key {n} is pressed, THE Importer SHALL show the page {n}.\n").unwrap();
    }
    (tasks + "- [?] 999999. Odd\n", requirements)
}

/// Types a letter at the end of the title.
fn typed() -> Value {
    let at = json!({ "line": 0, "character": 21 });
    json!([{ "range": { "start": at, "end": at }, "text": "n" }])
}

fn workspace() -> Workspace {
    let (tasks, requirements) = large(400_000);
    let workspace = Workspace::new(&tasks);
    workspace.write(REQUIREMENTS, &requirements);
    workspace
}

#[test]
fn two_hundred_changes_are_published_a_few_times() {
    let workspace = workspace();
    let mut client = workspace.open(json!({}));
    let uri = workspace.uri(TASKS);
    client.diagnostics(|published| published["uri"] == uri);
    let began = Instant::now();
    for version in 2..202 {
        client.did_change(&uri, version, typed());
    }
    let id = client.request("textDocument/foldingRange", json!({ "textDocument": { "uri": uri } }));
    client.response(id);
    let answered = began.elapsed();
    // Passed over, not taken: how often something was told is counted below.
    let last = client.diagnostics(|published| published["version"] == 201);
    let took = began.elapsed();
    assert_eq!(last["diagnostics"].as_array().unwrap().len(), 2, "{last}");
    let rest = client.rest(Duration::from_millis(500));
    let versions: Vec<i64> =
        rest.iter().filter_map(|message| message["params"]["version"].as_i64()).collect();
    tell(&format!("burst: answered after {answered:?}, all told after {took:?}, told before {versions:?}"));
    assert!(versions.len() < 60 && versions.is_sorted() && versions.iter().all(|version| *version < 201));
}

#[test]
fn slow_requests_hold_up_neither_changes_nor_quick_ones() {
    let workspace = workspace();
    let mut client = workspace.open(pulling());
    let uri = workspace.uri(TASKS);
    client.call("textDocument/diagnostic", json!({ "textDocument": { "uri": uri } }));
    let everything =
        json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99999, "character": 0 } });
    let mut slow = Vec::new();
    for version in 2..12 {
        client.did_change(&uri, version, typed());
        slow.push(client.request("workspace/diagnostic", json!({ "previousResultIds": [] })));
        slow.push(client.request("textDocument/diagnostic", json!({ "textDocument": { "uri": uri } })));
        let params = json!({ "textDocument": { "uri": uri }, "range": everything });
        slow.push(client.request("textDocument/inlayHint", params));
        slow.push(
            client.request("textDocument/semanticTokens/full", json!({ "textDocument": { "uri": uri } })),
        );
    }
    let began = Instant::now();
    client.call("kiro/rule/explain", json!({ "code": "graph/cycle" }));
    let quick = began.elapsed();
    for id in slow {
        client.response(id);
    }
    tell(&format!("slow requests: a quick one took {quick:?}, all {:?}", began.elapsed()));
    let at = json!({ "line": 0, "character": 31 });
    let symbols = client.call("textDocument/documentSymbol", json!({ "textDocument": { "uri": uri } }));
    assert!(symbols.as_array().unwrap().len() > 1000, "{}", symbols[0]);
    assert_eq!(client.at("hover", &uri, &at), Value::Null);
}
