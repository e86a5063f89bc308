//! A conversation that is killed, or whose state cannot be written, goes on where it was; a question that was open is
//! shown again, and what it allows is what was asked.
//!
//! Some of it; all of it with `KIRO_TEST_EXHAUSTIVE`.

use std::fs;
use std::time::Duration;

use serde_json::Value;

use crate::crash_kill::{FAULTS, Kill, strike};
use crate::workspace::{TASKS, Workspace, tell};

const REPLIES: &str = r#"{"calls": [{"tool": "read", "input": {"path": "base.txt"}}]}
{"calls": [{"tool": "edit", "input": {"path": "base.txt", "old": "one", "new": "one two"}}]}
{"calls": [{"tool": "shell", "input": {"command": "echo first >> ran.log"}}]}
{"calls": [{"tool": "write", "input": {"path": "new.txt", "content": "new"}}]}
{"say": "Done."}"#;

const CHAT: [&str; 4] = ["chat", "--no-interactive", "-a", "--output-format=stream-json"];

#[test]
fn a_killed_conversation_goes_on_and_does_nothing_twice() {
    let whole = fresh();
    let events = whole.run(&[&CHAT[..], &["Go"]].concat()).expect_code(0).stdout.lines().count();
    let delays = [0, 2, 8].map(Duration::from_millis);
    let mut kills: Vec<Kill> =
        delays.iter().flat_map(|&delay| (0..events).map(move |after| Kill::Run { after, delay })).collect();
    kills.extend(FAULTS.iter().flat_map(|&what| (1..=14).map(move |number| Kill::Write { what, number })));
    if std::env::var_os("KIRO_TEST_EXHAUSTIVE").is_none() {
        fastrand::shuffle(&mut kills);
        kills.truncate(24);
    }
    let hit = kills.iter().filter(|kill| survive(**kill)).count();
    assert!(
        hit >= kills.len() / 2,
        "only {hit} of {} conversations were hit: this tests nothing",
        kills.len()
    );
    tell(&format!("kiro-cli: {hit} kills in {} conversations", kills.len()));
}

fn fresh() -> Workspace {
    let workspace = Workspace::with("", REPLIES);
    workspace.write("base.txt", "one\n");
    workspace
}

fn survive(kill: Kill) -> bool {
    let workspace = fresh();
    let hit = strike(&workspace, &[&CHAT[..], &["Go"]].concat(), kill);
    let sessions = workspace.json(&["session", "list"])["sessions"].clone();
    let status = sessions[0]["status"].as_str().unwrap_or("none").to_owned();
    let ran = match status.as_str() {
        // Nothing was begun, or said.
        "none" => workspace.run(&[&CHAT[..], &["Go"]].concat()),
        "idle" if sessions[0]["turns"] == 0 => workspace.run(&[&CHAT[..], &["--resume", "Go"]].concat()),
        "idle" => return hit,
        "interrupted" => workspace.run(&[&CHAT[..], &["--resume"]].concat()),
        other => panic!("a dead process is at work: {other}, {kill:?}"),
    };
    // Whether a command that had begun was finished is asked, and nobody is there who could say.
    assert!(matches!(ran.code, Some(0 | 4)), "{kill:?}: {ran:?}");
    let result: Value = serde_json::from_str(ran.stdout.lines().next_back().unwrap()).unwrap();
    assert_eq!(result["text"], "Done.", "{kill:?}");
    let log = fs::read_to_string(workspace.path("ran.log")).unwrap_or_default();
    assert!(if ran.code == Some(0) { log == "first\n" } else { log.len() <= 6 }, "{kill:?}: {log}");
    assert_eq!(workspace.read("base.txt") + &workspace.read("new.txt"), "one two\nnew", "{kill:?}");
    let events = workspace.events();
    let ends =
        events.iter().filter(|event| event["type"] == "toolFinished").map(|event| event["call"].as_str());
    let ends: Vec<&str> = ends.map(Option::unwrap).collect();
    assert_eq!(ends, ["call-1-1", "call-2-1", "call-3-1", "call-4-1"], "{kill:?}");
    hit
}

/// A run that waits for an answer, and its question.
fn asked() -> (Workspace, crate::workspace::Started, Value) {
    let replies = r#"{"calls": [{"tool": "read", "input": {"path": "base.txt"}}]}
{"calls": [{"tool": "edit", "input": {"path": "base.txt", "old": "one", "new": "one two"}}]}
{"say": "Done."}"#;
    let workspace = Workspace::with("- [ ] 1. Write\n", replies);
    workspace.write("base.txt", "one\n");
    let run = workspace.start(&["task", "run", "s", "1", "--check", "true"]);
    let question = workspace.question();
    (workspace, run, question)
}

fn id(question: &Value) -> &str {
    question["id"].as_str().unwrap()
}

#[test]
fn an_open_question_is_shown_again_as_it_was_and_its_answer_counts() {
    let (workspace, run, question) = asked();
    run.kill();
    assert!(workspace.run(&["session", "list"]).stdout.contains("(interrupted)"));
    let mut run = workspace.start(&["task", "run", "s", "1"]);
    run.wait_for_line(&format!("kiro-cli answer {}", id(&question)));
    workspace.run(&["answer", id(&question), "allow_once"]).expect_code(0);
    run.finish().expect_code(0);
    assert_eq!(workspace.read("base.txt"), "one two\n");
    assert_eq!((workspace.count("questionAsked"), workspace.count("toolStarted")), (1, 2));
    assert_eq!(workspace.read(TASKS), "- [x] 1. Write\n");
}

#[test]
fn a_question_may_be_answered_while_nobody_works_and_counts_once_somebody_does() {
    let (workspace, run, question) = asked();
    run.kill();
    workspace.run(&["answer", id(&question), "allow_once"]).expect_code(0);
    assert_eq!(workspace.read("base.txt"), "one\n");
    workspace.run(&["task", "run", "s", "1"]).expect_code(0);
    assert_eq!(workspace.read("base.txt"), "one two\n");
    assert_eq!(workspace.count("questionAsked"), 1);
}

#[test]
fn what_was_allowed_is_void_if_it_changed_while_nobody_worked() {
    let (workspace, run, question) = asked();
    run.kill();
    workspace.run(&["answer", id(&question), "allow_once"]).expect_code(0);
    workspace.write("base.txt", "one and mine\n");
    let run = workspace.run(&["task", "run", "s", "1"]).expect_code(0);
    assert_eq!(workspace.read("base.txt"), "one and mine\n", "{run:?}");
    let events = workspace.events();
    let edit =
        events.iter().find(|event| event["type"] == "toolFinished" && event["call"] == "call-2-1").unwrap();
    assert!(edit["output"].as_str().unwrap().contains("was changed by somebody else"), "{edit}");
}
