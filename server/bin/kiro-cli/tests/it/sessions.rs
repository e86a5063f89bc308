//! What becomes of sessions after their turns: they go on, are forked, named, searched, exported and deleted.

use std::fs;
use std::path::Path;

use expect_test::expect;
use serde_json::Value;

use crate::workspace::{Ran, Workspace};

/// The n-th call of a conversation gets the n-th reply: which one it gets shows how long the history is.
const TALK: &str = r#"{"for": "look", "calls": [{"tool": "read", "input": {"path": "note.txt"}}]}
{"for": "look", "say": "Seen."}
{"say": "One."}
{"say": "Two."}
{"say": "Three."}
{"say": "Four."}"#;

fn chat(workspace: &Workspace, arguments: &[&str]) -> Ran {
    workspace.run(&[&["chat", "--no-interactive"], arguments].concat())
}

fn ids(workspace: &Workspace) -> Vec<String> {
    let sessions = workspace.json(&["session", "list"])["sessions"].clone();
    sessions.as_array().unwrap().iter().map(|session| session["id"].as_str().unwrap().to_owned()).collect()
}

fn id(ran: Ran) -> String {
    let line = ran.expect_code(0).stdout;
    line.split_whitespace().next().unwrap().to_owned()
}

/// What people are shown, with the ids of sessions by their order.
fn shown(workspace: &Workspace, arguments: &[&str], ids: &[&String]) -> String {
    let mut text = workspace.run(arguments).expect_code(0).stdout;
    for (number, id) in ids.iter().enumerate() {
        text = text.replace(id.as_str(), &format!("s-{number}"));
    }
    text
}

fn types(events: &Value) -> Vec<&str> {
    events.as_array().unwrap().iter().map(|event| event["type"].as_str().unwrap()).collect()
}

#[test]
fn the_latest_session_or_a_named_one_goes_on() {
    let workspace = Workspace::with("", TALK);
    let ran = chat(&workspace, &["--resume", "first"]).expect_code(0);
    assert!(ran.stderr.contains("no session to go on with"), "{}", ran.stderr);
    chat(&workspace, &["second"]).expect_code(0);
    let [latest, oldest] = <[String; 2]>::try_from(ids(&workspace)).unwrap();
    assert_eq!(chat(&workspace, &["-r", "third"]).expect_code(0).stdout, "Two.\n");
    assert_eq!(chat(&workspace, &["--resume-id", &oldest, "look"]).expect_code(0).stdout, "Two.\n");
    // It is the latest now.
    assert_eq!(chat(&workspace, &["--resume", "second"]).expect_code(0).stdout, "Three.\n");
    let turns = |id: &str| workspace.json(&["session", "show", id])["session"]["turns"].clone();
    assert_eq!((turns(&latest), turns(&oldest)), (2.into(), 3.into()));

    chat(&workspace, &["--resume-id", "s-none", "x"]).expect_error("there is no session `s-none`");
    let other = chat(&workspace, &["--resume", "--model", "openai:other", "x"]).expect_code(2);
    assert!(other.stderr.contains("session fork"), "{}", other.stderr);
    chat(&workspace, &["--resume"]).expect_error("no prompt");
    assert_eq!(ids(&workspace).len(), 2);
}

#[test]
fn whoever_resumes_says_what_runs_without_asking() {
    let asks = r#"{"calls": [{"tool": "shell", "input": {"command": "touch made"}}]}
{"say": "Done."}
{"calls": [{"tool": "shell", "input": {"command": "touch made"}}]}
{"say": "Done."}"#;
    let workspace = Workspace::with("", asks);
    chat(&workspace, &["-a", "first"]).expect_code(0);
    chat(&workspace, &["--resume", "second"]).expect_code(4);
}

#[test]
fn a_fork_goes_on_with_the_history_of_another_and_copies_nothing() {
    let workspace = Workspace::with("", TALK);
    chat(&workspace, &["first"]).expect_code(0);
    chat(&workspace, &["--resume", "second"]).expect_code(0);
    let parent = ids(&workspace).remove(0);
    let fork = id(workspace.run(&["session", "fork", &parent]));
    chat(&workspace, &["--resume-id", &fork, "third"]).expect_code(0);
    // A turn that a fork has from another is found there.
    let back = id(workspace.run(&["session", "rewind", &fork, "1"]));
    chat(&workspace, &["--resume-id", &back, "third"]).expect_code(0);

    let all = [&parent, &fork, &back];
    expect![[r#"
        s-2  first  (fork of s-0)
        s-1  first  (fork of s-0)
        s-0  first
    "#]]
    .assert_eq(&shown(&workspace, &["session", "list"], &all));
    let talk = |id: &str| {
        let text = shown(&workspace, &["session", "show", id], &all);
        text.split_once("\n\n").unwrap().1.to_owned()
    };
    expect![[r#"
        Turn 1
        > first

          One.
        Turn 2
        > second

          Two.
    "#]]
    .assert_eq(&talk(&parent));
    expect![[r#"
        Turn 1
        > first

          One.
        Turn 2
        > second

          Two.
        (from here on a fork of s-0)

        Turn 3
        > third

          Three.
    "#]]
    .assert_eq(&talk(&fork));
    expect![[r#"
        Turn 1
        > first

          One.
        (from here on a fork of s-0)

        Turn 2
        > third

          Two.
    "#]]
    .assert_eq(&talk(&back));
    let stored = workspace.events().iter().filter(|event| event["text"] == "first").count();
    assert_eq!(stored, 1, "nothing is copied");

    let turns = workspace.run(&["session", "fork", &parent, "--turn", "3"]).expect_code(1);
    assert!(turns.stderr.contains("has 2 turns that are over; give a turn from 1 to 2"), "{}", turns.stderr);
    workspace.run(&["session", "rewind", &parent, "0"]).expect_code(1);
}

#[test]
fn the_session_of_a_run_is_talked_about_in_a_fork() {
    let workspace = Workspace::with("- [ ] 1. One\n", TALK);
    workspace.run(&["task", "run", "s", "1", "-a", "--check", "true"]).expect_code(0);
    let of_run = ids(&workspace).remove(0);
    chat(&workspace, &["--resume-id", &of_run, "why?"]).expect_error("session fork");
    let fork = id(workspace.run(&["session", "fork", &of_run]));
    chat(&workspace, &["--resume-id", &fork, "why?"]).expect_code(0);
}

#[test]
fn a_session_has_the_title_it_is_given() {
    let workspace = Workspace::with("", TALK);
    chat(&workspace, &["first"]).expect_code(0);
    let id = ids(&workspace).remove(0);
    workspace.run(&["session", "rename", &id, " New\n\u{1b}[2Jname "]).expect_code(0);
    assert_eq!(shown(&workspace, &["session", "list"], &[&id]), "s-0  New [2Jname\n");
    workspace.run(&["session", "rename", &id, " \n"]).expect_error("the title is empty");
    chat(&workspace, &["--resume", "second"]).expect_code(0);
    assert_eq!(shown(&workspace, &["session", "list"], &[&id]), "s-0  New [2Jname\n");
}

#[test]
fn words_are_found_wherever_they_were_said() {
    let talk = r#"{"say": "The Größe is 7.", "calls": [{"tool": "read", "input": {"path": "src/\"odd\".rs"}}]}
{"say": "Nothing there."}"#;
    let workspace = Workspace::with("", talk);
    chat(&workspace, &["How big, and AKIAIOSFODNN7EXAMPLE?"]).expect_code(0);
    let id = ids(&workspace).remove(0);
    let find = |words: &[&str]| shown(&workspace, &[&["session", "search"], words].concat(), &[&id]);
    assert_eq!(find(&["GRÖSSE"]), "Nothing was found.\n");
    assert_eq!(find(&["gröSSe"]).lines().count(), 1);
    assert_eq!(find(&["größe", "THE"]), "s-0  answer  The Größe is 7.\n");
    assert_eq!(find(&["\"odd\".rs"]), "s-0  call    read src/\"odd\".rs\n");
    let prompt = find(&["how", "big"]);
    assert!(prompt.contains("s-0  prompt  How big, and [redacted"), "{prompt}");
    assert!(!find(&["IOSFODNN7"]).contains("IOSFODNN7"));
    assert_eq!(find(&["e", "--limit", "1"]).lines().count(), 2, "a hit, and that there is more");
    workspace.run(&["session", "rename", &id, "Sizes"]).expect_code(0);
    assert_eq!(find(&["sizes"]), "s-0  title   Sizes\n");
}

#[test]
fn an_exported_session_is_a_document_that_fetches_and_hides_nothing() {
    let talk = r#"{"say": "Look:\n\n![x](http://evil.example/?q=1) <img src=y>\n\n```\nlet a = vec![1];", "calls": [{"tool": "shell", "input": {"command": "printf 'a\\033[2Jb\\n```\\nc'"}}]}
{"say": "Done."}"#;
    let workspace = Workspace::with("", talk);
    chat(&workspace, &["-a", "Show\nAKIAIOSFODNN7EXAMPLE"]).expect_code(0);
    let id = ids(&workspace).remove(0);
    let text = shown(&workspace, &["session", "export", &id, "--format", "markdown"], &[&id]);
    let model = text.lines().nth(2).unwrap().to_owned();
    assert!(model.starts_with("Session `s-0`, model `scripted:"), "{model}");
    expect![[r##"
        # Show

        MODEL

        ## Turn 1

        > Show
        > [redacted: AWS access key id]

        Look:

        !\[x](http://evil.example/?q=1) \<img src=y>

        ```
        let a = vec![1];
        ```

        <details><summary>✓ Run printf 'a\033[2Jb\n```\nc'</summary>

        ````json
        {
          "command": "printf 'a\\033[2Jb\\n```\\nc'"
        }
        ````

        ````text
        a\u{1b}[2Jb
        ```
        c
        (exit status 0)
        ````

        </details>

        Done.
    "##]]
    .assert_eq(&text.replace(&model, "MODEL"));
    let events = workspace.json(&["session", "export", &id]);
    assert_eq!(types(&events["events"])[..2], ["sessionOpened", "userPrompted"]);
    workspace.run(&["session", "list", "--format", "markdown"]).expect_code(2);
}

#[test]
fn a_deleted_session_is_gone_from_every_file() {
    let workspace = Workspace::with("", TALK);
    workspace.write("note.txt", "canary-of-a-file");
    for words in ["first canary-of-a-prompt", "look"] {
        chat(&workspace, &["-a", words]).expect_code(0);
    }
    let [kept, gone] = <[String; 2]>::try_from(ids(&workspace)).unwrap();
    let fork = id(workspace.run(&["session", "fork", &gone]));
    let refused = workspace.run(&["session", "delete", &gone]).expect_code(6);
    assert!(
        refused.stderr.contains(&format!("the history of `{fork}` begins with that of `{gone}`")),
        "{refused:?}"
    );
    assert_eq!(ids(&workspace).len(), 3);

    workspace.run(&["session", "delete", &fork]).expect_code(0);
    assert!(bytes(&workspace.state()).contains("canary-of-a-prompt"));
    assert_eq!(
        chat(&workspace, &["--delete-session", &gone]).expect_code(0).stdout,
        format!("Deleted {gone}.\n")
    );
    assert_eq!(ids(&workspace), [kept]);
    let left = bytes(&workspace.state());
    assert!(!left.contains("canary-of-a-prompt"), "the text of a deleted session is left in a file");
    assert!(left.contains("canary-of-a-file"), "this looks at the wrong files");
    for arguments in [["session", "show", &gone], ["session", "delete", &gone], ["session", "fork", &gone]] {
        workspace.run(&arguments).expect_error(&format!("there is no session `{gone}`"));
    }
    chat(&workspace, &["--resume-id", &gone, "x"]).expect_error("there is no session");
    // Of all that happened, this is what is known of it.
    let events = workspace.events();
    let of_it = events.iter().filter(|event| event["session"] == gone.as_str());
    assert_eq!(of_it.map(|event| event["type"].as_str().unwrap()).collect::<Vec<_>>(), ["sessionDeleted"]);
}

#[test]
fn the_session_of_a_run_goes_with_its_run_and_not_before_it_is_over() {
    let replies = r#"{"calls": [{"tool": "shell", "input": {"command": "touch go; sleep 30"}}]}
{"say": "Done."}"#;
    let workspace = Workspace::with("- [ ] 1. One\n", replies);
    let run = workspace.start(&["task", "run", "s", "1", "-a"]);
    crate::workspace::wait_for("the command", || crate::workspace::exists(&workspace.path("go")));
    let session = ids(&workspace).remove(0);
    let refused = workspace.run(&["session", "delete", &session]).expect_code(6);
    assert!(refused.stderr.contains("is not over; `kiro-cli task stop s 1` ends it"), "{}", refused.stderr);
    workspace.run(&["task", "stop", "s", "1"]).expect_code(0);
    run.finish();
    workspace.run(&["session", "delete", &session]).expect_code(0);
    let kinds: Vec<Value> = workspace.events().iter().map(|event| event["type"].clone()).collect();
    assert_eq!(kinds, ["sessionDeleted"], "with the run nothing else is left of it");
    workspace.run(&["spec", "show", "s"]).expect_code(0);
}

#[test]
fn what_files_held_before_a_deleted_session_is_gone_too() {
    let talk = r#"{"calls": [{"tool": "read", "input": {"path": "note.txt"}}]}
{"calls": [{"tool": "write", "input": {"path": "note.txt", "content": "new"}}]}
{"say": "Done."}"#;
    let workspace = Workspace::with("", talk);
    workspace.write("note.txt", "canary-of-a-file\n");
    chat(&workspace, &["-a", "first"]).expect_code(0);
    assert!(
        bytes(&workspace.state()).matches("canary-of-a-file").count() > 1,
        "in the log and in the journal"
    );
    workspace.run(&["session", "delete", &ids(&workspace)[0]]).expect_code(0);
    assert!(!bytes(&workspace.state()).contains("canary-of-a-file"));
}

#[test]
fn a_sub_agent_goes_with_what_it_works_for_and_not_alone() {
    let talk = r#"{"for": "Help", "say": "canary-of-a-sub-agent"}
{"calls": [{"tool": "subagent", "input": {"name": "helper", "prompt": "Help.", "tools": []}}]}
{"say": "One."}
{"say": "Two."}"#;
    let workspace = Workspace::with("", talk);
    chat(&workspace, &["-a", "first"]).expect_code(0);
    let [helper, session] = <[String; 2]>::try_from(ids(&workspace)).unwrap();
    // It is the latest, but nobody talks to it.
    assert_eq!(chat(&workspace, &["--resume", "second"]).expect_code(0).stdout, "Two.\n");
    let refused = workspace.run(&["session", "delete", &helper]).expect_code(1);
    assert!(refused.stderr.contains(&format!("it goes with `{session}`")), "{}", refused.stderr);
    assert!(bytes(&workspace.state()).contains("canary-of-a-sub-agent"));
    workspace.run(&["session", "delete", &session]).expect_code(0);
    assert_eq!(ids(&workspace), [""; 0]);
    assert!(!bytes(&workspace.state()).contains("canary-of-a-sub-agent"));
}

#[test]
fn settings_say_how_many_sessions_are_kept() {
    let workspace = Workspace::with("", TALK);
    for _ in 0..4 {
        chat(&workspace, &["first"]).expect_code(0);
    }
    let before = ids(&workspace);
    let fork = id(workspace.run(&["session", "fork", &before[3]]));
    let settings = workspace.path("../.config/kiro-lsp/settings.json");
    fs::create_dir_all(settings.parent().unwrap()).unwrap();
    fs::write(&settings, r#"{"keepSessionsDays": 1}"#).unwrap();
    assert_eq!(ids(&workspace).len(), 5, "all are of today");
    fs::write(&settings, r#"{"keepSessions": 2}"#).unwrap();
    // The fork is the latest, so what it begins with stays, too.
    assert_eq!(ids(&workspace), [fork, before[0].clone(), before[3].clone()]);
    let doctor = workspace.run(&["doctor"]);
    assert!(!doctor.stdout.contains("keepSessions"), "a setting that is known: {}", doctor.stdout);
}

/// What all files below a folder hold.
fn bytes(folder: &Path) -> String {
    let mut all = String::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => all.push_str(&bytes(&path)),
            false => all.push_str(&String::from_utf8_lossy(&fs::read(path).unwrap())),
        }
    }
    all
}
