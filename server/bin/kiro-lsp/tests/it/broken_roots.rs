//! A root that cannot be opened or read costs itself alone, and what is wrong with it can be asked.

use std::fs;
use std::process::Command;

use serde_json::{Value, json};

use crate::client::{Client, Workspace};
use crate::roots::{TEXT, start, two};

/// What the doctor found of the state, with how bad it is.
fn state(client: &mut Client, params: Value) -> (String, String) {
    let checks = client.call("kiro/doctor", params)["checks"].clone();
    let check = checks.as_array().unwrap().iter().find(|check| check["area"] == "store").unwrap();
    let text = |field: &str| check[field].as_str().unwrap().to_owned();
    (text("state"), text("found"))
}

#[test]
fn a_root_that_cannot_be_opened_costs_its_own_verbs_alone() {
    let (workspace, roots) = two("");
    let missing = workspace.beside("missing");
    let (mut client, _) = start(&workspace, &[&roots[0], &missing]);
    let shown = client.notification("window/showMessage")["message"].clone();
    assert!(shown.as_str().unwrap().contains(missing.to_str().unwrap()), "{shown}");
    assert_eq!(client.call("kiro/spec/list", json!({}))["specs"][0]["name"], "demo");
    assert_eq!(client.call("kiro/spec/get", json!({ "spec": "demo" }))["spec"]["name"], "demo");
    let error = client.try_call("kiro/spec/list", json!({ "root": missing }))["error"].clone();
    assert_eq!(error["message"], shown);
}

#[test]
fn what_keeps_a_root_from_opening_can_be_asked() {
    let (workspace, roots) = two("");
    let missing = workspace.beside("missing");
    let (mut client, _) = start(&workspace, &[&roots[0], &missing]);
    assert_eq!(state(&mut client, json!({ "root": roots[0] })).0, "ok");
    let (how, found) = state(&mut client, json!({ "root": missing }));
    assert_eq!(how, "problem");
    assert!(found.contains(missing.to_str().unwrap()), "{found}");
}

#[test]
fn a_damaged_state_can_be_asked_about_and_reported() {
    let workspace = Workspace::new(TEXT);
    let mut first = workspace.open(json!({}));
    first.call("shutdown", Value::Null);
    first.kill();
    drop(first);
    let file = workspace.state_file();
    for log in ["state.db-wal", "state.db-shm"] {
        fs::remove_file(file.with_file_name(log)).unwrap();
    }
    fs::write(file, "This is no database. ".repeat(500)).unwrap();

    let mut client = workspace.start();
    client.initialize(&workspace, json!({}));
    let why = client.notification("window/showMessage")["message"].as_str().unwrap().to_owned();
    let (how, found) = state(&mut client, json!({}));
    assert_eq!(how, "problem");
    assert!(found.contains(&why), "{found}");
    let report = client.call("kiro/bugReport", json!({}))["parts"].clone();
    let doctor = report.as_array().unwrap().iter().find(|part| part["title"] == "Doctor").unwrap();
    assert!(doctor["text"].as_str().unwrap().contains("**problem**"), "{doctor}");
    let error = client.try_call("kiro/run/list", json!({}))["error"].clone();
    assert_eq!(error["message"], why, "every other verb answers the error");
}

/// Takes the events out of the store of a root.
fn damage(workspace: &Workspace, name: &str) {
    let script = "import glob, sqlite3, sys\n\
        sqlite3.connect(glob.glob(sys.argv[1])[0], isolation_level=None).execute('DROP TABLE event')";
    let file = workspace.state().join("workspaces").join(format!("{name}-*")).join("state.db");
    assert!(Command::new("python3").args(["-c", script]).arg(file).status().unwrap().success());
}

#[test]
fn a_list_of_all_roots_lacks_only_what_cannot_be_read() {
    let (workspace, roots) = two(r#"{"say": "Hello."}"#);
    let (mut client, _) = start(&workspace, &[&roots[0], &roots[1]]);
    for root in &roots {
        client.call("kiro/session/start", json!({ "root": root }));
    }
    let mut sessions = || client.try_call("kiro/session/list", json!({}));
    assert_eq!(sessions()["result"]["sessions"].as_array().unwrap().len(), 2);
    damage(&workspace, "project");
    assert_eq!(sessions()["result"]["sessions"].as_array().unwrap().len(), 1);
    damage(&workspace, "second");
    let error = sessions()["error"].clone();
    assert_eq!(error["data"]["code"], "store", "{error}");
    let log = client.log();
    assert!(log.contains(&format!("what {} has is missing from a list", roots[0].display())), "{log}");
}
