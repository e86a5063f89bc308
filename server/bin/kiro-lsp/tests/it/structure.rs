//! The shape of a document: folding, selection and semantic tokens; what stands in it without being there: hints and
//! lenses.

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use crate::client::{Client, TASKS};
use crate::sample::{
    HOOK, REQUIREMENTS, REQUIREMENTS_TEXT, STEERING, TASKS_TEXT, open_tasks, place, range, slice,
};

#[test]
fn folding() {
    let (workspace, mut client, _) = open_tasks(json!({}));
    let mut check = |path: &str, expect: Expect| {
        let uri = client.open(&workspace, path);
        let show = |fold: &Value| format!("{}-{} {}\n", fold["startLine"], fold["endLine"], fold["kind"]);
        let folds = client.about("foldingRange", &uri);
        expect.assert_eq(&folds.as_array().unwrap().iter().map(show).collect::<String>());
    };
    check(
        TASKS,
        expect![[r#"
        0-9 "region"
        2-3 "region"
        4-9 "region"
        5-6 "region"
        7-9 "region"
    "#]],
    );
    check(
        REQUIREMENTS,
        expect![[r#"
        0-27 "region"
        2-4 "region"
        6-8 "region"
        10-27 "region"
        12-19 "region"
        16-19 "region"
        21-27 "region"
        25-27 "region"
    "#]],
    );
    check(
        STEERING,
        expect![[r#"
        0-3 "imports"
        4-6 "region"
    "#]],
    );
    check(
        HOOK,
        expect![[r#"
        0-9 "region"
        2-8 "region"
        3-7 "region"
    "#]],
    );
}

#[test]
fn selections_grow_and_each_place_has_one() {
    let (_workspace, mut client, uri) = open_tasks(json!({}));
    let places = json!([place(TASKS_TEXT, "日|本"), { "line": 900, "character": 3 }]);
    let found = client
        .call("textDocument/selectionRange", json!({ "textDocument": { "uri": uri }, "positions": places }));
    let found = found.as_array().unwrap();
    assert_eq!(found.len(), 2);
    let mut shown = String::new();
    let mut selection = &found[0];
    while !selection.is_null() {
        let text = slice(TASKS_TEXT, &selection["range"]);
        shown += &format!("{:?} … {} lines\n", text.lines().next().unwrap(), text.lines().count());
        selection = &selection["parent"];
    }
    expect![[r##"
        "日本" … 1 lines
        "- [ ] 2.1 Open 日本 🦀 files" … 1 lines
        "  - [ ] 2.1 Open 日本 🦀 files" … 1 lines
        "  - [ ] 2.1 Open 日本 🦀 files" … 2 lines
        "- [ ] 2. Read files" … 6 lines
        "# Implementation Plan" … 10 lines
    "##]]
    .assert_eq(&shown);
}

/// Each token as what it stands on, its type and whether it is a declaration; the legend is that of `initialize`.
fn tokens(text: &str, data: &Value, legend: &Value) -> String {
    let data: Vec<u64> = data["data"].as_array().unwrap().iter().map(|n| n.as_u64().unwrap()).collect();
    let (mut line, mut column, mut shown) = (0, 0, String::new());
    for token in data.chunks_exact(5) {
        column = if token[0] == 0 { column + token[1] } else { token[1] };
        line += token[0];
        let at = |character: u64| json!({ "line": line, "character": character });
        let place = json!({ "start": at(column), "end": at(column + token[2]) });
        let kind = legend["tokenTypes"][usize::try_from(token[3]).unwrap()].as_str().unwrap();
        let declared = if token[4] == 1 { " declared" } else { "" };
        shown += &format!("{line} {} {kind}{declared}\n", slice(text, &place));
    }
    shown
}

#[test]
fn semantic_tokens() {
    let workspace = crate::sample::workspace();
    let mut client = workspace.start();
    let legend =
        client.initialize(&workspace, json!({}))["capabilities"]["semanticTokensProvider"]["legend"].clone();
    let uri = client.open(&workspace, TASKS);
    let full = client.about("semanticTokens/full", &uri);
    expect![[r#"
        2 [x] comment
        2 1 function declared
        3 1.1 variable
        4 2 function declared
        5 2.1 function declared
        6 1.1 variable
        6 1.2 variable
        7 2.2 function declared
        8 2.1 variable
        9 2.1 variable
    "#]]
    .assert_eq(&tokens(TASKS_TEXT, &full, &legend));

    let part = json!({ "textDocument": { "uri": uri }, "range": range(TASKS_TEXT, "Open 日本 🦀 files\n    - _Requirements: 1.1") });
    let part = client.call("textDocument/semanticTokens/range", part);
    let (full, part) = (tokens(TASKS_TEXT, &full, &legend), tokens(TASKS_TEXT, &part, &legend));
    assert!(full.contains(&part) && !part.is_empty() && part.len() < full.len(), "{part}");

    let uri = client.open(&workspace, REQUIREMENTS);
    let full = client.about("semanticTokens/full", &uri);
    expect![[r#"
        8 Importer type declared
        12 1 class declared
        18 1 enumMember declared
        18 WHEN keyword
        18 SHALL keyword
        19 2 enumMember declared
        19 IF keyword
        19 THEN keyword
        19 SHALL keyword
        21 2 class declared
        27 1 enumMember declared
        27 WHEN keyword
        27 SHALL keyword
    "#]]
    .assert_eq(&tokens(REQUIREMENTS_TEXT, &full, &legend));
}

fn hints(client: &mut Client, uri: &str, range: &Value) -> String {
    let found =
        client.call("textDocument/inlayHint", json!({ "textDocument": { "uri": uri }, "range": range }));
    let show = |hint: &Value| {
        let at = &hint["position"];
        let tooltip = hint["tooltip"]["kind"].as_str().unwrap_or("none");
        format!("{}:{} {} ({tooltip})\n", at["line"], at["character"], hint["label"].as_str().unwrap())
    };
    found.as_array().unwrap().iter().map(show).collect()
}

#[test]
fn inlay_hints_of_a_part_follow_other_documents() {
    let (workspace, mut client, tasks) = open_tasks(json!({}));
    let requirements = client.open(&workspace, REQUIREMENTS);
    let all = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } });
    expect![[r#"
        5:28 wave 2 (none)
        7:28 wave 3 · after 2.1 (markdown)
    "#]]
    .assert_eq(&hints(&mut client, &tasks, &all));
    expect![[r#"
        12:26 2 of 2 criteria have tasks, 0 done (markdown)
        21:26 1 of 1 criterion has tasks, 0 done (markdown)
    "#]]
    .assert_eq(&hints(&mut client, &requirements, &all));
    let second = range(REQUIREMENTS_TEXT, "### Requirement 2: Reports");
    expect![[r#"
        21:26 1 of 1 criterion has tasks, 0 done (markdown)
    "#]]
    .assert_eq(&hints(&mut client, &requirements, &second));
    client.did_change(&tasks, 2, json!([{ "text": TASKS_TEXT.replace("[ ]", "[x]") }]));
    expect![[r#"
        21:26 1 of 1 criterion has tasks, 1 done (markdown)
    "#]]
    .assert_eq(&hints(&mut client, &requirements, &second));
}

#[test]
fn hints_are_asked_for_again_when_something_changed() {
    let refresh = json!({ "workspace": { "inlayHint": { "refreshSupport": true } } });
    let (_workspace, mut client, tasks) = open_tasks(refresh);
    client.did_change(&tasks, 2, json!([{ "text": TASKS_TEXT.replace("[ ]", "[x]") }]));
    let asked = client.asked("workspace/inlayHint/refresh");
    assert!(asked.get("params").is_none(), "{asked}");
    client.reply(&asked, Value::Null);
}

#[test]
fn lenses_show_the_progress_of_the_spec_and_run_or_show_a_task() {
    let shows = json!({ "window": { "showDocument": { "support": true } } });
    let (workspace, mut client, tasks) = open_tasks(shows);
    let requirements = client.open(&workspace, REQUIREMENTS);
    expect![[r#"
        0: 1 of 3 tasks done · next: 2.1 Open 日本 🦀 files -> kiro.task.runNext [{"spec":"demo"}]
    "#]]
    .assert_eq(&client.lenses(&requirements));
    expect![[r#"
        0: 1 of 3 tasks done · next: 2.1 Open 日本 🦀 files -> kiro.task.runNext [{"spec":"demo"}]
        2: Run next: 2.1 -> kiro.task.runNext [{"spec":"demo"}]
        5: Implement task 2.1 -> kiro.task.run [{"spec":"demo","task":"2.1"}]
        7: Implement task 2.2 -> kiro.task.run [{"spec":"demo","task":"2.2"}]
    "#]]
    .assert_eq(&client.lenses(&tasks));

    // What is typed elsewhere counts.
    client.did_change(&tasks, 2, json!([{ "text": TASKS_TEXT.replace("[ ]", "[x]") }]));
    let lenses = client.about("codeLens", &requirements);
    let command = &lenses[0]["command"];
    assert_eq!((&command["title"], &command["command"]), (&json!("3 of 3 tasks done"), &json!("kiro.show")));
    let argument = command["arguments"][0].clone();
    let id = client
        .request("workspace/executeCommand", json!({ "command": "kiro.show", "arguments": [argument] }));
    let shown = client.asked("window/showDocument");
    let start = json!({ "line": 2, "character": 0 });
    let expected = json!({ "uri": tasks, "takeFocus": true, "selection": { "start": start, "end": start } });
    assert_eq!(shown["params"], expected);
    client.reply(&shown, json!({ "success": true }));
    assert_eq!(client.response(id)["result"], json!({ "shown": true }));

    let error = client.command("kiro.show", json!({ "line": 3 }))["error"].clone();
    assert!(error["message"].as_str().unwrap().contains("takes one object"), "{error}");
}

#[test]
fn who_shows_no_documents_has_no_lens_to_show_one() {
    let (workspace, mut client, tasks) = open_tasks(json!({}));
    client.did_change(&tasks, 2, json!([{ "text": TASKS_TEXT.replace("[ ]", "[x]") }]));
    let requirements = client.open(&workspace, REQUIREMENTS);
    assert_eq!(client.about("codeLens", &requirements), json!([]));
}
