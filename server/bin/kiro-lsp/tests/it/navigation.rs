//! From an id to what it stands for and back: definition, references, highlights, rename and links.

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use crate::client::{Client, TASKS, Workspace};
use crate::sample::{
    DESIGN, REQUIREMENTS, REQUIREMENTS_TEXT, STEERING, TASKS_TEXT, edited, editing, edits_of, open_tasks,
    place, slice,
};

/// Each place as its document and what stands there.
fn shown(workspace: &Workspace, locations: &Value) -> String {
    let show = |location: &Value| {
        let path = location["uri"].as_str().unwrap().replace(&workspace.uri(""), "");
        let name = path.rsplit('/').next().unwrap().to_owned();
        let line = location["range"]["start"]["line"].as_u64().unwrap() + 1;
        format!(
            "{name}:{line}: {}\n",
            slice(&workspace.read(&path), &location["range"]).lines().next().unwrap_or_default()
        )
    };
    locations.as_array().map(|all| all.iter().map(show).collect()).unwrap_or_default()
}

#[test]
fn definition() {
    let (workspace, mut client, uri) = open_tasks(json!({}));
    let mut check = |needle: &str, expect: Expect| {
        let found = client.at("definition", &uri, &place(TASKS_TEXT, needle));
        expect.assert_eq(&shown(&workspace, &found));
    };
    check(
        "Requirements: 1.1, |1.2",
        expect![[r#"
        requirements.md:20: 2
    "#]],
    );
    check(
        "Depends: 2|.1",
        expect![[r#"
        tasks.md:6: 2.1
    "#]],
    );
    check("# Impl|ementation", expect![[""]]);
}

#[test]
fn references() {
    let (workspace, mut client, _) = open_tasks(json!({}));
    let requirements = client.open(&workspace, REQUIREMENTS);
    let mut check = |needle: &str, declaration: bool, expect: Expect| {
        let params = json!({
            "textDocument": { "uri": requirements },
            "position": place(REQUIREMENTS_TEXT, needle),
            "context": { "includeDeclaration": declaration },
        });
        let found = client.call("textDocument/references", params);
        expect.assert_eq(&shown(&workspace, &found));
    };
    check(
        "|1. WHEN a file",
        true,
        expect![[r#"
        requirements.md:19: 1
        tasks.md:4: 1.1
        tasks.md:7: 1.1
    "#]],
    );
    check(
        "|1. WHEN a file",
        false,
        expect![[r#"
        tasks.md:4: 1.1
        tasks.md:7: 1.1
    "#]],
    );
    check(
        "### Requirement |2",
        true,
        expect![[r#"
            requirements.md:22: 2
            design.md:13: 2.1
            tasks.md:9: 2.1
        "#]],
    );
    check(
        "THE Imp|orter SHALL list",
        false,
        expect![[r#"
        requirements.md:5: Importer
        requirements.md:19: Importer
        requirements.md:20: Importer
        requirements.md:28: Importer
    "#]],
    );
}

#[test]
fn highlights() {
    let (_workspace, mut client, uri) = open_tasks(json!({}));
    let found = client.at("documentHighlight", &uri, &place(TASKS_TEXT, "[ ] |2.1"));
    let show = |found: &Value| {
        format!(
            "{} {} {}",
            found["range"]["start"]["line"],
            slice(TASKS_TEXT, &found["range"]),
            found["kind"]
        )
    };
    let found: Vec<String> = found.as_array().unwrap().iter().map(show).collect();
    assert_eq!(found, ["5 2.1 3", "9 2.1 2"]);
}

#[test]
fn a_criterion_is_renamed_wherever_it_is_named_and_an_open_document_by_its_version() {
    let capabilities = json!({
        "workspace": { "workspaceEdit": { "documentChanges": true } },
        "textDocument": { "rename": { "prepareSupport": true } },
    });
    let (workspace, mut client, uri) = open_tasks(capabilities);
    let at = place(TASKS_TEXT, "Requirements: |2.1");
    let prepared = client.at("prepareRename", &uri, &at);
    assert_eq!((slice(TASKS_TEXT, &prepared["range"]), &prepared["placeholder"]), ("2.1", &json!("2.1")));
    client.did_change(&uri, 7, json!([{ "text": TASKS_TEXT.replace("# Impl", "\n# Impl") }]));
    let text = TASKS_TEXT.replace("# Impl", "\n# Impl");
    let params = json!({
        "textDocument": { "uri": uri }, "position": place(&text, "Requirements: |2.1"), "newName": "2.4",
    });
    let edit = client.call("textDocument/rename", params);
    let version = |path: &str| {
        let documents = edit["documentChanges"].as_array().unwrap();
        let found = documents.iter().find(|change| change["textDocument"]["uri"] == workspace.uri(path));
        found.unwrap_or_else(|| panic!("no {path} in {edit}"))["textDocument"]["version"].clone()
    };
    assert_eq!(
        [version(TASKS), version(REQUIREMENTS), version(DESIGN)],
        [json!(7), Value::Null, Value::Null]
    );
    let after = |path: &str, text: &str| edited(text, &edits_of(&edit, &workspace.uri(path)));
    assert_eq!(after(TASKS, &text), text.replace("Requirements: 2.1", "Requirements: 2.4"));
    assert_eq!(
        after(DESIGN, &workspace.read(DESIGN)),
        workspace.read(DESIGN).replace("Requirements 2.1", "Requirements 2.4")
    );
    assert_eq!(
        after(REQUIREMENTS, REQUIREMENTS_TEXT),
        REQUIREMENTS_TEXT.replace("1. WHEN all", "4. WHEN all")
    );
}

#[test]
fn what_cannot_be_renamed_says_why_and_changes_nothing() {
    let (_workspace, mut client, uri) = open_tasks(editing());
    let mut check = |needle: &str, name: &str, expect: Expect| {
        let params =
            json!({ "textDocument": { "uri": uri }, "position": place(TASKS_TEXT, needle), "newName": name });
        let answer = client.try_call("textDocument/rename", params);
        assert_eq!(answer["error"]["code"], -32602, "{answer}");
        expect.assert_eq(answer["error"]["message"].as_str().unwrap());
    };
    check("[ ] |2.1", "2.2", expect![[r#""2.2" is taken: the task 2.2 is called so."#]]);
    check(
        "[ ] |2.1",
        "not an id",
        expect![[
            r#""not an id" would not be read as the id of a task. Write a number with as many dots as before, such as 7 for 3, or 2.4 for 2.1."#
        ]],
    );
    check(
        "Impl|ementation",
        "2.2",
        expect!["There is nothing to rename here. Put the cursor on an id or on a term of the glossary."],
    );
    assert_eq!(client.at("prepareRename", &uri, &place(TASKS_TEXT, "Impl|ementation")), Value::Null);
}

#[test]
fn without_versions_a_rename_is_a_map_of_documents() {
    let (workspace, mut client, uri) = open_tasks(json!({}));
    let params = json!({
        "textDocument": { "uri": uri }, "position": place(TASKS_TEXT, "[ ] |2.1"), "newName": "2.5",
    });
    let edit = client.call("textDocument/rename", params);
    assert!(edit.get("documentChanges").is_none(), "{edit}");
    let changes = edit["changes"].as_object().unwrap();
    assert_eq!(changes.keys().collect::<Vec<_>>(), [&workspace.uri(TASKS)]);
    let expected = TASKS_TEXT.replace("2.1 Open", "2.5 Open").replace("Depends: 2.1", "Depends: 2.5");
    assert_eq!(edited(TASKS_TEXT, &changes[&uri]), expected);
}

fn links(client: &mut Client, workspace: &Workspace, path: &str) -> String {
    let uri = client.open(workspace, path);
    let text = workspace.read(path);
    let show = |link: &Value| {
        let target = link["target"].as_str().unwrap().replace(&workspace.uri(""), "");
        format!("{} {} -> {target}\n", link["range"]["start"]["line"], slice(&text, &link["range"]))
    };
    client.about("documentLink", &uri).as_array().unwrap().iter().map(show).collect()
}

#[test]
fn links_of_ids_and_files() {
    let (workspace, mut client, _) = open_tasks(json!({}));
    expect![[r#"
        3 1.1 -> .kiro/specs/demo/requirements.md#L19
        6 1.1 -> .kiro/specs/demo/requirements.md#L19
        6 1.2 -> .kiro/specs/demo/requirements.md#L20
        8 2.1 -> .kiro/specs/demo/requirements.md#L28
        9 2.1 -> .kiro/specs/demo/tasks.md#L6
    "#]]
    .assert_eq(&links(&mut client, &workspace, TASKS));
    expect![[r#"
        4 src/main.rs -> src/main.rs
        12 2.1 -> .kiro/specs/demo/requirements.md#L28
    "#]]
    .assert_eq(&links(&mut client, &workspace, DESIGN));
    expect![[r#"
        6 #[[file:src/main.rs]] -> src/main.rs
    "#]]
    .assert_eq(&links(&mut client, &workspace, STEERING));
}

#[test]
fn workspace_symbols_of_every_kind_and_by_a_few_letters() {
    let (workspace, mut client, _) = open_tasks(json!({}));
    let mut symbols = |query: &str| -> String {
        let found = client.call("workspace/symbol", json!({ "query": query }));
        let show = |symbol: &Value| {
            let uri = symbol["location"]["uri"].as_str().unwrap().replace(&workspace.uri(""), "");
            format!(
                "{} {} ({}) {uri}\n",
                symbol["kind"],
                symbol["name"].as_str().unwrap(),
                symbol["containerName"]
            )
        };
        found.as_array().unwrap().iter().map(show).collect()
    };
    expect![[r#"
        4 demo (".kiro/specs") .kiro/specs/demo/requirements.md
        1 api (".kiro/steering") .kiro/steering/api.md
        12 Check (".kiro/hooks") .kiro/hooks/checks.json
        11 1 Reading ("demo") .kiro/specs/demo/requirements.md
        11 2 Reports ("demo") .kiro/specs/demo/requirements.md
        7 1 Nothing is lost ("demo") .kiro/specs/demo/design.md
        24 1 Set up 🦀 ("demo") .kiro/specs/demo/tasks.md
        24 2 Read files ("demo") .kiro/specs/demo/tasks.md
        24 2.1 Open 日本 🦀 files ("demo") .kiro/specs/demo/tasks.md
        24 2.2 Write the report ("demo") .kiro/specs/demo/tasks.md
        8 1.1 WHEN a file is dropped, THE Importer SHALL read the file within 2 seconds. ("demo") .kiro/specs/demo/requirements.md
        8 1.2 IF a file is damaged, THEN THE Importer SHALL name the file in its report. ("demo") .kiro/specs/demo/requirements.md
        8 2.1 WHEN all files are read, THE Importer SHALL list them. ("demo") .kiro/specs/demo/requirements.md
    "#]].assert_eq(&symbols(""));
    expect![[r#"
        24 2.2 Write the report ("demo") .kiro/specs/demo/tasks.md
    "#]]
    .assert_eq(&symbols("wrirep"));
    expect![[""]].assert_eq(&symbols("no such thing"));
}
