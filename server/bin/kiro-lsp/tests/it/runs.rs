//! A task is implemented from the editor, with a model that reads from a script.

use expect_test::expect;
use serde_json::{Value, json};

use crate::client::{Client, TASKS, Workspace};

const TEXT: &str = "- [ ] 1. One\n- [ ] 2. Two\n";

/// The script asks for a command, which waits for an answer.
pub(crate) const ASKS: &str = r#"{"say": "I run it.", "calls": [{"tool": "shell", "input": {"command": "echo hello > out.txt"}}]}
{"say": "It is done."}
"#;

/// The script works for a minute.
pub(crate) const SLOW: &str =
    r#"{"say": "I think about it for a long time, a word every few seconds.", "delayMs": 5000}"#;

/// Kinds and messages of the progress that is shown until its end.
pub(crate) fn progress_to_its_end(client: &mut Client, token: &str) -> Vec<(String, String)> {
    let mut shown = Vec::new();
    loop {
        let progress =
            client.wait("$/progress", |m| m["method"] == "$/progress" && m["params"]["token"] == token);
        let value = &progress["params"]["value"];
        let text = |field: &str| value[field].as_str().unwrap_or_default().to_owned();
        let title = if value["kind"] == "begin" { text("title") } else { text("message") };
        shown.push((text("kind"), title));
        if value["kind"] == "end" {
            return shown;
        }
    }
}

#[test]
fn progress_of_a_run_from_its_begin_to_its_end() {
    let workspace = Workspace::new(TEXT).model(ASKS);
    let mut client = workspace.start();
    client.initialize(&workspace, json!({ "window": { "workDoneProgress": true } }));
    let command = json!({ "spec": "demo", "task": "1", "trust": "all", "checks": ["test -f out.txt"] });
    let started = client.command("kiro.task.run", command);
    assert!(started["result"]["runId"].as_str().unwrap().starts_with("r-"), "{started}");
    let create = client.asked("window/workDoneProgress/create");
    assert_eq!(create["params"]["token"], "kiro: task 1");
    client.reply(&create, Value::Null);
    let shown = progress_to_its_end(&mut client, "kiro: task 1");
    assert_eq!(shown.first().unwrap(), &("begin".to_owned(), "Task 1: One".to_owned()));
    assert_eq!(shown.last().unwrap(), &("end".to_owned(), "done".to_owned()));
    assert_eq!(workspace.read(TASKS), "- [x] 1. One\n- [ ] 2. Two\n");
    assert_eq!(workspace.read("out.txt"), "hello\n");
}

#[test]
fn cancelling_the_progress_stops_the_run() {
    let workspace = Workspace::new(TEXT).model(SLOW);
    let mut client = workspace.start();
    client.initialize(&workspace, json!({ "window": { "workDoneProgress": true } }));
    client.command("kiro.task.run", json!({ "spec": "demo", "task": "1" }));
    let create = client.asked("window/workDoneProgress/create");
    client.reply(&create, Value::Null);
    client.notify("window/workDoneProgress/cancel", json!({ "token": "kiro: task 1" }));
    let shown = progress_to_its_end(&mut client, "kiro: task 1");
    assert_eq!(shown.last().unwrap(), &("end".to_owned(), "stopped".to_owned()));
    assert_eq!(workspace.read(TASKS), TEXT);
}

#[test]
fn a_token_stands_for_one_run_and_is_used_once() {
    let workspace = Workspace::new(TEXT).model(SLOW);
    workspace.write(".kiro/specs/other/tasks.md", TEXT);
    let mut client = workspace.start();
    client.initialize(&workspace, json!({ "window": { "workDoneProgress": true } }));
    let mut run = |spec: &str, token: &str| {
        client.command("kiro.task.run", json!({ "spec": spec, "task": "1" }));
        let create = client.asked("window/workDoneProgress/create");
        assert_eq!(create["params"]["token"], token);
        client.reply(&create, Value::Null);
    };
    run("demo", "kiro: task 1");
    run("other", "kiro: task 1 of other");
    for (token, stopped) in [("kiro: task 1", "demo"), ("kiro: task 1 of other", "other")] {
        client.notify("window/workDoneProgress/cancel", json!({ "token": token }));
        progress_to_its_end(&mut client, token);
        let runs = client.call("kiro/run/list", json!({}));
        let run = runs["runs"].as_array().unwrap().iter().find(|run| run["spec"] == stopped).unwrap();
        assert_eq!(run["status"]["outcome"]["kind"], "stopped", "{runs}");
    }
    for token in ["kiro: task 1 of demo", "kiro: task 1 of demo (2)"] {
        client.command("kiro.task.run", json!({ "spec": "demo", "task": "1" }));
        let create = client.asked("window/workDoneProgress/create");
        assert_eq!(create["params"]["token"], token);
        client.reply(&create, Value::Null);
        client.notify("window/workDoneProgress/cancel", json!({ "token": token }));
        progress_to_its_end(&mut client, token);
    }
}

#[test]
fn a_run_that_cannot_begin_is_told() {
    let workspace = Workspace::new(TEXT).model(SLOW);
    let mut client = workspace.open(json!({}));
    client.command("kiro.task.run", json!({ "spec": "demo", "task": "1" }));
    let told = client.notification("window/showMessage");
    let message = told["message"].as_str().unwrap();
    assert!(message.starts_with("Task 1 of demo: interrupted: "), "{message}");
    assert!(message.contains("takes no edits from a server"), "{message}");
}

#[test]
fn progress_is_not_begun_unannounced_or_refused() {
    let workspace = Workspace::new(TEXT).model(SLOW);
    let (mut plain, mut refuses) = (workspace.start(), workspace.start());
    plain.initialize(&workspace, json!({}));
    refuses.initialize(&workspace, json!({ "window": { "workDoneProgress": true } }));
    refuses.command("kiro.task.run", json!({ "spec": "demo", "task": "2" }));
    let create = refuses.asked("window/workDoneProgress/create");
    refuses
        .send(&json!({ "jsonrpc": "2.0", "id": create["id"], "error": { "code": -32601, "message": "no" } }));
    while !workspace.read(TASKS).contains("- [-] 2. Two") {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    refuses.command("kiro.task.stop", json!({ "spec": "demo", "task": "2" }));
    for client in [&mut plain, &mut refuses] {
        let told = client.notification("window/showMessage");
        assert_eq!(told["message"], "Task 2 of demo: stopped");
        let rest = client.rest(std::time::Duration::from_millis(300));
        let method = |message: &Value| message["method"].as_str().unwrap_or_default().to_lowercase();
        assert!(rest.iter().all(|message| !method(message).contains("progress")), "{rest:?}");
    }
}

#[test]
fn a_refused_token_is_not_used_again_and_shows_no_run() {
    let workspace = Workspace::new(TEXT).model(SLOW);
    let mut client = workspace.start();
    client.initialize(&workspace, json!({ "window": { "workDoneProgress": true } }));
    for token in ["kiro: task 2", "kiro: task 2 of demo"] {
        client.command("kiro.task.run", json!({ "spec": "demo", "task": "2" }));
        let create = client.asked("window/workDoneProgress/create");
        assert_eq!(create["params"]["token"], token);
        // The run ends before the client says whether it shows it.
        client.command("kiro.task.stop", json!({ "spec": "demo", "task": "2" }));
        assert_eq!(client.notification("window/showMessage")["message"], "Task 2 of demo: stopped");
        let refused = json!({ "code": -32601, "message": "no" });
        client.send(&json!({ "jsonrpc": "2.0", "id": create["id"], "error": refused }));
    }
}

#[test]
fn a_run_of_another_process_is_seen_and_stopped() {
    let workspace = Workspace::new(TEXT).model(SLOW);
    let mut runner = workspace.start();
    runner.initialize(&workspace, json!({}));
    let capabilities = json!({
        "window": { "workDoneProgress": true },
        "workspace": { "codeLens": { "refreshSupport": true } },
    });
    let mut other = workspace.start();
    other.initialize(&workspace, capabilities);
    let uri = workspace.uri(TASKS);
    other.call("kiro/spec/list", json!({}));

    runner.command("kiro.task.runNext", json!({ "spec": "demo" }));
    let create = other.asked("window/workDoneProgress/create");
    other.reply(&create, Value::Null);
    let refresh = other.asked("workspace/codeLens/refresh");
    other.reply(&refresh, Value::Null);
    other.did_open(&uri, &workspace.read(TASKS));
    let lenses = other.lenses_until(&uri, |lenses| lenses.contains("Stop"));
    expect![[r#"
        0: 0 of 2 tasks done · next: 2 Two -> kiro.task.runNext [{"spec":"demo"}]
        0: Run next: 2 -> kiro.task.runNext [{"spec":"demo"}]
        0: Stop task 1 -> kiro.task.stop [{"spec":"demo","task":"1"}]
        1: Implement task 2 -> kiro.task.run [{"spec":"demo","task":"2"}]
    "#]]
    .assert_eq(&lenses);
    other.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));

    let busy = other.command("kiro.task.run", json!({ "spec": "demo", "task": "1" }));
    assert_eq!(busy["error"]["data"]["code"], "busy", "{busy}");
    let stopped = other.command("kiro.task.stop", json!({ "spec": "demo", "task": "1" }));
    assert_eq!(stopped["result"]["run"]["task"], "1", "{stopped}");
    let shown = progress_to_its_end(&mut other, "kiro: task 1");
    assert_eq!(shown.last().unwrap(), &("end".to_owned(), "stopped".to_owned()));
}

#[test]
fn a_run_is_interrupted_when_its_editor_goes_and_resumed_by_another() {
    let workspace = Workspace::new(TEXT).model(SLOW);
    let mut first = workspace.start();
    first.initialize(&workspace, json!({}));
    first.command("kiro.task.run", json!({ "spec": "demo", "task": "1" }));
    first.close_stdin();
    assert_eq!(first.exit().0, Some(1));

    let mut second = workspace.open(json!({ "workspace": { "applyEdit": true } }));
    let lenses = second.lenses_until(&workspace.uri(TASKS), |lenses| lenses.contains("Resume"));
    assert!(lenses.contains(r#"0: Resume task 1 -> kiro.task.run [{"spec":"demo","task":"1"}]"#), "{lenses}");
    let runs = second.call("kiro/run/list", json!({}));
    assert_eq!(runs["runs"][0]["status"]["why"], "the editor ended without saying so");
    let resumed = second.command("kiro.task.run", json!({ "spec": "demo", "task": "1" }));
    assert_eq!(resumed["result"]["resumed"], true, "{resumed}");
}
