//! Commands that go on, and what becomes of them.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use expect_test::expect;
use protocol::{EventBody, FileChange, Request, Response, SessionId, ToolEnd};
use runtime::{Runtime, Settings};
use serde_json::json;

use super::checkpoints::restore;
use super::commands::{allow, check, outputs, shell, user_who_allows};
use super::files::{calls, session, turn};
use super::{Ground, event};

#[tokio::test(flavor = "multi_thread")]
async fn a_command_goes_on_as_a_process() {
    let command = "echo ready; read line; echo \"got $line\"; cat; exit 3";
    let id = "p-00000001";
    check(
        &[
            ("shell", json!({ "command": command, "input": true, "yield_seconds": 1 })),
            ("process", json!({ "id": id, "wait": 0 })),
            ("process", json!({ "id": id, "wait": 0 })),
            ("process", json!({ "id": id, "wait": 1, "write": "one\ntwo\n" })),
            ("process", json!({ "id": id, "close_input": true })),
            ("process", json!({ "id": id })),
        ],
        ids!(),
        expect![[r#"
            ready
            (still running, as process `p-00000001`)
            ---
            (process `p-00000001` is still running)
            ---
            (process `p-00000001` is still running)
            ---
            got one
            two
            (process `p-00000001` is still running)
            ---
            (exit status 3)
            ---
            there is no process `p-00000001`: it has ended, with the turn that started it or with the program that ran it"#]],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_is_stopped_and_has_a_limit() {
    let ground = Ground::new(&calls(&[
        ("shell", json!({ "command": "echo a; exec sleep 60", "yield_seconds": 1 })),
        ("process", json!({ "id": "p-00000001", "stop": true })),
        ("shell", json!({ "command": "echo b; exec sleep 60", "yield_seconds": 1, "timeout": 2 })),
        ("process", json!({ "id": "p-00000002", "write": "x" })),
        ("process", json!({ "id": "p-00000002" })),
    ]));
    let mut outputs = outputs(&ground, ids!()).await;
    // And perhaps for how long it was silent.
    let last = outputs.pop().unwrap();
    assert!(last.starts_with("(killed: it ran longer than its time limit of 2 s"), "{last}");
    expect![[r#"
        a
        (still running, as process `p-00000001`)
        ---
        (stopped)
        ---
        b
        (still running, as process `p-00000002`)
        ---
        (not written: it was started without an input) (process `p-00000002` is still running)"#]]
    .assert_eq(&outputs.join("\n---\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn there_are_at_most_sixteen_processes() {
    // Each says something else: what goes on without news asks.
    let sleep = |word| ("shell", json!({ "command": format!("echo {word}; sleep 60"), "yield_seconds": 1 }));
    let mut asked: Vec<_> = ('a'..='q').map(sleep).collect();
    asked.push(("process", json!({ "id": "p-00000001", "stop": true })));
    asked.push(sleep('r'));
    let ground = Ground::new(&calls(&asked));
    let outputs = outputs(&ground, ids!()).await;
    assert_eq!(outputs.iter().filter(|output| output.contains("(still running")).count(), 17);
    assert_eq!(outputs[16], "q\n(ended: too many processes are running; stop one first)");
}

/// Writes a line every moment, also after everybody left who could stop it.
const WRITING: &str = "(setsid sh -c 'while :; do echo x >> log; sleep 0.02; done' &); sleep 60";

async fn grows(log: &Path) -> bool {
    let length = || fs::metadata(log).map(|found| found.len()).unwrap_or_default();
    let before = length();
    tokio::time::sleep(Duration::from_millis(200)).await;
    length() > before
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_end_with_their_turn_and_with_the_runtime() {
    let asked = ("shell", json!({ "command": WRITING, "yield_seconds": 1 }));
    // The turn ends by itself, is cancelled, or the runtime is closed.
    type Mint = fn() -> String;
    for (way, mint) in [("end", ids!() as Mint), ("cancel", ids!()), ("shutdown", ids!())] {
        let replies = match way {
            "end" => calls(std::slice::from_ref(&asked)),
            _ => {
                let waiting = ("process", json!({ "id": "p-00000001", "wait": 600 }));
                calls(&[asked.clone(), waiting.clone(), waiting])
            }
        };
        let ground = Ground::new(&replies);
        let log = ground.folder.path().join("work/log");
        let runtime = Runtime::open(Settings { mint, ..ground.settings("a") }).unwrap();
        let id = session(&runtime);
        let mut updates = runtime.subscribe(runtime.head().unwrap()).unwrap();
        runtime.handle(Request::SessionPrompt { session: id.clone(), text: "go".to_owned() }).unwrap();
        event(&mut updates, |body| matches!(body, EventBody::ToolFinished { .. }).then_some(())).await;
        let began = Instant::now();
        match way {
            "end" => {}
            "cancel" => {
                assert!(grows(&log).await, "it runs on");
                runtime.handle(Request::SessionCancel { session: id.clone() }).unwrap();
            }
            _ => runtime.shutdown("closed").await,
        }
        runtime.left(&id.0).await;
        assert!(!grows(&log).await, "{way}: it still writes");
        assert!(began.elapsed() < Duration::from_secs(20), "{way}");
        if way == "shutdown" {
            after_the_end(&ground, &id).await;
        }
    }
}

/// Another program goes on with the session, and is told that the process is no more.
async fn after_the_end(ground: &Ground, session: &SessionId) {
    let runtime = ground.process("b");
    let mut updates = runtime.subscribe(runtime.head().unwrap()).unwrap();
    runtime.handle(Request::SessionPrompt { session: session.clone(), text: "go on".to_owned() }).unwrap();
    // The turn that was cut off is closed first.
    let output = event(&mut updates, |body| match body {
        EventBody::ToolFinished { end: ToolEnd::Error, output, .. } => Some(output.clone()),
        _ => None,
    })
    .await;
    assert!(output.starts_with("there is no process `p-00000001`: it has ended"), "{output}");
}

/// What is tried while a process runs is seen, and what the user lets happen meanwhile stays.
#[tokio::test(flavor = "multi_thread")]
async fn a_process_cannot_change_control_files_later() {
    let late =
        "while [ ! -e go ]; do sleep 0.02; done; d=.idea; mkdir -p $d && echo evil > $d/x.xml; exec sleep 60";
    let asked = [
        ("shell", json!({ "command": late, "yield_seconds": 1 })),
        ("write", json!({ "path": ".vscode/settings.json", "content": "{}" })),
        shell("touch go; sleep 0.5"),
        ("process", json!({ "id": "p-00000002", "wait": 0 })),
    ];
    let ground = Ground::new(&calls(&asked));
    let runtime = Runtime::open(Settings { mint: ids!(), ..ground.settings("a") }).unwrap();
    let user = user_who_allows(&runtime);
    let outputs = turn(&runtime, &session(&runtime)).await;
    user.await.unwrap();
    let mended = outputs.iter().filter(|output| output.contains("`.idea/x.xml` was created, and is removed"));
    assert_eq!(mended.count(), 1, "{outputs:#?}");
    assert!(!ground.folder.path().join("work/.idea/x.xml").exists());
    assert_eq!(fs::read_to_string(ground.folder.path().join("work/.vscode/settings.json")).unwrap(), "{}");
    assert!(!outputs.iter().any(|output| output.contains(".vscode/settings.json` was")), "{outputs:#?}");
}

/// What changes while no call waits for a process is told by the next one, or by an event of its own, and is undone.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_process_changes_when_nobody_waits_is_told_and_undone() {
    let script = "wait_for() { while [ ! -e $1 ]; do sleep 0.02; done; }; \
                  wait_for go; echo a > between; wait_for on; echo b >> between; rm old; exec sleep 60";
    // What only reads is not watched.
    let pause = || shell("sleep 0.6");
    let write = |path: &str| ("write", json!({ "path": path, "content": "now\n" }));
    let asked = [
        ("shell", json!({ "command": script, "yield_seconds": 1 })),
        write("go"),
        pause(),
        ("process", json!({ "id": "p-00000001", "wait": 0 })),
        write("on"),
        pause(),
    ];
    let ground = Ground::new(&calls(&asked));
    ground.put("old", "mine\n");
    let runtime = Runtime::open(Settings { mint: ids!(), ..ground.settings("a") }).unwrap();
    let id = session(&runtime);
    let outputs = turn(&runtime, &id).await;
    let of = |change: &FileChange| {
        let sign = |digest: &Option<String>| if digest.is_some() { "+" } else { "-" };
        format!("{}{}{}", change.path, sign(&change.before), sign(&change.after))
    };
    let Response::Checkpoints { checkpoints } =
        runtime.handle(Request::CheckpointList { session: id.clone() }).unwrap()
    else {
        panic!()
    };
    let told = |checkpoint: &protocol::Checkpoint| {
        let changes: Vec<String> = checkpoint.changes.iter().map(of).collect();
        format!("{} {}: {}", checkpoint.id, checkpoint.title, changes.join(" "))
    };
    let told: Vec<String> = checkpoints.iter().map(told).collect();
    expect![[r#"
        1 go: 
        1.2 Write go: go-+
        1.4 Wait for process p-00000001: between-+
        1.5 Write on: on-+
        1.7 Processes that were left running: between++ old+-"#]]
    .assert_eq(&told.join("\n"));
    assert_eq!(outputs.len(), asked.len());
    restore(&runtime, &id, "1").unwrap();
    let there = |name: &str| ground.work().join(name).exists();
    assert_eq!(["go", "on", "between", "old"].map(there), [false, false, false, true]);
}

/// Its program is closed while it runs: what it had changed by then is known, and is undone.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_command_changed_until_it_was_halted_is_undone() {
    let ground = Ground::new(&calls(&[shell("echo a > made; rm old; sleep 60")]));
    ground.put("old", "mine\n");
    let runtime = ground.process("a");
    let id = session(&runtime);
    runtime.handle(Request::SessionPrompt { session: id.clone(), text: "go".to_owned() }).unwrap();
    let there = |name: &str| ground.work().join(name).exists();
    while there("old") {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    runtime.shutdown("closed").await;
    let other = ground.process("b");
    let (restored, _) = restore(&other, &id, "1").unwrap();
    assert_eq!(restored.len(), 2, "{restored:?}");
    assert_eq!(["made", "old"].map(there), [false, true]);
}

/// Two sessions with a command that runs on; the user lets one of them write what decides what is run.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_user_allows_one_session_is_not_undone_by_another() {
    let ground = Ground::new(&calls(&[
        ("shell", json!({ "command": "out=log; echo x >> $out; exec sleep 60", "yield_seconds": 1 })),
        ("write", json!({ "path": ".vscode/settings.json", "content": "{}" })),
    ]));
    let runtime = ground.process("a");
    let (asked, allowed) = (session(&runtime), session(&runtime));
    for id in [&asked, &allowed] {
        let mut updates = runtime.subscribe(runtime.head().unwrap()).unwrap();
        runtime.handle(Request::SessionPrompt { session: id.clone(), text: "go".to_owned() }).unwrap();
        let question = event(&mut updates, |body| match body {
            EventBody::QuestionAsked { question } => Some(question.id.clone()),
            _ => None,
        })
        .await;
        if id == &allowed {
            runtime.handle(allow(question)).unwrap();
            runtime.left(&id.0).await;
        }
    }
    runtime.handle(Request::SessionCancel { session: asked.clone() }).unwrap();
    runtime.left(&asked.0).await;
    assert_eq!(fs::read_to_string(ground.folder.path().join("work/.vscode/settings.json")).unwrap(), "{}");
}
