//! Secrets are planted wherever this program could meet one; no byte of what it writes about itself may hold them.

use std::fs;

use crate::planted::{endpoint, environment, holds_none, plant};
use crate::workspace::Workspace;

#[test]
fn no_byte_of_a_secret_is_written() {
    let workspace = Workspace::new();
    workspace.write(".kiro/specs/s/tasks.md", "- [ ] 1. A\n");
    plant(workspace.root().parent().unwrap());
    let endpoint = endpoint();
    let run = |arguments: &[&str]| {
        let output = workspace.command(arguments).envs(environment(&endpoint)).output().unwrap();
        [output.stdout, output.stderr].concat()
    };
    let mut written = vec![
        ("chat", run(&["chat", "--no-interactive", "hello"])),
        ("task run", run(&["task", "run", "s", "1", "-a"])),
        ("doctor", run(&["doctor", "--connect"])),
        ("bug-report", run(&["bug-report", "--show"])),
        ("bug-report", run(&["bug-report", "--format", "json", "--include-names"])),
    ];
    let log = fs::read(workspace.state().join("logs/kiro-cli.log")).expect("trace is logged");
    assert!(String::from_utf8_lossy(&log).contains("connect"), "the traces of the wire are in it");
    written.push(("log", log));

    let said = String::from_utf8_lossy(&written[0].1).into_owned();
    assert!(said.contains("[redacted: "), "the endpoint's words were shown: {said}");
    for (what, bytes) in &written {
        holds_none(what, bytes);
    }
}

#[test]
fn the_default_level_logs_nothing_of_a_conversation() {
    let workspace = Workspace::with("", r#"{"say": "A private answer."}"#);
    let mut command = workspace.command(&["chat", "--no-interactive", "A private question"]);
    let output = command.env("KIRO_LSP_LOG", "info").output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "A private answer.\n");
    workspace.run(&["chat", "--no-interactive", "hello"]).expect_code(0);
    let log = fs::read_to_string(workspace.state().join("logs/kiro-cli.log")).unwrap_or_default();
    assert!(!log.contains("private"), "{log}");
}
