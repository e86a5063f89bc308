//! Diagnostics as they are published: of every kind of document, with what other documents say, in the right order.

use std::fs;
use std::time::Duration;

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use crate::client::{Client, TASKS, Workspace};
use crate::sample::{
    DESIGN, HOOK, LEVELS, REQUIREMENTS, REQUIREMENTS_TEXT, STEERING, TASKS_TEXT, change, codes, open_tasks,
    workspace,
};

const NONE: fn(&[String]) -> bool = <[String]>::is_empty;

fn dangling(codes: &[String]) -> bool {
    codes.iter().any(|code| code.contains("trace/dangling-reference"))
}

/// The sample without the criterion 1.2.
fn without_criterion() -> String {
    REQUIREMENTS_TEXT
        .replace("2. IF a file is damaged, THEN THE Importer SHALL name the file in its report.\n", "")
}

#[test]
fn a_healthy_workspace_has_nothing_to_say() {
    let (workspace, mut client, uri) = open_tasks(json!({}));
    assert_eq!(client.codes_until(&uri, |_| true), <[&str; 0]>::default());
    for path in [REQUIREMENTS, DESIGN, STEERING, HOOK] {
        let uri = client.open(&workspace, path);
        assert_eq!(client.codes_until(&uri, |_| true), <[&str; 0]>::default(), "{path}");
    }
}

#[test]
fn documents_of_every_kind() {
    let workspace = workspace();
    let mut client = workspace.start();
    client.initialize(&workspace, json!({}));
    let mut check = |path: &str, text: &str, expect: Expect| {
        let uri = workspace.uri(path);
        client.did_open(&uri, text);
        let published = client.diagnostics(|published| published["uri"] == uri);
        let found = published["diagnostics"].as_array().unwrap();
        assert!(found.iter().all(|found| found["source"] == "kiro"), "{published}");
        expect.assert_eq(&codes(&published["diagnostics"]).join(", "));
    };
    check(
        REQUIREMENTS,
        &REQUIREMENTS_TEXT.replace("within 2 seconds", "quickly"),
        expect!["18 quality/vague 3"],
    );
    check(
        DESIGN,
        &workspace.read(DESIGN).replace("Requirements 2.1", "Requirements 7.1"),
        expect!["12 trace/dangling-reference 2"],
    );
    check(
        TASKS,
        &TASKS_TEXT.replace("Requirements: 2.1", "Requirements: 2.7"),
        expect!["8 trace/dangling-reference 2"],
    );
    check(
        STEERING,
        &workspace.read(STEERING).replace("fileMatch\n", "sometimes\n"),
        expect!["1 steering/unknown-inclusion 2"],
    );
    check(
        HOOK,
        &workspace.read(HOOK).replace("PostFileSave", "PostFileSaved"),
        expect!["5 hooks/unknown-trigger 2"],
    );
    let servers = r#"{ "mcpServers": { "a": { "command": "a", "env": { "API_KEY": "sk-live-0123456789abcdef0123456789abcdef" } } } }"#;
    check(".kiro/settings/mcp.json", servers, expect!["0 mcp/secret 2"]);
    check(".kiro/specs/demo/.config.kiro", "{ \"specType\": 7 ", expect!["0 spec/invalid-config 2"]);
    check("AGENTS.md", "# Agents\n", expect![[""]]);
}

#[test]
fn what_another_document_says_comes_and_goes_unsaved() {
    let (workspace, mut client, tasks) = open_tasks(json!({}));
    assert_eq!(client.codes_until(&tasks, |_| true), <[&str; 0]>::default());
    let requirements = client.open(&workspace, REQUIREMENTS);
    client.did_change(&requirements, 2, json!([{ "text": without_criterion() }]));
    assert_eq!(client.codes_until(&tasks, dangling), ["6 trace/dangling-reference 2"]);
    client.did_change(&requirements, 3, json!([{ "text": REQUIREMENTS_TEXT }]));
    client.codes_until(&tasks, NONE);
    // What is thrown away when its document is closed counts no more.
    client.did_change(&requirements, 4, json!([{ "text": without_criterion() }]));
    client.codes_until(&tasks, dangling);
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": requirements } }));
    client.codes_until(&tasks, NONE);
}

/// What is shown of each document once the server has nothing more to say, by what was published last.
fn settled(client: &mut Client, uri: &str) -> Value {
    let all = client.rest(Duration::from_millis(800));
    let last = all.iter().rev().find(|message| {
        message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == uri
    });
    last.expect("something is published")["params"].clone()
}

#[test]
fn the_last_state_of_every_document_is_published_last() {
    let (workspace, mut client, tasks) = open_tasks(json!({}));
    let requirements = client.open(&workspace, REQUIREMENTS);
    client.rest(Duration::from_millis(500));
    for version in 2..60 {
        let text = if version % 2 == 0 { without_criterion() } else { REQUIREMENTS_TEXT.to_owned() };
        client.did_change(&requirements, version, json!([{ "text": text }]));
        let mark = if version % 2 == 0 { "[?]" } else { "[x]" };
        client.did_change(&tasks, version, json!([{ "text": TASKS_TEXT.replace("[x]", mark) }]));
    }
    client.did_change(&tasks, 60, json!([{ "text": TASKS_TEXT.replace("[x]", "[?]") }]));
    let shown = settled(&mut client, &tasks);
    assert_eq!(
        (&shown["version"], codes(&shown["diagnostics"])),
        (&json!(60), vec!["2 tasks/unknown-mark 2".to_owned()])
    );
}

#[test]
fn each_version_has_the_diagnostics_of_its_own_text() {
    let (_workspace, mut client, tasks) = open_tasks(json!({}));
    for version in 2..40 {
        let lines = "\n".repeat(usize::try_from(version).unwrap());
        client.did_change(&tasks, version, json!([{ "text": format!("{lines}- [?] 1. Odd\n") }]));
        std::thread::sleep(Duration::from_millis(u64::try_from(version % 5).unwrap()));
    }
    client.diagnostics(|published| {
        if published["version"].as_i64().unwrap() > 1 {
            let line = &published["diagnostics"][0]["range"]["start"]["line"];
            assert_eq!(*line, published["version"], "{published}");
        }
        published["version"] == 39
    });
}

#[test]
fn the_buffer_beats_the_disk_until_it_is_closed() {
    let (workspace, mut client, tasks) = open_tasks(json!({}));
    let requirements = client.open(&workspace, REQUIREMENTS);
    client.codes_until(&requirements, |_| true);
    workspace.write(REQUIREMENTS, &without_criterion());
    workspace.write(TASKS, "- [?] 1. Odd\n");
    let said = client.rest(Duration::from_millis(800));
    let is_empty = |message: &Value| message["params"]["diagnostics"].as_array().is_none_or(Vec::is_empty);
    assert!(said.iter().all(is_empty), "{said:?}");
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": requirements } }));
    client.codes_until(&tasks, dangling);
}

#[test]
fn a_closed_document_that_changes_on_disk_is_read_again() {
    let (workspace, mut client, tasks) = open_tasks(json!({}));
    client.codes_until(&tasks, NONE);
    workspace.write(REQUIREMENTS, &without_criterion());
    client.codes_until(&tasks, dangling);
    workspace.write(REQUIREMENTS, REQUIREMENTS_TEXT);
    client.codes_until(&tasks, NONE);
    // Saved by another editor: a new file in place of the old one.
    let new = workspace.root().join("new.md");
    fs::write(&new, without_criterion()).unwrap();
    fs::rename(new, workspace.root().join(REQUIREMENTS)).unwrap();
    client.codes_until(&tasks, dangling);
}

#[test]
fn documents_come_and_go_on_disk() {
    let workspace = Workspace::new(TASKS_TEXT);
    let mut client = workspace.open(json!({}));
    let tasks = workspace.uri(TASKS);
    // Where there are no requirements, references to them are not blamed.
    client.codes_until(&tasks, NONE);
    workspace.write(REQUIREMENTS, &without_criterion());
    client.codes_until(&tasks, dangling);
    fs::remove_file(workspace.root().join(REQUIREMENTS)).unwrap();
    client.codes_until(&tasks, NONE);
    workspace.write(REQUIREMENTS, &without_criterion());
    client.codes_until(&tasks, dangling);
    fs::remove_dir_all(workspace.root().join(".kiro/specs/demo")).unwrap();
    client.codes_until(&tasks, NONE);
}

#[test]
fn a_client_that_watches_files_is_asked_to_and_heard() {
    let workspace = workspace();
    let mut client =
        workspace.open(json!({ "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } } }));
    let asked = client.asked("client/registerCapability");
    let registration = &asked["params"]["registrations"][0];
    assert_eq!(registration["method"], "workspace/didChangeWatchedFiles");
    assert_eq!(registration["registerOptions"]["watchers"][0]["globPattern"], "**/.kiro/**");
    client.reply(&asked, Value::Null);
    let tasks = workspace.uri(TASKS);
    client.codes_until(&tasks, NONE);
    workspace.write(REQUIREMENTS, &without_criterion());
    let changes = json!([{ "uri": workspace.uri(REQUIREMENTS), "type": 2 }]);
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
    client.codes_until(&tasks, dangling);
}

#[test]
fn a_file_that_a_document_names_comes_and_goes() {
    let workspace = workspace();
    fs::remove_file(workspace.root().join("src/main.rs")).unwrap();
    workspace.write(STEERING, "Read #[[file:notes.md]] first.\n");
    let mut client = workspace.start();
    client.initialize(&workspace, json!({}));
    let uri = client.open(&workspace, STEERING);
    let missing = |codes: &[String]| codes.iter().any(|code| code.contains("steering/missing-file"));
    client.codes_until(&uri, missing);
    workspace.write("notes.md", "# Notes\n");
    client.codes_until(&uri, NONE);
    fs::remove_file(workspace.root().join("notes.md")).unwrap();
    client.codes_until(&uri, missing);
}

#[test]
fn levels_are_those_of_the_settings_open_or_saved() {
    let (workspace, mut client, tasks) = open_tasks(json!({}));
    client.did_change(&tasks, 2, change(TASKS_TEXT, "[x]", "[?]"));
    assert_eq!(client.codes_until(&tasks, |codes| !codes.is_empty()), ["2 tasks/unknown-mark 2"]);
    workspace.write(LEVELS, r#"{ "rules": { "tasks/unknown-mark": "error" } }"#);
    client.codes_until(&tasks, |codes| codes == ["2 tasks/unknown-mark 1"]);
    let settings = workspace.uri(LEVELS);
    client.did_open(&settings, "{ // nothing of tasks\n  \"rules\": { \"tasks/*\": \"off\" } }");
    client.codes_until(&tasks, NONE);
    client.did_change(
        &settings,
        2,
        json!([{ "text": r#"{ "rules": { "tasks/unknown-mark": "hint", "tasks/*": "off" } }"# }]),
    );
    client.codes_until(&tasks, |codes| codes == ["2 tasks/unknown-mark 4"]);
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": settings } }));
    client.codes_until(&tasks, |codes| codes == ["2 tasks/unknown-mark 1"]);
    fs::remove_file(workspace.root().join(LEVELS)).unwrap();
    client.codes_until(&tasks, |codes| codes == ["2 tasks/unknown-mark 2"]);
}

#[test]
fn the_vendors_profile_is_a_setting() {
    let (workspace, mut client, tasks) = open_tasks(json!({}));
    client.codes_until(&tasks, NONE);
    workspace.write(LEVELS, r#"{ "profile": "kiro" }"#);
    let found = client.codes_until(&tasks, |codes| !codes.is_empty());
    assert!(found.iter().all(|code| code.contains("tasks/missing-") || code.contains("tasks/")), "{found:?}");
}

#[test]
fn what_is_suppressed_is_not_shown() {
    let (_workspace, mut client, tasks) = open_tasks(json!({}));
    for (version, (text, expected)) in (2..).zip([
        ("- [?] 1. One\n", 1),
        ("<!-- kiro-ignore tasks/unknown-mark: it is odd -->\n- [?] 1. One\n", 0),
        ("- [?] 1. One <!-- kiro-ignore -->\n- [?] 2. Two\n", 1),
        ("<!-- kiro-ignore-file tasks/* -->\n- [?] 1. One\n- [?] 2. Two\n", 0),
    ]) {
        client.did_change(&tasks, version, json!([{ "text": text }]));
        let published = client.diagnostics(|published| published["version"] == version);
        let marks =
            codes(&published["diagnostics"]).iter().filter(|code| code.contains("unknown-mark")).count();
        assert_eq!(marks, expected, "{text}: {published}");
    }
}

#[test]
fn other_places_are_named_where_the_client_shows_them() {
    let related = json!({ "textDocument": { "publishDiagnostics": { "relatedInformation": true } } });
    for (capabilities, shown) in [(json!({}), false), (related, true)] {
        let (_workspace, mut client, tasks) = open_tasks(capabilities);
        client.did_change(
            &tasks,
            2,
            json!([{ "text": "- [ ] 1. One\n  - _Depends: 2_\n- [ ] 2. Two\n  - _Depends: 1_\n" }]),
        );
        let published = client.diagnostics(|published| published["version"] == 2);
        let found = published["diagnostics"].as_array().unwrap();
        let cycle = found.iter().find(|found| found["code"] == "graph/cycle").unwrap();
        let place = &cycle["relatedInformation"][0]["location"];
        assert_eq!(!place.is_null(), shown, "{cycle}");
        if shown {
            assert_eq!((&place["uri"], &place["range"]["start"]["line"]), (&json!(tasks), &json!(2)));
        }
    }
}
