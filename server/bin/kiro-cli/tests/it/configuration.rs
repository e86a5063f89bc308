//! `steering`, `hook`, `mcp` and `explain`.

use expect_test::expect;

use crate::shop::{checked, found, shop};
use crate::workspace::Workspace;

#[test]
fn steering_is_listed() {
    let ran = shop().run(&["steering", "list"]).expect_code(0);
    expect![[r#"
        .kiro/steering/release.md  as #release
        .kiro/steering/web.md      with packages/web/**
        AGENTS.md                  always
    "#]]
    .assert_eq(&ran.stdout);
    let none = Workspace::new().run(&["steering", "list"]).expect_code(0);
    assert!(none.stdout.starts_with("No steering: "), "{}", none.stdout);
}

#[test]
fn steering_joins_by_file() {
    let workspace = shop();
    let ran = workspace.run(&["steering", "for", "packages/web/src/new.ts"]).expect_code(0);
    expect![[r#"
        stays out  .kiro/steering/release.md  as #release
        joins      .kiro/steering/web.md      with packages/web/**
        joins      AGENTS.md                  always
        joins      packages/web/AGENTS.md     always
    "#]]
    .assert_eq(&ran.stdout);
    // As seen from where the user is.
    let below = workspace.run(&["-C", "packages/web", "steering", "for", "src/new.ts"]).expect_code(0);
    assert_eq!(below.stdout, ran.stdout);
    let elsewhere = workspace.run(&["steering", "for", "packages/api/a.ts"]).expect_code(0);
    expect![[r#"
        stays out  .kiro/steering/release.md  as #release
        stays out  .kiro/steering/web.md      with packages/web/**
        joins      AGENTS.md                  always
    "#]]
    .assert_eq(&elsewhere.stdout);
    let outside = workspace.run(&["steering", "for", "/etc/hostname"]).expect_code(2);
    assert!(outside.stderr.contains("lies outside of the workspace"), "{}", outside.stderr);
}

#[test]
fn hooks_are_listed_whatever_their_form() {
    let workspace = shop();
    let old = r#"{"enabled": false, "name": "Old", "version": "1", "when": {"type": "fileEdited", "patterns": ["**/*.md"]}, "then": {"type": "askAgent", "prompt": "Look"}}"#;
    workspace.write(".kiro/hooks/old.kiro.hook", old);
    let ran = workspace.run(&["hook", "list"]).expect_code(0);
    expect![[r#"
        off  Old           PostFileSave **/*.md  agent    .kiro/hooks/old.kiro.hook  (Kiro 0.x form; `hook check --hints` says more)
        on   Test on save  FileSaved .*\.py      command  .kiro/hooks/test.json
    "#]].assert_eq(&ran.stdout);
    let broken = Workspace::new();
    broken.write(".kiro/hooks/broken.json", "{");
    let ran = broken.run(&["hook", "list"]).expect_code(0);
    assert!(ran.stdout.contains("none that can be read. `kiro-cli hook check` says"), "{}", ran.stdout);
    assert!(Workspace::new().run(&["hook", "list"]).expect_code(0).stdout.starts_with("No hooks: "));
}

#[test]
fn each_check_looks_at_its_own() {
    let workspace = shop();
    workspace.write(".kiro/settings/mcp.json", r#"{"mcpServers": {"a": {"comand": "x"}}}"#);
    assert_eq!(checked(&workspace.json(&["hook", "check"])), [".kiro/hooks/test.json"]);
    assert_eq!(checked(&workspace.json(&["mcp", "check"])), [".kiro/settings/mcp.json"]);
    let steering = workspace.json(&["steering", "check"]);
    assert_eq!(checked(&steering), [".kiro/steering/release.md", ".kiro/steering/web.md", "AGENTS.md"]);
    assert_eq!(
        found(&workspace.json(&["hook", "check"]), ".kiro/hooks/test.json"),
        ["hooks/unknown-trigger 1"]
    );
    workspace.run(&["hook", "check", "--fail-on", "warning"]).expect_code(1);
    workspace.run(&["hook", "check"]).expect_code(0);
    let mcp = found(&workspace.json(&["mcp", "check"]), ".kiro/settings/mcp.json");
    assert!(!mcp.is_empty());
}

#[test]
fn rules_are_explained() {
    let workspace = Workspace::new();
    let page = workspace.run(&["explain", "trace/dangling-reference"]).expect_code(0).stdout;
    assert!(page.starts_with("# trace/dangling-reference\n"), "{page}");
    let all = workspace.run(&["explain"]).expect_code(0).stdout;
    assert!(all.contains("trace/dangling-reference") && all.contains("Kiro's own checks"), "{all}");
    let group = workspace.run(&["explain", "trace"]).expect_code(0).stdout;
    assert!(
        group.lines().filter(|line| line.starts_with("  ")).all(|line| line.starts_with("  trace/")),
        "{group}"
    );
    let payload = workspace.json(&["explain"]);
    let kiro = payload["rules"].as_array().unwrap().iter().filter(|rule| rule["ofKiro"] == true).count();
    assert_eq!(kiro, 41);
    for (code, said) in [
        ("trace/danglin-reference", "there is `trace/dangling-reference`"),
        ("trace/xyzzy", "there are trace/"),
        ("xyzzy", "`kiro-cli explain` lists all"),
        ("", "lists all"),
    ] {
        workspace.run(&["explain", code]).expect_error(said);
    }
}

/// Every code that a check prints can be asked about.
#[test]
fn every_rule_has_a_page() {
    let workspace = Workspace::new();
    for rule in workspace.json(&["explain"])["rules"].as_array().unwrap() {
        let code = rule["code"].as_str().unwrap();
        assert!(rule["page"].as_str().unwrap().starts_with(&format!("# {code}\n")), "{rule}");
        assert!(!rule["summary"].as_str().unwrap().is_empty(), "{code}");
    }
}
