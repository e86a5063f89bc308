#![allow(clippy::unwrap_used)]
use std::fs;

use expect_test::{Expect, expect};

use super::*;

/// Nobody else did anything.
const NOBODY: Others<'_> = Others { marked: &|_| false, wrote: &BTreeMap::new };

/// A workspace with control files, and what is said after a script ran in it.
fn check(open: bool, script: &str, expected: Expect) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("work");
    for (path, text) in [
        (".kiro/hooks/a.json", "{}\n"),
        (".git/config", "[core]\n"),
        (".git/hooks/pre-commit", "#!/bin/sh\n"),
        ("packages/web/AGENTS.md", "Be kind.\n"),
        ("docs/.vscode/tasks.json", "example\n"),
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
    let may = May::These(vec![root.join("packages/api"), folder.path().to_owned()]);
    let mut guard = survey.before(&tree, Rights { open, may }, 0);
    let ran = std::process::Command::new("sh").args(["-c", script]).current_dir(&root).output().unwrap();
    assert!(ran.status.success(), "{ran:?}");
    let aside = folder.path().join("aside");
    let said = guard.settle(&tree, &aside, &NOBODY).undone.join("\n");
    if said.contains("what it was") {
        assert_eq!(before, state());
    }
    let again = guard.settle(&tree, &aside, &NOBODY).undone;
    assert!(!again.iter().any(|said| said.contains(" and is ")), "{again:?}");
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

#[test]
fn a_copy_is_no_move_and_nothing_moves_to_where_it_works_for_the_workspace() {
    check(true, "mv docs/.vscode src", expect![""]);
    check(
        true,
        "cp -r docs/.vscode src",
        expect![
            "`src/.vscode/tasks.json` was created, and is removed; what the command wrote is kept in `aside/b9c6b3b32d5e-tasks.json`"
        ],
    );
    check(
        true,
        "cp -r docs/.vscode .",
        expect![
            "`.vscode/tasks.json` was created, and is removed; what the command wrote is kept in `aside/b9c6b3b32d5e-tasks.json`"
        ],
    );
    check(
        true,
        "mv docs/.vscode .",
        expect![[r#"
        `.vscode/tasks.json` was created, and is removed; what the command wrote is kept in `aside/b9c6b3b32d5e-tasks.json`
        `docs/.vscode/tasks.json` was changed, and is again what it was"#]],
    );
    check(
        true,
        "mv packages/web/AGENTS.md .",
        expect![[r#"
        `AGENTS.md` was created, and is removed; what the command wrote is kept in `aside/060af460962d-AGENTS.md`
        `packages/web/AGENTS.md` was changed, and is again what it was"#]],
    );
    check(
        true,
        "mv .kiro/hooks/a.json docs",
        expect!["`.kiro/hooks/a.json` was changed, and is again what it was"],
    );
}

#[test]
fn making_a_repository_is_nothing_special_unless_it_runs_something() {
    let git = "git() { command git -c user.name=a -c user.email=a@b -c protocol.file.allow=always \"$@\"; }\n\
               git init -q one && git -C one commit -q --allow-empty -m x\n";
    let with = |script: &str| format!("{git}{script}");
    check(true, &with("git clone -q one two; git -C two config user.name ada"), expect![""]);
    check(
        true,
        &with("git -C one worktree add -q tree 2>/dev/null; git -C one worktree remove tree"),
        expect![""],
    );
    check(true, &with("git -C one worktree add -q ../tree 2>/dev/null"), expect![""]);
    // A `.gitmodules` is a control file whatever is in it.
    check(
        true,
        &with("git clone -q one two; git -C two submodule --quiet add ../one a/sub; rm two/.gitmodules"),
        expect![""],
    );
    check(
        true,
        &with("git -C one config core.fsmonitor 'touch x'"),
        expect![
            "`one/.git/config` was created, and is removed; what the command wrote is kept in `aside/82f6a65ac518-config`"
        ],
    );
    check(
        true,
        &with("echo x > one/.git/hooks/pre-commit"),
        expect![
            "`one/.git/hooks/pre-commit` was created, and is removed; what the command wrote is kept in `aside/44c77418e275-pre-commit`"
        ],
    );
    check(
        true,
        &with("ln -s ../../evil one/.git/hooks/pre-commit"),
        expect!["`one/.git/hooks/pre-commit` was created as a link, and is removed"],
    );
    check(
        true,
        &with("mkdir two; echo 'gitdir: ../evil' > two/.git"),
        expect![
            "`two/.git` was created, and is removed; what the command wrote is kept in `aside/83fb4902e6f2-.git`"
        ],
    );
    check(
        true,
        &with("echo ../../evil > one/.git/commondir"),
        expect![
            "`one/.git/commondir` was created, and is removed; what the command wrote is kept in `aside/c409d3bf334d-commondir`"
        ],
    );
    check(
        true,
        &with(
            "mkdir -p .git/modules/a/b/hooks; touch .git/modules/a/b/HEAD; cd .git/modules/a/b; echo x > hooks/post-checkout; echo '[core]' > config",
        ),
        expect![
            "`.git/modules/a/b/hooks/post-checkout` was created, and is removed; what the command wrote is kept in `aside/44c77418e275-post-checkout`"
        ],
    );
    check(
        true,
        "mkdir -p a/.hg b/.jj/repo; echo x > a/.hg/hgrc; echo x > b/.jj/repo/config.toml",
        expect![[r#"
            `a/.hg/hgrc` was created, and is removed; what the command wrote is kept in `aside/44c77418e275-hgrc`
            `b/.jj/repo/config.toml` was created, and is removed; what the command wrote is kept in `aside/44c77418e275-config.toml`"#]],
    );
    // The name of a bare repository, and no folder of git.
    check(
        true,
        "mkdir -p x.git/.vscode; echo x > x.git/.vscode/tasks.json",
        expect![
            "`x.git/.vscode/tasks.json` was created, and is removed; what the command wrote is kept in `aside/44c77418e275-tasks.json`"
        ],
    );
}

/// A workspace with one control file, which commands with these rights change.
fn changed(commands: Vec<Rights>, others: &Others<'_>) -> (Settled, Settled, String) {
    let folder = tempfile::tempdir().unwrap();
    let (root, aside) = (folder.path().join("work"), folder.path().join("aside"));
    fs::create_dir_all(&root).unwrap();
    fs::write(root.join(".envrc"), "mine\n").unwrap();
    let tree = Tree::open(&root).unwrap();
    let mut commands = commands.into_iter().map(|rights| Survey::of(&root).before(&tree, rights, 0));
    let mut guard = commands.next().unwrap();
    commands.for_each(|command| guard.and(command));
    fs::write(root.join(".envrc"), "theirs\n").unwrap();
    let first = guard.settle(&tree, &aside, others);
    guard.last_ended();
    let left = fs::read_to_string(root.join(".envrc")).unwrap();
    // What runs on tries again.
    fs::write(root.join(".envrc"), "theirs again\n").unwrap();
    (first, guard.settle(&tree, &aside, &NOBODY), left)
}

#[test]
fn what_one_of_several_commands_may_change_is_said_and_stays() {
    let rights = |may| Rights { open: true, may };
    let nothing = || rights(May::These(Vec::new()));
    let (first, then, left) = changed(vec![nothing(), rights(May::Anything)], &NOBODY);
    expect!["`.envrc` changed while a command ran that the user let change it, and stays as it is"]
        .assert_eq(&first.stays.join("\n"));
    assert_eq!((first.undone.len(), left.as_str()), (0, "theirs\n"));
    // The rights are not lent to what runs on.
    assert!(
        then.stays.is_empty() && then.undone[0].starts_with("`.envrc` was changed, and is again"),
        "{then:?}"
    );
    let (first, _, left) = changed(vec![nothing(), nothing()], &NOBODY);
    assert_eq!((first.undone.len(), first.stays.len(), left.as_str()), (1, 0, "mine\n"));
}

#[test]
fn what_was_written_meanwhile_with_the_users_leave_stays() {
    let wrote = |text: &str| {
        let digest = Digest::of(text.as_bytes()).to_string();
        BTreeMap::from([(".envrc".to_owned(), Some(digest))])
    };
    let nothing = || vec![Rights { open: true, may: May::These(Vec::new()) }];
    let theirs = || wrote("theirs\n");
    let (first, _, left) = changed(nothing(), &Others { wrote: &theirs, ..NOBODY });
    expect!["`.envrc` was changed meanwhile with the user's leave, and stays as it is"]
        .assert_eq(&first.stays.join("\n"));
    assert_eq!((first.undone.len(), left.as_str()), (0, "theirs\n"));
    // Something else was written than what is there.
    let other = || wrote("allowed\n");
    let (first, _, left) = changed(nothing(), &Others { wrote: &other, ..NOBODY });
    assert_eq!((first.undone.len(), first.stays.len(), left.as_str()), (1, 0, "mine\n"));
}
