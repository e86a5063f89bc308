//! Several roots in one server: which document and request belongs to which, and how they come and go.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};

use crate::client::{Client, TASKS, Workspace, frame};
use crate::runs::{ASKS, SLOW};

pub(crate) const TEXT: &str = "- [ ] 1. One\n- [?] 2. Two\n";

/// Writes the tasks.md of a spec.
pub(crate) fn spec(root: &Path, name: &str) -> PathBuf {
    let file = root.join(".kiro/specs").join(name).join("tasks.md");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, TEXT).unwrap();
    file
}

pub(crate) fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

fn folder(path: &Path) -> Value {
    json!({ "uri": uri(path), "name": "folder" })
}

/// What a client announces that knows the `kiro/*` notifications and shows progress.
pub(crate) fn capabilities() -> Value {
    json!({
        "experimental": { "kiro": true },
        "window": { "workDoneProgress": true },
        "workspace": { "applyEdit": true, "workspaceFolders": true, "codeLens": { "refreshSupport": true } },
    })
}

pub(crate) fn start(workspace: &Workspace, folders: &[&Path]) -> (Client, Value) {
    let mut client = workspace.start();
    let folders: Vec<Value> = folders.iter().map(|path| folder(path)).collect();
    let params = json!({ "capabilities": capabilities(), "workspaceFolders": folders });
    let result = client.call("initialize", params);
    client.notify("initialized", json!({}));
    (client, result["capabilities"]["experimental"]["kiro"]["roots"].clone())
}

/// Two projects with a spec `demo` each, and a model.
pub(crate) fn two(model: &str) -> (Workspace, [PathBuf; 2]) {
    let workspace = Workspace::new(TEXT).model(model);
    let roots = [workspace.root(), workspace.beside("second")];
    spec(&roots[1], "demo");
    (workspace, roots)
}

fn change(added: &[&Path], removed: &[&Path]) -> Value {
    let folders = |paths: &[&Path]| paths.iter().map(|path| folder(path)).collect::<Vec<_>>();
    json!({ "event": { "added": folders(added), "removed": folders(removed) } })
}

pub(crate) fn change_folders(client: &mut Client, added: &[&Path], removed: &[&Path]) {
    client.notify("workspace/didChangeWorkspaceFolders", change(added, removed));
}

/// The roots that the next `kiro/roots` lists.
fn told(client: &mut Client) -> Vec<PathBuf> {
    let roots = client.notification("kiro/roots")["roots"].clone();
    roots.as_array().unwrap().iter().map(|root| PathBuf::from(root["root"].as_str().unwrap())).collect()
}

pub(crate) fn event(client: &mut Client, root: &Path, kind: &str) -> Value {
    let wanted = |message: &Value| {
        let params = &message["params"];
        message["method"] == "kiro/event"
            && params["type"] == kind
            && params["root"] == root.to_str().unwrap()
    };
    client.wait(kind, wanted)["params"].clone()
}

/// The argument of the lens with this title.
fn argument(client: &mut Client, document: &str, title: &str) -> Value {
    let lenses = client.call("textDocument/codeLens", json!({ "textDocument": { "uri": document } }));
    let lens = lenses.as_array().unwrap().iter().find(|lens| lens["command"]["title"] == title);
    lens.unwrap_or_else(|| panic!("no {title} in {lenses}"))["command"]["arguments"][0].clone()
}

#[test]
fn a_spec_of_one_name_in_two_roots_runs_in_the_one_it_is_started_in() {
    let (workspace, roots) = two(ASKS);
    let (mut client, listed) = start(&workspace, &[&roots[0], &roots[1]]);
    let expected: Vec<Value> =
        roots.iter().map(|root| json!({ "root": root, "folders": [uri(root)] })).collect();
    assert_eq!(listed, json!(expected));
    for root in &roots {
        let tasks = uri(&root.join(TASKS));
        client.did_open(&tasks, TEXT);
        client.notify("textDocument/didClose", json!({ "textDocument": { "uri": tasks } }));
    }
    for (root, other) in [(&roots[1], &roots[0]), (&roots[0], &roots[1])] {
        let (tasks, before) = (uri(&root.join(TASKS)), fs::read_to_string(other.join(TASKS)).unwrap());
        client.did_open(&tasks, TEXT);
        let mut argument = argument(&mut client, &tasks, "Implement task 1");
        assert_eq!(argument["root"], root.to_str().unwrap());
        client.notify("textDocument/didClose", json!({ "textDocument": { "uri": tasks } }));
        argument["trust"] = json!("all");
        argument["checks"] = json!(["test -f out.txt"]);
        let started = client.command("kiro.task.run", argument);
        // Each root has a log of its own.
        let requested = event(&mut client, root, "runRequested");
        assert_eq!((&requested["seq"], &requested["run"]), (&json!(1), &started["result"]["runId"]));
        assert_eq!(event(&mut client, root, "runFinished")["outcome"]["kind"], "done");
        assert_eq!(fs::read_to_string(root.join("out.txt")).unwrap(), "hello\n");
        assert_eq!(fs::read_to_string(root.join(TASKS)).unwrap(), TEXT.replace("[ ]", "[x]"));
        assert_eq!(fs::read_to_string(other.join(TASKS)).unwrap(), before);
    }
}

#[test]
fn a_request_without_a_root_goes_where_it_alone_can_be_meant() {
    let (workspace, roots) = two(ASKS);
    spec(&roots[1], "extra");
    let (mut client, _) = start(&workspace, &[&roots[0], &roots[1]]);
    let names = |specs: &Value| -> Vec<String> {
        specs["specs"].as_array().unwrap().iter().map(|s| s["name"].as_str().unwrap().to_owned()).collect()
    };
    for (method, params) in [
        ("kiro/spec/get", json!({ "spec": "demo" })),
        ("kiro/task/set", json!({ "spec": "demo", "task": "1", "state": "done" })),
        ("kiro/session/start", json!({})),
        ("kiro/event/replay", json!({ "since": 0 })),
    ] {
        let error = client.try_call(method, params)["error"].clone();
        assert_eq!(
            (&error["code"], &error["data"]["code"]),
            (&json!(-32011), &json!("ambiguous")),
            "{method}"
        );
        assert_eq!(error["data"]["roots"], json!(roots), "{method}");
        let message = error["message"].as_str().unwrap();
        assert!(roots.iter().all(|root| message.contains(root.to_str().unwrap())), "{message}");
    }
    for command in ["kiro.task.run", "kiro.task.runNext", "kiro.chat.new"] {
        let error = client.command(command, json!({ "spec": "demo", "task": "1" }))["error"].clone();
        assert_eq!(error["data"]["code"], "ambiguous", "{command}: {error}");
    }
    assert_eq!(client.call("kiro/spec/get", json!({ "spec": "extra" }))["spec"]["name"], "extra");
    let missing = client.try_call("kiro/spec/get", json!({ "spec": "none" }))["error"].clone();
    assert_eq!(missing["data"]["code"], "not_found", "{missing}");

    assert_eq!(names(&client.call("kiro/spec/list", json!({}))), ["demo", "demo", "extra"]);
    for (root, expected) in [
        (roots[0].to_str().unwrap().to_owned(), vec!["demo"]),
        (uri(&roots[1]), vec!["demo", "extra"]),
        (format!("{}/", uri(&roots[1])), vec!["demo", "extra"]),
    ] {
        assert_eq!(names(&client.call("kiro/spec/list", json!({ "root": root }))), expected, "{root}");
    }
    for (root, code) in
        [(json!("/none"), "not_found"), (json!("relative"), "not_found"), (json!(7), "invalid")]
    {
        let error = client.try_call("kiro/spec/list", json!({ "root": root }))["error"].clone();
        assert_eq!(error["data"]["code"], code, "{error}");
    }
}

#[test]
fn ids_find_their_root() {
    let (workspace, roots) = two(ASKS);
    let (mut client, _) = start(&workspace, &[&roots[0], &roots[1]]);
    let command = json!({ "spec": "demo", "task": "1", "root": roots[1], "checks": ["test -f out.txt"] });
    client.command("kiro.task.run", command);
    let pointer = client.notification("window/showMessage")["message"].clone();
    let place = format!("Task 1 of demo in {} asks: ", roots[1].display());
    assert!(pointer.as_str().unwrap().starts_with(&place), "{pointer}");
    let questions = client.call("kiro/question/list", json!({}))["questions"].clone();
    let question = &questions[0];
    let session = client.call("kiro/session/get", json!({ "session": question["session"] }));
    assert_eq!(session["session"]["id"], question["session"]);
    let answer = json!({ "id": question["id"], "option": "allow_once" });
    assert_eq!(client.call("kiro/permission/answer", answer.clone())["answer"], "allow_once");
    event(&mut client, &roots[1], "runFinished");
    let late = client.try_call("kiro/permission/answer", answer)["error"].clone();
    assert_eq!(late["data"]["code"], "already_answered", "{late}");
    let unknown = client.try_call("kiro/session/get", json!({ "session": "s-none" }))["error"].clone();
    assert_eq!(unknown["data"]["code"], "not_found", "{unknown}");
}

#[test]
fn each_progress_stops_its_own_run() {
    let (workspace, roots) = two(SLOW);
    let (mut client, _) = start(&workspace, &[&roots[0], &roots[1]]);
    let mut tokens = Vec::new();
    for root in &roots {
        client.command("kiro.task.run", json!({ "spec": "demo", "task": "1", "root": root }));
        let create = client.asked("window/workDoneProgress/create");
        client.reply(&create, Value::Null);
        tokens.push(create["params"]["token"].clone());
    }
    assert_eq!(tokens, ["kiro: task 1", "kiro: task 1 of demo"]);
    client.notify("window/workDoneProgress/cancel", json!({ "token": tokens[0] }));
    event(&mut client, &roots[0], "runFinished");
    let runs = client.call("kiro/run/list", json!({}))["runs"].clone();
    let kinds: Vec<&str> =
        runs.as_array().unwrap().iter().map(|run| run["status"]["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["running", "ended"], "latest first: {runs}");
}

#[test]
fn roots_come_and_go_while_runs_go_on() {
    let (workspace, roots) = two(SLOW);
    let [first, second] = &roots;
    let (mut client, _) = start(&workspace, &[first]);
    let tasks = uri(&second.join(TASKS));
    client.did_open(&tasks, TEXT);
    assert_eq!(client.lenses(&tasks), "", "no root has it");

    // A document that was open before.
    change_folders(&mut client, &[second], &[]);
    let refresh = client.asked("workspace/codeLens/refresh");
    client.reply(&refresh, Value::Null);
    assert!(client.lenses(&tasks).contains("Implement task 1"));
    client.diagnostics(|published| published["uri"] == tasks && published["diagnostics"] != json!([]));
    assert_eq!(told(&mut client), roots);

    for root in &roots {
        client.request("kiro/task/run", json!({ "spec": "demo", "task": "1", "root": root }));
        let create = client.asked("window/workDoneProgress/create");
        client.reply(&create, Value::Null);
        if root == second {
            let edit = client.asked("workspace/applyEdit");
            client.did_change(&tasks, 2, json!([{ "text": TEXT.replace("[ ]", "[-]") }]));
            client.reply(&edit, json!({ "applied": true }));
        }
    }
    client.lenses_until(&tasks, |lenses| lenses.contains("Stop task 1"));

    change_folders(&mut client, &[], &[second]);
    assert_eq!(client.lenses(&tasks), "");
    client.diagnostics(|published| published["uri"] == tasks && published["diagnostics"] == json!([]));
    let ended = client.wait("the end of the progress", |message| {
        message["method"] == "$/progress" && message["params"]["value"]["kind"] == "end"
    });
    assert_eq!(ended["params"]["token"], "kiro: task 1 of demo");
    assert_eq!(ended["params"]["value"]["message"], "its folder was closed");
    assert_eq!(told(&mut client), roots[..1]);
    let gone = client.try_call("kiro/run/list", json!({ "root": second }))["error"].clone();
    assert_eq!(gone["data"]["code"], "not_found", "{gone}");
    // The other goes on.
    let runs = client.call("kiro/run/list", json!({}))["runs"].clone();
    assert_eq!(
        (runs.as_array().unwrap().len(), &runs[0]["status"]["kind"]),
        (1, &json!("running")),
        "{runs}"
    );

    // The document is nobody's: another process marks it on disk, and goes on with the run.
    let (mut other, _) = start(&workspace, &[second]);
    other.did_open(&tasks, TEXT);
    other.lenses_until(&tasks, |lenses| lenses.contains("Resume task 1"));
    other.notify("textDocument/didClose", json!({ "textDocument": { "uri": tasks } }));
    let runs = other.call("kiro/run/list", json!({}))["runs"].clone();
    assert_eq!(runs[0]["status"]["why"], "its folder was closed in the editor");
    let resumed = other.command("kiro.task.run", json!({ "spec": "demo", "task": "1" }));
    assert_eq!(resumed["result"]["resumed"], true, "{resumed}");
    other.command("kiro.task.set", json!({ "spec": "demo", "task": "2", "state": "done" }));
    assert!(fs::read_to_string(second.join(TASKS)).unwrap().contains("[x] 2."));

    // Nothing was told of all this to the one that closed it.
    let rest = client.rest(Duration::from_millis(300));
    let of_second = |message: &Value| {
        message["method"] == "kiro/event"
            && message["params"]["root"] == second.to_str().unwrap()
            && message["params"]["type"] == "runInterrupted"
    };
    assert!(!rest.iter().any(of_second), "{rest:?}");

    // Back again: the same document, and the run that is now another's.
    change_folders(&mut client, &[second], &[]);
    client.lenses_until(&tasks, |lenses| lenses.contains("Stop task 1"));
    assert_eq!(told(&mut client), roots);
}

#[test]
fn what_follows_at_once_finds_its_root() {
    let (workspace, roots) = two("");
    let mut client = workspace.start();
    let notify =
        |method: &str, params: Value| json!({ "jsonrpc": "2.0", "method": method, "params": params });
    let open = |path: &Path| {
        let document = json!({ "uri": uri(path), "languageId": "markdown", "version": 1, "text": TEXT });
        notify("textDocument/didOpen", json!({ "textDocument": document }))
    };
    let params = json!({ "capabilities": {}, "workspaceFolders": [folder(&roots[0])] });
    let messages = [
        json!({ "jsonrpc": "2.0", "id": 1000, "method": "initialize", "params": params }),
        open(&roots[0].join(TASKS)),
        notify("initialized", json!({})),
        notify("workspace/didChangeWorkspaceFolders", change(&[&roots[1]], &[])),
        open(&roots[1].join(TASKS)),
    ];
    client.write(&messages.iter().flat_map(frame).collect::<Vec<u8>>());
    for root in &roots {
        let tasks = uri(&root.join(TASKS));
        assert_eq!(argument(&mut client, &tasks, "Implement task 1")["root"], root.to_str().unwrap());
    }
}

#[test]
fn the_root_of_a_nested_kiro_folder_opens_with_its_document() {
    let workspace = Workspace::new(TEXT);
    let root = workspace.root();
    let nested = root.join("packages/a");
    let (inner, outer) = (spec(&nested, "demo"), spec(&workspace.beside("outside"), "demo"));
    let (mut client, _) = start(&workspace, &[&root]);
    client.did_open(&uri(&nested.join("README.md")), "# Only documents of a spec open a root\n");
    assert_eq!(client.call("kiro/event/replay", json!({ "since": 0 }))["events"], json!([]));

    client.did_open(&uri(&inner), TEXT);
    assert_eq!(argument(&mut client, &uri(&inner), "Implement task 1")["root"], nested.to_str().unwrap());
    let roots = client.notification("kiro/roots")["roots"].clone();
    assert_eq!(roots[1], json!({ "root": nested, "folders": [] }), "{roots}");
    client.did_open(&uri(&outer), TEXT);
    assert_eq!(client.lenses(&uri(&outer)), "", "it lies in no folder of the client");

    // A folder of its own, it stays when the one around it goes; else it goes too.
    change_folders(&mut client, &[&nested], &[&root]);
    assert_eq!(told(&mut client), vec![nested.clone()]);
    change_folders(&mut client, &[&root], &[&nested]);
    assert_eq!(told(&mut client), [nested.clone(), root.clone()]);
    change_folders(&mut client, &[], &[&root]);
    assert_eq!(told(&mut client), [] as [PathBuf; 0]);
    assert_eq!(client.lenses(&uri(&inner)), "");
}

#[test]
fn folders_of_one_root_open_it_once() {
    let workspace = Workspace::new(TEXT);
    let (root, below) = (workspace.root(), workspace.root().join("src"));
    fs::create_dir(&below).unwrap();
    let link = workspace.beside("link");
    std::os::unix::fs::symlink(&root, &link).unwrap();
    let (mut client, roots) = start(&workspace, &[&root, &below, &root, &link]);
    assert_eq!(roots, json!([{ "root": root, "folders": [uri(&root), uri(&below), uri(&link)] }]));
    // What the client calls by another name, or what is no longer on disk, is removed by the name it was given.
    fs::remove_file(&link).unwrap();
    change_folders(&mut client, &[], &[&link]);
    let folders = client.notification("kiro/roots")["roots"][0]["folders"].clone();
    assert_eq!(folders, json!([uri(&root), uri(&below)]));
    change_folders(&mut client, &[], &[&root]);
    assert_eq!(client.notification("kiro/roots")["roots"][0]["folders"], json!([uri(&below)]));
    assert_eq!(client.call("kiro/spec/list", json!({ "root": below }))["specs"][0]["name"], "demo");
}

#[test]
fn a_chat_belongs_to_the_root_that_keeps_it() {
    let (workspace, roots) = two(r#"{"say": "Hello."}"#);
    let (mut client, _) = start(&workspace, &[&roots[0], &roots[1]]);
    let made = client.command("kiro.chat.new", json!({ "root": roots[1] }));
    let chat = uri(Path::new(made["result"]["path"].as_str().unwrap()));
    client.did_open(&chat, "<!-- kiro-chat -->\n## You\nHello\n");
    let argument = argument(&mut client, &chat, "Send");
    assert_eq!(argument, json!({ "uri": chat, "root": roots[1] }));
    client.command("kiro.chat.send", json!({ "uri": chat }));
    event(&mut client, &roots[1], "turnEnded");

    // Beside every root, it belongs to none before it has a session.
    let loose = uri(&workspace.beside("loose.md"));
    client.did_open(&loose, "<!-- kiro-chat -->\n## You\nHello\n");
    let error = client.command("kiro.chat.send", json!({ "uri": loose }))["error"].clone();
    assert_eq!(error["data"]["code"], "ambiguous", "{error}");
    let sessions = client.call("kiro/session/list", json!({}))["sessions"].clone();
    let text = format!("<!-- kiro-chat: {} -->\n## You\nAgain\n", sessions[0]["id"].as_str().unwrap());
    client.did_change(&loose, 2, json!([{ "text": text }]));
    let sent = client.command("kiro.chat.send", json!({ "uri": loose }));
    assert_eq!(sent["result"]["session"], sessions[0]["id"], "{sent}");
}
