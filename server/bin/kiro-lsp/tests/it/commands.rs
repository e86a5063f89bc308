//! `workspace/executeCommand` where no run begins.

use serde_json::json;

use crate::client::{TASKS, Workspace};

#[test]
fn a_mark_is_set_on_disk_where_no_editor_has_the_document() {
    let workspace = Workspace::new("- [ ] 1. One\n");
    let mut client = workspace.start();
    client.initialize(&workspace, json!({}));
    let answer = client.command("kiro.task.set", json!({ "spec": "demo", "task": "1", "state": "done" }));
    assert_eq!(answer["result"]["task"]["state"], "done");
    assert_eq!(workspace.read(TASKS), "- [x] 1. One\n");
}

#[test]
fn a_place_stands_for_spec_and_task() {
    let workspace = Workspace::new("# Plan\n\n- [ ] 1. One\n  - notes\n- [ ] Two\n");
    let mut client = workspace.open(json!({}));
    let path = workspace.root().join(TASKS);
    for (argument, message) in [
        (json!({ "path": path, "line": 3 }), "task 1 of `demo` is not running"),
        (json!({ "path": path, "line": 5 }), "task @5 of `demo` is not running"),
        (json!({ "path": path, "line": 4 }), "there is no task on line 4"),
        (json!({ "path": workspace.root().join("other.md"), "line": 3 }), "is not an open tasks.md"),
        (json!({ "path": 3, "line": 3 }), "is not an open tasks.md"),
    ] {
        let error = client.command("kiro.task.stop", argument)["error"].clone();
        assert!(error["message"].as_str().unwrap().contains(message), "{error}");
    }
}

#[test]
fn a_document_that_was_never_saved_has_places_too() {
    let workspace = Workspace::new("");
    let mut client = workspace.open(json!({}));
    let path = workspace.root().join(".kiro/specs/new/tasks.md");
    client.did_open(&format!("file://{}", path.display()), "- [ ] 1. One\n");
    let error = client.command("kiro.task.stop", json!({ "path": path, "line": 1 }))["error"].clone();
    assert!(error["message"].as_str().unwrap().contains("`new`"), "{error}");
}

#[test]
fn an_error_is_answered_and_shown() {
    let workspace = Workspace::new("- [x] 1. One\n");
    let mut client = workspace.open(json!({}));
    for (command, argument, code, message) in [
        ("kiro.task.run", json!({ "spec": "demo", "task": "7" }), -32010, "there is no task \"7\""),
        ("kiro.task.run", json!({ "spec": "demo" }), -32602, "missing field `task`"),
        ("kiro.task.run", json!({ "spec": "demo", "task": "1" }), -32602, "is done already"),
        ("kiro.task.stop", json!({ "spec": "demo", "task": "1" }), -32010, "is not running"),
        ("kiro.task.runNext", json!({ "spec": "demo" }), -32602, "no task of `demo` is left to begin"),
        ("kiro.task.runNext", json!("demo"), -32602, "takes one object"),
        ("kiro.answer", json!({ "id": "q-none", "option": "deny" }), -32010, "there is no question `q-none`"),
        ("kiro.nothing", json!({}), -32602, "there is no command `kiro.nothing`"),
    ] {
        let error = client.command(command, argument)["error"].clone();
        assert!(error["code"] == code && error["message"].as_str().unwrap().contains(message), "{error}");
        assert_eq!(client.notification("window/showMessage")["message"], error["message"]);
    }
}
