use std::process::Command;

use crate::workspace::{TASKS, Workspace};

#[test]
fn nothing_there_is_said() {
    let workspace = Workspace::new();
    std::fs::remove_dir(workspace.path(".kiro")).unwrap();
    let listed = workspace.run(&["spec", "list"]).expect_code(0);
    assert!(listed.stdout.starts_with("No specs: `.kiro/specs` holds none."), "{}", listed.stdout);
    workspace.run(&["spec", "show", "s"]).expect_error("has no `.kiro/specs` folder with one in it");
    workspace.run(&["chat", "--no-interactive", "hi"]).expect_error("endpoint: OPENAI_BASE_URL");
    workspace.run(&["session", "show", "s-nothing0"]).expect_error("there is no session `s-nothing0`");
    workspace.run(&["answer", "q-nothing0", "deny"]).expect_error("there is no question `q-nothing0`");
}

#[test]
fn unknown_and_ambiguous_tasks_are_explained() {
    let workspace =
        Workspace::with("- [ ] 1. A\n- [ ] 1. B\n- [ ] 2. C\n  - [ ] 2.1 D\n- [ ] no number\n", "");
    workspace.run(&["spec", "show", "t"]).expect_error("there are: s");
    workspace.run(&["task", "set", "s", "9", "done"]).expect_error("9");
    workspace.run(&["task", "set", "s", "1", "done"]).expect_error("1@2");
    workspace.run(&["task", "set", "s", "1@2", "done"]).expect_code(0);
    workspace.run(&["task", "set", "s", "@5", "done"]).expect_code(0);
    workspace.run(&["task", "run", "s", "2"]).expect_error("has open sub-tasks (2.1); run those");
    assert_eq!(workspace.read(TASKS), "- [ ] 1. A\n- [x] 1. B\n- [ ] 2. C\n  - [ ] 2.1 D\n- [x] no number\n");
    assert_eq!(workspace.run(&["task", "set", "s", "2", "finished"]).code, Some(2));
}

#[test]
fn odd_files_are_explained_and_left_alone() {
    let workspace = Workspace::with("", "");
    assert!(workspace.run(&["spec", "show", "s"]).expect_code(0).stdout.starts_with("s\n"));
    workspace.run(&["task", "run", "s", "1"]).expect_error("1");

    workspace.write(TASKS, b"- [ ] 1. caf\xe9\n");
    workspace.run(&["task", "set", "s", "1", "done"]).expect_error("is not UTF-8 text (byte 12)");

    let big: String = (1..9_000).map(|n| format!("- [ ] {n}. {}\n", "word ".repeat(8))).collect();
    workspace.write(TASKS, &big);
    workspace.run(&["task", "set", "s", "8999", "done"]).expect_code(0);
    assert_eq!(workspace.read(TASKS).len(), big.len());

    std::fs::remove_file(workspace.path(TASKS)).unwrap();
    assert!(Command::new("mkfifo").arg(workspace.path(TASKS)).status().unwrap().success());
    let said =
        "`.kiro/specs/s/tasks.md` is a pipe, socket or device: only regular files can be read or written";
    assert!(workspace.run(&["spec", "list"]).expect_code(0).stdout.contains(said));
    workspace.run(&["spec", "show", "s"]).expect_error(said);
    workspace.run(&["task", "set", "s", "1", "done"]).expect_error(said);
}

#[test]
fn a_model_that_answers_nonsense_is_told_and_the_turn_goes_on() {
    let replies = r#"{"calls": [{"tool": "launch_rocket", "input": {}}, {"tool": "read", "input": "{\"path\": "}, {"tool": "read", "input": {"file": "a"}}, {"tool": "edit", "input": {"path": "a", "old": "x", "new": "y"}}, {"tool": "edit", "input": {"path": "none", "old": "x", "new": "y"}}]}
{"calls": [{"tool": "grep", "input": {"pattern": "("}}, {"tool": "read", "input": {"path": "a"}}]}
{"calls": [{"tool": "edit", "input": {"path": "a", "old": "absent", "new": "y"}}, {"tool": "edit", "input": {"path": "a", "old": "b", "new": "b"}}]}
{"say": "I give up."}"#;
    let workspace = Workspace::with("", replies);
    workspace.write("a", "abab");
    workspace.run(&["chat", "--no-interactive", "-a", "x"]).expect_code(0);
    let outputs: Vec<String> = workspace
        .events()
        .iter()
        .filter(|event| event["type"] == "toolFinished" && event["end"] == "error")
        .map(|event| event["output"].as_str().unwrap().to_owned())
        .collect();
    let expected = [
        "there is no tool `launch_rocket`; the tools are read, write",
        "the arguments of `read` are not a JSON object: {\"path\": ",
        "the arguments of `read` are wrong: unknown field `file`",
        "`a` exists and you have not read it; read it first",
        "`none` does not exist; create it with `write`",
        "`(` is not a valid pattern",
        "`old` does not occur in `a`.",
        "`old` occurs 2 times in `a`",
    ];
    for part in expected {
        assert!(outputs.iter().any(|output| output.starts_with(part)), "`{part}` is not in {outputs:#?}");
    }
    assert_eq!(workspace.read("a"), "abab");
}

#[test]
fn a_file_that_changed_behind_the_agents_back_is_not_overwritten() {
    let replies = r#"{"calls": [{"tool": "read", "input": {"path": "a"}}]}
{"calls": [{"tool": "shell", "input": {"command": "echo theirs > a"}}]}
{"calls": [{"tool": "write", "input": {"path": "a", "content": "mine"}}]}
{"say": "Stopped."}"#;
    let workspace = Workspace::with("", replies);
    workspace.write("a", "old");
    let ran = workspace.run(&["chat", "--no-interactive", "-a", "x"]).expect_code(0);
    assert!(ran.stderr.contains("was changed by somebody else since you last saw it"), "{}", ran.stderr);
    assert_eq!(workspace.read("a"), "theirs\n");
}

/// As an unprivileged user, since root may write anywhere.
#[test]
fn a_read_only_workspace_is_said_and_keeps_its_content() {
    let id = Command::new("id").arg("-u").output().unwrap().stdout;
    let workspace = Workspace::with("- [ ] 1. A\n", r#"{"say": "x"}"#);
    let folder = workspace.root().parent().unwrap().to_owned();
    let mode = |mode: &str, path: &std::path::Path| {
        assert!(Command::new("chmod").arg(mode).arg(path).status().unwrap().success());
    };
    let mut command = workspace.command(&["task", "set", "s", "1", "done"]);
    if id == b"0\n" {
        std::os::unix::process::CommandExt::uid(&mut command, 65534);
        // The parent folders of the binary and of the workspace must be open to that user.
        mode("755", &folder);
        std::fs::create_dir(workspace.state()).unwrap();
        mode("777", &workspace.state());
        if !std::path::Path::new(env!("CARGO_BIN_EXE_kiro-cli")).ancestors().skip(1).all(open_to_all) {
            eprintln!("skipped: the binary is in a folder that only root may enter");
            return;
        }
    }
    mode("555", workspace.path(TASKS).parent().unwrap());
    let ran = crate::workspace::Ran::from(command.output().unwrap());
    mode("755", workspace.path(TASKS).parent().unwrap());
    ran.expect_error("no permission for `.kiro/specs/s/tasks.md`");
    assert_eq!(workspace.read(TASKS), "- [ ] 1. A\n");
}

fn open_to_all(folder: &std::path::Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    folder.metadata().is_ok_and(|metadata| metadata.permissions().mode() & 0o001 != 0)
}

/// On a small file system of its own, which needs root to mount.
#[test]
fn a_full_disk_is_said_and_keeps_the_old_content() {
    let workspace = Workspace::with("- [ ] 1. A\n", r#"{"say": "x"}"#);
    let root = workspace.root();
    let tmpfs = Command::new("mount").args(["-t", "tmpfs", "-o", "size=512k", "tmpfs"]).arg(&root).output();
    if !tmpfs.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: a file system cannot be mounted here");
        return;
    }
    let tasks: String = (1..2_000).map(|n| format!("- [ ] {n}. A task with some text in it\n")).collect();
    workspace.write(TASKS, &tasks);
    let _ = std::fs::write(workspace.path("filler"), vec![0; 600_000]);
    let ran = workspace.run(&["task", "set", "s", "1", "done"]);
    let kept = workspace.read(TASKS);
    let files = std::fs::read_dir(workspace.path(".kiro/specs/s")).unwrap().count();
    std::fs::remove_file(workspace.path("filler")).unwrap();
    let again = workspace.run(&["task", "set", "s", "1", "done"]);
    assert!(Command::new("umount").arg(&root).status().unwrap().success());
    ran.expect_error("no space left for `.kiro/specs/s/tasks.md`");
    assert_eq!((kept, files), (tasks, 1));
    again.expect_code(0);
}
