//! What goes wrong around a server: a model that is silent, an editor that answers nothing, a store that others lock,
//! a thousand files at once.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::client::{Client, TASKS, Workspace, frame, tell};

const TEXT: &str = "- [ ] 1. One\n- [ ] 2. Two\n";
const SILENT: &str = r#"{"say": "Never.", "delayMs": 600000}"#;

/// Everything a client can announce that makes the server ask it.
fn everything() -> Value {
    json!({
        "window": { "workDoneProgress": true, "showMessage": {}, "showDocument": { "support": true } },
        "workspace": {
            "applyEdit": true,
            "workspaceEdit": { "documentChanges": true },
            "codeLens": { "refreshSupport": true },
        },
        "experimental": { "kiro": { "version": 1 } },
    })
}

fn event(client: &mut Client, kind: &str) -> Value {
    client.wait(kind, |message| message["method"] == "kiro/event" && message["params"]["type"] == kind)["params"].clone()
}

fn shut_down(client: &mut Client) -> Duration {
    let began = Instant::now();
    client.call("shutdown", Value::Null);
    client.notify("exit", Value::Null);
    assert_eq!(client.exit().0, Some(0));
    began.elapsed()
}

#[test]
fn a_silent_model_is_shown_as_progress_and_cancelled_at_once() {
    let workspace = Workspace::new(TEXT).model(SILENT);
    let mut client = workspace.start();
    let progress =
        json!({ "window": { "workDoneProgress": true }, "experimental": { "kiro": { "version": 1 } } });
    client.initialize(&workspace, progress);
    client.command("kiro.task.run", json!({ "spec": "demo", "task": "1" }));
    let create = client.asked("window/workDoneProgress/create");
    client.reply(&create, Value::Null);
    client.wait("the silence", |message| {
        message["params"]["value"]["message"] == "waiting for the model, 5 s"
            && message["method"] == "$/progress"
    });
    let began = Instant::now();
    client.command("kiro.task.stop", json!({ "spec": "demo", "task": "1" }));
    event(&mut client, "turnEnded");
    let turn = began.elapsed();
    event(&mut client, "runFinished");
    tell(&format!("a silent model: turnEnded {turn:?} and runFinished {:?} after the stop", began.elapsed()));
    assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
    assert_eq!(workspace.read(TASKS), TEXT);
}

#[test]
fn an_editor_that_answers_nothing_stops_no_run_that_needs_no_answer() {
    let replies = r#"{"calls": [{"tool": "write", "input": {"path": "out.txt", "content": "hello\n"}}]}
{"say": "Done."}"#;
    let workspace = Workspace::new(TEXT).model(replies);
    let mut client = workspace.start();
    client.initialize(&workspace, everything());
    let run = json!({ "spec": "demo", "task": "1", "trust": "all", "checks": ["test -f out.txt"] });
    client.command("kiro.task.run", run);
    event(&mut client, "runFinished");
    assert_eq!(workspace.read(TASKS), "- [x] 1. One\n- [ ] 2. Two\n");
    client.asked("window/workDoneProgress/create");
    client.asked("workspace/codeLens/refresh");
    let took = shut_down(&mut client);
    tell(&format!("an editor that answers nothing: shut down in {took:?}"));
    assert!(took < Duration::from_secs(1), "{took:?}");
}

#[test]
fn a_dialog_that_is_never_answered_is_what_the_run_says_it_waits_for() {
    let workspace = Workspace::new(TEXT).model(crate::runs::ASKS);
    let mut client = workspace.start();
    client.initialize(&workspace, everything());
    client.command("kiro.task.run", json!({ "spec": "demo", "task": "1" }));
    client.asked("window/showMessageRequest");
    let question = client.call("kiro/question/list", json!({}))["questions"][0].clone();
    assert_eq!(question["title"], "Run echo hello > out.txt");
    let sessions = client.call("kiro/session/list", json!({}));
    assert_eq!(sessions["sessions"][0]["status"], "waiting");
    let took = shut_down(&mut client);
    assert!(took < Duration::from_secs(1), "{took:?}");
}

#[test]
fn an_edit_that_is_never_made_holds_up_neither_the_end_of_the_server_nor_the_next_run() {
    let workspace = Workspace::new(TEXT).model(r#"{"say": "Done."}"#);
    let mut client = workspace.open(everything());
    let run = json!({ "spec": "demo", "task": "1", "trust": "all", "checks": ["true"] });
    client.command("kiro.task.run", run.clone());
    client.asked("workspace/applyEdit");
    let took = shut_down(&mut client);
    tell(&format!("an edit that is never made: shut down in {took:?}"));
    assert!(took < Duration::from_secs(1), "{took:?}");
    assert_eq!(workspace.read(TASKS), TEXT);

    let mut next = workspace.start();
    next.initialize(&workspace, everything());
    let runs = next.call("kiro/run/list", json!({}));
    assert_eq!(runs["runs"][0]["status"]["kind"], "interrupted", "{runs}");
    next.command("kiro.task.run", run);
    event(&mut next, "runFinished");
    assert_eq!(workspace.read(TASKS), "- [x] 1. One\n- [ ] 2. Two\n");
}

#[test]
fn an_edit_that_is_never_made_interrupts_the_run_and_says_so() {
    let workspace = Workspace::new(TEXT).model(r#"{"say": "Done."}"#);
    let mut client = workspace.open(everything());
    client
        .command("kiro.task.run", json!({ "spec": "demo", "task": "1", "trust": "all", "checks": ["true"] }));
    let why = event(&mut client, "runInterrupted")["why"].clone();
    let why = why.as_str().unwrap();
    assert!(why.contains("did not set the mark: it did not answer; the tick is pending"), "{why}");
    assert_eq!(workspace.read(TASKS), TEXT);
}

/// Another program that holds the write lock of the store until it is dropped.
struct Lock(Child);

fn lock(workspace: &Workspace) -> Lock {
    let script = "import sqlite3, sys\n\
        sqlite3.connect(sys.argv[1], isolation_level=None).execute('BEGIN IMMEDIATE')\n\
        print('locked', flush=True)\n\
        sys.stdin.read()";
    let mut other = Command::new("python3")
        .args(["-c", script])
        .arg(workspace.state_file())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(other.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(line, "locked\n");
    Lock(other)
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_store_that_another_process_locks_keeps_the_server_answering() {
    let workspace = Workspace::new(TEXT).model(SILENT);
    let mut client = workspace.start();
    client.initialize(&workspace, json!({}));
    client.call("kiro/spec/list", json!({}));
    let lock = lock(&workspace);

    let began = Instant::now();
    client.did_open(&workspace.uri(TASKS), TEXT);
    let run = client.request(
        "workspace/executeCommand",
        json!({ "command": "kiro.task.run", "arguments": [{ "spec": "demo", "task": "1" }] }),
    );
    assert!(client.lenses(&workspace.uri(TASKS)).contains("Implement task 1"));
    client.call("kiro/run/list", json!({}));
    client.call("kiro/spec/get", json!({ "spec": "demo" }));
    let answered = began.elapsed();
    tell(&format!("a locked store: a lens, a list of runs and a spec in {answered:?}"));
    assert!(answered < Duration::from_secs(2), "{answered:?}");

    let error = client.response(run)["error"]["message"].clone();
    assert!(
        error.as_str().unwrap().starts_with("another process has kept the state of this workspace"),
        "{error}"
    );
    drop(lock);
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": workspace.uri(TASKS) } }));
    client.lenses_until(&workspace.uri(TASKS), str::is_empty);
    let started = client.command("kiro.task.run", json!({ "spec": "demo", "task": "1" }));
    assert!(started["result"]["runId"].is_string(), "{started}");
}

#[test]
fn a_full_disk_below_the_state_is_said_and_the_same_server_goes_on_when_there_is_space() {
    let replies = r#"{"calls": [{"tool": "shell", "input": {"command": "touch begun; while [ ! -e full ]; do sleep 0.02; done"}}]}
{"say": "Done."}"#;
    let workspace = Workspace::new(TEXT).model(replies);
    let state = workspace.root().with_file_name("state");
    fs::create_dir(&state).unwrap();
    let mount = Command::new("mount").args(["-t", "tmpfs", "-o", "size=4m", "tmpfs"]).arg(&state).status();
    if !mount.is_ok_and(|mount| mount.success()) {
        eprintln!("skipped: mounting a small file system is not allowed here");
        return;
    }
    let mut client = workspace.start();
    client.initialize(&workspace, everything());
    let run = json!({ "spec": "demo", "task": "1", "trust": "all", "checks": ["true"] });
    client.command("kiro.task.run", run.clone());
    let begun = Instant::now();
    while !workspace.root().join("begun").exists() {
        assert!(begun.elapsed() < Duration::from_secs(20), "the command did not begin");
        std::thread::sleep(Duration::from_millis(20));
    }
    // Takes all the space that there is.
    fs::write(state.join("filler"), vec![0; 64 << 20]).unwrap_err();
    workspace.write("full", "");
    let said = client.notification("window/showMessage");
    let resumed = fs::remove_file(state.join("filler")).and_then(|()| {
        let end = Instant::now() + Duration::from_secs(20);
        loop {
            let started = client.command("kiro.task.run", run.clone());
            if started["result"]["resumed"] == true || Instant::now() > end {
                return Ok(started);
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    });
    drop(client);
    Command::new("umount").arg("-l").arg(&state).status().unwrap();
    let said = said["message"].as_str().unwrap();
    assert!(said.contains("was cut off: the disk that holds the state folder is full"), "{said}");
    assert_eq!(resumed.unwrap()["result"]["resumed"], true);
}

#[test]
fn a_thousand_files_that_change_at_once_leave_the_server_quick_and_small() {
    let replies = r#"{"calls": [{"tool": "shell", "input": {"command": "for i in $(seq 1000); do echo '- [ ] 9. Changed' > .kiro/specs/s$i/tasks.md; done"}}]}
{"say": "Done."}"#;
    let workspace = Workspace::new(TEXT).model(replies);
    let text: String = (1..=20).map(|n| format!("- [ ] {n}. Task {n}\n")).collect();
    let uris: Vec<String> = (1..=1000)
        .map(|n| {
            let path = format!(".kiro/specs/s{n}/tasks.md");
            workspace.write(&path, &text);
            workspace.uri(&path)
        })
        .collect();
    let mut client = workspace.start();
    client.initialize(&workspace, json!({ "experimental": { "kiro": { "version": 1 } } }));
    client.call("kiro/spec/list", json!({}));
    let before = client.memory();

    // On disk, by a run; and in a thousand buffers, in one write.
    let run = json!({ "spec": "demo", "task": "1", "trust": "all", "checks": ["true"] });
    client.command("kiro.task.run", run);
    let began = Instant::now();
    let mut messages = Vec::new();
    for uri in &uris {
        let open = json!({ "uri": uri, "languageId": "markdown", "version": 1, "text": text });
        messages.extend(frame(&notification("textDocument/didOpen", json!({ "textDocument": open }))));
        for version in 2..=4 {
            let change = json!({ "textDocument": { "uri": uri, "version": version }, "contentChanges": [{ "text": text }] });
            messages.extend(frame(&notification("textDocument/didChange", change)));
        }
    }
    client.write(&messages);
    assert!(client.lenses(&uris[999]).contains("Implement task 20"));
    let lens = began.elapsed();
    client.call("kiro/run/list", json!({}));
    let answered = began.elapsed();
    event(&mut client, "runFinished");
    let specs = client.call("kiro/spec/list", json!({}));
    assert_eq!(specs["specs"].as_array().unwrap().len(), 1001);
    let grown = client.memory().saturating_sub(before);
    tell(&format!("1000 files: a lens after {lens:?}, the runs after {answered:?}, {grown} MB more"));
    assert!(answered < Duration::from_secs(10), "{answered:?}");
    assert!(grown < 100, "{grown} MB");
    let first = fs::read_to_string(workspace.root().join(".kiro/specs/s1/tasks.md")).unwrap();
    assert_eq!(first, "- [ ] 9. Changed\n", "the buffer is not written over what the run wrote");
}

fn notification(method: &str, params: Value) -> Value {
    json!({ "jsonrpc": "2.0", "method": method, "params": params })
}
