//! `spec check`: what it says, and how it ends.

use expect_test::expect;

use crate::shop::{REQUIREMENTS, checked, found, shop};
use crate::workspace::{Workspace, wait_for};

const TASKS: &str = ".kiro/specs/shop/tasks.md";

#[test]
fn people_see_the_lines_and_what_to_do() {
    let ran = shop().run(&["spec", "check", TASKS]).expect_code(0);
    expect![[r#"
        warning[trace/dangling-reference]: There is no requirement or criterion 7.3. Name one that exists, or take it out.
         --> .kiro/specs/shop/tasks.md:7:27
          |
        7 |     - _Requirements: 1.2, 7.3_
          |                           ^^^

        warning[tasks/unknown-mark]: The mark "[?]" has no meaning, so the state of this task is unknown. Use "[ ]" (not started), "[~]" (queued), "[-]" (in progress) or "[x]" (done).
          --> .kiro/specs/shop/tasks.md:10:3
           |
        10 | - [?] 3. Celebrate
           |   ^^^

        1 document checked: 2 warnings. `kiro-cli explain CODE` says more.
    "#]].assert_eq(&ran.stdout);
    assert_eq!(ran.stderr, "");
}

#[test]
fn what_is_fine_is_counted() {
    let ran = shop().run(&["spec", "check", ".kiro/specs/shop/design.md"]).expect_code(0);
    assert_eq!(ran.stdout, "1 document checked, nothing found.\n");
}

#[test]
fn programs_get_every_finding_with_its_place() {
    let payload = shop().json(&["spec", "check"]);
    let dangling = "trace/dangling-reference 7";
    assert_eq!(found(&payload, TASKS), [dangling, "tasks/unknown-mark 10"]);
    assert_eq!(found(&payload, ".kiro/hooks/test.json"), ["hooks/unknown-trigger 1"]);
    assert_eq!(payload["unreadable"], serde_json::json!([]));
    let tasks = payload["checked"].as_array().unwrap().iter().find(|file| file["path"] == TASKS).unwrap();
    let place = &tasks["findings"][0]["place"];
    let (start, end) = (place["start"].as_u64().unwrap(), place["end"].as_u64().unwrap());
    assert_eq!(&crate::shop::TASKS[start as usize..end as usize], "7.3");
    assert_eq!((place["column"].as_u64(), place["endColumn"].as_u64()), (Some(27), Some(30)));
}

#[test]
fn profiles_choose_the_rules() {
    let workspace = shop();
    let codes = |profile| {
        let payload = workspace.json(&["spec", "check", "--profile", profile, ".kiro/specs/shop"]);
        let findings = payload["checked"].as_array().unwrap().iter();
        let findings = findings.flat_map(|file| file["findings"].as_array().unwrap());
        let codes = findings.map(|found| {
            format!("{} {}", found["severity"].as_str().unwrap(), found["code"].as_str().unwrap())
        });
        codes.collect::<Vec<_>>()
    };
    assert!(codes("full").contains(&"warning trace/dangling-reference".to_owned()), "{:?}", codes("full"));
    assert!(codes("strict").contains(&"error trace/dangling-reference".to_owned()), "{:?}", codes("strict"));
    let kiro = codes("kiro");
    assert!(kiro.contains(&"error tasks/missing-dependency-graph".to_owned()), "{kiro:?}");
    assert!(!kiro.iter().any(|code| code.contains("trace/")), "{kiro:?}");
    workspace.run(&["spec", "check", "--profile", "kiro"]).expect_code(1);
    workspace.write(".kiro/settings/diagnostics.json", r#"{"profile": "strict"}"#);
    workspace.run(&["spec", "check"]).expect_code(1);
    workspace.run(&["spec", "check", "--profile", "full"]).expect_code(0);
}

#[test]
fn the_exit_code_says_whether_it_matters() {
    let workspace = shop();
    for (fail_on, code) in [("error", 0), ("warning", 1), ("info", 1), ("hint", 1), ("never", 0)] {
        workspace.run(&["spec", "check", "--fail-on", fail_on]).expect_code(code);
    }
    workspace.write(TASKS, "# Plan\n\n- [ ] 1. One\n  - _Depends: 2_\n- [ ] 2. Two\n  - _Depends: 1_\n");
    workspace.run(&["spec", "check"]).expect_code(1);
    for format in ["json", "sarif"] {
        workspace.run(&["spec", "check", "--format", format]).expect_code(1);
    }
    workspace.run(&["spec", "check", "--fail-on", "never"]).expect_code(0);
    workspace.run(&["spec", "check", ".kiro/steering"]).expect_code(0);
}

#[test]
fn paths_are_those_of_whoever_types_them() {
    let workspace = shop();
    let all = [
        ".kiro/hooks/test.json",
        ".kiro/specs/shop/design.md",
        ".kiro/specs/shop/requirements.md",
        TASKS,
        ".kiro/steering/release.md",
        ".kiro/steering/web.md",
        "AGENTS.md",
    ];
    assert_eq!(checked(&workspace.json(&["spec", "check"])), all);
    assert_eq!(checked(&workspace.json(&["spec", "check", "."])), all);
    let absolute = workspace.path(TASKS);
    for arguments in [
        &["spec", "check", TASKS][..],
        &["spec", "check", "./.kiro/specs/../specs/shop/tasks.md"],
        &["spec", "check", absolute.to_str().unwrap()],
        &["-C", ".kiro/specs", "spec", "check", "shop/tasks.md"],
        &["-C", "packages/web", "spec", "check", "../../.kiro/specs/shop/tasks.md"],
        // A path from the root, as findings name it, is understood anywhere.
        &["-C", "packages/web", "spec", "check", TASKS],
        // The folder may be a file, as editors hand it over.
        &["-C", TASKS, "spec", "check", TASKS],
    ] {
        assert_eq!(checked(&workspace.json(arguments)), [TASKS], "{arguments:?}");
    }
    let nested = workspace.json(&["-C", "packages/web", "spec", "check", "AGENTS.md"]);
    assert_eq!(checked(&nested), ["packages/web/AGENTS.md"]);
    let two = ["spec", "check", ".kiro/steering/", "AGENTS.md", ".kiro/steering/web.md"];
    assert_eq!(checked(&workspace.json(&two)), &all[4..]);
}

#[cfg(unix)]
#[test]
fn a_spec_behind_a_link_has_the_name_of_the_link() {
    let workspace = Workspace::new();
    workspace.write("docs/shop/tasks.md", crate::shop::TASKS);
    std::fs::create_dir(workspace.path(".kiro/specs")).unwrap();
    std::os::unix::fs::symlink("../../docs/shop", workspace.path(".kiro/specs/shop")).unwrap();
    assert_eq!(checked(&workspace.json(&["spec", "check", TASKS])), [TASKS]);
    assert_eq!(checked(&workspace.json(&["-C", ".kiro/specs", "spec", "check", "shop"])), [TASKS]);
}

#[test]
fn what_cannot_be_checked_is_said() {
    let workspace = shop();
    for (arguments, why) in [
        (&["spec", "check", "nope.md"][..], "`nope.md` does not exist in the workspace; check the spelling"),
        (&["spec", "check", "/etc/hostname"], "`/etc/hostname` lies outside of the workspace"),
        (&["spec", "check", "../.."], "lies outside of the workspace"),
        (&["spec", "check", "packages"], "`packages` is no document of Kiro's, and holds none"),
        (&["mcp", "check"], "has no .kiro/settings/mcp.json"),
        (&["-C", "nowhere", "spec", "check"], "the folder `nowhere` does not exist"),
        (&["spec", "list", "--format", "sarif"], "SARIF is for checks"),
    ] {
        let ran = workspace.run(arguments).expect_code(2);
        assert!(ran.stderr.contains(why), "{arguments:?}: {}", ran.stderr);
        assert_eq!(ran.stdout, "");
    }
    let bare = Workspace::new();
    let ran = bare.run(&["spec", "check"]).expect_code(2);
    assert!(ran.stderr.contains("nothing to check: there are no documents"), "{}", ran.stderr);
    std::fs::remove_dir(bare.path(".kiro")).unwrap();
    let ran = bare.run(&["spec", "check"]).expect_code(2);
    assert!(ran.stderr.contains("has no .kiro folder"), "{}", ran.stderr);
}

#[test]
fn comments_and_settings_hide_findings() {
    let workspace = shop();
    let hidden = crate::shop::TASKS
        .replace("7.3_", "7.3_ <!-- kiro-ignore trace/dangling-reference: comes with the next spec -->");
    workspace.write(TASKS, hidden);
    assert_eq!(found(&workspace.json(&["spec", "check"]), TASKS), ["tasks/unknown-mark 10"]);
    workspace.write(".kiro/settings/diagnostics.json", r#"{"rules": {"tasks/*": "off"} /* for now */}"#);
    assert!(found(&workspace.json(&["spec", "check"]), TASKS).is_empty());
}

#[test]
fn many_findings_are_counted_by_rule() {
    let workspace = Workspace::new();
    let tasks: String = (1..=30).map(|n| format!("- [?] {n}. Do\n  - _Requirements: 9.{n}_\n")).collect();
    workspace.write(".kiro/specs/s/requirements.md", REQUIREMENTS);
    workspace.write(".kiro/specs/s/tasks.md", format!("# Plan\n\n{tasks}"));
    let ran = workspace.run(&["spec", "check", ".kiro/specs/s/tasks.md"]).expect_code(0);
    let end: Vec<&str> = ran.stdout.lines().rev().take(4).collect();
    assert_eq!(end[3].trim(), "30  tasks/unknown-mark");
    assert_eq!(end[2].trim(), "30  trace/dangling-reference");
    assert!(end[0].starts_with("1 document checked: 60 warnings."), "{end:?}");
}

/// The state folder is not needed and not made, nor is anything written anywhere else.
#[test]
fn a_check_leaves_no_trace_and_needs_no_home() {
    let workspace = shop();
    let list = || {
        let mut command = std::process::Command::new("find");
        String::from_utf8(command.arg(workspace.root().parent().unwrap()).output().unwrap().stdout).unwrap()
    };
    let before = list();
    for verb in ["check", "graph shop", "trace shop", "show shop", "list"] {
        let arguments: Vec<&str> = ["spec"].into_iter().chain(verb.split(' ')).collect();
        let mut command = workspace.command(&arguments);
        if verb != "show shop" && verb != "list" {
            command.env("HOME", "/proc/nowhere").env("KIRO_LSP_STATE_DIR", "/proc/nowhere/state");
            let output = command.output().unwrap();
            assert!(output.status.success(), "{verb}: {output:?}");
            assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{verb}");
            assert_eq!(list(), before, "{verb}");
        }
    }
    let mut command = workspace.command(&["spec", "check"]);
    let output = command.env_clear().output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert_eq!(list(), before);
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let workspace = shop();
    let mut child = workspace.command(&["spec", "check"]).spawn().unwrap();
    drop(child.stdout.take());
    let status = wait_for("the end", || child.try_wait().unwrap());
    assert_eq!(status.code(), Some(0));
    let said = std::io::read_to_string(child.stderr.take().unwrap()).unwrap();
    assert_eq!(said, "");
}
