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

    // It is at work until its command is dead.
    wait_for("the interruption", || {
        let shown = workspace.run(&["spec", "show", "s"]).expect_code(0);
        shown.stdout.contains("[-] 1 Write two files  (interrupted; `task run` goes on)").then_some(())
    });

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
