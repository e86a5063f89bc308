//! What goes wrong around a run: disks, models and commands.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::workspace::{TASKS, Workspace, exists, tell, wait_for};

const ONE: &str = "- [ ] 1. Write a file\n";

/// A small file system in place of a folder.
struct Mount(PathBuf);

impl Mount {
    /// `None` where that is not allowed.
    fn over(folder: &Path, size: &str) -> Option<Self> {
        fs::create_dir_all(folder).unwrap();
        let options = format!("size={size}");
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(folder).output();
        if mount.is_ok_and(|mount| mount.status.success()) {
            return Some(Self(folder.to_owned()));
        }
        eprintln!("skipped: mounting a small file system is not allowed here");
        None
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_below_the_state_interrupts_and_the_run_goes_on_when_there_is_space() {
    let replies = r#"{"calls": [{"tool": "shell", "input": {"command": "echo ran >> ran.txt; while [ ! -e full ]; do sleep 0.02; done"}}]}
{"calls": [{"tool": "write", "input": {"path": "out.txt", "content": "hello\n"}}]}
{"say": "Written."}"#;
    let workspace = Workspace::with(ONE, replies);
    let Some(_mount) = Mount::over(&workspace.state(), "4m") else { return };
    let run = ["task", "run", "s", "1", "-a", "--check", "grep -q hello out.txt"];
    let running = workspace.start(&run);
    wait_for("the command", || exists(&workspace.path("ran.txt")));
    fill(&workspace.state().join("filler"));
    workspace.write("full", "");
    let ran = running.finish().expect_code(7);
    let why = "the disk that holds the state folder is full. Free some space, then go on: nothing was lost";
    assert!(ran.stderr.contains(why), "{}", ran.stderr);
    assert_eq!(workspace.read(TASKS), "- [-] 1. Write a file\n");
    assert!(workspace.run(&run).stderr.contains(why));

    fs::remove_file(workspace.state().join("filler")).unwrap();
    let mut resumed = workspace.start(&run);
    resumed.wait_for_line("whether it finished is unknown");
    let question = workspace.question();
    workspace.run(&["answer", question["id"].as_str().unwrap(), "deny"]).expect_code(0);
    resumed.finish().expect_code(0);
    assert_eq!(workspace.read(TASKS), "- [x] 1. Write a file\n");
    assert_eq!(
        (workspace.read("ran.txt"), workspace.read("out.txt")),
        ("ran\n".to_owned(), "hello\n".to_owned())
    );
}

/// Takes all the space that there is.
fn fill(file: &Path) {
    fs::write(file, vec![0; 64 << 20]).unwrap_err();
}

/// What it wrote is not undone, since the user may have changed the same files by now.
#[test]
fn what_a_command_planted_before_its_program_was_killed_is_told_once() {
    let script = "d=.vscode; mkdir -p $d; echo evil > $d/tasks.json; echo done > planted; sleep 60";
    let replies = [
        serde_json::json!({ "calls": [{ "tool": "shell", "input": { "command": script } }] }),
        serde_json::json!({ "say": "Done." }),
    ];
    let workspace = Workspace::with(ONE, &replies.map(|reply| reply.to_string()).join("\n"));
    let running = workspace.start(&["chat", "--no-interactive", "--trust-all-tools", "Go."]);
    wait_for("the command", || exists(&workspace.path("planted")));
    running.kill();
    let told =
        "different from what they were: `.vscode/tasks.json` (new). Look at them before you run anything";
    // What dies with the program holds on to its life for a moment.
    let said = || workspace.run(&["session", "search", "x"]).stderr;
    wait_for("the end of the command", || said().contains(told).then_some(()));
    assert!(!said().contains("cut off"));
    assert!(workspace.path(".vscode/tasks.json").exists());
}

#[test]
fn a_full_disk_below_the_files_is_told_to_the_model_and_leaves_the_old_content() {
    let big = "x".repeat(600_000);
    let replies = format!(
        r#"{{"calls": [{{"tool": "read", "input": {{"path": "small/a.txt"}}}}]}}
{{"calls": [{{"tool": "write", "input": {{"path": "small/a.txt", "content": "{big}"}}}}]}}
{{"say": "No space."}}"#
    );
    let workspace = Workspace::with(ONE, &replies);
    let Some(_mount) = Mount::over(&workspace.path("small"), "256k") else { return };
    workspace.write("small/a.txt", "old");
    workspace.run(&["task", "run", "s", "1", "-a", "--no-interactive"]).expect_code(5);
    let events = workspace.events();
    let written = events.iter().find(|event| event["call"] == "call-2-1" && event["type"] == "toolFinished");
    assert_eq!(
        written.unwrap()["output"],
        "no space left for `small/a.txt`: free some and try again; the old content is unchanged"
    );
    assert_eq!(workspace.read("small/a.txt"), "old");
    assert_eq!(fs::read_dir(workspace.path("small")).unwrap().count(), 1, "no temporary file stays");
    assert_eq!(workspace.read(TASKS), ONE);
}

#[test]
fn fifty_megabytes_of_output_cost_little_and_the_user_is_told_what_was_left_out() {
    let replies = r#"{"calls": [{"tool": "shell", "input": {"command": "echo first; head -c 50000000 /dev/zero | tr '\\0' x; echo; echo last"}}]}
{"say": "Much."}"#;
    let workspace = Workspace::with(ONE, replies);
    let began = Instant::now();
    let run = workspace.start(&["task", "run", "s", "1", "-a", "--check", "true"]);
    let mut most = 0;
    let process = format!("/proc/{}/status", run.id());
    while let Ok(status) = fs::read_to_string(&process) {
        let Some(line) = status.lines().find_map(|line| line.strip_prefix("VmHWM:")) else { break };
        most = most.max(line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024);
        std::thread::sleep(Duration::from_millis(5));
    }
    run.finish().expect_code(0);
    let took = began.elapsed();
    let events = workspace.events();
    let output = events.iter().find(|event| event["type"] == "toolFinished").unwrap()["output"].clone();
    let output = output.as_str().unwrap();
    assert!(output.starts_with("first\nxxx") && output.ends_with("xxx\nlast\n(exit status 0)"));
    assert!(output.contains("\n[... 49970012 bytes left out ...]\n"));
    let largest = events.iter().map(|event| event.to_string().len()).max().unwrap();
    tell(&format!("50 MB of output: {took:?}, {most} MB at most, largest event {largest} bytes"));
    assert!(largest < 100_000, "{largest} bytes");
    assert!(most < 80, "{most} MB");
    assert!(took < Duration::from_secs(20), "{took:?}");
}

#[test]
fn what_a_command_leaves_in_the_background_is_ended_and_reported() {
    let replies = r#"{"calls": [{"tool": "shell", "input": {"command": "setsid sleep 1000 & echo started"}}]}
{"calls": [{"tool": "shell", "input": {"command": "cat; sleep 20", "timeout": 1}}]}
{"say": "Started."}"#;
    let workspace = Workspace::with(ONE, replies);
    workspace.run(&["task", "run", "s", "1", "-a", "--check", "true"]).expect_code(0);
    let events = workspace.events();
    let outputs: Vec<&str> = events.iter().filter_map(|event| event["output"].as_str()).collect();
    assert_eq!(
        outputs[..2],
        [
            "started\n(exit status 0; the process that it left in the background was ended)",
            "(killed: it ran longer than its time limit of 1 s)"
        ]
    );
}

#[test]
fn the_death_of_the_run_is_the_death_of_its_commands() {
    let replies = r#"{"calls": [{"tool": "shell", "input": {"command": "trap '' TERM; setsid sleep 997 & sleep 998 & touch begun; sleep 999"}}]}"#;
    let workspace = Workspace::with(ONE, replies);
    let run = workspace.start(&["task", "run", "s", "1", "-a"]);
    wait_for("the command", || exists(&workspace.path("begun")));
    let root = workspace.root().canonicalize().unwrap();
    let alive = || {
        let all = fs::read_dir("/proc").unwrap().map(|entry| entry.unwrap().path().join("cwd"));
        all.filter(|cwd| fs::read_link(cwd).is_ok_and(|cwd| cwd == root)).count()
    };
    run.kill();
    let began = Instant::now();
    wait_for("the end of all", || (alive() == 0).then_some(()));
    tell(&format!("kill -9: the last process was gone after {:?}", began.elapsed()));
}

/// An endpoint that takes requests and never answers.
fn silent_endpoint() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    std::thread::spawn(move || listener.incoming().collect::<Vec<_>>());
    url
}

#[test]
fn a_silent_model_is_shown_and_stopped_at_once() {
    let workspace = Workspace::with(ONE, "");
    let mut command = workspace.command(&["task", "run", "s", "1", "--model", "openai:x"]);
    let mut run = workspace.started(command.env("OPENAI_BASE_URL", silent_endpoint()));
    run.wait_for_line("waiting for the model, 5 s");
    let began = Instant::now();
    workspace.run(&["task", "stop", "s", "1"]).expect_code(0);
    let ran = run.finish().expect_code(5);
    tell(&format!("a silent model: stopped {:?} after `task stop` began", began.elapsed()));
    assert!(ran.stderr.ends_with("Stopped.\n"), "{}", ran.stderr);
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    assert_eq!(workspace.read(TASKS), ONE);
    let stored: Vec<String> = workspace.events().iter().map(|event| event.to_string()).collect();
    assert!(stored.iter().all(|event| !event.contains("waiting")), "silence is never stored");
}

#[test]
fn a_silent_command_is_shown_with_its_limit() {
    let replies = r#"{"calls": [{"tool": "shell", "input": {"command": "sleep 5.5", "timeout": 60}}]}
{"say": "Done."}"#;
    let workspace = Workspace::with(ONE, replies);
    let mut run = workspace.start(&["task", "run", "s", "1", "-a", "--check", "true"]);
    run.wait_for_line("Run sleep 5.5: silent for 5 s; it is ended after 60 s");
    run.finish().expect_code(0);
}
