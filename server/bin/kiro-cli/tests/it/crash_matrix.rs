//! `kill -9` of the run, of a command's shell and of the process that watches over it, at any event and any time between
//! two; and any write of the state that ends the run or fails. Whatever is hit, and whether or not the user is asked about
//! each step: run again, it ends with the same files and marks, and no command ran twice.
//!
//! A seeded sample; all of it with `KIRO_TEST_EXHAUSTIVE`. `KIRO_TEST_SEED` repeats a sample.

use std::fs;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime};

use fastrand::Rng;
use serde_json::Value;

use crate::crash_kill::{FAULTS, Kill, strike};
use crate::workspace::{TASKS, Workspace, tell};

/// Commands note that they ran. The second one is a sub-agent's.
const REPLIES: &str = r#"{"for": "two files", "calls": [{"tool": "read", "input": {"path": "base.txt"}}]}
{"for": "two files", "calls": [{"tool": "edit", "input": {"path": "base.txt", "old": "one", "new": "one two"}}]}
{"for": "two files", "calls": [{"tool": "shell", "input": {"command": "echo first >> ran.log; sleep 0.06"}}]}
{"for": "two files", "calls": [{"tool": "write", "input": {"path": "new.txt", "content": "new"}}]}
{"for": "two files", "calls": [{"tool": "subagent", "input": {"name": "second", "prompt": "Run it."}}]}
{"for": "Run it.", "calls": [{"tool": "shell", "input": {"command": "echo second >> ran.log; sleep 0.06"}}]}
{"for": "Run it.", "say": "It ran."}
{"for": "two files", "say": "Done."}"#;

const RUN: [&str; 8] = ["--format", "json", "task", "run", "s", "1", "--check", "grep -q 'one two' base.txt"];

/// What is tried on one run.
#[derive(Debug)]
struct Case {
    /// Every change and command asks first.
    asks: bool,
    kills: Vec<Kill>,
}

impl Case {
    fn arguments(&self) -> Vec<&'static str> {
        RUN.into_iter().chain((!self.asks).then_some("-a")).collect()
    }
}

#[test]
fn killed_anywhere_it_ends_the_same_and_nothing_ran_twice() {
    let whole = fresh();
    let autopilot = Case { asks: false, kills: Vec::new() };
    let events = whole.run(&autopilot.arguments()).expect_code(0).stdout.lines().count();
    let expected = outcome(&whole);
    let cases = if std::env::var_os("KIRO_TEST_EXHAUSTIVE").is_some() {
        exhaustive(events)
    } else {
        sample(events, 80)
    };
    let (next, kills) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let began = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    kills.fetch_add(survive(case, &expected), Ordering::Relaxed);
                }
            });
        }
    });
    let (cases, kills) = (cases.len(), kills.into_inner());
    assert!(kills >= cases / 2, "only {kills} of {cases} runs were hit: this tests nothing");
    tell(&format!("kiro-cli: {kills} kills in {cases} runs, 0 differences, {:?}", began.elapsed()));
}

/// One or two kills for each run.
fn sample(events: usize, count: usize) -> Vec<Case> {
    let now = || SystemTime::UNIX_EPOCH.elapsed().unwrap().as_nanos() as u64;
    let seed = std::env::var("KIRO_TEST_SEED").map_or_else(|_| now(), |seed| seed.parse().unwrap());
    tell(&format!("kiro-cli: KIRO_TEST_SEED={seed}"));
    let mut rng = Rng::with_seed(seed);
    let kill = |rng: &mut Rng| {
        let (second, delay) = (rng.bool(), Duration::from_millis(50).mul_f64(rng.f64().powi(3)));
        match rng.u8(0..9) {
            0 => Kill::Shell { second, delay },
            1 => Kill::Warden { second, delay },
            2..5 => Kill::Write { what: FAULTS[rng.usize(0..3)], number: rng.usize(1..=WRITES) },
            _ => Kill::Run { after: rng.usize(0..events), delay },
        }
    };
    let case =
        |_| Case { asks: rng.u8(0..3) == 0, kills: (0..rng.usize(1..3)).map(|_| kill(&mut rng)).collect() };
    (0..count).map(case).collect()
}

/// Writes of a run on autopilot; one that asks makes more. That it is not too many is asserted by how often they hit.
const WRITES: usize = 25;

fn exhaustive(events: usize) -> Vec<Case> {
    let delays = [0, 1, 2, 4, 8, 16, 32].map(Duration::from_millis);
    let mut cases = Vec::new();
    for delay in delays {
        cases.extend((0..events).map(|after| vec![Kill::Run { after, delay }]));
        for second in [false, true] {
            cases.push(vec![Kill::Shell { second, delay }]);
            cases.push(vec![Kill::Warden { second, delay }]);
            // The command that was asked about is hit again.
            let after = events / 2;
            cases.push(vec![Kill::Run { after, delay }, Kill::Warden { second, delay }]);
            cases.push(vec![Kill::Run { after, delay }, Kill::Run { after: 1, delay }]);
        }
    }
    for what in FAULTS {
        cases.extend((1..=WRITES).map(|number| vec![Kill::Write { what, number }]));
    }
    let both = |kills: Vec<Kill>| [false, true].map(|asks| Case { asks, kills: kills.clone() });
    cases.into_iter().flat_map(both).collect()
}

fn fresh() -> Workspace {
    let workspace = Workspace::with("- [ ] 1. Write two files\n", REPLIES);
    workspace.write("base.txt", "one\n");
    workspace
}

/// What is there in the end: both files, the marks, and what ran.
fn outcome(workspace: &Workspace) -> [String; 4] {
    let files = ["base.txt", "new.txt", TASKS, "ran.log"];
    files.map(|path| fs::read_to_string(workspace.path(path)).unwrap_or_default())
}

/// Runs until it is done, with these kills on the way. Answers how many hit.
fn survive(case: &Case, expected: &[String; 4]) -> usize {
    let workspace = fresh();
    let over = AtomicBool::new(false);
    let hit = std::thread::scope(|scope| {
        let user = scope.spawn(|| answer_questions(&workspace, &over));
        // Also when something below fails: the scope waits for the user.
        let leaves = Set(&over);
        let hit = case
            .kills
            .iter()
            .filter(|kill| finished(&workspace) == 0 && strike(&workspace, &case.arguments(), **kill))
            .count();
        let ticked = workspace.read(TASKS) == expected[2];
        assert!(!ticked || outcome(&workspace) == *expected, "ticked before it was done: {case:?}");
        // If only the record of the end was missing, this run does no more than write it.
        if finished(&workspace) == 0 {
            workspace.run(&case.arguments()).expect_code(0);
        }
        drop(leaves);
        user.join().unwrap();
        hit
    });
    assert_eq!(outcome(&workspace), *expected, "{case:?}");
    for kind in ["runRequested", "subagentEnded", "runFinished"] {
        assert_eq!(workspace.count(kind), 1, "{kind}: {case:?}");
    }
    let ends = workspace.events();
    let ends = ends.iter().filter(|event| event["type"] == "toolFinished").map(|event| &event["call"]);
    let ends: Vec<&str> = ends.map(|call| call.as_str().unwrap()).collect();
    // The sub-agent's only call ends before that of its parent.
    let all = ["call-1-1", "call-2-1", "call-3-1", "call-4-1", "call-1-1", "call-5-1"];
    assert_eq!(ends, all, "{case:?}");
    hit
}

/// Sets when dropped.
struct Set<'a>(&'a AtomicBool);

impl Drop for Set<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn finished(workspace: &Workspace) -> usize {
    if workspace.has_log() { workspace.count("runFinished") } else { 0 }
}

/// A step may be asked about, and a command again after a crash. A user looks whether it ran, and says yes only if not.
fn answer_questions(workspace: &Workspace, over: &AtomicBool) {
    while !over.load(Ordering::Relaxed) {
        std::thread::sleep(Duration::from_millis(30));
        let question = if workspace.has_log() { workspace.open_question() } else { None };
        let Some(question) = question else { continue };
        let detail = question["detail"].as_str().unwrap();
        let command = ["first", "second"].into_iter().find(|word| detail.contains(word));
        let ran = fs::read_to_string(workspace.path("ran.log")).unwrap_or_default();
        let answer = if command.is_some_and(|word| ran.contains(word)) { "deny" } else { "allow_once" };
        // Its run may have been killed meanwhile, and the question then stays.
        workspace.run(&["answer", id(&question), answer]);
    }
}

fn id(question: &Value) -> &str {
    question["id"].as_str().unwrap()
}
