//! `kill -9` of the run, of a command's shell and of the process that watches over it, at any event and any time between
//! two. Whatever is hit: run again, it ends with the same files and marks, and no command ran twice.
//!
//! A seeded sample; all of it with `KIRO_TEST_EXHAUSTIVE`. `KIRO_TEST_SEED` repeats a sample.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Child;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime};

use fastrand::Rng;
use serde_json::Value;

use crate::workspace::{TASKS, Workspace, tell};

/// Commands note outside of the workspace that they ran. The second one is a sub-agent's.
const REPLIES: &str = r#"{"for": "two files", "calls": [{"tool": "read", "input": {"path": "base.txt"}}]}
{"for": "two files", "calls": [{"tool": "edit", "input": {"path": "base.txt", "old": "one", "new": "one two"}}]}
{"for": "two files", "calls": [{"tool": "shell", "input": {"command": "echo first >> ../ran.log; sleep 0.06"}}]}
{"for": "two files", "calls": [{"tool": "write", "input": {"path": "new.txt", "content": "new"}}]}
{"for": "two files", "calls": [{"tool": "subagent", "input": {"name": "second", "prompt": "Run it."}}]}
{"for": "Run it.", "calls": [{"tool": "shell", "input": {"command": "echo second >> ../ran.log; sleep 0.06"}}]}
{"for": "Run it.", "say": "It ran."}
{"for": "two files", "say": "Done."}"#;

const RUN: [&str; 9] =
    ["--format", "json", "task", "run", "s", "1", "-a", "--check", "grep -q 'one two' base.txt"];

#[derive(Clone, Copy, Debug)]
enum Kill {
    /// The run, so long after its event of this number.
    Run { after: usize, delay: Duration },
    /// The shell of a command, so long after it noted that it ran.
    Shell { second: bool, delay: Duration },
    /// The process above that shell.
    Warden { second: bool, delay: Duration },
}

#[test]
fn killed_anywhere_it_ends_the_same_and_nothing_ran_twice() {
    let whole = fresh();
    let events = whole.run(&RUN).expect_code(0).stdout.lines().count();
    let expected = outcome(&whole);
    let cases = if std::env::var_os("KIRO_TEST_EXHAUSTIVE").is_some() {
        exhaustive(events)
    } else {
        sample(events, 60)
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
fn sample(events: usize, count: usize) -> Vec<Vec<Kill>> {
    let now = || SystemTime::UNIX_EPOCH.elapsed().unwrap().as_nanos() as u64;
    let seed = std::env::var("KIRO_TEST_SEED").map_or_else(|_| now(), |seed| seed.parse().unwrap());
    tell(&format!("kiro-cli: KIRO_TEST_SEED={seed}"));
    let mut rng = Rng::with_seed(seed);
    let kill = |rng: &mut Rng| {
        let (second, delay) = (rng.bool(), Duration::from_millis(50).mul_f64(rng.f64().powi(3)));
        match rng.u8(0..6) {
            0 => Kill::Shell { second, delay },
            1 => Kill::Warden { second, delay },
            _ => Kill::Run { after: rng.usize(0..events), delay },
        }
    };
    (0..count).map(|_| (0..rng.usize(1..3)).map(|_| kill(&mut rng)).collect()).collect()
}

fn exhaustive(events: usize) -> Vec<Vec<Kill>> {
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
    cases
}

fn fresh() -> Workspace {
    let workspace = Workspace::with("- [ ] 1. Write two files\n", REPLIES);
    workspace.write("base.txt", "one\n");
    workspace
}

/// What is there in the end: both files, the marks, and what ran.
fn outcome(workspace: &Workspace) -> [String; 4] {
    let files = ["base.txt", "new.txt", TASKS, "../ran.log"];
    files.map(|path| fs::read_to_string(workspace.path(path)).unwrap_or_default())
}

/// Runs until it is done, with these kills on the way. Answers how many hit.
fn survive(case: &[Kill], expected: &[String; 4]) -> usize {
    let workspace = fresh();
    let over = AtomicBool::new(false);
    let hit = std::thread::scope(|scope| {
        let user = scope.spawn(|| answer_questions(&workspace, &over));
        // Also when something below fails: the scope waits for the user.
        let leaves = Set(&over);
        let hit = case.iter().filter(|kill| finished(&workspace) == 0 && strike(&workspace, **kill)).count();
        let ticked = workspace.read(TASKS) == expected[2];
        assert!(!ticked || outcome(&workspace) == *expected, "ticked before it was done: {case:?}");
        // If only the record of the end was missing, this run does no more than write it.
        if finished(&workspace) == 0 {
            workspace.run(&RUN).expect_code(0);
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

/// Starts or resumes the run and kills. False if that came too late.
fn strike(workspace: &Workspace, kill: Kill) -> bool {
    let mut run = workspace.command(&RUN).stderr(std::process::Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(run.stdout.take().unwrap()).lines();
    let hit = match kill {
        Kill::Run { after, delay } => {
            lines.by_ref().take(after).for_each(drop);
            std::thread::sleep(delay);
            let runs = run.try_wait().unwrap().is_none();
            run.kill().unwrap();
            runs
        }
        Kill::Shell { second, delay } => shell(workspace, &mut run, second, delay).is_some_and(end),
        Kill::Warden { second, delay } => {
            shell(workspace, &mut run, second, delay).and_then(parent).is_some_and(end)
        }
    };
    // Whoever survives the loss of a command goes on.
    lines.for_each(drop);
    run.wait().unwrap();
    hit
}

/// The shell of a command, some time after it noted that it ran.
fn shell(workspace: &Workspace, run: &mut Child, second: bool, delay: Duration) -> Option<u32> {
    let word = if second { "second" } else { "first" };
    while !fs::read_to_string(workspace.path("../ran.log")).is_ok_and(|log| log.contains(word)) {
        if run.try_wait().unwrap().is_some() {
            return None;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    std::thread::sleep(delay);
    let root = workspace.root().canonicalize().unwrap();
    let works = |process: &Path| fs::read_link(process.join("cwd")).is_ok_and(|cwd| cwd == root);
    let says = |process: &Path| fs::read_to_string(process.join("cmdline")).unwrap_or_default();
    let all = fs::read_dir("/proc").unwrap().map(|entry| entry.unwrap().path());
    all.filter(|process| works(process) && says(process).contains(&format!("-c\0echo {word}")))
        .find_map(|process| process.file_name()?.to_str()?.parse().ok())
}

fn parent(process: u32) -> Option<u32> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let parent = status.lines().find_map(|line| line.strip_prefix("PPid:"))?.trim().parse().ok()?;
    let name = fs::read_to_string(format!("/proc/{parent}/comm")).ok()?;
    (name.trim() == "kiro-warden").then_some(parent)
}

fn end(process: u32) -> bool {
    let kill = std::process::Command::new("kill").args(["-9", &process.to_string()]).status();
    kill.unwrap().success()
}

/// A command may be asked about after a crash. A user looks whether it ran, and says yes only if not.
fn answer_questions(workspace: &Workspace, over: &AtomicBool) {
    while !over.load(Ordering::Relaxed) {
        std::thread::sleep(Duration::from_millis(30));
        let question = if workspace.has_log() { workspace.open_question() } else { None };
        let Some(question) = question else { continue };
        let detail = question["detail"].as_str().unwrap();
        let word = ["first", "second"].into_iter().find(|word| detail.contains(word)).unwrap();
        let ran = fs::read_to_string(workspace.path("../ran.log")).unwrap_or_default();
        let answer = if ran.contains(word) { "deny" } else { "allow_once" };
        // Its run may have been killed meanwhile, and the question then stays.
        workspace.run(&["answer", id(&question), answer]);
    }
}

fn id(question: &Value) -> &str {
    question["id"].as_str().unwrap()
}
