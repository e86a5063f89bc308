//! Where documents lie, and how their places are counted: behind links, in nested roots; in columns of each encoding, with
//! each end of line.

use std::fs;

use serde_json::{Value, json};

use crate::client::{TASKS, Workspace};
use crate::sample::{
    REQUIREMENTS, REQUIREMENTS_TEXT, TASKS_TEXT, edited, editing, edits_of, open_tasks, place, range, slice,
    workspace,
};

#[test]
fn documents_behind_a_link_are_understood_under_the_name_the_client_gives() {
    let workspace = Workspace::new("");
    fs::remove_dir_all(workspace.root().join(".kiro/specs/demo")).unwrap();
    workspace.write("docs/specs/demo/tasks.md", TASKS_TEXT);
    workspace.write("docs/specs/demo/requirements.md", REQUIREMENTS_TEXT);
    std::os::unix::fs::symlink("../../docs/specs/demo", workspace.root().join(".kiro/specs/demo")).unwrap();
    // Enough to be opened before everything was read, when nobody knows yet where the link leads.
    for n in 0..300 {
        workspace.write(&format!(".kiro/specs/other-{n}/tasks.md"), TASKS_TEXT);
    }
    for folder in [".kiro/specs/demo", "docs/specs/demo"] {
        let mut client = workspace.start();
        client.initialize(&workspace, editing());
        let uri = workspace.uri(&format!("{folder}/tasks.md"));
        client.did_open(&uri, &TASKS_TEXT.replace("Set up", "Begin"));
        assert_eq!(client.about("documentSymbol", &uri)[0]["name"], "1 Begin 🦀", "{folder}");
        let found = client.at("definition", &uri, &place(TASKS_TEXT, "1.1, |1.2"));
        assert_eq!(found[0]["range"]["start"]["line"], 19, "{folder}: {found}");
        assert!(client.lenses(&uri).contains("Implement task 2.1"), "{folder}");
        client.did_change(&uri, 2, json!([{ "text": TASKS_TEXT.replace("1.1, 1.2", "1.1, 1.9") }]));
        client.codes_until(&uri, |codes| codes == ["6 trace/dangling-reference 2"]);
        let rename = json!({ "textDocument": { "uri": uri }, "position": place(TASKS_TEXT, "[ ] |2.2"), "newName": "2.7" });
        let edit = client.call("textDocument/rename", rename);
        assert_eq!(edit["documentChanges"][0]["textDocument"], json!({ "uri": uri, "version": 2 }));
    }
}

#[test]
fn a_document_behind_a_link_may_be_opened_before_the_link_is_known() {
    let workspace = workspace();
    for n in 0..500 {
        workspace.write(&format!(".kiro/specs/a{n}/tasks.md"), TASKS_TEXT);
    }
    workspace.write("docs/linked/tasks.md", TASKS_TEXT);
    workspace.write("docs/linked/requirements.md", REQUIREMENTS_TEXT);
    std::os::unix::fs::symlink("../../docs/linked", workspace.root().join(".kiro/specs/linked")).unwrap();
    let mut client = workspace.start();
    client.initialize(&workspace, editing());
    let uri = client.open(&workspace, "docs/linked/tasks.md");
    client.did_change(&uri, 2, json!([{ "text": TASKS_TEXT.replace("1.1, 1.2", "1.1, 1.9") }]));
    assert!(client.lenses(&uri).contains("Implement task 2.1"));
    client.codes_until(&uri, |codes| codes == ["6 trace/dangling-reference 2"]);
}

#[test]
fn a_nested_root_is_a_world_of_its_own() {
    let workspace = workspace();
    workspace.write("packages/a/.kiro/specs/inner/tasks.md", "- [ ] 1. Inner\n  - _Requirements: 1.1_\n");
    workspace.write("packages/a/.kiro/specs/inner/requirements.md", REQUIREMENTS_TEXT);
    let mut client = workspace.open(json!({}));
    let uri = client.open(&workspace, "packages/a/.kiro/specs/inner/tasks.md");
    client.codes_until(&uri, |_| true);
    let found = client.at("definition", &uri, &json!({ "line": 1, "character": 20 }));
    assert_eq!(found[0]["uri"], workspace.uri("packages/a/.kiro/specs/inner/requirements.md"));
    assert!(client.lenses(&uri).contains(r#"kiro.task.run [{"spec":"inner","task":"1"}]"#));
    let all = client.call("workspace/symbol", json!({ "query": "inner" }));
    assert!(all.as_array().unwrap().iter().any(|symbol| symbol["name"] == "inner"), "{all}");
    workspace.write("packages/a/.kiro/specs/inner/requirements.md", "# Requirements Document\n\n### Requirement 3: Other\n\n#### Acceptance Criteria\n\n1. THE Other SHALL be.\n");
    client.codes_until(&uri, |codes| codes.iter().any(|code| code.contains("dangling-reference")));
    let outer = client.at("definition", &workspace.uri(TASKS), &place(TASKS_TEXT, "1.1, |1.2"));
    assert_eq!(outer[0]["uri"], workspace.uri(REQUIREMENTS));
}

#[test]
fn columns_behind_wide_letters_are_of_the_encoding() {
    let line = "- [ ] 7. 日本 🦀 é\u{301} files\n";
    // Behind 日本 🦀 in each: 3+3+1+4, 1+1+1+2, 1+1+1+1.
    for (encoding, columns) in
        [("utf-8", (9 + 11, 9 + 12)), ("utf-16", (9 + 5, 9 + 6)), ("utf-32", (9 + 4, 9 + 5))]
    {
        let workspace = Workspace::new(line);
        let capabilities = json!({ "general": { "positionEncodings": [encoding] } });
        let mut client = workspace.open(capabilities);
        let uri = workspace.uri(TASKS);
        let reference = format!("{line}  - 日本 🦀 _Depends: 7_\n- [ ] 8. Two 🦀 [?]\n");
        client.did_change(&uri, 2, json!([{ "text": reference }]));
        let change = json!([{ "range": {
            "start": { "line": 0, "character": columns.0 }, "end": { "line": 0, "character": columns.1 },
        }, "text": "🦀" }]);
        client.did_change(&uri, 3, change);
        let symbols = client.about("documentSymbol", &uri);
        assert_eq!(symbols[0]["name"], "7 日本 🦀🦀é\u{301} files", "{encoding}");
    }
}

#[test]
fn features_behind_wide_letters_in_utf_16() {
    let (workspace, mut client, uri) = open_tasks(editing());
    let text = TASKS_TEXT
        .replace("    - _Requirements: 2.1_", "    - 🦀 日本 👩🏽‍🚀 _Requirements: 2.1_")
        .replace("[x]", "[?]");
    client.did_change(&uri, 2, json!([{ "text": text }]));
    let at = place(&text, "👩🏽‍🚀 _Requirements: |2.1");
    let found = client.at("definition", &uri, &at);
    assert_eq!(found[0]["uri"], workspace.uri(REQUIREMENTS));
    let hover = client.at("hover", &uri, &at);
    assert_eq!((slice(&text, &hover["range"]), &hover["range"]["start"]), ("2.1", &at));
    let edit = client.call(
        "textDocument/rename",
        json!({ "textDocument": { "uri": uri }, "position": at, "newName": "2.3" }),
    );
    assert_eq!(edited(&text, &edits_of(&edit, &uri)), text.replace("Requirements: 2.1", "Requirements: 2.3"));
    let published = client.diagnostics(|published| published["version"] == 2);
    assert_eq!(published["diagnostics"][0]["range"], range(&text, "[?]"));
}

#[test]
fn documents_with_carriage_returns_keep_them() {
    let workspace = Workspace::new("");
    let (tasks, requirements) = (TASKS_TEXT.replace('\n', "\r\n"), REQUIREMENTS_TEXT.replace('\n', "\r\n"));
    workspace.write(TASKS, &tasks);
    workspace.write(REQUIREMENTS, &requirements);
    let mut client = workspace.open(editing());
    let uri = workspace.uri(TASKS);
    assert_eq!(client.codes_until(&uri, |_| true), <[&str; 0]>::default());
    let found = client.at("definition", &uri, &place(&tasks, "1.1, |1.2"));
    assert_eq!(
        (&found[0]["range"]["start"]["line"], slice(&requirements, &found[0]["range"])),
        (&json!(19), "2")
    );
    let hover = client.at("hover", &uri, &place(&tasks, "Requirements: |2.1"));
    assert!(!hover["contents"]["value"].as_str().unwrap().contains('\r'), "{hover}");
    let symbols = client.about("documentSymbol", &uri);
    let of_lines = symbols
        .as_array()
        .unwrap()
        .iter()
        .all(|symbol| symbol["location"]["range"]["start"]["character"].as_u64().unwrap() <= 2);
    assert!(of_lines, "{symbols}");

    let rename = json!({ "textDocument": { "uri": uri }, "position": place(&tasks, "Requirements: |2.1"), "newName": "2.3" });
    let edit = client.call("textDocument/rename", rename);
    assert_eq!(
        edited(&tasks, &edits_of(&edit, &uri)),
        tasks.replace("Requirements: 2.1", "Requirements: 2.3")
    );
    let text = "- [ ] 1. One\r\n- [ ] 1. Two\r\n- [ ] 2. Three\r\n";
    client.did_change(&uri, 2, json!([{ "text": text }]));
    let options = json!({ "tabSize": 2, "insertSpaces": true });
    let edits =
        client.call("textDocument/formatting", json!({ "textDocument": { "uri": uri }, "options": options }));
    assert_eq!(edited(text, &edits), "- [ ] 1. One\r\n- [ ] 2. Two\r\n- [ ] 3. Three\r\n");
    let typed = "- [ ] 1. One\r\n\r\n";
    client.did_change(&uri, 3, json!([{ "text": typed }]));
    let params = json!({ "textDocument": { "uri": uri }, "position": { "line": 1, "character": 0 }, "ch": "\n", "options": options });
    let edits = client.call("textDocument/onTypeFormatting", params);
    assert_eq!(edited(typed, &edits), "- [ ] 1. One\r\n- [ ] 2. \r\n");
    // A change in the middle of a line of such a document.
    client.did_change(&uri, 4, json!([{ "range": range(typed, "One"), "text": "Eins" }]));
    assert_eq!(client.about("documentSymbol", &uri)[0]["name"], "1 Eins");
    assert_eq!(client.at("hover", &uri, &json!({ "line": 99, "character": 99 })), Value::Null);
}
