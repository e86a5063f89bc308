//! What the server writes about itself, with secrets planted wherever it could meet one.

use std::fs;

use serde_json::json;

use crate::client::{Client, Workspace};
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

    let log = fs::read(workspace.state().join("logs/kiro-lsp.log")).expect("trace is logged");
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
    assert!(!workspace.state().join("logs").exists(), "a log is made when there is something to keep");
}

#[test]
fn a_secret_that_a_file_got_since_the_start_is_known() {
    let workspace = Workspace::new("- [ ] 1. One\n");
    let stderr = workspace.home().join("stderr");
    let mut client = workspace.start_with(environment(&endpoint()), fs::File::create(&stderr).unwrap());
    client.initialize(&workspace, json!({ "experimental": { "kiro": { "version": 1 } } }));
    change_unopened(&mut client, "file:///srv/x.md");
    assert!(workspace.state().join("logs/kiro-lsp.log").exists(), "a line was redacted before");
    plant(&workspace.home());
    // Files are looked at once a second.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    let session = client.call("kiro/session/start", json!({}))["session"]["id"].clone();
    client.call("kiro/session/prompt", json!({ "session": session, "text": "hello" }));
    client.wait("the endpoint's refusal", |message| message["params"]["type"] == "modelFailed");
    client.kill();
    client.exit();
    holds_none("standard error", &fs::read(stderr).unwrap());
    holds_none("the log", &fs::read(workspace.state().join("logs/kiro-lsp.log")).unwrap());
}

#[test]
fn an_empty_filter_counts_as_none() {
    let workspace = Workspace::new("- [ ] 1. One\n");
    let stderr = workspace.home().join("stderr");
    let variables = vec![("KIRO_LSP_LOG", String::new())];
    let mut client = workspace.start_with(variables, fs::File::create(&stderr).unwrap());
    client.initialize(&workspace, json!({}));
    change_unopened(&mut client, "file:///srv/x.md");
    assert!(fs::read_to_string(stderr).unwrap().contains("is not open"));
}

/// Makes the server warn of a document.
fn change_unopened(client: &mut Client, uri: &str) {
    let params = json!({ "textDocument": { "uri": uri, "version": 2 }, "contentChanges": [{ "text": "x" }] });
    client.notify("textDocument/didChange", params);
    client.try_call("kiro/spec/list", json!({}));
}

#[test]
fn a_report_of_one_root_names_nothing_of_the_other() {
    let workspace = Workspace::new("- [ ] 1. One\n");
    let beta = workspace.beside("beta-project");
    fs::create_dir_all(beta.join(".kiro/specs/private-plan")).unwrap();
    fs::write(beta.join(".kiro/specs/private-plan/tasks.md"), "- [ ] 1. One\n").unwrap();
    let uri = format!("file://{}/.kiro/specs/private-plan/tasks.md", beta.display());
    let alpha = workspace.root();
    let folders =
        [&alpha, &beta].map(|root| json!({ "uri": format!("file://{}", root.display()), "name": "x" }));
    let mut client = workspace.start();
    client.call("initialize", json!({ "capabilities": {}, "workspaceFolders": folders }));
    client.notify("initialized", json!({}));
    change_unopened(&mut client, &uri);
    let mut report = |root: &std::path::Path, names: bool| {
        client.call("kiro/bugReport", json!({ "root": root, "includeNames": names })).to_string()
    };
    let (of_alpha, of_beta) = (report(&alpha, false), report(&beta, false));
    for name in ["beta-project", "private-plan"] {
        assert!(!of_alpha.contains(name), "{name}: {of_alpha}");
        assert!(!of_beta.contains(name), "{name}: {of_beta}");
    }
    for report in [&of_alpha, &of_beta] {
        assert!(report.contains("was changed but is not open"), "both have the one log: {report}");
    }
    assert!(of_beta.contains("<workspace>/.kiro/specs/spec-1/tasks.md"), "{of_beta}");
    assert!(report(&alpha, true).contains("private-plan"));
    client.kill();
    client.exit();
}
