//! Diagnostics as they are pulled: `textDocument/diagnostic`, `workspace/diagnostic`, and when to ask again.

use std::time::Duration;

use serde_json::{Value, json};

use crate::client::{Client, TASKS};
use crate::sample::{
    DESIGN, HOOK, REQUIREMENTS, REQUIREMENTS_TEXT, STEERING, TASKS_TEXT, change, codes, open_tasks, pulling,
};

fn pull(client: &mut Client, uri: &str, previous: Option<&Value>) -> Value {
    let params = json!({
        "textDocument": { "uri": uri },
        "identifier": "kiro",
        "previousResultId": previous.unwrap_or(&Value::Null),
    });
    client.call("textDocument/diagnostic", params)
}

/// The reports of all documents by their path below `.kiro`.
fn pull_all(client: &mut Client, previous: &Value) -> Vec<Value> {
    let params = json!({ "identifier": "kiro", "previousResultIds": previous });
    client.call("workspace/diagnostic", params)["items"].as_array().unwrap().clone()
}

#[test]
fn who_pulls_and_can_be_told_to_pull_again_gets_nothing_published() {
    let (_workspace, mut client, uri) = open_tasks(pulling());
    client.did_change(&uri, 2, change(TASKS_TEXT, "[x]", "[?]"));
    let report = pull(&mut client, &uri, None);
    assert_eq!(
        (&report["kind"], codes(&report["items"])),
        (&json!("full"), vec!["2 tasks/unknown-mark 2".into()])
    );
    let said = client.rest(Duration::from_millis(600));
    assert!(said.iter().all(|message| message["method"] != "textDocument/publishDiagnostics"), "{said:?}");
}

#[test]
fn who_pulls_and_cannot_be_told_gets_them_published() {
    for capabilities in [
        json!({ "textDocument": { "diagnostic": {} } }),
        json!({ "workspace": { "diagnostics": { "refreshSupport": true } } }),
    ] {
        let workspace = crate::sample::workspace();
        let mut client = workspace.start();
        let result = client.initialize(&workspace, capabilities);
        assert!(result["capabilities"].get("diagnosticProvider").is_none(), "{result}");
        let uri = client.open(&workspace, TASKS);
        client.diagnostics(|published| published["uri"] == uri);
    }
}

#[test]
fn the_same_again_is_unchanged() {
    let (_workspace, mut client, uri) = open_tasks(pulling());
    let first = pull(&mut client, &uri, None);
    let again = pull(&mut client, &uri, Some(&first["resultId"]));
    assert_eq!(again, json!({ "kind": "unchanged", "resultId": first["resultId"] }));
    client.did_change(&uri, 2, change(TASKS_TEXT, "[x]", "[?]"));
    let changed = pull(&mut client, &uri, Some(&first["resultId"]));
    assert_eq!(changed["kind"], "full");
    assert_ne!(changed["resultId"], first["resultId"]);
    assert_eq!(pull(&mut client, "file:///not/open.md", None)["items"], json!([]));
}

#[test]
fn every_document_of_the_workspace_open_or_not() {
    let (workspace, mut client, uri) = open_tasks(pulling());
    let all = pull_all(&mut client, &json!([]));
    let path = |report: &Value| report["uri"].as_str().unwrap().replace(&workspace.uri(""), "");
    let paths: Vec<String> = all.iter().map(path).collect();
    assert_eq!(paths, [HOOK, DESIGN, REQUIREMENTS, TASKS, STEERING]);
    for report in &all {
        let version = if report["uri"] == uri { json!(1) } else { Value::Null };
        assert_eq!((&report["kind"], &report["version"]), (&json!("full"), &version), "{report}");
    }

    let known = |all: &[Value]| {
        let id = |report: &Value| json!({ "uri": report["uri"], "value": report["resultId"] });
        Value::Array(all.iter().map(id).collect())
    };
    let again = pull_all(&mut client, &known(&all));
    assert!(again.iter().all(|report| report["kind"] == "unchanged"), "{again:?}");
    assert_eq!(known(&again), known(&all));

    client.did_change(&uri, 2, change(TASKS_TEXT, "1.2_", "1.9_"));
    let changed = pull_all(&mut client, &known(&all));
    let full: Vec<&Value> = changed.iter().filter(|report| report["kind"] == "full").collect();
    let reports: Vec<(String, Vec<String>)> =
        full.iter().map(|report| (path(report), codes(&report["items"]))).collect();
    // The criterion that has no task any more stands in another document.
    assert_eq!(
        reports,
        [
            (REQUIREMENTS.to_owned(), vec!["19 trace/untraced-criterion 3".to_owned()]),
            (TASKS.to_owned(), vec!["6 trace/dangling-reference 2".to_owned()]),
        ]
    );
    assert_eq!(full[1]["version"], 2);
}

#[test]
fn of_a_document_that_is_gone_nothing_is_wrong_any_more() {
    const ODD: &str = ".kiro/specs/odd/tasks.md";
    let workspace = crate::sample::workspace();
    workspace.write(ODD, "- [?] 1. Odd\n");
    let mut client = workspace.open(pulling());
    let report = |all: &[Value]| all.iter().find(|report| report["uri"] == workspace.uri(ODD)).cloned();
    let before = report(&pull_all(&mut client, &json!([]))).unwrap();
    assert_eq!(codes(&before["items"]), ["0 tasks/unknown-mark 2"]);
    std::fs::remove_file(workspace.root().join(ODD)).unwrap();
    let mut known = json!([{ "uri": before["uri"], "value": before["resultId"] }]);
    let gone = loop {
        match report(&pull_all(&mut client, &known)) {
            Some(report) if report["kind"] == "full" => break report,
            Some(_) | None => std::thread::sleep(Duration::from_millis(20)),
        }
    };
    assert_eq!((&gone["items"], &gone["version"]), (&json!([]), &Value::Null));
    known[0]["value"] = gone["resultId"].clone();
    assert_eq!(report(&pull_all(&mut client, &known)), None, "told once");
}

#[test]
fn a_change_on_disk_has_the_client_ask_again() {
    let (workspace, mut client, uri) = open_tasks(pulling());
    let first = pull(&mut client, &uri, None);
    assert_eq!(first["items"], json!([]));
    for _ in 0..2 {
        if let Some(asked) = client
            .rest(Duration::from_millis(400))
            .iter()
            .find(|message| message["method"] == "workspace/diagnostic/refresh")
        {
            client.reply(asked, Value::Null);
        }
    }
    workspace.write(REQUIREMENTS, &REQUIREMENTS_TEXT.replace("### Requirement 2", "### Requirement 5"));
    let asked = client.asked("workspace/diagnostic/refresh");
    assert!(asked.get("params").is_none(), "{asked}");
    client.reply(&asked, Value::Null);
    assert_eq!(
        codes(&pull(&mut client, &uri, Some(&first["resultId"]))["items"]),
        ["8 trace/dangling-reference 2"]
    );
}

/// How often the client is asked to pull again until there is quiet.
fn answer_refreshes(client: &mut Client) -> usize {
    let said = client.rest(Duration::from_millis(700));
    let asked: Vec<_> =
        said.iter().filter(|message| message["method"] == "workspace/diagnostic/refresh").collect();
    asked.iter().for_each(|asked| client.reply(asked, Value::Null));
    asked.len()
}

#[test]
fn typing_has_the_client_ask_again_for_what_other_documents_show_of_it() {
    let (workspace, mut client, tasks) = open_tasks(pulling());
    let requirements = client.open(&workspace, REQUIREMENTS);
    while answer_refreshes(&mut client) > 0 {}
    let first = pull(&mut client, &tasks, None);
    let mut text = REQUIREMENTS_TEXT.to_owned();
    for version in 2..22 {
        let next = text.replace("reads files", "reads  files");
        client.did_change(&requirements, version, json!([{ "text": next }]));
        text = next;
    }
    client.did_change(
        &requirements,
        22,
        json!([{ "text": text.replace("### Requirement 2", "### Requirement 5") }]),
    );
    let asked = answer_refreshes(&mut client);
    assert!((1..=2).contains(&asked), "asked {asked} times");
    assert_eq!(
        codes(&pull(&mut client, &tasks, Some(&first["resultId"]))["items"]),
        ["8 trace/dangling-reference 2"]
    );
    assert_eq!(answer_refreshes(&mut client), 0, "pulling changes nothing");
}

#[test]
fn a_buffer_thrown_away_has_the_client_ask_again() {
    let (workspace, mut client, tasks) = open_tasks(pulling());
    let requirements = client.open(&workspace, REQUIREMENTS);
    client.did_change(&requirements, 2, change(REQUIREMENTS_TEXT, "### Requirement 2", "### Requirement 5"));
    while answer_refreshes(&mut client) > 0 {}
    let typed = pull(&mut client, &tasks, None);
    assert_eq!(codes(&typed["items"]), ["8 trace/dangling-reference 2"]);
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": requirements } }));
    let asked = client.asked("workspace/diagnostic/refresh");
    client.reply(&asked, Value::Null);
    assert_eq!(codes(&pull(&mut client, &tasks, Some(&typed["resultId"]))["items"]), [""; 0]);
}

#[test]
fn the_first_pull_waits_until_everything_was_read() {
    let workspace = crate::sample::workspace();
    for n in 0..300 {
        workspace.write(&format!(".kiro/specs/other-{n}/tasks.md"), TASKS_TEXT);
    }
    let mut client = workspace.start();
    client.initialize(&workspace, pulling());
    let uri = client.open(&workspace, TASKS);
    // Half of the spec would be a finding.
    assert_eq!(pull(&mut client, &uri, None)["items"], json!([]));
    assert_eq!(pull_all(&mut client, &json!([])).len(), 305);
}
