//! `kill -9` of the server at any event of a run and any time after it, with tasks.md in a buffer and without. Started
//! again by the next server, the run ends with the same files and marks, and no command ran twice.
//!
//! A seeded sample; all of it with `KIRO_TEST_EXHAUSTIVE`. `KIRO_TEST_SEED` repeats a sample.

use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime};

use fastrand::Rng;
use serde_json::{Value, json};

use crate::chat::{Buffer, EDITS};
use crate::client::{Client, TASKS, Workspace, tell};

/// The command notes that it ran.
const REPLIES: &str = r#"{"calls": [{"tool": "read", "input": {"path": "base.txt"}}]}
{"calls": [{"tool": "edit", "input": {"path": "base.txt", "old": "one", "new": "one two"}}]}
{"calls": [{"tool": "shell", "input": {"command": "echo ran >> ran.log; sleep 0.06"}}]}
{"say": "Done."}"#;

#[derive(Debug)]
struct Kill {
    /// Events of the run that are seen before.
    after: usize,
    delay: Duration,
    /// The editor holds tasks.md.
    open: bool,
    /// Every change and command asks first.
    asks: bool,
}

#[test]
fn killed_anywhere_it_ends_the_same_and_nothing_ran_twice() {
    let whole = fresh();
    let events = implement(&whole, None, true, false).unwrap();
    let expected = outcome(&whole);
    assert_eq!(expected, ["one two\n", "- [x] 1. One\n", "ran\n"]);
    let exhaustive = std::env::var_os("KIRO_TEST_EXHAUSTIVE").is_some();
    let cases = if exhaustive { all(events) } else { sample(events, 36) };
    let (next, kills) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let began = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let workspace = fresh();
                    if implement(&workspace, Some(case), case.open, case.asks).is_none() {
                        kills.fetch_add(1, Ordering::Relaxed);
                        implement(&workspace, None, case.open, case.asks);
                    }
                    assert_eq!(outcome(&workspace), expected, "{case:?}");
                }
            });
        }
    });
    let (cases, kills) = (cases.len(), kills.into_inner());
    assert!(kills >= cases / 2, "only {kills} of {cases} runs were hit: this tests nothing");
    tell(&format!("kiro-lsp: {kills} kills in {cases} runs, 0 differences, {:?}", began.elapsed()));
}

fn sample(events: usize, count: usize) -> Vec<Kill> {
    let now = || SystemTime::UNIX_EPOCH.elapsed().unwrap().as_nanos() as u64;
    let seed = std::env::var("KIRO_TEST_SEED").map_or_else(|_| now(), |seed| seed.parse().unwrap());
    tell(&format!("kiro-lsp: KIRO_TEST_SEED={seed}"));
    let mut rng = Rng::with_seed(seed);
    let case = |_| Kill {
        after: rng.usize(0..events),
        delay: Duration::from_millis(50).mul_f64(rng.f64().powi(3)),
        open: rng.bool(),
        asks: rng.bool(),
    };
    (0..count).map(case).collect()
}

fn all(events: usize) -> Vec<Kill> {
    let delays = [0, 1, 2, 4, 8, 16, 32].map(Duration::from_millis);
    let case = |((after, delay, open), asks)| Kill { after, delay, open, asks };
    let both = |kill| [(kill, true), (kill, false)];
    let each =
        |after| delays.into_iter().flat_map(move |delay| [true, false].map(|open| (after, delay, open)));
    (0..events).flat_map(each).flat_map(both).map(case).collect()
}

fn fresh() -> Workspace {
    let workspace = Workspace::new("- [ ] 1. One\n").model(REPLIES);
    workspace.write("base.txt", "one\n");
    workspace
}

fn outcome(workspace: &Workspace) -> [String; 3] {
    ["base.txt", TASKS, "ran.log"].map(|path| read(workspace, path))
}

fn read(workspace: &Workspace, path: &str) -> String {
    fs::read_to_string(workspace.root().join(path)).unwrap_or_default()
}

/// Starts a server, and the run in it, until its end: the number of its events. `None` if it was killed before.
fn implement(workspace: &Workspace, kill: Option<&Kill>, open: bool, asks: bool) -> Option<usize> {
    let mut client = workspace.start();
    let mut capabilities: Value = serde_json::from_str(EDITS).unwrap();
    capabilities["experimental"] = json!({ "kiro": { "version": 1 } });
    client.initialize(workspace, capabilities);
    let uri = workspace.uri(TASKS);
    let mut buffer = open.then(|| Buffer::open(&mut client, &uri, &workspace.read(TASKS)));
    let (trust, checks) = (if asks { "none" } else { "all" }, ["grep -q 'one two' base.txt"]);
    let run = json!({ "spec": "demo", "task": "1", "trust": trust, "checks": checks });
    let started = client.command("kiro.task.run", run);
    if started["error"]["message"].as_str().is_some_and(|why| why.contains("is done already")) {
        return Some(0);
    }
    assert!(started["result"]["runId"].is_string(), "{started}");
    // What was asked before the kill.
    for question in client.call("kiro/question/list", json!({}))["questions"].as_array().unwrap() {
        answer(workspace, &mut client, question);
    }
    let mut seen = 0;
    loop {
        if kill.is_some_and(|kill| kill.after == seen) {
            std::thread::sleep(kill?.delay);
            client.kill();
            return None;
        }
        let message = client.wait("an event or an edit", |message| {
            matches!(message["method"].as_str(), Some("kiro/event" | "workspace/applyEdit"))
        });
        if message["method"] == "workspace/applyEdit" {
            let buffer = buffer.as_mut().unwrap();
            buffer.edit(&mut client, &message);
            workspace.write(TASKS, &buffer.text);
            continue;
        }
        seen += 1;
        let event = &message["params"];
        match event["type"].as_str().unwrap() {
            "questionAsked" => answer(workspace, &mut client, &event["question"]),
            "runFinished" => {
                assert_eq!(event["outcome"]["kind"], "done", "{event}");
                return Some(seen);
            }
            kind => assert_ne!(kind, "runInterrupted", "{event}"),
        }
    }
}

/// A user looks whether the command ran, and says yes only if not.
fn answer(workspace: &Workspace, client: &mut Client, question: &Value) {
    let option = if read(workspace, "ran.log").is_empty() { "allow_once" } else { "deny" };
    client.command("kiro.answer", json!({ "id": question["id"], "option": option }));
}
