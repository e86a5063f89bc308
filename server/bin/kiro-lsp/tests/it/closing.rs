//! What becomes of a root whose folder is closed while something waits in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::client::{Client, TASKS, Workspace};
use crate::roots::{TEXT, capabilities, change_folders, start, two, uri};
use crate::runs::{ASKS, SLOW};

/// The event logs that a server has open.
fn logs(client: &Client) -> Vec<PathBuf> {
    let files = fs::read_dir(Path::new("/proc").join(client.child.id().to_string()).join("fd")).unwrap();
    let mut files: Vec<PathBuf> = files.filter_map(|file| fs::read_link(file.ok()?.path()).ok()).collect();
    files.retain(|file| file.ends_with("state.db"));
    files.sort();
    files.dedup();
    files
}

#[test]
fn a_dialog_that_nobody_answers_keeps_no_closed_root() {
    let (workspace, roots) = two(ASKS);
    let mut client = workspace.start();
    let mut announced = capabilities();
    announced["window"] = json!({ "showMessage": {} });
    let folders: Vec<Value> =
        roots.iter().map(|root| json!({ "uri": uri(root), "name": "folder" })).collect();
    client.call("initialize", json!({ "capabilities": announced, "workspaceFolders": folders }));
    client.notify("initialized", json!({}));
    client.command("kiro.task.run", json!({ "spec": "demo", "task": "1", "root": roots[1] }));
    let dialog = client.asked("window/showMessageRequest");
    let message = dialog["params"]["message"].as_str().unwrap();
    assert!(message.contains(&format!("In {}", roots[1].display())), "{message}");
    assert_eq!(logs(&client).len(), 2);

    change_folders(&mut client, &[], &[&roots[1]]);
    assert_eq!(client.notification("$/cancelRequest")["id"], dialog["id"]);
    let end = Instant::now() + Duration::from_secs(10);
    while logs(&client).len() > 1 {
        assert!(Instant::now() < end, "the log of the closed root is still open: {:?}", logs(&client));
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_mark_on_its_way_does_not_go_to_disk_below_the_buffer() {
    let workspace = Workspace::new(TEXT).model(SLOW);
    let root = workspace.root();
    let (mut client, _) = start(&workspace, &[&root]);
    client.did_open(&workspace.uri(TASKS), TEXT);
    client.command("kiro.task.run", json!({ "spec": "demo", "task": "1" }));
    client.asked("workspace/applyEdit");
    change_folders(&mut client, &[], &[&root]);

    // The run stands still before the document is anybody's.
    let (mut other, _) = start(&workspace, &[&root]);
    let end = Instant::now() + Duration::from_secs(10);
    loop {
        let runs = other.call("kiro/run/list", json!({}))["runs"].clone();
        if runs[0]["status"]["kind"] == "interrupted" {
            break;
        }
        assert!(Instant::now() < end, "{runs}");
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(workspace.read(TASKS), TEXT);
    // Then the disk counts for others.
    let set = other.command("kiro.task.set", json!({ "spec": "demo", "task": "1", "state": "done" }));
    assert_eq!(set["result"]["changed"], true, "{set}");
    assert_eq!(workspace.read(TASKS), TEXT.replace("[ ]", "[x]"));
}
