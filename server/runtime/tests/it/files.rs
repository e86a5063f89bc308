//! What an agent's tools show of files.

use std::fs;

use expect_test::{Expect, expect};
use protocol::{EventBody, Request, Response, SessionId, Trust};
use serde_json::{Value, json};

use super::{Ground, event};
use runtime::Runtime;

/// A model that makes these calls, one after the other, and then says that it is done.
pub(crate) fn calls(calls: &[(&str, Value)]) -> String {
    let line =
        |(tool, input): &(&str, Value)| json!({ "calls": [{ "tool": tool, "input": input }] }).to_string();
    let mut replies: Vec<String> = calls.iter().map(line).collect();
    replies.push(json!({ "say": "done" }).to_string());
    replies.join("\n")
}

pub(crate) fn session(runtime: &Runtime) -> SessionId {
    match runtime.handle(Request::SessionStart { model: None, trust: Trust::All }).unwrap() {
        Response::Session { session } => session.id,
        other => panic!("{other:?}"),
    }
}

/// Runs one turn and answers what the calls gave.
pub(crate) async fn turn(runtime: &Runtime, session: &SessionId) -> Vec<String> {
    let mut subscription = runtime.subscribe(runtime.head().unwrap()).unwrap();
    runtime.handle(Request::SessionPrompt { session: session.clone(), text: "go".to_owned() }).unwrap();
    let mut outputs = Vec::new();
    loop {
        let next = |body: &EventBody| match body {
            EventBody::ToolFinished { output, .. } => Some(Some(output.clone())),
            EventBody::TurnEnded { .. } => Some(None),
            _ => None,
        };
        match event(&mut subscription, next).await {
            Some(output) => outputs.push(output),
            None => break,
        }
    }
    runtime.left(&session.0).await;
    outputs
}

async fn check(files: &[(&str, &[u8])], asked: &[(&str, Value)], expected: Expect) {
    let ground = Ground::new(&calls(asked));
    for (path, content) in files {
        let path = ground.folder.path().join("work").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    let runtime = ground.process("a");
    let outputs = turn(&runtime, &session(&runtime)).await;
    expected.assert_eq(&outputs.join("\n---\n"));
}

const PLANTED: &str = "PASSWORD=hunter2-planted";

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_from_agents_is_named_and_not_shown() {
    let files = [
        (".env", PLANTED.as_bytes()),
        ("private/notes.md", PLANTED.as_bytes()),
        (".kiroignore", b"/private/\n"),
        ("src/main.rs", b"fn main() {} // PASSWORD\n"),
    ];
    let asked = [
        ("read", json!({ "path": ".env" })),
        ("read", json!({ "path": "private/notes.md" })),
        ("grep", json!({ "pattern": "PASSWORD" })),
        ("grep", json!({ "pattern": "hunter2", "path": ".env" })),
        ("edit", json!({ "path": ".env", "old": "PASSWORD", "new": "x" })),
        ("write", json!({ "path": ".env", "content": "x" })),
        ("list", json!({})),
        ("glob", json!({ "pattern": "**/*.md", "path": "private" })),
    ];
    check(&files, &asked, expect![[r#"
        `.env` is not shown to agents: its name says that it holds secrets; ask the user for what you need of it
        ---
        `private/notes.md` is not shown to agents: `.kiroignore` hides it; ask the user for what you need of it
        ---
        src/main.rs:1: fn main() {} // PASSWORD
        (2 files that are not shown to agents were not searched)
        ---
        `.env` is not shown to agents: its name says that it holds secrets; ask the user for what you need of it
        ---
        `.env` is not shown to agents: its name says that it holds secrets; ask the user for what you need of it
        ---
        `.env` is not shown to agents: its name says that it holds secrets; ask the user for what you need of it
        ---
        .kiro/
        private/
        src/
        .env
        .kiroignore
        ---
        private/notes.md"#]]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_text_is_described() {
    let files = [("logo.png", &b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..]), ("big.log", &vec![b'x'; 9 << 20])];
    let asked = [("read", json!({ "path": "logo.png" })), ("read", json!({ "path": "big.log" }))];
    check(&files, &asked, expect![[r#"
        `logo.png` is a PNG image of 16 bytes: it is not shown, since it is no UTF-8 text.
        ---
        `big.log` is text of 9437184 bytes: it is too large to be read at once; search it with `grep`, or print a part of it with a command."#]]).await;
}

/// References in steering stay words: what they name reaches no prompt on its own.
#[tokio::test(flavor = "multi_thread")]
async fn a_reference_in_steering_brings_no_secret_into_the_prompt() {
    let ground = Ground::new(&calls(&[]));
    let work = ground.folder.path().join("work");
    fs::create_dir_all(work.join(".kiro/steering")).unwrap();
    fs::write(ground.folder.path().join(".env"), PLANTED).unwrap();
    fs::write(work.join(".env"), PLANTED).unwrap();
    fs::write(
        work.join(".kiro/steering/all.md"),
        "Be kind.\n#[[file:../.env]]\n#[[file:.env]]\n#[[file:../../.env]]\n",
    )
    .unwrap();
    std::os::unix::fs::symlink("../../../.env", work.join(".kiro/steering/out.md")).unwrap();
    let runtime = ground.process("a");
    let mut subscription = runtime.subscribe(0).unwrap();
    session(&runtime);
    let system = event(&mut subscription, |body| match body {
        EventBody::SessionOpened { system, .. } => Some(system.clone()),
        _ => None,
    })
    .await;
    assert!(system.contains("Be kind.") && !system.contains("hunter2"), "{system}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_is_no_spec_leads_nowhere() {
    let ground = Ground::new("");
    fs::create_dir_all(ground.folder.path().join("evil")).unwrap();
    fs::write(ground.folder.path().join("evil/tasks.md"), "- [ ] 1. Evil\n").unwrap();
    let runtime = ground.process("a");
    let long = "x".repeat(300);
    for spec in ["../../evil", "../../../evil", "a/b", "CON", "", &long, "-rf", "/etc", ".", "s/../s"] {
        let error = runtime.handle(Request::SpecGet { spec: spec.to_owned() }).unwrap_err();
        assert_eq!(error.code, protocol::ErrorCode::NotFound, "{spec}: {error}");
    }
}
