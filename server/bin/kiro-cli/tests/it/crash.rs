use crate::workspace::{TASKS, Workspace, exists, wait_for};

const ONE: &str = "- [ ] 1. Write two files\n";

#[test]
fn a_killed_run_is_shown_as_interrupted_and_goes_on_without_repeating() {
    let replies = r#"{"calls": [{"tool": "write", "input": {"path": "a.txt", "content": "a"}}]}
{"calls": [{"tool": "shell", "input": {"command": "echo ran >> log.txt; touch go; sleep 2"}}]}
{"calls": [{"tool": "write", "input": {"path": "b.txt", "content": "b"}}]}
{"say": "Both are there."}"#;
    let workspace = Workspace::with(ONE, replies);
    let run = workspace.start(&["task", "run", "s", "1", "-a", "--check", "test -f b.txt"]);
    wait_for("the command", || exists(&workspace.path("go")));
    run.kill();

    let shown = workspace.run(&["spec", "show", "s"]).expect_code(0);
    assert!(
        shown.stdout.contains("[-] 1 Write two files  (interrupted; `task run` goes on)"),
        "{}",
        shown.stdout
    );

    // Whether the command finished is unknown, so it is not repeated without asking.
    let mut run = workspace.start(&["task", "run", "s", "1", "-a"]);
    run.wait_for_line("whether it finished is unknown");
    let question = workspace.question();
    workspace.run(&["answer", question["id"].as_str().unwrap(), "deny"]).expect_code(0);
    run.finish().expect_code(0);
    assert_eq!(workspace.read("log.txt"), "ran\n");
    assert_eq!(workspace.read("a.txt") + &workspace.read("b.txt"), "ab");
    assert_eq!(workspace.read(TASKS), "- [x] 1. Write two files\n");
    let writes = |path: &str| {
        let files = |event: &serde_json::Value| event["files"][0]["path"] == path;
        workspace.events().iter().filter(|event| event["type"] == "toolFinished" && files(event)).count()
    };
    assert_eq!((writes("a.txt"), writes("b.txt")), (1, 1));
}

/// Kills the run after each of its events in turn; what is there in the end is always the same. The exhaustive
/// matrix also lets it go on for a little after the event.
#[test]
fn killed_after_any_event_it_ends_with_the_same_files_and_marks() {
    let replies = r#"{"calls": [{"tool": "read", "input": {"path": "base.txt"}}]}
{"calls": [{"tool": "edit", "input": {"path": "base.txt", "old": "one", "new": "one two"}}]}
{"calls": [{"tool": "write", "input": {"path": "new.txt", "content": "new"}}]}
{"say": "Done."}"#;
    let files = |workspace: &Workspace| {
        [workspace.read("base.txt"), workspace.read("new.txt"), workspace.read(TASKS)]
    };
    let arguments =
        ["--format", "json", "task", "run", "s", "1", "-a", "--check", "grep -q 'one two' base.txt"];
    let fresh = || {
        let workspace = Workspace::with(ONE, replies);
        workspace.write("base.txt", "one\n");
        workspace
    };
    let whole = fresh();
    let lines = whole.run(&arguments).expect_code(0).stdout.lines().count();
    let expected = files(&whole);

    let exhaustive = std::env::var_os("KIRO_TEST_EXHAUSTIVE").is_some();
    let delays: &[u64] = if exhaustive { &[0, 1, 2, 4, 8, 16] } else { &[0] };
    for (after, delay) in (1..lines).flat_map(|after| delays.iter().map(move |delay| (after, *delay))) {
        let workspace = fresh();
        let mut child = workspace.command(&arguments).spawn().unwrap();
        let mut stdout = std::io::BufReader::new(child.stdout.take().unwrap());
        std::io::BufRead::lines(&mut stdout).take(after).for_each(drop);
        std::thread::sleep(std::time::Duration::from_millis(delay));
        child.kill().unwrap();
        child.wait().unwrap();
        let ticked = workspace.read(TASKS) == expected[2];
        assert!(
            !ticked || files(&workspace) == expected,
            "ticked before it was done, killed after line {after}"
        );
        if !ticked || workspace.count("runFinished") == 0 {
            workspace.run(&arguments).expect_code(0);
        }
        assert_eq!(files(&workspace), expected, "killed after line {after}");
        assert_eq!(workspace.count("runRequested"), 1, "killed after line {after}");
        assert_eq!(workspace.count("runFinished"), 1, "killed after line {after}");
    }
}

/// Nobody reads the output any more, as behind `head`: the run is cut off somewhere, and goes on later.
#[test]
fn a_closed_output_interrupts_the_run_and_breaks_nothing() {
    let replies = r#"{"calls": [{"tool": "read", "input": {"path": "base.txt"}}]}
{"calls": [{"tool": "edit", "input": {"path": "base.txt", "old": "one", "new": "one two"}}]}
{"say": "Done."}"#;
    let arguments =
        ["--format", "json", "task", "run", "s", "1", "-a", "--check", "grep -q 'one two' base.txt"];
    for lines in 0..12 {
        let workspace = Workspace::with(ONE, replies);
        workspace.write("base.txt", "one\n");
        let mut child = workspace.command(&arguments).spawn().unwrap();
        let stdout = std::io::BufReader::new(child.stdout.take().unwrap());
        std::io::BufRead::lines(stdout).take(lines).for_each(drop);
        child.wait().unwrap();
        if workspace.count("runFinished") == 0 {
            workspace.run(&arguments).expect_code(0);
        }
        assert_eq!(workspace.read("base.txt"), "one two\n", "closed after line {lines}");
        assert_eq!(workspace.read(TASKS), "- [x] 1. Write two files\n", "closed after line {lines}");
        assert!(!workspace.events().iter().any(|event| event["end"] == "error"), "closed after line {lines}");
    }
}
