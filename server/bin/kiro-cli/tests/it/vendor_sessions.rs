//! Sessions of the vendor's own command line: listed, copied, and never changed.

use std::fs;
use std::path::{Path, PathBuf};

use expect_test::expect;

use crate::workspace::{Ran, Workspace};

const ID: &str = "0b9c7c1e-5d0e-4f0a-9a53-0d2b5f3c9f11";

const LOG: &str = r#"{"version":"v1","kind":"Prompt","data":{"message_id":"m0","content":[{"kind":"text","data":"forgotten"}]}}
{"version":"v1","kind":"AssistantMessage","data":{"message_id":"m0","content":[{"kind":"text","data":"Yes."}]}}
{"version":"v1","kind":"Clear","data":null}
{"version":"v1","kind":"Prompt","data":{"message_id":"m1","content":[{"kind":"text","data":"Run it"}],"meta":{"timestamp":1784869421}}}
{"version":"v1","kind":"AssistantMessage","data":{"message_id":"m2","content":[{"kind":"text","data":""},{"kind":"toolUse","data":{"toolUseId":"tooluse_1","name":"shell","input":{"command":"make"}}},{"kind":"toolUse","data":{"toolUseId":"tooluse_2","name":"fs_read","input":{"path":"a"}}}]}}
{"version":"v1","kind":"ToolResults","data":{"message_id":"m3","content":[{"kind":"toolResult","data":{"toolUseId":"tooluse_1","content":[{"kind":"json","data":{"exit_status":"exit status: 2","stdout":"key AKIAIOSFODNN7EXAMPLE\n","stderr":""}}],"status":"error"}}]}}
{"version":"v1","kind":"AssistantMessage","data":{"message_id":"m4","content":[{"kind":"text","data":"There is no rule."}]}}
{"version":"v9","kind":"Dreamt","data":{"of":"sheep"}}
{"version":"v1","kind":"Prompt","data":{"message_id":"m5","content":[{"kind":"text","data":"And now"}]}}
{"version":"v1","kind":"AssistantMessage","data":{"content":[{"kind":"text","data":"cut off he"#;

/// A workspace, and a folder of the vendor's with a session of it, one of a sub-agent and one of elsewhere.
fn ground() -> (Workspace, PathBuf) {
    let workspace = Workspace::with("", r#"{"say": "One."}"#);
    let kiro = workspace.path("../vendor");
    let sessions = kiro.join("sessions/cli");
    fs::create_dir_all(&sessions).unwrap();
    let root = workspace.root().canonicalize().unwrap();
    let about = |id: &str, folder: &str, more: &str| {
        let about = format!(
            r#"{{"session_id":"{id}","cwd":"{folder}","title":"Make it","updated_at":"2026-06-21T01:40:41Z"{more}}}"#
        );
        fs::write(sessions.join(format!("{id}.json")), about).unwrap();
        fs::write(sessions.join(format!("{id}.jsonl")), LOG).unwrap();
    };
    about(ID, root.to_str().unwrap(), "");
    about("sub-agent", root.to_str().unwrap(), &format!(r#","parent_session_id":"{ID}""#));
    about("elsewhere", "/elsewhere", "");
    fs::write(sessions.join("broken.json"), "{").unwrap();
    fs::create_dir(sessions.join("folder.json")).unwrap();
    (workspace, kiro)
}

fn run(workspace: &Workspace, kiro: &Path, arguments: &[&str]) -> Ran {
    workspace.command(arguments).env("KIRO_HOME", kiro).output().unwrap().into()
}

fn files(kiro: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = fs::read_dir(kiro.join("sessions/cli")).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = entries.map(|path| (path.clone(), fs::read(path).unwrap_or_default())).collect();
    files.sort();
    files
}

#[test]
fn they_are_listed_and_copied_and_stay_as_they_are() {
    let (workspace, kiro) = ground();
    let before = files(&kiro);
    let listed = run(&workspace, &kiro, &["session", "list"]).expect_code(0).stdout;
    assert_eq!(
        listed,
        format!(
            "No sessions in this workspace yet.\n\nKiro's own; `session import ID` copies one:\n{ID}  Make it\n"
        )
    );
    let imported = run(&workspace, &kiro, &["session", "import", ID]).expect_code(0);
    assert!(imported.stderr.contains("1 lines are left out"), "{}", imported.stderr);
    let id = imported.stdout.split_whitespace().next().unwrap();
    assert!(
        run(&workspace, &kiro, &["session", "list"])
            .stdout
            .ends_with(&format!("Make it  (copied to {id})\n"))
    );

    // It goes on like one of ours: of the vendor's three answers to this history, two stand in it.
    let replies = r#"{"say": "1"}
{"say": "2"}
{"say": "third call"}"#;
    fs::write(workspace.path("../model.jsonl"), replies).unwrap();
    let ran = run(&workspace, &kiro, &["chat", "--no-interactive", "--resume", "Go on"]).expect_code(0);
    assert_eq!(ran.stdout, "third call\n");
    assert_eq!(files(&kiro), before, "the vendor's files were changed");

    let events = workspace.events();
    let told: Vec<String> = events
        .iter()
        .map(|event| {
            let part = |name: &str| event[name].as_str().unwrap_or_default().replace('\n', " ");
            let told = [part("type"), part("text"), part("call"), part("end"), part("output"), part("stop")];
            told.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" | ")
        })
        .collect();
    expect![[r#"
        sessionOpened
        userPrompted | Run it
        modelAnswered | tool_use
        toolFinished | tooluse_1 | error | key [redacted: AWS access key id] (exit status: 2)
        toolFinished | tooluse_2 | cancelled | What came of this call was not written down.
        modelAnswered | There is no rule. | end_turn
        turnEnded | end_turn
        userPrompted | And now
        turnEnded | cancelled
        sessionTrusted
        userPrompted | Go on
        modelAnswered | third call | end_turn
        turnEnded | end_turn
    "#]]
    .assert_eq(&(told.join("\n") + "\n"));
    assert_eq!(events[0]["imported"], ID);
}

#[test]
fn what_is_not_there_or_not_of_this_workspace_is_not_copied() {
    let (workspace, kiro) = ground();
    for id in ["elsewhere", "broken", "folder", "none", "", "../cli/elsewhere", "/etc/passwd"] {
        let refused = run(&workspace, &kiro, &["session", "import", id]).expect_code(1);
        assert!(refused.stderr.contains(&format!("Kiro has no session `{id}`")), "{}", refused.stderr);
    }
    fs::remove_file(kiro.join(format!("sessions/cli/{ID}.jsonl"))).unwrap();
    let refused = run(&workspace, &kiro, &["session", "import", ID]).expect_code(1);
    assert!(refused.stderr.contains("cannot read"), "{}", refused.stderr);
    // Without a folder of the vendor's there is nothing to list.
    assert!(!workspace.run(&["session", "list"]).expect_code(0).stdout.contains("Kiro"));
}
