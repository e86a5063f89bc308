//! Lifecycle as LSP 3.17 has it: what ends the server, and with which code.

use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};

use crate::client::Workspace;

const SOON: Duration = Duration::from_secs(2);

fn workspace() -> Workspace {
    Workspace::new("- [ ] 1. One\n")
}

#[test]
fn exit_after_shutdown_is_0() {
    let workspace = workspace();
    let mut client = workspace.open(json!({}));
    assert_eq!(client.call("shutdown", Value::Null), Value::Null);
    client.notify("exit", Value::Null);
    let (code, took) = client.exit();
    assert_eq!(code, Some(0));
    assert!(took < SOON, "{took:?}");
}

#[test]
fn exit_without_shutdown_is_1_at_any_time() {
    let workspace = workspace();
    let mut client = workspace.open(json!({}));
    client.notify("exit", Value::Null);
    assert_eq!(client.exit().0, Some(1));

    let mut client = workspace.start();
    client.notify("exit", Value::Null);
    assert_eq!(client.exit().0, Some(1));
}

#[test]
fn after_shutdown_requests_are_refused() {
    let workspace = workspace();
    let mut client = workspace.open(json!({}));
    client.call("shutdown", Value::Null);
    assert_eq!(client.try_call("kiro/spec/list", json!({}))["error"]["code"], -32600);
    client.notify("exit", Value::Null);
    assert_eq!(client.exit().0, Some(0));
}

#[test]
fn before_initialize_requests_are_refused_and_notifications_ignored() {
    let workspace = workspace();
    let mut client = workspace.start();
    client.did_open("file:///x", "text");
    assert_eq!(client.try_call("kiro/spec/list", json!({}))["error"]["code"], -32002);
    assert_eq!(client.try_call("shutdown", Value::Null)["error"]["code"], -32002);
    client.initialize(&workspace, json!({}));
    assert_eq!(client.call("kiro/spec/list", json!({}))["specs"][0]["name"], "demo");
    assert_eq!(client.try_call("initialize", json!({ "capabilities": {} }))["error"]["code"], -32600);
}

#[test]
fn the_end_of_input_ends_it() {
    let workspace = workspace();
    let mut client = workspace.open(json!({}));
    client.call("kiro/spec/list", json!({}));
    client.close_stdin();
    let (code, took) = client.exit();
    assert_eq!(code, Some(1));
    assert!(took < SOON, "{took:?}");

    // As Neovim leaves: shutdown, and no exit.
    let mut client = workspace.open(json!({}));
    client.call("shutdown", Value::Null);
    client.close_stdin();
    assert_eq!(client.exit().0, Some(0));
}

#[test]
fn the_end_of_input_does_not_wait_for_requests() {
    let workspace = workspace();
    let mut client = workspace.open(json!({ "workspace": { "applyEdit": true } }));
    // Waits for an edit that is never made.
    let argument = json!({ "spec": "demo", "task": "1", "state": "done" });
    client
        .request("workspace/executeCommand", json!({ "command": "kiro.task.set", "arguments": [argument] }));
    client.asked("workspace/applyEdit");
    client.close_stdin();
    let (_, took) = client.exit();
    assert!(took < SOON, "{took:?}");
}

#[test]
fn a_dead_parent_ends_it() {
    let mut parent = Command::new("sleep").arg("60").spawn().unwrap();
    let workspace = workspace();
    let mut client = workspace.start();
    client.call("initialize", json!({ "processId": parent.id(), "rootUri": null, "capabilities": {} }));
    client.notify("initialized", json!({}));
    parent.kill().unwrap();
    parent.wait().unwrap();
    assert_eq!(client.exit().0, Some(1));
}

#[test]
fn a_closed_output_ends_it() {
    let workspace = workspace();
    let mut client = workspace.start_unread();
    client.initialize_blindly(&workspace);
    drop(client.child.stdout.take());
    client.request("kiro/spec/list", json!({}));
    assert_eq!(client.exit().0, Some(1));
}
