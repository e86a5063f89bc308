//! Ways to end a run, or a part of it, in the middle.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Child;
use std::time::Duration;

use crate::workspace::Workspace;

#[derive(Clone, Copy, Debug)]
pub enum Kill {
    /// The run, so long after its event of this number.
    Run { after: usize, delay: Duration },
    /// The shell of a command, so long after it noted that it ran.
    Shell { second: bool, delay: Duration },
    /// The process above that shell.
    Warden { second: bool, delay: Duration },
    /// What goes wrong at which write of the run: it ends `before` it or `after` it, or the write `fail`s.
    Write { what: &'static str, number: usize },
}

/// What can go wrong at a write.
pub const FAULTS: [&str; 3] = ["before", "after", "fail"];

/// Starts or resumes the run and kills. False if that came too late.
pub fn strike(workspace: &Workspace, arguments: &[&str], kill: Kill) -> bool {
    let mut command = workspace.command(arguments);
    if let Kill::Write { what, number } = kill {
        command.env("KIRO_TEST_STORE_FAULT", format!("{what}:{number}"));
    }
    let mut run = command.stderr(std::process::Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(run.stdout.take().unwrap()).lines();
    let hit = match kill {
        Kill::Run { after, delay } => {
            lines.by_ref().take(after).for_each(drop);
            std::thread::sleep(delay);
            let runs = run.try_wait().unwrap().is_none();
            run.kill().unwrap();
            runs
        }
        Kill::Write { .. } => {
            lines.by_ref().for_each(drop);
            !run.wait().unwrap().success()
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
    while !fs::read_to_string(workspace.path("ran.log")).is_ok_and(|log| log.contains(word)) {
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
