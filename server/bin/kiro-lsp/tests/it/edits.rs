//! Marks in a document that an editor has open are set by that editor.

use serde_json::{Value, json};

use crate::client::{Client, TASKS, Workspace};

const TEXT: &str = "- [ ] 1. One 🦀\n- [ ] 2. Two\n";

fn set(client: &mut Client) -> i64 {
    let argument = json!({ "spec": "demo", "task": "2", "state": "done" });
    client.request("workspace/executeCommand", json!({ "command": "kiro.task.set", "arguments": [argument] }))
}

fn mark(line: u32) -> Value {
    json!({ "start": { "line": line, "character": 3 }, "end": { "line": line, "character": 4 } })
}

#[test]
fn with_the_version_it_is_for() {
    let workspace = Workspace::new(TEXT);
    let mut client = workspace
        .open(json!({ "workspace": { "applyEdit": true, "workspaceEdit": { "documentChanges": true } } }));
    let uri = workspace.uri(TASKS);
    let start = json!({ "line": 0, "character": 0 });
    client.did_change(&uri, 5, json!([{ "range": { "start": start, "end": start }, "text": "\n" }]));
    let id = set(&mut client);
    let asked = client.asked("workspace/applyEdit");
    assert_eq!(
        asked["params"]["edit"],
        json!({ "documentChanges": [{
            "textDocument": { "uri": uri, "version": 5 },
            "edits": [{ "range": mark(2), "newText": "x" }],
        }] })
    );
    client.did_change(&uri, 6, json!([{ "range": mark(2), "text": "x" }]));
    client.reply(&asked, json!({ "applied": true }));
    assert_eq!(client.response(id)["result"]["task"]["state"], "done");
    assert_eq!(workspace.read(TASKS), TEXT, "the file is the editor's to save");
}

#[test]
fn without_versions_where_the_client_has_none() {
    let workspace = Workspace::new(TEXT);
    let mut client = workspace.open(json!({ "workspace": { "applyEdit": true } }));
    set(&mut client);
    let asked = client.asked("workspace/applyEdit");
    let changes = json!({ workspace.uri(TASKS): [{ "range": mark(1), "newText": "x" }] });
    assert_eq!(asked["params"]["edit"], json!({ "changes": changes }));
}

#[test]
fn by_whichever_process_holds_the_document() {
    let workspace = Workspace::new(TEXT);
    let mut holder = workspace.open(json!({ "workspace": { "applyEdit": true } }));
    holder.lenses(&workspace.uri(TASKS));
    let mut other = workspace.start();
    other.initialize(&workspace, json!({}));
    let id = set(&mut other);
    let asked = holder.asked("workspace/applyEdit");
    holder.reply(&asked, json!({ "applied": true }));
    assert_eq!(other.response(id)["result"]["changed"], true);
}

#[test]
fn a_refusal_is_tried_again_for_a_while_and_then_told() {
    let workspace = Workspace::new(TEXT);
    let mut client = workspace.open(json!({ "workspace": { "applyEdit": true } }));
    let id = set(&mut client);
    for _ in 0..7 {
        let asked = client.asked("workspace/applyEdit");
        client.reply(&asked, json!({ "applied": false, "failureReason": "read-only" }));
    }
    let error = client.response(id)["error"].clone();
    assert_eq!(error["data"]["code"], "busy");
    assert!(error["message"].as_str().unwrap().contains("read-only"), "{error}");
    assert_eq!(workspace.read(TASKS), TEXT);
}

#[test]
fn a_client_that_takes_no_edits_leaves_the_mark_pending() {
    let workspace = Workspace::new(TEXT);
    let mut client = workspace.open(json!({}));
    let id = set(&mut client);
    let error = client.response(id)["error"].clone();
    assert!(error["message"].as_str().unwrap().contains("takes no edits from a server"), "{error}");
}
