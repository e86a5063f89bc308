//! `--format sarif`, by the parts of SARIF 2.1.0 that code hosts read. `tests/sarif/run` holds it against the schema.

use serde_json::Value;

use crate::shop::shop;

fn log(ran: &crate::workspace::Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap()
}

#[test]
fn results_name_rules_and_places() {
    let workspace = shop();
    workspace
        .write(".kiro/specs/my spec#1/tasks.md", "# 計画\n\n- [?] 1. One\n- [x] 2. Two\n  - [ ] 2.1 Part\n");
    let log = log(&workspace.run(&["spec", "check", "--format", "sarif"]));
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    assert!(results.len() >= 4, "{log}");
    for result in results {
        let rule = &rules[result["ruleIndex"].as_u64().unwrap() as usize];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()), "{result}");
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let place = &result["locations"][0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().unwrap();
        assert!(uri.is_ascii() && !uri.contains([' ', '#']), "{uri}");
        let number = |name: &str| place["region"][name].as_u64().unwrap();
        assert!(number("startLine") >= 1 && number("startColumn") >= 1, "{place}");
        assert!(
            (number("startLine"), number("startColumn")) <= (number("endLine"), number("endColumn")),
            "{place}"
        );
    }
    let odd = results.iter().find(|result| result["ruleId"] == "tasks/unknown-mark").unwrap();
    let uri = &odd["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(uri, ".kiro/specs/my%20spec%231/tasks.md");
    let parent = results.iter().find(|result| result["ruleId"] == "tasks/state-disagrees").unwrap();
    let related = &parent["relatedLocations"][0];
    assert_eq!(related["physicalLocation"]["region"]["startLine"], 5, "{parent}");
    assert!(related["message"]["text"].is_string());
}

#[test]
fn nothing_found_and_nothing_read_are_told_apart() {
    let workspace = shop();
    let clean = log(&workspace.run(&["spec", "check", ".kiro/steering", "--format", "sarif"]).expect_code(0));
    assert_eq!(clean["runs"][0]["results"], serde_json::json!([]));
    workspace.write(".kiro/steering/odd.md", b"\xff");
    let unread =
        log(&workspace.run(&["spec", "check", ".kiro/steering", "--format", "sarif"]).expect_code(2));
    let invocation = &unread["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    assert_eq!(invocation["toolExecutionNotifications"][0]["level"], "error");
}
