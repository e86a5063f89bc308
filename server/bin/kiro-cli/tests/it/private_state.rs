//! The state of a workspace is no place for its agent, also where it lies in the workspace: no approval, no log and no other
//! conversation can be read, found or changed by a tool.

use std::fs;
use std::process::Command;

use crate::workspace::Workspace;

/// Every way to a file that a tool has. The state is in `own/state`, and `link` leads there.
fn replies(folder: &str) -> String {
    let file = format!("own/state/workspaces/{folder}/state.db");
    let calls = [
        format!(r#"{{"tool": "read", "input": {{"path": "{file}"}}}}"#),
        format!(r#"{{"tool": "read", "input": {{"path": "own/../own/./state/workspaces/{folder}/chats/c.md"}}}}"#),
        r#"{"tool": "read", "input": {"path": "link/logs/kiro-cli.log"}}"#.to_owned(),
        r#"{"tool": "list", "input": {"path": "own/state/workspaces"}}"#.to_owned(),
        r#"{"tool": "list", "input": {"path": "link/logs"}}"#.to_owned(),
        format!(r#"{{"tool": "write", "input": {{"path": "own/state/workspaces/{folder}/new.txt", "content": "x"}}}}"#),
        format!(r#"{{"tool": "edit", "input": {{"path": "{file}", "old": "a", "new": "b"}}}}"#),
        r#"{"tool": "write", "input": {"path": "own/state/workspaces/other-000000000000/state.db", "content": "x"}}"#.to_owned(),
    ];
    let searches = [
        r#"{"tool": "glob", "input": {"pattern": "**/*"}}"#,
        r#"{"tool": "grep", "input": {"pattern": "canary"}}"#,
        r#"{"tool": "glob", "input": {"pattern": "**/*.md", "path": "own"}}"#,
    ];
    format!(
        "{{\"calls\": [{}]}}\n{{\"calls\": [{}]}}\n{{\"say\": \"Done.\"}}\n",
        calls.join(","),
        searches.join(",")
    )
}

#[test]
fn no_tool_reaches_the_state_within_the_workspace() {
    let workspace = Workspace::with("", r#"{"say": "One."}"#);
    let within = |arguments: &[&str]| {
        let mut command: Command = workspace.command(arguments);
        command.env("KIRO_LSP_STATE_DIR", workspace.path("own/state"));
        let output = command.output().unwrap();
        assert!(output.status.success() || output.status.code() == Some(4), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    within(&["chat", "--no-interactive", "an earlier canary"]);
    let state = fs::read_dir(workspace.path("own/state/workspaces")).unwrap().next().unwrap().unwrap().path();
    let folder = state.file_name().unwrap().to_str().unwrap().to_owned();
    fs::create_dir_all(state.join("chats")).unwrap();
    fs::write(state.join("chats/c.md"), "canary").unwrap();
    // The searches must not be saved by what git is told to leave alone.
    fs::remove_file(state.join(".gitignore")).unwrap();
    fs::create_dir_all(workspace.path("own/state/logs")).unwrap();
    fs::write(workspace.path("own/state/logs/kiro-cli.log"), "canary").unwrap();
    workspace.write("notes.md", "the user's canary");
    #[cfg(unix)]
    std::os::unix::fs::symlink(workspace.path("own/state"), workspace.path("link")).unwrap();

    fs::write(workspace.path("../model.jsonl"), replies(&folder)).unwrap();
    within(&["chat", "--no-interactive", "-a", "Look around"]);
    let transcript = within(&["chat", "--list-sessions", "--format", "json"]);
    let sessions: serde_json::Value = serde_json::from_str(&transcript).unwrap();
    let id = sessions["sessions"][0]["id"].as_str().unwrap();
    let shown: serde_json::Value =
        serde_json::from_str(&within(&["session", "export", id, "--format", "json"])).unwrap();
    let ends: Vec<(&str, &str)> = shown["events"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|event| event["type"] == "toolFinished")
        .map(|event| (event["end"].as_str().unwrap(), event["output"].as_str().unwrap()))
        .collect();
    assert_eq!(ends.len(), 11, "{ends:?}");
    let (calls, searches) = ends.split_at(8);
    for (end, output) in calls {
        assert!(*end == "denied" && output.contains("outside"), "{end}: {output}");
    }
    assert!(searches.contains(&("success", "notes.md:1: the user's canary")), "{searches:?}");
    for (end, output) in searches {
        assert!(
            *end == "success" && !output.contains("state.db") && !output.contains("own/state"),
            "{output}"
        );
    }
    assert!(!state.join("new.txt").exists());
    assert!(!workspace.path("own/state/workspaces/other-000000000000").exists());
}

/// What was cut, or put back from a copy, is told.
#[test]
fn a_log_that_ends_before_what_was_stored_is_not_taken_for_whole() {
    let workspace = Workspace::with("", r#"{"say": "One."}"#);
    let chat = ["chat", "--no-interactive", "x"];
    workspace.run(&chat).expect_code(0);
    let state = fs::read_dir(workspace.state().join("workspaces")).unwrap().next().unwrap().unwrap().path();
    let file = state.join("state.db");
    let copy = fs::read(&file).unwrap();
    workspace.run(&chat).expect_code(0);
    fs::write(&file, copy).unwrap();
    let ran = workspace.run(&["session", "list"]).expect_code(0);
    assert!(ran.stderr.contains("ends at event 4, but 8 had been stored"), "{}", ran.stderr);
    assert_eq!(workspace.run(&["session", "list"]).expect_code(0).stderr, "");

    let whole = fs::read(&file).unwrap();
    fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    let refused = workspace.run(&["session", "list"]).expect_code(1);
    assert!(refused.stderr.contains("state.db") && refused.stderr.contains("away"), "{}", refused.stderr);
    assert_eq!(fs::read(&file).unwrap().len(), whole.len() / 2, "a damaged file is left as it is");
}
