//! Questions in the editor: as a dialog, as a diagnostic with actions, by command; and how they vanish.

use std::time::Duration;

use serde_json::{Value, json};

use crate::client::{Client, TASKS, Workspace};
use crate::runs::ASKS;

const TEXT: &str = "- [ ] 1. One\n- [ ] 2. Two\n";

/// A run that asks whether it may run a command. Its process has no editor of its own.
fn asking(workspace: &Workspace) -> Client {
    let mut runner = workspace.start();
    runner.initialize(workspace, json!({ "experimental": { "kiro": true } }));
    let command = json!({ "spec": "demo", "task": "1", "checks": ["test -f out.txt"] });
    let started = runner.command("kiro.task.run", command);
    assert!(started["result"]["runId"].is_string(), "{started}");
    runner
}

fn event(client: &mut Client, kind: &str) -> Value {
    client.wait(kind, |message| message["method"] == "kiro/event" && message["params"]["type"] == kind)["params"].clone()
}

fn open_questions(client: &mut Client) -> usize {
    client.call("kiro/question/list", json!({}))["questions"].as_array().unwrap().len()
}

fn dialogs() -> Value {
    json!({ "window": { "showMessage": {} } })
}

#[test]
fn a_dialog_is_answered() {
    let workspace = Workspace::new(TEXT).model(ASKS);
    let mut runner = asking(&workspace);
    let mut editor = workspace.start();
    editor.initialize(&workspace, dialogs());
    let dialog = editor.asked("window/showMessageRequest");
    let message = dialog["params"]["message"].as_str().unwrap();
    assert!(message.contains("echo hello > out.txt"), "{message}");
    let labels: Vec<_> = dialog["params"]["actions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|action| action["title"].as_str().unwrap())
        .collect();
    assert_eq!(
        labels,
        [
            "Decide later",
            "Allow once",
            "Allow `echo` in this session",
            "Deny",
            "Always allow `echo` in this workspace",
            "Never allow `echo` in this workspace"
        ]
    );
    editor.reply(&dialog, json!({ "title": "Allow once" }));
    let answered = event(&mut runner, "questionAnswered");
    assert_eq!((&answered["answer"], &answered["by"]["name"]), (&json!("allow_once"), &json!("Test")));
    let finished = event(&mut runner, "runFinished");
    assert_eq!(finished["outcome"]["kind"], "done", "{finished}");
    assert_eq!(workspace.read("out.txt"), "hello\n");
}

#[test]
fn nothing_but_a_chosen_answer_means_yes() {
    let workspace = Workspace::new(TEXT).model(ASKS);
    let mut runner = asking(&workspace);
    event(&mut runner, "questionAsked");
    for reply in [
        json!({ "result": null }),
        json!({ "result": { "title": "Decide later" } }),
        json!({ "result": { "title": "Something else" } }),
        json!({ "result": true }),
        json!({ "error": { "code": -32601, "message": "no dialogs after all" } }),
        json!({ "error": "garbage" }),
    ] {
        let mut editor = workspace.open(dialogs());
        let dialog = editor.asked("window/showMessageRequest");
        let mut response = json!({ "jsonrpc": "2.0", "id": dialog["id"] });
        response.as_object_mut().unwrap().extend(reply.as_object().unwrap().clone());
        editor.send(&response);
        // The question stays open, and is now a diagnostic.
        editor.diagnostics(|published| published["diagnostics"][0]["code"] == "kiro/question");
        assert_eq!(open_questions(&mut editor), 1);
    }
    assert!(!workspace.root().join("out.txt").exists());
}

#[test]
fn without_dialogs_a_diagnostic_with_actions() {
    let workspace = Workspace::new(TEXT).model(ASKS);
    let mut runner = asking(&workspace);
    event(&mut runner, "questionAsked");
    let mut editor = workspace.open(json!({ "workspace": { "applyEdit": true } }));
    let pointer = editor.notification("window/showMessage");
    let message = pointer["message"].as_str().unwrap();
    assert!(message.starts_with("Task 1 of demo asks: "), "{message}");
    let published = editor.diagnostics(|published| published["diagnostics"][0]["code"] == "kiro/question");
    let diagnostic = published["diagnostics"][0].clone();
    assert_eq!(diagnostic["range"]["start"]["line"], 0);
    assert!(diagnostic["message"].as_str().unwrap().contains("echo hello > out.txt"));

    let params = json!({
        "textDocument": { "uri": workspace.uri(TASKS) },
        "range": diagnostic["range"],
        "context": { "diagnostics": [diagnostic], "only": ["quickfix"] },
    });
    let actions = editor.call("textDocument/codeAction", params);
    let deny = actions
        .as_array()
        .unwrap()
        .iter()
        .find(|a| a["command"]["arguments"][0]["option"] == "deny")
        .unwrap();
    assert_eq!(deny["diagnostics"], json!([diagnostic]));
    assert!(deny["title"].as_str().unwrap().starts_with("Deny: "));
    let lenses = editor.lenses(&workspace.uri(TASKS));
    assert!(lenses.contains("0: Allow once: ") && lenses.contains("0: Stop task 1"), "{lenses}");

    let answered = editor.try_call("workspace/executeCommand", deny["command"].clone());
    assert_eq!(answered["result"]["answer"], "deny", "{answered}");
    assert_eq!(event(&mut runner, "questionAnswered")["by"]["name"], "Test");
    // It vanishes.
    editor.diagnostics(|published| published["diagnostics"] == json!([]));
    assert!(!workspace.root().join("out.txt").exists());
}

#[test]
fn an_answer_elsewhere_withdraws_the_question_everywhere() {
    let workspace = Workspace::new(TEXT).model(ASKS);
    let mut runner = asking(&workspace);
    let question = event(&mut runner, "questionAsked")["question"]["id"].clone();
    let mut dialog_editor = workspace.open(dialogs());
    let refreshes = json!({ "workspace": { "codeLens": { "refreshSupport": true } } });
    let mut plain_editor = workspace.open(refreshes);
    let dialog = dialog_editor.asked("window/showMessageRequest");
    plain_editor.diagnostics(|published| published["diagnostics"][0]["code"] == "kiro/question");

    runner.command("kiro.answer", json!({ "id": question, "option": "deny" }));
    let withdrawn = dialog_editor.notification("$/cancelRequest");
    assert_eq!(withdrawn["id"], dialog["id"]);
    plain_editor.diagnostics(|published| published["diagnostics"] == json!([]));
    let refresh = plain_editor.asked("workspace/codeLens/refresh");
    assert!(refresh.get("params").is_none(), "JSON-RPC has no null there: {refresh}");
    plain_editor.reply(&refresh, Value::Null);

    // Too late: it is told what the answer was.
    let late = plain_editor.command("kiro.answer", json!({ "id": question, "option": "allow_once" }));
    assert_eq!(late["error"]["data"]["code"], "already_answered", "{late}");
    assert!(late["error"]["message"].as_str().unwrap().contains("`deny` by Test"), "{late}");
}

#[test]
fn a_late_choice_in_a_dialog_is_told() {
    let workspace = Workspace::new(TEXT).model(ASKS);
    let mut runner = asking(&workspace);
    let question = event(&mut runner, "questionAsked")["question"]["id"].clone();
    let mut editor = workspace.open(dialogs());
    let dialog = editor.asked("window/showMessageRequest");
    runner.command("kiro.answer", json!({ "id": question, "option": "deny" }));
    editor.notification("$/cancelRequest");
    editor.reply(&dialog, json!({ "title": "Allow once" }));
    assert!(editor.rest(Duration::from_millis(300)).iter().all(|message| message["method"] != "kiro/event"));
    event(&mut runner, "turnEnded");
    assert!(!workspace.root().join("out.txt").exists());
}
