//! What an agent's commands can do, and what becomes of those that go on.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use expect_test::{Expect, expect};
use protocol::{Answer, EventBody, QuestionId, Request, ToolEnd};
use serde_json::{Value, json};

use super::files::{calls, session, turn};
use super::{Ground, event};
use runtime::{Runtime, Settings};

pub(crate) fn shell(command: &str) -> (&'static str, Value) {
    ("shell", json!({ "command": command }))
}

pub(crate) fn allow(question: QuestionId) -> Request {
    Request::PermissionAnswer { id: question, option: Answer::AllowOnce, by: None }
}

/// Somebody who says yes to the next question.
pub(crate) fn user_who_allows(runtime: &Runtime) -> tokio::task::JoinHandle<()> {
    let runtime = runtime.clone();
    let mut updates = runtime.subscribe(runtime.head().unwrap()).unwrap();
    tokio::spawn(async move {
        let question = event(&mut updates, |body| match body {
            EventBody::QuestionAsked { question } => Some(question.id.clone()),
            _ => None,
        })
        .await;
        runtime.handle(allow(question)).unwrap();
    })
}

/// Runs calls in one turn, with all tools trusted, and answers what they gave.
pub(crate) async fn outputs(ground: &Ground, mint: fn() -> String) -> Vec<String> {
    let runtime = Runtime::open(Settings { mint, ..ground.settings("a") }).unwrap();
    turn(&runtime, &session(&runtime)).await
}

pub(crate) async fn check(asked: &[(&str, Value)], mint: fn() -> String, expected: Expect) {
    let ground = Ground::new(&calls(asked));
    let outputs = outputs(&ground, mint).await;
    expected.assert_eq(&outputs.join("\n---\n"));
}

/// Whether this machine can confine commands; else says that what follows was not tried.
async fn can_confine() -> bool {
    let can = exec::confinement_support(Path::new("/no/workspace")).await.best().is_some();
    if !can {
        eprintln!("not tried: nothing confines commands here");
    }
    can
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_write_in_the_workspace_and_read_no_secrets() {
    if !can_confine().await {
        return;
    }
    // In words that nobody can judge before they run.
    let asked = [
        shell("out=../outside; echo x > $out; echo x > new; cat new"),
        shell("db=../state/state.db; cat $db | head -c 6"),
        shell("d=.vscode; mkdir -p $d && echo '{}' > $d/tasks.json"),
        ("shell", json!({ "command": "pwd", "folder": ".kiro" })),
    ];
    let ground = Ground::new(&calls(&asked));
    let outputs = outputs(&ground, ids!()).await;
    assert!(outputs[0].contains("x\n(exit status 0)"), "{}", outputs[0]);
    assert!(!ground.folder.path().join("outside").exists());
    assert!(!outputs[1].contains("SQLite"), "{}", outputs[1]);
    assert!(outputs[2].contains("`.vscode/tasks.json` was created, and is removed"), "{}", outputs[2]);
    assert!(!ground.folder.path().join("work/.vscode/tasks.json").exists());
    assert!(outputs[3].contains("/work/.kiro\n(exit status 0)"), "{}", outputs[3]);
    // What was written is not lost.
    let aside = fs::read_dir(ground.folder.path().join("state/aside")).unwrap();
    assert_eq!(aside.count(), 1);
}

/// A question for more than the sandbox gives, whatever is trusted; and what it says.
#[tokio::test(flavor = "multi_thread")]
async fn more_than_the_sandbox_gives_is_asked_for() {
    if !can_confine().await {
        return;
    }
    // A repository may lie in the temporary folder, of which commands have their own.
    let built = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let lasting = if built.starts_with(std::env::temp_dir()) { Path::new("/var/tmp") } else { built };
    let outside = tempfile::tempdir_in(lasting).unwrap();
    let target = outside.path().join("new");
    let asked = [
        ("shell", json!({ "command": format!("echo x > {}", target.display()), "write": [outside.path()] })),
        ("shell", json!({ "command": "true", "network": true })),
        ("shell", json!({ "command": "true", "unsandboxed": true })),
        ("shell", json!({ "command": "true", "write": ["src", "new.txt"] })),
        ("shell", json!({ "command": "true", "write": [".git/config"] })),
    ];
    let ground = Ground::new(&calls(&asked));
    let runtime = ground.process("a");
    let id = session(&runtime);
    let mut updates = runtime.subscribe(runtime.head().unwrap()).unwrap();
    runtime.handle(Request::SessionPrompt { session: id.clone(), text: "go".to_owned() }).unwrap();
    let mut said = Vec::new();
    loop {
        let next = |body: &EventBody| match body {
            EventBody::QuestionAsked { question } => Some(Some(Ok(question.clone()))),
            EventBody::ToolFinished { end, output, .. } => Some(Some(Err((*end, output.clone())))),
            EventBody::TurnEnded { .. } => Some(None),
            _ => None,
        };
        match event(&mut updates, next).await {
            None => break,
            Some(Err((end, output))) => said.push(match end {
                ToolEnd::Denied => output,
                _ => format!("{end:?}"),
            }),
            Some(Ok(question)) => {
                let last =
                    question.detail.lines().last().unwrap_or_default().replace("Landlock", "bubblewrap");
                let last = last.split(" bubblewrap cannot").next().unwrap_or_default();
                said.push(format!("{}\n{last}", question.why));
                assert_eq!(question.options.len(), 2, "no answer for ever");
                runtime.handle(allow(question.id)).unwrap();
            }
        }
    }
    assert_eq!(fs::read_to_string(target).unwrap(), "x\n");
    let said = said.join("\n").replace(outside.path().to_str().unwrap(), "/outside");
    expect![[r#"
        `/outside/new` is outside of the workspace; it asks to write `/outside`
        It runs in a sandbox (bubblewrap): it writes in the workspace, `/outside` and a temporary folder, reads no secrets, and has no network.
        Success
        it asks to use the network
        It runs in a sandbox (bubblewrap): it writes in the workspace and a temporary folder, reads no secrets, and has the network.
        Success
        it asks to run outside of the sandbox, with all your rights
        It runs outside of the sandbox: it can do whatever you can.
        Success
        Success
        `.git/config` belongs to version control itself and is never written"#]]
    .assert_eq(&said);
}
