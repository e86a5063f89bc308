//! What the server writes about itself, with secrets planted wherever it could meet one.

use std::fs;

use serde_json::json;

use crate::client::Workspace;
use crate::planted::{endpoint, environment, holds_none, plant};

#[test]
fn no_byte_of_a_secret_is_logged() {
    let workspace = Workspace::new("- [ ] 1. One\n");
    plant(&workspace.home());
    let stderr = workspace.home().join("stderr");
    let mut client = workspace.start_with(environment(&endpoint()), fs::File::create(&stderr).unwrap());
    client.initialize(&workspace, json!({ "experimental": { "kiro": { "version": 1 } } }));
    let session = client.call("kiro/session/start", json!({}))["session"]["id"].clone();
    client.call("kiro/session/prompt", json!({ "session": session, "text": "hello" }));
    client.wait("the endpoint's refusal", |message| message["params"]["type"] == "modelFailed");
    let doctor = client.call("kiro/doctor", json!({ "connect": true }));
    assert!(
        doctor["checks"].as_array().unwrap().iter().any(|check| check["area"] == "connection"),
        "{doctor}"
    );
    let report = client.call("kiro/bugReport", json!({}));
    client.kill();
    client.exit();

    let workspaces = fs::read_dir(workspace.state().join("workspaces")).unwrap();
    let log =
        workspaces.map(|entry| entry.unwrap().path().join("logs/kiro-lsp.log")).find(|file| file.exists());
    let log = fs::read(log.expect("trace is logged")).unwrap();
    let stderr = fs::read(stderr).unwrap();
    assert!(String::from_utf8_lossy(&stderr).contains("connect"), "the traces of the wire are in it");
    holds_none("standard error", &stderr);
    holds_none("the log", &log);
    holds_none("the doctor", doctor.to_string().as_bytes());
    holds_none("the report", report.to_string().as_bytes());
}

#[test]
fn nothing_is_logged_of_a_day_without_trouble() {
    let workspace = Workspace::new("- [ ] 1. One\n");
    let mut client = workspace.open(json!({}));
    client.call("kiro/spec/list", json!({}));
    assert_eq!(client.log(), "");
    let folder = fs::read_dir(workspace.state().join("workspaces")).unwrap().next().unwrap().unwrap().path();
    assert!(!folder.join("logs").exists(), "a log is made when there is something to keep");
}
