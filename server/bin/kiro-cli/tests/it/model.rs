//! `spec show`, `spec graph`, `spec trace`: what the documents of a spec say.

use expect_test::expect;
use serde_json::Value;

use crate::shop::{DESIGN, REQUIREMENTS, TASKS, shop};
use crate::workspace::Workspace;

/// The bytes of a place.
fn slice<'a>(text: &'a str, of: &Value) -> &'a str {
    let number = |name: &str| usize::try_from(of["place"][name].as_u64().unwrap()).unwrap();
    &text[number("start")..number("end")]
}

#[test]
fn the_model_points_at_the_text() {
    for (name, end) in [("LF", "\n"), ("CRLF", "\r\n")] {
        let workspace = shop();
        let [requirements, design, tasks] = [REQUIREMENTS, DESIGN, TASKS].map(|text| text.replace('\n', end));
        workspace.write(".kiro/specs/shop/requirements.md", &requirements);
        workspace.write(".kiro/specs/shop/design.md", &design);
        workspace.write(".kiro/specs/shop/tasks.md", &tasks);
        let shown = workspace.json(&["spec", "show", "shop"]);
        let model = &shown["spec"]["model"];
        let list = |name: &str| model[name].as_array().unwrap();

        assert_eq!(list("requirements").len(), 2, "{name}");
        for requirement in list("requirements") {
            let text = slice(&requirements, requirement);
            let heading = format!(
                "### Requirement {}: {}",
                requirement["id"].as_str().unwrap(),
                requirement["title"].as_str().unwrap()
            );
            assert!(text.starts_with(&heading), "{name}: {text}");
            for criterion in requirement["criteria"].as_array().unwrap() {
                assert_eq!(slice(&requirements, criterion), criterion["text"], "{name}");
                assert_eq!(criterion["pattern"], "event");
            }
        }
        let story = &list("requirements")[0]["userStory"];
        assert!(story.as_str().unwrap().contains("I want a cart"), "{story}");
        let terms: Vec<&str> = list("terms").iter().map(|term| slice(&requirements, term)).collect();
        assert_eq!(terms, ["Cart", "Shop"]);
        assert_eq!(list("terms")[0]["definition"], "What a customer wants to buy");
        let property = &list("properties")[0];
        assert!(slice(&design, property).starts_with("### Property 1: What is added is shown"), "{name}");
        assert_eq!(property["validates"], serde_json::json!(["1.1"]));
        for task in list("tasks") {
            let text = slice(&tasks, task);
            let id = task["reference"].as_str().unwrap();
            assert!(
                text.trim_start().starts_with("- [") && text.contains(&format!("] {id}")),
                "{name}: {text:?}"
            );
        }
        assert_eq!(list("tasks")[1]["requirements"], serde_json::json!(["1.1"]));
        assert_eq!(model["waves"], serde_json::json!([["1.1"], ["1.2"], ["2"], ["3"]]));
    }
}

#[test]
fn people_see_waves_and_what_can_be_begun() {
    let ran = shop().run(&["spec", "graph", "shop"]).expect_code(0);
    expect![[r#"
        wave 1
          [x] 1.1 Add
        wave 2
          [ ] 1.2 Remove  (can be begun)
        wave 3
          [ ] 2 Pay
        wave 4
          [ ] 3 Celebrate

        longest chain: 1.2 → 2 → 3
    "#]]
    .assert_eq(&ran.stdout);
    let workspace = Workspace::new();
    workspace
        .write(".kiro/specs/s/tasks.md", "- [ ] 1. One\n  - _Depends: 2_\n- [ ] 2. Two\n  - _Depends: 1_\n");
    let ran = workspace.run(&["spec", "graph", "s"]).expect_code(0);
    assert!(ran.stdout.contains("these wait for each other and can never begin: 1, 2"), "{}", ran.stdout);
    workspace.write(".kiro/specs/s/tasks.md", "");
    assert_eq!(workspace.run(&["spec", "graph", "s"]).expect_code(0).stdout, "No tasks.\n");
}

#[test]
fn what_kiro_cannot_be_told_is_said() {
    let workspace = Workspace::new();
    let plan = "- [ ] 1. One\n- [ ] 1. Two\n- [ ] 2. Three\n  - _Depends: 3_\n- [ ] 3. Four\n  - _Depends: 2_\n- [ ] 4. Five\n";
    workspace.write(".kiro/specs/s/tasks.md", plan);
    let ran = workspace.run(&["spec", "graph", "s", "--format", "kiro"]).expect_code(0);
    expect![[r#"
        kiro-cli: left out, for want of an id of their own or as they wait for each other: 1@1, 1@2, 2, 3
    "#]]
    .assert_eq(&ran.stderr);
    assert!(ran.stdout.contains("\"4\""), "{}", ran.stdout);
    assert_eq!(shop().run(&["spec", "graph", "shop", "--format", "kiro"]).expect_code(0).stderr, "");
}

/// What is written is what Kiro reads: put into tasks.md, none of our rules about waves has anything to say.
#[test]
fn the_waves_that_are_printed_are_accepted() {
    let workspace = shop();
    workspace.write(
        ".kiro/specs/shop/tasks.md",
        "# Plan\n\n- [ ] 1. One\n  - [ ] 1.1 A\n  - [ ] 1.2 B\n    - _Depends: 1.1_\n- [ ] 2. Checkpoint\n- [x] 3. Three\n- [ ]* 4. Tests\n  - _Depends: 3_\n",
    );
    let waves = workspace.run(&["spec", "graph", "shop", "--format", "kiro"]).expect_code(0).stdout;
    let parsed: Value = serde_json::from_str(&waves).unwrap();
    let listed = parsed["waves"].as_array().unwrap();
    assert!(listed.iter().enumerate().all(|(at, wave)| wave["id"] == at), "{waves}");
    let plan = workspace.read(".kiro/specs/shop/tasks.md");
    workspace.write(
        ".kiro/specs/shop/tasks.md",
        format!("{plan}\n## Task Dependency Graph\n\n```json\n{waves}```\n"),
    );
    let checked = workspace.json(&["spec", "check", ".kiro/specs/shop/tasks.md"]);
    let found = crate::shop::found(&checked, ".kiro/specs/shop/tasks.md");
    assert!(!found.iter().any(|finding| finding.starts_with("waves/")), "{found:?}");
    let again = workspace.run(&["spec", "graph", "shop", "--format", "kiro"]).expect_code(0).stdout;
    assert_eq!(again, waves);
    let kiro = workspace.json(&["spec", "check", "--profile", "kiro", ".kiro/specs/shop/tasks.md"]);
    let found = crate::shop::found(&kiro, ".kiro/specs/shop/tasks.md");
    assert!(!found.iter().any(|finding| finding.contains("graph") || finding.contains("wave")), "{found:?}");
}

#[test]
fn the_graph_is_there_for_programs() {
    let workspace = shop();
    let mermaid = workspace.run(&["spec", "graph", "shop", "--format", "mermaid"]).expect_code(0).stdout;
    assert!(mermaid.starts_with("flowchart TD\n") && mermaid.contains("\"1.1 Add\""), "{mermaid}");
    let dot = workspace.run(&["spec", "graph", "shop", "--format", "dot"]).expect_code(0).stdout;
    assert!(dot.starts_with("digraph tasks {\n") && dot.ends_with("}\n"), "{dot}");
    let graph = workspace.json(&["spec", "graph", "shop"]);
    let graph = &graph["graph"];
    let ids: Vec<&str> =
        graph["nodes"].as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap()).collect();
    for id in ["task:1.1", "criterion:1.1", "requirement:2", "property:1"] {
        assert!(ids.contains(&id), "{ids:?}");
    }
    for edge in graph["edges"].as_array().unwrap() {
        for end in ["from", "to"] {
            assert!(ids.contains(&edge[end].as_str().unwrap()), "{edge}");
        }
    }
    assert_eq!(
        graph["kiro"].as_str().unwrap().trim(),
        workspace.run(&["spec", "graph", "shop", "--format", "kiro"]).stdout.trim()
    );
}

#[test]
fn people_see_what_became_of_each_criterion() {
    let ran = shop().run(&["spec", "trace", "shop"]).expect_code(0);
    expect![[r#"
        1.1  done         WHEN a customer adds a thing, THE Shop SHALL show it in the Cart 🛒
                          property 1
                          [x] 1.1 Add
        1.2  open         WHEN a customer removes a thing, THE Shop SHALL drop it from the Cart
                          [ ] 1.2 Remove
        2.1  open         WHEN a customer pays, THE Shop SHALL print a receipt
                          [ ] 2 Pay
                          [ ] 3 Celebrate

        3 criteria: 1 done, 0 without a task.
    "#]]
    .assert_eq(&ran.stdout);
    let rows = shop().json(&["spec", "trace", "shop"]);
    assert_eq!(rows["trace"][0]["properties"], serde_json::json!(["1"]));
    assert_eq!(rows["trace"][1]["state"], "not_started");
}

#[test]
fn a_spec_that_is_not_there_is_said() {
    let workspace = shop();
    for verb in ["show", "graph", "trace"] {
        workspace.run(&["spec", verb, "shp"]).expect_error("there is no spec `shp`");
        workspace.run(&["spec", verb, "shp"]).expect_error("shop");
        workspace.run(&["spec", verb, "../shop"]).expect_error("there is no spec");
    }
}
