//! What changes a document on request: formatting, and code actions that mend findings.

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use crate::client::{Client, TASKS};
use crate::sample::{
    REQUIREMENTS, REQUIREMENTS_TEXT, TASKS_TEXT, edited, editing, edits_of, open_tasks, place, workspace,
};

const META: &str = ".kiro/specs/demo/tasks.meta.json";
const META_TEXT: &str = "{ \"executionHistory\": { \"2.2 Write the report\": [], \"1. Set up 🦀\": [] } }\n";

fn options() -> Value {
    json!({ "tabSize": 2, "insertSpaces": true })
}

fn format(client: &mut Client, uri: &str) -> i64 {
    client.request("textDocument/formatting", json!({ "textDocument": { "uri": uri }, "options": options() }))
}

/// The tasks of the sample with a new one in the second's place.
fn with_new_task() -> String {
    TASKS_TEXT.replace("- [ ] 2. Read", "- [ ] 2. New 🦀\n- [ ] 2. Read")
}

#[test]
fn formatting_numbers_tasks_and_other_documents_follow() {
    let workspace = workspace();
    workspace.write(META, META_TEXT);
    let mut client = workspace.open(editing());
    let (uri, text) = (workspace.uri(TASKS), with_new_task());
    client.did_change(&uri, 2, json!([{ "text": text }]));
    let id = format(&mut client, &uri);
    let asked = client.asked("workspace/applyEdit");
    let after = edited(META_TEXT, &edits_of(&asked["params"]["edit"], &workspace.uri(META)));
    assert_eq!(after, META_TEXT.replace("2.2 Write", "3.2 Write"));
    // The answer does not wait for the client.
    let edits = client.response(id)["result"].clone();
    client.reply(&asked, json!({ "applied": true }));
    expect![[r#"
        # Implementation Plan

        - [x] 1. Set up 🦀
          - _Requirements: 1.1_
        - [ ] 2. New 🦀
        - [ ] 3. Read files
          - [ ] 3.1 Open 日本 🦀 files
            - _Requirements: 1.1, 1.2_
          - [ ] 3.2 Write the report
            - _Requirements: 2.1_
            - _Depends: 3.1_
    "#]]
    .assert_eq(&edited(&text, &edits));
}

#[test]
fn a_client_that_takes_no_edits_has_nothing_numbered_that_others_name() {
    let workspace = workspace();
    workspace.write(META, META_TEXT);
    let mut client = workspace.open(json!({}));
    let uri = workspace.uri(TASKS);
    client.did_change(&uri, 2, json!([{ "text": with_new_task() }]));
    let id = format(&mut client, &uri);
    assert_eq!(client.response(id)["result"], Value::Null);
}

#[test]
fn what_is_in_order_stays() {
    let (workspace, mut client, uri) = open_tasks(editing());
    let requirements = client.open(&workspace, REQUIREMENTS);
    for uri in [uri, requirements] {
        let id = format(&mut client, &uri);
        assert_eq!(client.response(id)["result"], json!([]));
    }
}

#[test]
fn return_begins_the_next_item() {
    let (workspace, mut client, tasks) = open_tasks(json!({}));
    let requirements = client.open(&workspace, REQUIREMENTS);
    let mut check = |uri: &str, version: i32, text: &str, needle: &str, typed: &str, expect: Expect| {
        client.did_change(uri, version, json!([{ "text": text }]));
        let params = json!({
            "textDocument": { "uri": uri }, "position": place(text, needle), "ch": typed, "options": options(),
        });
        let edits = client.call("textDocument/onTypeFormatting", params);
        let after = edited(text, &edits);
        let tail: Vec<&str> = after.lines().rev().take(2).collect();
        expect.assert_eq(&format!("{}\n{}", tail[1], tail[0]));
    };
    check(
        &tasks,
        2,
        "- [ ] 1. 日本 🦀\n",
        "🦀\n|",
        "\n",
        expect![[r#"
        - [ ] 1. 日本 🦀
        - [ ] 2. "#]],
    );
    check(
        &tasks,
        3,
        "- [ ] 1. One\n- []",
        "- []|",
        "]",
        expect![[r#"
        - [ ] 1. One
        - [ ]"#]],
    );
    check(
        &requirements,
        2,
        &format!("{REQUIREMENTS_TEXT}\n").replace("them.\n\n", "them.\n"),
        "them.\n|",
        "\n",
        expect![[r#"
            1. WHEN all files are read, THE Importer SHALL list them.
            2. "#]],
    );
}

/// The actions for a place or a range of a document of which these are the diagnostics.
fn actions(client: &mut Client, uri: &str, at: &Value, diagnostics: &Value, only: Value) -> Vec<Value> {
    let range = if at["start"].is_null() { json!({ "start": at, "end": at }) } else { at.clone() };
    let params = json!({
        "textDocument": { "uri": uri },
        "range": range,
        "context": { "diagnostics": diagnostics, "only": only },
    });
    client.call("textDocument/codeAction", params).as_array().unwrap().clone()
}

fn show(actions: &[Value]) -> String {
    let show = |action: &Value| {
        let does =
            if action["edit"].is_null() { action["command"]["command"].as_str().unwrap() } else { "edit" };
        let preferred = if action["isPreferred"] == true { ", preferred" } else { "" };
        let mends = action["diagnostics"].as_array().map_or(0, Vec::len);
        let kind = action["kind"].as_str().unwrap_or("no kind");
        format!("{} ({kind}, {does}{preferred}, mends {mends})\n", action["title"].as_str().unwrap())
    };
    actions.iter().map(show).collect()
}

#[test]
fn a_quick_fix_stands_beside_what_can_be_done_about_the_task() {
    let (_workspace, mut client, uri) = open_tasks(editing());
    let text = TASKS_TEXT.replace("Requirements: 1.1, 1.2_", "Requirements: 1.1, 1.22_");
    client.did_change(&uri, 2, json!([{ "text": text }]));
    let diagnostics = client.diagnostics(|published| published["version"] == 2)["diagnostics"].clone();
    let selected = json!({ "start": place(&text, "|- [ ] 2.1"), "end": place(&text, "1.2|2_") });
    let found = actions(&mut client, &uri, &selected, &diagnostics, Value::Null);
    expect![[r#"
        Write 1.2 (quickfix, edit, mends 1)
        Implement task 2.1 (no kind, kiro.task.run, mends 0)
        Mark done (no kind, kiro.task.set, mends 0)
        Run next: 2.1 (no kind, kiro.task.runNext, mends 0)
    "#]]
    .assert_eq(&show(&found));
    let fix = &found[0];
    assert_eq!(edited(&text, &edits_of(&fix["edit"], &uri)), TASKS_TEXT);
    assert_eq!(fix["edit"]["documentChanges"][0]["textDocument"]["version"], 2);
    assert_eq!(fix["diagnostics"], diagnostics);
}

#[test]
fn all_of_a_rule_and_all_of_the_document() {
    let (workspace, mut client, _) = open_tasks(editing());
    let uri = client.open(&workspace, REQUIREMENTS);
    let text = REQUIREMENTS_TEXT
        .replace("IF a file is damaged, THEN", "WHEN the disk fails,")
        .replace("WHEN all files are read,", "WHEN the store fails,");
    let text = text + "2. THE Importer shall stop.\n";
    client.did_change(&uri, 2, json!([{ "text": text }]));
    let diagnostics = client.diagnostics(|published| published["version"] == 2)["diagnostics"].clone();
    let at = place(&text, "WH|EN the store fails");
    let found = actions(&mut client, &uri, &at, &diagnostics, Value::Null);
    expect![[r#"
        Write IF …, THEN … (quickfix, edit, preferred, mends 1)
        Fix all 2 of ears/when-for-error in this file (quickfix, edit, mends 0)
    "#]]
    .assert_eq(&show(&found));
    let all = found.iter().find(|action| action["title"].as_str().unwrap().starts_with("Fix all")).unwrap();
    let after = edited(&text, &edits_of(&all["edit"], &uri));
    assert!(
        after.contains("IF the disk fails, THEN") && after.contains("IF the store fails, THEN"),
        "{after}"
    );
    assert!(after.contains("shall stop"), "{after}");

    for only in ["source.fixAll", "source.fixAll.kiro", "source"] {
        let found = actions(&mut client, &uri, &at, &json!([]), json!([only]));
        assert_eq!(show(&found), "Fix all that can be fixed (source.fixAll.kiro, edit, mends 0)\n");
        let after = edited(&text, &edits_of(&found[0]["edit"], &uri));
        assert!(after.contains("IF the disk fails, THEN") && after.contains("SHALL stop"), "{after}");
    }
    assert_eq!(show(&actions(&mut client, &uri, &at, &json!([]), json!(["refactor"]))), "");
}

#[test]
fn a_fix_for_what_was_typed_since_is_not_offered_for_another_text() {
    let (_workspace, mut client, uri) = open_tasks(editing());
    let text = TASKS_TEXT.replace("Requirements: 2.1_", "Requirements: 2.11_");
    client.did_change(&uri, 2, json!([{ "text": text }]));
    client.did_change(&uri, 3, json!([{ "text": format!("\n{text}") }]));
    let at = place(&format!("\n{text}"), "2.1|1_");
    let found = actions(&mut client, &uri, &at, &json!([]), json!(["quickfix"]));
    assert_eq!(found[0]["edit"]["documentChanges"][0]["textDocument"]["version"], 3);
    assert_eq!(edited(&format!("\n{text}"), &edits_of(&found[0]["edit"], &uri)), format!("\n{TASKS_TEXT}"));
}

#[test]
fn documents_in_json_are_mended_too() {
    let workspace = workspace();
    let mut client = workspace.start();
    client.initialize(&workspace, editing());
    let uri = workspace.uri(crate::sample::HOOK);
    let healthy = workspace.read(crate::sample::HOOK);
    let text = healthy.replace("PostFileSave", "PostFileSaved");
    client.did_open(&uri, &text);
    let found = actions(&mut client, &uri, &place(&text, "PostFile|Saved"), &json!([]), Value::Null);
    let fix =
        found.iter().find(|action| action["isPreferred"] == true).unwrap_or_else(|| panic!("{found:?}"));
    assert_eq!(edited(&text, &edits_of(&fix["edit"], &uri)), healthy);
}
