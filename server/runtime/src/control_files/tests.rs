#![allow(clippy::unwrap_used)]
use expect_test::{Expect, expect};

use super::*;

/// A workspace with control files, and what is said after a script ran in it.
fn check(open: bool, script: &str, expected: Expect) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("work");
    for (path, text) in [
        (".kiro/hooks/a.json", "{}\n"),
        (".git/config", "[core]\n"),
        (".git/hooks/pre-commit", "#!/bin/sh\n"),
        ("packages/web/AGENTS.md", "Be kind.\n"),
        ("node_modules/a/.envrc", "example\n"),
        ("src/main.rs", "fn main() {}\n"),
    ] {
        fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
        fs::write(root.join(path), text).unwrap();
    }
    let tree = Tree::open(&root).unwrap();
    let state = || -> Vec<(String, Option<String>)> {
        let files = Survey::of(&root).files.into_iter();
        files.map(|path| (path.clone(), fs::read_to_string(root.join(path)).ok())).collect()
    };
    let before = state();
    let survey = Survey::of(&root);
    let guard = survey.before(&tree, open, vec![root.join("packages/api")], 0);
    let ran = std::process::Command::new("sh").args(["-c", script]).current_dir(&root).output().unwrap();
    assert!(ran.status.success(), "{ran:?}");
    let aside = folder.path().join("aside");
    let said = guard.settle(&tree, &aside, &|_, _| false).join("\n");
    if said.contains("what it was") {
        assert_eq!(before, state());
    }
    assert_eq!(
        guard.settle(&tree, &aside, &|_, _| false).iter().filter(|said| said.contains(" and is ")).count(),
        0
    );
    expected.assert_eq(&said.replace(aside.to_str().unwrap(), "aside"));
}

#[test]
fn what_is_protected() {
    let folder = tempfile::tempdir().unwrap();
    for path in [
        ".kiro/hooks/a.json",
        ".kiro/specs/a/tasks.md",
        ".git/hooks/x",
        ".git/config",
        ".git/objects/aa/bb",
        "a/.vscode/settings.json",
        "a/.vscode/b/c.json",
        "a/b/.envrc",
        ".env",
        ".env.example",
        "sub/.git",
        "target/debug/.envrc",
    ] {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "").unwrap();
    }
    std::os::unix::fs::symlink("a", folder.path().join(".idea")).unwrap();
    let survey = Survey::of(folder.path());
    expect![[r#"
        {".git/config", ".git/hooks", ".idea", ".kiro/hooks", "a/.vscode", "a/b/.envrc", "sub/.git"}
        {".git/config", ".git/hooks/x", ".idea", ".kiro/hooks/a.json", "a/.vscode/b/c.json", "a/.vscode/settings.json", "a/b/.envrc", "sub/.git"}
        {".env"}"#]]
    .assert_eq(&format!("{:?}\n{:?}\n{:?}", survey.protected, survey.files, survey.secrets));
}

#[test]
fn what_a_command_did_to_control_files_is_undone() {
    check(
        true,
        "echo x > src/main.rs; mkdir -p .kiro/specs/b; git init -q sub || mkdir -p sub/.git",
        expect![""],
    );
    check(
        true,
        "echo evil > .kiro/hooks/a.json",
        expect![
            "`.kiro/hooks/a.json` was changed, and is again what it was; what the command wrote is kept in `aside/2a17c23ddf66-a.json`"
        ],
    );
    check(true, "rm -r .git/hooks", expect!["`.git/hooks/pre-commit` was changed, and is again what it was"]);
    check(
        true,
        "mkdir .vscode; echo evil > .vscode/tasks.json",
        expect![
            "`.vscode/tasks.json` was created, and is removed; what the command wrote is kept in `aside/2a17c23ddf66-tasks.json`"
        ],
    );
}

#[test]
fn links_are_no_way_around() {
    check(
        true,
        "ln -sf /etc/passwd .kiro/hooks/a.json",
        expect!["`.kiro/hooks/a.json` was changed, and is again what it was"],
    );
    check(
        true,
        "mv .kiro k; ln -s k .kiro; echo evil > .kiro/hooks/a.json",
        expect!["`.kiro/hooks/a.json` was changed, and is again what it was"],
    );
    check(
        true,
        "mkdir .vscode; ln -s ../src/main.rs .vscode/tasks.json; ln -s src .idea",
        expect![[r#"
            `.idea` was created as a link, and is removed
            `.vscode/tasks.json` was created as a link, and is removed"#]],
    );
}

#[test]
fn what_moves_with_its_folder_stays_as_does_what_was_allowed() {
    check(true, "mv packages/web packages/site", expect![""]);
    check(
        true,
        "git init -q packages/web || mkdir -p packages/web/.git/hooks; echo x > packages/web/.git/hooks/x",
        expect![""],
    );
    check(true, "mkdir packages/api; echo x > packages/api/AGENTS.md", expect![""]);
    check(
        true,
        "mv packages/web packages/site; echo evil >> packages/site/AGENTS.md",
        expect![[r#"
            `packages/site/AGENTS.md` was created, and is removed; what the command wrote is kept in `aside/077b78dea088-AGENTS.md`
            `packages/web/AGENTS.md` was changed, and is again what it was"#]],
    );
}

#[test]
fn what_a_command_cannot_change_was_changed_by_somebody_else() {
    check(false, "echo mine > .kiro/hooks/a.json", expect![""]);
    check(
        false,
        "echo evil > .kiro/hooks/b.json",
        expect![
            "`.kiro/hooks/b.json` was created, and is removed; what the command wrote is kept in `aside/2a17c23ddf66-b.json`"
        ],
    );
}
