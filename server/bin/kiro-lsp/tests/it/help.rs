//! Hover and completion.

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use crate::client::TASKS;
use crate::sample::{
    HOOK, REQUIREMENTS, REQUIREMENTS_TEXT, STEERING, TASKS_TEXT, edited, open_tasks, place, slice, workspace,
};

#[test]
fn hover() {
    let (workspace, mut client, _) = open_tasks(json!({}));
    let mut check = |path: &str, needle: &str, expect: Expect| {
        let (uri, text) = (client.open(&workspace, path), workspace.read(path));
        let found = client.at("hover", &uri, &place(&text, needle));
        if found.is_null() {
            return expect.assert_eq("nothing");
        }
        assert_eq!(found["contents"]["kind"], "markdown");
        expect.assert_eq(&format!(
            "[{}]\n{}",
            slice(&text, &found["range"]),
            found["contents"]["value"].as_str().unwrap()
        ));
    };
    check(
        TASKS,
        "Requirements: 1.1, |1.2",
        expect![[r#"
        [1.2]
        **Requirement 1: Reading**

        1.2 IF a file is damaged, THEN THE Importer SHALL name the file in its report.

        Covered by:

        - task 2.1 Open 日本 🦀 files (not started)

    "#]],
    );
    check(
        TASKS,
        "2.2 Wr|ite",
        expect![[r#"
            [  - [ ] 2.2 Write the report]
            **2.2 Write the report**

            not started · wave 3 of 3

            Waits for:

            - 2.1 Open 日本 🦀 files (not started)

            Traces to:

            - 2.1 WHEN all files are read, THE Importer SHALL list them.

        "#]],
    );
    check(TASKS, "# Impl|ementation", expect!["nothing"]);
    check(
        REQUIREMENTS,
        "|WHEN all",
        expect![[r#"
        [WHEN]
        **Event**: the system answers something that happens.

        `WHEN` trigger, `THE` system `SHALL` response"#]],
    );
    check(
        STEERING,
        "src/**|/*.rs",
        expect![[r#"
        [src/**/*.rs]
        **fileMatchPattern**: Globs, one or a list, of the files that bring this one in; with `inclusion: fileMatch`.

        1 file of the workspace matches:

        - `src/main.rs`
    "#]],
    );
    check(
        HOOK,
        "PostFile|Save",
        expect![[r#"
        [PostFileSave]
        **PostFileSave**: Runs after a file that matches is saved, by you or by the agent.

        It cannot block.

        Its matcher is about the paths of files."#]],
    );
}

#[test]
fn hover_is_plain_text_for_those_who_show_nothing_else() {
    let formats = json!({ "textDocument": { "hover": { "contentFormat": ["plaintext"] } } });
    let (_workspace, mut client, uri) = open_tasks(formats);
    let found = client.at("hover", &uri, &place(TASKS_TEXT, "Requirements: |2.1"));
    assert_eq!(found["contents"]["kind"], "plaintext");
}

#[test]
fn completion_of_ids_follows_what_is_typed() {
    let (_workspace, mut client, uri) = open_tasks(json!({}));
    let text = TASKS_TEXT.replace("Requirements: 2.1_", "Requirements: _");
    client.did_change(&uri, 2, json!([{ "text": text }]));
    let items = client.at("completion", &uri, &place(&text, "Requirements: |_"));
    let show = |item: &Value| {
        let edit = json!([item["textEdit"]]);
        let after = edited(&text, &edit);
        let line = after.lines().nth(8).unwrap().trim().to_owned();
        format!("{} ({}) {line}\n", item["label"].as_str().unwrap(), item["detail"])
    };
    expect![[r#"
        2.1 ("WHEN all files are read, THE Importer SHALL list them. (no task yet)") - _Requirements: 2.1_
        1.1 ("WHEN a file is dropped, THE Importer SHALL read the file within 2 seconds.") - _Requirements: 1.1_
        1.2 ("IF a file is damaged, THEN THE Importer SHALL name the file in its report.") - _Requirements: 1.2_
        1 ("Reading") - _Requirements: 1_
        2 ("Reports") - _Requirements: 2_
    "#]].assert_eq(&items.as_array().unwrap().iter().map(show).collect::<String>());
}

#[test]
fn patterns_are_snippets_where_the_client_has_them() {
    let snippets =
        json!({ "textDocument": { "completion": { "completionItem": { "snippetSupport": true } } } });
    for (capabilities, format) in [(json!({}), 1), (snippets, 2)] {
        let (workspace, mut client, _) = open_tasks(capabilities);
        let uri = client.open(&workspace, REQUIREMENTS);
        let text = format!("{REQUIREMENTS_TEXT}2. ");
        client.did_change(&uri, 2, json!([{ "text": text }]));
        let items = client.at("completion", &uri, &place(&text, "list them.\n2. |"));
        let when =
            items.as_array().unwrap().iter().find(|item| item["label"].as_str().unwrap().starts_with("WHEN"));
        let when = when.unwrap_or_else(|| panic!("{items}"));
        assert_eq!(when["insertTextFormat"], format, "{when}");
        let new = when["textEdit"]["newText"].as_str().unwrap();
        assert_eq!(new.contains("${1:"), format == 2, "{new}");
        assert!(new.contains("SHALL"), "{new}");
    }
}

#[test]
fn keys_and_values_of_configuration() {
    let workspace = workspace();
    let mut client = workspace.start();
    client.initialize(&workspace, json!({}));
    let mut labels = |path: &str, text: &str, needle: &str| -> Vec<String> {
        let uri = workspace.uri(path);
        client.did_open(&uri, text);
        let items = client.at("completion", &uri, &place(text, needle));
        items.as_array().unwrap().iter().map(|item| item["label"].as_str().unwrap().to_owned()).collect()
    };
    let has = |found: &[String], wanted: &str| {
        assert!(found.iter().any(|label| label == wanted), "{wanted}: {found:?}")
    };
    has(&labels(STEERING, "---\ninclusion: \n---\n", "inclusion: |"), "fileMatch");
    has(&labels(STEERING, "---\ninc\n---\n", "inc|"), "inclusion");
    has(&labels(STEERING, "Read #[[file:src/ma", "src/ma|"), "src/main.rs");
    has(
        &labels(HOOK, "{ \"version\": \"v1\", \"hooks\": [{ \"trigger\": \"\" }] }", "\"trigger\": \"|"),
        "PostFileSave",
    );
    has(
        &labels(".kiro/settings/mcp.json", "{ \"mcpServers\": { \"a\": { \"\" } } }", "\"a\": { \"|"),
        "command",
    );
}

#[test]
fn a_chat_document_completes_what_a_prompt_can_name() {
    let workspace = workspace();
    let mut client = workspace.start();
    client.initialize(&workspace, json!({ "window": { "showDocument": { "support": true } } }));
    let id =
        client.request("workspace/executeCommand", json!({ "command": "kiro.chat.new", "arguments": [{}] }));
    let shown = client.asked("window/showDocument");
    client.reply(&shown, json!({ "success": true }));
    client.response(id);
    let uri = shown["params"]["uri"].as_str().unwrap().to_owned();
    let path = uri.strip_prefix("file://").unwrap();
    let text = std::fs::read_to_string(path).unwrap();
    client.did_open(&uri, &text);
    let mut complete = |version: i32, typed: &str| {
        let asked = format!("{text}\nSee 🦀 {typed}");
        client.did_change(&uri, version, json!([{ "text": asked }]));
        let items = client.at("completion", &uri, &place(&asked, &format!("🦀 {typed}|")));
        let after = |item: &Value| {
            let after = edited(&asked, &json!([item["textEdit"]]));
            after.lines().last().unwrap().to_owned()
        };
        items.as_array().unwrap().iter().map(after).collect::<Vec<_>>()
    };
    assert_eq!(complete(2, "#spec:"), ["See 🦀 #spec:demo"]);
    assert_eq!(complete(3, "#steering:"), ["See 🦀 #steering:api"]);
    assert_eq!(complete(4, "#file:src/m"), ["See 🦀 #file:src/main.rs"]);
    assert!(complete(5, "#").contains(&"See 🦀 #spec:".to_owned()));
}

#[test]
fn nothing_is_said_about_documents_that_are_not_ours_or_not_open() {
    let (workspace, mut client, _) = open_tasks(json!({}));
    client.did_open(&workspace.uri("README.md"), "# Readme\n");
    let at = json!({ "line": 0, "character": 1 });
    for uri in [workspace.uri("README.md"), workspace.uri(REQUIREMENTS)] {
        for method in ["hover", "completion", "definition", "documentHighlight", "prepareRename"] {
            assert_eq!(client.at(method, &uri, &at), Value::Null, "{method} {uri}");
        }
        for method in ["documentLink", "foldingRange", "documentSymbol", "codeLens", "semanticTokens/full"] {
            assert_eq!(client.about(method, &uri), Value::Null, "{method} {uri}");
        }
    }
}
