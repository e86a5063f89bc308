//! The measured defects of LSP frameworks, each as a test of the real server: order, cancellation, a client that
//! does not answer or does not read. Panics and busy handlers are tested in the `lsp` crate, with a service of
//! its own.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::client::{TASKS, Workspace, frame};

/// A change that appends a line; together they spell the numbers in order.
fn append(uri: &str, version: i32, line: u32) -> Value {
    let end = json!({ "line": line, "character": 0 });
    json!({
        "jsonrpc": "2.0",
        "method": "textDocument/didChange",
        "params": {
            "textDocument": { "uri": uri, "version": version },
            "contentChanges": [{ "range": { "start": end, "end": end }, "text": format!("- [ ] {line}. Task\n") }],
        },
    })
}

#[test]
fn two_thousand_changes_in_one_write_are_applied_in_order() {
    let workspace = Workspace::new("");
    let mut client = workspace.open(json!({}));
    let uri = workspace.uri(TASKS);
    let changes: Vec<u8> =
        (0..2000).flat_map(|n| frame(&append(&uri, n + 2, n.try_into().unwrap()))).collect();
    client.write(&changes);
    let symbols = client.call("textDocument/documentSymbol", json!({ "textDocument": { "uri": uri } }));
    let names: Vec<&str> =
        symbols.as_array().unwrap().iter().map(|symbol| symbol["name"].as_str().unwrap()).collect();
    let expected: Vec<String> = (0..2000).map(|n| format!("{n} Task")).collect();
    assert_eq!(names, expected);
    client.diagnostics(|published| published["version"] == 2001);
}

#[test]
fn fifty_requests_in_work_are_cancelled_at_once() {
    let workspace = Workspace::new(&(1..=50).map(|n| format!("- [ ] {n}. Task\n")).collect::<String>());
    let mut client = workspace.open(json!({ "workspace": { "applyEdit": true } }));
    // Each waits for an edit that is never made.
    let ids: Vec<i64> = (1..=50)
        .map(|n| {
            let argument = json!({ "spec": "demo", "task": n.to_string(), "state": "done" });
            let params = json!({ "command": "kiro.task.set", "arguments": [argument] });
            client.request("workspace/executeCommand", params)
        })
        .collect();
    (0..50).for_each(|_| drop(client.asked("workspace/applyEdit")));
    let began = Instant::now();
    for id in &ids {
        client.notify("$/cancelRequest", json!({ "id": id }));
    }
    for id in ids {
        assert_eq!(client.response(id)["error"]["code"], -32800);
    }
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
}

#[test]
fn a_client_that_never_answers_holds_nothing_up() {
    let workspace = Workspace::new(&(1..=40).map(|n| format!("- [ ] {n}. Task\n")).collect::<String>());
    let mut client = workspace.open(json!({ "workspace": { "applyEdit": true } }));
    let uri = workspace.uri(TASKS);
    let ids: Vec<i64> = (1..=40)
        .map(|n| {
            let argument = json!({ "spec": "demo", "task": n.to_string(), "state": "done" });
            let params = json!({ "command": "kiro.task.set", "arguments": [argument] });
            client.request("workspace/executeCommand", params)
        })
        .collect();
    let asked: Vec<Value> = (0..40).map(|_| client.asked("workspace/applyEdit")).collect();

    let changes: Vec<u8> = (0..2000).flat_map(|n| frame(&append(&uri, n + 2, 40))).collect();
    client.write(&changes);
    let began = Instant::now();
    assert!(client.lenses(&uri).contains("Implement task 40"));
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());

    for request in &asked {
        client.reply(request, json!({ "applied": true }));
    }
    for id in ids {
        assert_eq!(client.response(id)["result"]["changed"], true);
    }
}

#[test]
fn a_client_that_does_not_read_costs_no_memory() {
    let workspace = Workspace::new("- [ ] 1. One\n");
    let mut client = workspace.start_unread();
    client.initialize_blindly(&workspace);
    client.did_open(&workspace.uri(TASKS), &"- [?] Task\n".repeat(500));
    std::thread::sleep(Duration::from_millis(500));
    let before = client.memory();
    // Written by a thread of its own, since the server stops reading at some point.
    let stdin = client.take_stdin();
    let uri = workspace.uri(TASKS);
    let writer = std::thread::spawn(move || {
        let mut stdin = stdin;
        let lens = json!({ "textDocument": { "uri": uri } });
        for id in 0..20_000 {
            let request =
                json!({ "jsonrpc": "2.0", "id": id, "method": "textDocument/codeLens", "params": lens });
            if std::io::Write::write_all(&mut stdin, &frame(&request)).is_err() {
                return;
            }
        }
    });
    std::thread::sleep(Duration::from_secs(4));
    let grown = client.memory().saturating_sub(before);
    // 256 answers of 100 KB that wait, and what allocators keep; without a bound it would be 2 GB.
    assert!(grown < 200, "{grown} MB more");
    client.kill();
    writer.join().unwrap();
}
