use expect_test::expect;

use crate::workspace::{TASKS, Workspace};

#[test]
fn specs_are_listed_and_shown() {
    let workspace = Workspace::with("- [x] 1. One\n- [-] 2. Two\n  - [ ]* 2.1 Extra\n- [?] 3. Odd\n", "");
    workspace.write(".kiro/specs/area/nested/design.md", "# Design\n");
    let listed = workspace.run(&["spec", "list"]).expect_code(0);
    expect![[r#"
        area/nested    0/0 done
        s              1/3 done, 1 in progress, 1 optional
    "#]]
    .assert_eq(&listed.stdout);

    let shown = workspace.run(&["spec", "show", "s"]).expect_code(0);
    expect![[r#"
        s
          .kiro/specs/s/tasks.md

          [x] 1 One
          [-] 2 Two  (nobody works on it)
            [ ]* 2.1 Extra
          [ ] 3 Odd

        tasks.md:4: The mark "[?]" has no meaning, so the state of this task is unknown. Use "[ ]" (not started), "[~]" (queued), "[-]" (in progress) or "[x]" (done). (tasks/unknown-mark)
    "#]]
    .assert_eq(&shown.stdout);
    let json = workspace.json(&["spec", "show", "s"]);
    assert_eq!(json["spec"]["tasks"][2]["parent"], "2");
}

#[test]
fn a_mark_changes_one_byte_whatever_the_file_looks_like() {
    let tasks = "\u{feff}# 実装計画\r\n\r\n- [ ] 1. 一\n\r\n```\n- [ ] 1. not a task\n```\r\n-  [ ] 2. two  \r\n- [ ]* 3 🎉";
    let workspace = Workspace::with(tasks, "");
    for (task, state, mark) in
        [("1", "in_progress", "-"), ("1", "done", "x"), ("3", "queued", "~"), ("3", "done", "x")]
    {
        let before = workspace.read(TASKS);
        workspace.run(&["task", "set", "s", task, state]).expect_code(0);
        let after = workspace.read(TASKS);
        let changed: Vec<_> = before.chars().zip(after.chars()).filter(|(a, b)| a != b).collect();
        assert_eq!(changed.len(), 1, "{after:?}");
        assert_eq!(changed[0].1.to_string(), mark);
        assert_eq!(before.len(), after.len());
    }
    let unchanged = workspace.run(&["task", "set", "s", "1", "done"]).expect_code(0);
    assert_eq!(unchanged.stdout, "[x] 1 一  (it was already)\n");
}

#[test]
fn the_vendors_settings_are_read_and_never_written() {
    let workspace = Workspace::new();
    let vendor = workspace.root().parent().unwrap().join(".kiro/settings");
    std::fs::create_dir_all(&vendor).unwrap();
    std::fs::write(vendor.join("cli.json"), r#"{"chat.defaultModel": "scripted:/no/such/file"}"#).unwrap();
    let ran = workspace.run(&["chat", "--no-interactive", "hello"]);
    ran.expect_error("/no/such/file");
    let files: Vec<_> = std::fs::read_dir(vendor.parent().unwrap()).unwrap().collect();
    assert_eq!(files.len(), 1);
}

/// The project is built with itself: its own documents must read cleanly.
#[test]
fn our_own_documents_have_nothing_to_mend() {
    let workspace = Workspace::new();
    let repository = concat!(env!("CARGO_MANIFEST_DIR"), "/../../..");
    workspace.run(&["-C", repository, "spec", "check", "--fail-on", "warning"]).expect_code(0);
}
