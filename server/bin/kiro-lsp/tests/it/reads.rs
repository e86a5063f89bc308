//! The `kiro/*` requests that only read documents: answered from what is open, with or without a store.

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use crate::client::{TASKS, Workspace};
use crate::sample::{DESIGN, HOOK, REQUIREMENTS, STEERING, TASKS_TEXT, open_tasks, workspace};

/// Path, line, code and severity of each finding.
fn findings(answer: &Value) -> String {
    let of_file = |file: &Value| {
        let path = file["path"].as_str().unwrap().to_owned();
        let show = |finding: &Value| {
            let (line, code) = (&finding["place"]["line"], finding["code"].as_str().unwrap());
            format!("{path}:{line} {code} {} {}\n", finding["severity"].as_str().unwrap(), finding["fixes"])
        };
        file["findings"].as_array().unwrap().iter().map(show).collect::<String>()
    };
    answer["checked"].as_array().unwrap().iter().map(of_file).collect()
}

#[test]
fn check_sees_what_is_open() {
    let (_workspace, mut client, uri) = open_tasks(json!({}));
    assert_eq!(findings(&client.call("kiro/check", json!({}))), "");
    client.did_change(&uri, 2, json!([{ "text": TASKS_TEXT.replace("1.1, 1.2", "1.1, 1.9") }]));
    expect![[r#"
        .kiro/specs/demo/requirements.md:20 trace/untraced-criterion info null
        .kiro/specs/demo/tasks.md:7 trace/dangling-reference warning ["Write 1.2"]
    "#]]
    .assert_eq(&findings(&client.call("kiro/check", json!({}))));
    let part = client.call("kiro/check", json!({ "paths": [".kiro/steering"] }));
    assert_eq!((part["checked"][0]["path"].as_str(), part["checked"][1].is_null()), (Some(STEERING), true));
    let strict = findings(&client.call("kiro/check", json!({ "paths": [TASKS], "profile": "strict" })));
    assert!(strict.contains("trace/dangling-reference error"), "{strict}");
    let kiro = findings(&client.call("kiro/check", json!({ "paths": [TASKS], "profile": "kiro" })));
    assert!(!kiro.contains("trace/") && kiro.contains("tasks/missing-overview"), "{kiro}");
    let error = client.try_call("kiro/check", json!({ "paths": ["none"] }))["error"].clone();
    assert_eq!(error["data"]["code"], "not_found", "{error}");
}

#[test]
fn graph_and_trace_of_a_spec() {
    let (_workspace, mut client, uri) = open_tasks(json!({}));
    client.did_change(&uri, 2, json!([{ "text": TASKS_TEXT.replace("2.1 Open", "2.1 Opens") }]));
    let graph = client.call("kiro/spec/graph", json!({ "spec": "demo" }))["graph"].clone();
    let edge = |edge: &Value| {
        format!(
            "{} -{}-> {}\n",
            edge["from"].as_str().unwrap(),
            edge["kind"].as_str().unwrap(),
            edge["to"].as_str().unwrap()
        )
    };
    let mut edges: Vec<String> = graph["edges"].as_array().unwrap().iter().map(edge).collect();
    edges.sort();
    expect![[r#"
        gate:10 -blocks-> task:1
        gate:11 -blocks-> gate:10
        gate:11 -blocks-> task:2.1
        property:1 -validates-> criterion:2.1
        requirement:1 -child-> criterion:1.1
        requirement:1 -child-> criterion:1.2
        requirement:2 -child-> criterion:2.1
        task:1 -requires-> criterion:1.1
        task:2 -child-> task:2.1
        task:2 -child-> task:2.2
        task:2.1 -blocks-> gate:10
        task:2.1 -requires-> criterion:1.1
        task:2.1 -requires-> criterion:1.2
        task:2.2 -depends-> task:2.1
        task:2.2 -requires-> criterion:2.1
    "#]]
    .assert_eq(&edges.concat());
    assert!(
        graph["nodes"]
            .as_array()
            .unwrap()
            .iter()
            .any(|node| node["label"].as_str().unwrap().contains("Opens 日本 🦀")),
        "{graph}"
    );
    expect![[r#"[["1"],["2.1"],["2.2"]]"#]].assert_eq(&graph["waves"].to_string());

    let trace = client.call("kiro/spec/trace", json!({ "spec": "demo" }))["trace"].clone();
    let row = |row: &Value| {
        let tasks: Vec<String> = row["tasks"]
            .as_array()
            .unwrap()
            .iter()
            .map(|task| task["reference"].as_str().unwrap().to_owned())
            .collect();
        format!(
            "{} {} {}\n",
            row["id"].as_str().unwrap_or_else(|| panic!("{row}")),
            tasks.join(","),
            row["properties"]
        )
    };
    expect![[r#"
        1.1 1,2.1 []
        1.2 2.1 []
        2.1 2.2 ["1"]
    "#]]
    .assert_eq(&trace.as_array().unwrap().iter().map(row).collect::<String>());
    for method in ["kiro/spec/graph", "kiro/spec/trace"] {
        let error = client.try_call(method, json!({ "spec": "none" }))["error"].clone();
        assert!(error["message"].as_str().unwrap().contains("there are: demo"), "{error}");
    }
}

#[test]
fn steering_hooks_and_rules() {
    let (workspace, mut client, _) = open_tasks(json!({}));
    workspace.write("src/AGENTS.md", "# Agents\n");
    let check = |answer: &Value, expect: Expect| expect.assert_eq(&answer.to_string());
    check(
        &client.call("kiro/steering/list", json!({}))["steering"],
        expect![[
            r#"[{"path":".kiro/steering/api.md","name":"api","inclusion":"file_match","patterns":["src/**/*.rs"]}]"#
        ]],
    );
    check(
        &client.call("kiro/steering/list", json!({ "file": "src/main.rs" }))["steering"],
        expect![[
            r#"[{"path":".kiro/steering/api.md","name":"api","inclusion":"file_match","patterns":["src/**/*.rs"],"applies":true},{"path":"src/AGENTS.md","name":"AGENTS","inclusion":"always","applies":true}]"#
        ]],
    );
    let other = client.call("kiro/steering/list", json!({ "file": "docs/a.md" }))["steering"].clone();
    assert_eq!((&other[0]["applies"], &other[1]), (&json!(false), &Value::Null));
    check(
        &client.call("kiro/hook/list", json!({}))["hooks"],
        expect![[
            r#"[{"path":".kiro/hooks/checks.json","name":"Check","trigger":"PostFileSave","matcher":"\\.rs$","action":"command","enabled":true,"legacy":false}]"#
        ]],
    );
    let rules = client.call("kiro/rule/explain", json!({ "code": "graph/cycle" }))["rules"].clone();
    assert_eq!((&rules[0]["code"], rules[1].is_null()), (&json!("graph/cycle"), true));
    assert!(client.call("kiro/rule/explain", json!({}))["rules"].as_array().unwrap().len() > 90);
    let error = client.try_call("kiro/rule/explain", json!({ "code": "graph/none" }))["error"].clone();
    assert!(error["message"].as_str().unwrap().contains("graph/cycle"), "{error}");
}

/// A workspace whose store cannot be opened: a file is where the folder of the state should be.
pub(crate) fn without_store() -> Workspace {
    let workspace = workspace();
    std::fs::write(workspace.state(), "").unwrap();
    workspace
}

#[test]
fn without_a_store_documents_are_understood_all_the_same() {
    let workspace = without_store();
    let mut client = workspace.open(json!({}));
    let uri = workspace.uri(TASKS);
    assert_eq!(client.try_call("kiro/spec/list", json!({}))["error"]["data"]["code"], "store");
    assert_eq!(
        client.try_call("kiro/task/set", json!({ "spec": "demo", "task": "1", "state": "done" }))["error"]["data"]
            ["code"],
        "store"
    );
    for (method, params, field) in [
        ("kiro/check", json!({}), "checked"),
        ("kiro/spec/graph", json!({ "spec": "demo" }), "graph"),
        ("kiro/spec/trace", json!({ "spec": "demo" }), "trace"),
        ("kiro/steering/list", json!({}), "steering"),
        ("kiro/hook/list", json!({}), "hooks"),
        ("kiro/rule/explain", json!({}), "rules"),
    ] {
        assert!(!client.call(method, params)[field].is_null(), "{method}");
    }

    client.did_change(&uri, 2, json!([{ "text": TASKS_TEXT.replace("[x]", "[?]") }]));
    client.diagnostics(|published| {
        published["version"] == 2 && published["diagnostics"][0]["code"] == "tasks/unknown-mark"
    });
    for method in ["codeLens", "documentSymbol", "foldingRange", "documentLink", "semanticTokens/full"] {
        let found = client.about(method, &uri);
        assert!(!found.is_null() && found != json!([]), "{method}: {found}");
    }
    let at = crate::sample::place(TASKS_TEXT, "Requirements: |1.1");
    for method in ["hover", "definition", "documentHighlight", "prepareRename", "completion"] {
        let found = client.at(method, &uri, &at);
        assert!(!found.is_null() && found != json!([]), "{method}: {found}");
    }
    // What changes on disk is noticed, too.
    workspace.write(REQUIREMENTS, "# Requirements Document\n\n### Requirement 7: Other\n\n#### Acceptance Criteria\n\n1. THE Other SHALL be.\n");
    client.codes_until(&uri, |codes| codes.iter().any(|code| code.contains("trace/dangling-reference")));
    for path in [DESIGN, STEERING, HOOK] {
        let uri = client.open(&workspace, path);
        assert!(client.about("documentSymbol", &uri).is_array(), "{path}");
    }
}

#[test]
fn a_root_is_named_where_several_are_open() {
    let (workspace, roots) = crate::roots::two("");
    let (mut client, _) = crate::roots::start(&workspace, &[&roots[0], &roots[1]]);
    for method in ["kiro/check", "kiro/hook/list", "kiro/steering/list"] {
        assert_eq!(client.try_call(method, json!({}))["error"]["data"]["code"], "ambiguous", "{method}");
        client.call(method, json!({ "root": roots[1] }));
    }
    assert_eq!(
        client.try_call("kiro/spec/trace", json!({ "spec": "demo" }))["error"]["data"]["code"],
        "ambiguous"
    );
    client.call("kiro/spec/trace", json!({ "spec": "demo", "root": roots[1] }));
    let rules = client.call("kiro/rule/explain", json!({ "code": "graph/cycle" }));
    assert_eq!(rules["rules"][0]["code"], "graph/cycle", "a rule is the same in every root");
}
