//! tasks.md in the editor: lenses, actions, symbols and diagnostics of what the buffer holds.

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use crate::client::{Client, TASKS, Workspace};

const TEXT: &str = "\
# Plan

- [x] 1. Set up
- [ ] 2. Build
  - [-] 2.1 First half
    - a note
  - [ ]* 2.2 Second half
- [?] 3. Odd mark
- [ ] 3. Same id
";

#[test]
fn lenses() {
    let workspace = Workspace::new(TEXT);
    let mut client = workspace.open(json!({}));
    expect![[r#"
        0: 1 of 4 tasks done · next: 3 Odd mark -> kiro.task.runNext [{"spec":"demo"}]
        2: Run next: 3 -> kiro.task.runNext [{"spec":"demo"}]
        4: Implement task 2.1 -> kiro.task.run [{"spec":"demo","task":"2.1"}]
        6: Implement task 2.2 -> kiro.task.run [{"spec":"demo","task":"2.2"}]
        7: Implement task 3 -> kiro.task.run [{"spec":"demo","task":"3@8"}]
        8: Implement task 3 -> kiro.task.run [{"spec":"demo","task":"3@9"}]
    "#]]
    .assert_eq(&client.lenses(&workspace.uri(TASKS)));
}

#[test]
fn nested_specs_have_nested_names_and_other_files_nothing() {
    let workspace = Workspace::new(TEXT);
    let mut client = workspace.open(json!({}));
    for (path, expected) in [
        (".kiro/specs/area/part/tasks.md", r#"[{"spec":"area/part"}]"#),
        (".kiro/specs/tasks.md", ""),
        (".kiro/specs/demo/notes.md", ""),
        ("tasks.md", ""),
    ] {
        let uri = workspace.uri(path);
        client.did_open(&uri, "- [ ] 1. One\n");
        let lenses = client.lenses(&uri);
        assert!(lenses.contains(expected) && lenses.is_empty() == expected.is_empty(), "{path}: {lenses}");
    }
}

#[test]
fn actions() {
    let workspace = Workspace::new(TEXT);
    let mut client = workspace.open(json!({}));
    let mut check = |line: u32, only: Value, expect: Expect| {
        let place = json!({ "line": line, "character": 3 });
        let actions = client.call(
            "textDocument/codeAction",
            json!({
                "textDocument": { "uri": workspace.uri(TASKS) },
                "range": { "start": place, "end": place },
                "context": { "diagnostics": [], "only": only },
            }),
        );
        let lines = actions.as_array().unwrap().iter().map(|action| format!("{action}\n"));
        let root = workspace.root();
        expect.assert_eq(&lines.collect::<String>().replace(root.to_str().unwrap(), "ROOT"));
    };
    check(
        4,
        Value::Null,
        expect![[r#"
            {"title":"Implement task 2.1","command":{"title":"Implement task 2.1","command":"kiro.task.run","arguments":[{"spec":"demo","task":"2.1","root":"ROOT"}]}}
            {"title":"Mark done","command":{"title":"Mark done","command":"kiro.task.set","arguments":[{"spec":"demo","task":"2.1","state":"done","root":"ROOT"}]}}
            {"title":"Mark not started","command":{"title":"Mark not started","command":"kiro.task.set","arguments":[{"spec":"demo","task":"2.1","state":"not_started","root":"ROOT"}]}}
            {"title":"Run next: 3","command":{"title":"Run next: 3","command":"kiro.task.runNext","arguments":[{"spec":"demo","root":"ROOT"}]}}
        "#]],
    );
    check(0, Value::Null, expect![[""]]);
    check(4, json!(["quickfix"]), expect![[""]]);
    check(4, json!(["source.organizeImports"]), expect![[""]]);
}

fn symbols(client: &mut Client, workspace: &Workspace) -> Value {
    client.call("textDocument/documentSymbol", json!({ "textDocument": { "uri": workspace.uri(TASKS) } }))
}

#[test]
fn symbols_as_a_tree() {
    fn show(symbols: &Value, depth: usize, shown: &mut String) {
        for symbol in symbols.as_array().into_iter().flatten() {
            let lines = |range: &Value| format!("{}-{}", range["start"]["line"], range["end"]["line"]);
            let (range, selection) = (lines(&symbol["range"]), lines(&symbol["selectionRange"]));
            let (name, detail) = (symbol["name"].as_str().unwrap(), symbol["detail"].as_str().unwrap());
            *shown += &format!("{:1$}{name} ({detail}) {range} {selection}\n", "", depth * 2);
            show(&symbol["children"], depth + 1, shown);
        }
    }
    let workspace = Workspace::new(TEXT);
    let tree = json!({ "textDocument": { "documentSymbol": { "hierarchicalDocumentSymbolSupport": true } } });
    let mut client = workspace.open(tree);
    let mut shown = String::new();
    show(&symbols(&mut client, &workspace), 0, &mut shown);
    expect![[r#"
        1 Set up (done) 2-3 2-2
        2 Build (not started) 3-7 3-3
          2.1 First half (in progress) 4-6 4-4
          2.2 Second half (not started) 6-7 6-6
        3 Odd mark (not started) 7-8 7-7
        3 Same id (not started) 8-9 8-8
    "#]]
    .assert_eq(&shown);
}

#[test]
fn symbols_as_a_list() {
    let workspace = Workspace::new(TEXT);
    let mut client = workspace.open(json!({}));
    let found = symbols(&mut client, &workspace);
    let names: Vec<_> =
        found.as_array().unwrap().iter().map(|symbol| symbol["name"].as_str().unwrap()).collect();
    assert_eq!(
        names,
        ["1 Set up", "2 Build", "2.1 First half", "2.2 Second half", "3 Odd mark", "3 Same id"]
    );
    assert_eq!(found[2]["containerName"], "2 Build");
}

#[test]
fn diagnostics_follow_the_buffer() {
    let workspace = Workspace::new(TEXT);
    let mut client = workspace.open(json!({}));
    let uri = workspace.uri(TASKS);
    let first = client.diagnostics(|published| published["version"] == 1);
    assert_eq!(first["uri"], uri);
    let shown: String =
        first["diagnostics"].as_array().unwrap().iter().map(|diagnostic| format!("{diagnostic}\n")).collect();
    expect![[r#"
        {"range":{"start":{"line":7,"character":2},"end":{"line":7,"character":5}},"severity":2,"code":"tasks/unknown-mark","source":"kiro","message":"The mark \"[?]\" has no meaning, so the state of this task is unknown. Use \"[ ]\" (not started), \"[~]\" (queued), \"[-]\" (in progress) or \"[x]\" (done)."}
        {"range":{"start":{"line":8,"character":0},"end":{"line":8,"character":16}},"severity":2,"code":"tasks/duplicate-id","source":"kiro","message":"The id 3 is taken by the task on line 8. Give this task an id of its own, or call it 3@9."}
    "#]]
    .assert_eq(&shown);

    let mark = json!({ "start": { "line": 7, "character": 3 }, "end": { "line": 7, "character": 4 } });
    let id = json!({ "start": { "line": 8, "character": 6 }, "end": { "line": 8, "character": 7 } });
    client.did_change(&uri, 2, json!([{ "range": mark, "text": "x" }, { "range": id, "text": "4" }]));
    assert_eq!(client.diagnostics(|published| published["version"] == 2)["diagnostics"], json!([]));

    client.did_change(&uri, 3, json!([{ "text": "- [] Empty\n" }]));
    let third = client.diagnostics(|published| published["version"] == 3);
    assert_eq!(third["diagnostics"][0]["code"], "tasks/empty-checkbox");

    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    assert_eq!(client.diagnostics(|published| published.get("version").is_none())["diagnostics"], json!([]));
    assert_eq!(client.lenses(&uri), "");
}
