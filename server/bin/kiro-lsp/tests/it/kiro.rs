//! The `kiro/*` methods and notifications.

use std::time::Duration;

use serde_json::json;

use crate::client::Workspace;

fn workspace() -> Workspace {
    Workspace::new("- [ ] 1. One\n- [ ] 2. Two\n")
}

#[test]
fn verbs() {
    let workspace = workspace();
    let mut client = workspace.start();
    client.initialize(&workspace, json!({}));
    assert_eq!(client.call("kiro/spec/get", json!({ "spec": "demo" }))["spec"]["tasks"][1]["title"], "Two");
    let set = client.call("kiro/task/set", json!({ "spec": "demo", "task": "2", "state": "done" }));
    assert_eq!(set["changed"], true);
    assert_eq!(workspace.read(crate::client::TASKS), "- [ ] 1. One\n- [x] 2. Two\n");
    assert_eq!(client.call("kiro/event/replay", json!({ "since": 0 }))["events"][0]["type"], "taskMarked");
}

#[test]
fn errors_carry_their_code_and_themselves() {
    let workspace = workspace();
    let mut client = workspace.open(json!({}));
    let error = client.try_call("kiro/spec/get", json!({ "spec": "none" }))["error"].clone();
    assert_eq!((&error["code"], &error["data"]["code"]), (&json!(-32010), &json!("not_found")));
    assert_eq!(error["message"], error["data"]["message"]);
    let error = client.try_call("kiro/spec/get", json!({}))["error"].clone();
    assert_eq!(error["message"], "the parameters of `kiro/spec/get` are wrong: missing field `spec`");
}

#[test]
fn events_go_to_those_who_opted_in() {
    let workspace = workspace();
    let capabilities = json!({ "experimental": { "kiro": { "version": 1 } } });
    let (mut knows, mut other) = (workspace.start(), workspace.start());
    knows.initialize(&workspace, capabilities);
    other.initialize(&workspace, json!({}));
    let mut options = workspace.start();
    let params = json!({
        "rootUri": workspace.uri(""),
        "capabilities": {},
        "initializationOptions": { "kiro": { "client": "helix" } },
    });
    options.call("initialize", params);
    options.notify("initialized", json!({}));
    options.call("kiro/spec/list", json!({}));

    other.call("kiro/task/set", json!({ "spec": "demo", "task": "1", "state": "done" }));
    for client in [&mut knows, &mut options] {
        let event = client.notification("kiro/event");
        assert_eq!(
            (&event["seq"], &event["type"], &event["task"]),
            (&json!(1), &json!("taskMarked"), &json!("1"))
        );
    }
    let rest = other.rest(Duration::from_millis(500));
    assert!(
        rest.iter().all(|message| !message["method"].as_str().unwrap_or_default().starts_with("kiro/")),
        "{rest:?}"
    );
}
