use crate::workspace::{TASKS, Workspace, wait_for};

const ONE: &str = "- [ ] 1. Write a file\n";
const WRITES: &str = r#"{"say": "I write it.", "calls": [{"tool": "write", "input": {"path": "out.txt", "content": "hello\n"}}]}
{"say": "Written."}"#;

#[test]
fn supervised_a_question_is_answered_from_another_process() {
    let workspace = Workspace::with(ONE, WRITES);
    let mut run = workspace.start(&["task", "run", "s", "1"]);
    run.wait_for_line("kiro-cli answer");
    let question = workspace.question();
    assert_eq!(question["title"], "Write out.txt");
    assert!(question["detail"].as_str().unwrap().contains("+hello"));
    assert_eq!(workspace.read(TASKS), "- [-] 1. Write a file\n");
    let id = question["id"].as_str().unwrap();
    let waiting = workspace.run(&["answer"]).expect_code(0);
    assert!(waiting.stdout.starts_with("? Write out.txt\n"), "{}", waiting.stdout);
    assert_eq!(workspace.json(&["answer"])["questions"][0]["id"], id);
    assert_eq!(workspace.run(&["answer", id]).code, Some(2));
    workspace.run(&["answer", id, "allow_once"]).expect_code(0);
    run.wait_for_line("answered by kiro-cli answer");

    // Nothing proves the task, so the user is asked.
    run.wait_for_line("Is task 1 done?");
    let evidence = workspace.question();
    workspace.run(&["answer", evidence["id"].as_str().unwrap(), "mark_done"]).expect_code(0);
    let ran = run.finish().expect_code(0);
    assert!(ran.stderr.contains("Done: marked done by kiro-cli answer"), "{}", ran.stderr);
    assert_eq!(workspace.read("out.txt"), "hello\n");
    assert_eq!(workspace.read(TASKS), "- [x] 1. Write a file\n");

    workspace
        .run(&["answer", id, "deny"])
        .expect_error("was already answered: `allow_once` by kiro-cli answer");
    workspace.run(&["task", "run", "s", "1"]).expect_error("task 1 of `s` is done already");
}

#[test]
fn what_is_denied_is_not_done_and_the_task_is_not_ticked() {
    let workspace = Workspace::with(ONE, WRITES);
    let ran = workspace.run(&["task", "run", "s", "1", "--no-interactive"]).expect_code(5);
    assert!(ran.stderr.contains("Not ticked"), "{}", ran.stderr);
    assert!(!workspace.path("out.txt").exists());
    assert_eq!(workspace.read(TASKS), ONE);
}

#[test]
fn a_run_is_resumed_with_the_trust_and_the_checks_that_its_user_now_gives() {
    let replies = r#"{"say": "Slowly now, word by word.", "delayMs": 300, "calls": [{"tool": "write", "input": {"path": "out.txt", "content": "hello\n"}}]}
{"say": "Written."}"#;
    let workspace = Workspace::with(ONE, replies);
    let run = workspace.start(&["task", "run", "s", "1", "-a", "--check", "false"]);
    wait_for("the run", || {
        (workspace.state().exists() && workspace.count("userPrompted") == 1).then_some(())
    });
    run.kill();
    // What the first user trusted is nothing to the second.
    let mut run = workspace.start(&["task", "run", "s", "1", "--check", "grep -q hello out.txt"]);
    run.wait_for_line("? Write out.txt");
    let question = workspace.question();
    workspace.run(&["answer", question["id"].as_str().unwrap(), "allow_once"]).expect_code(0);
    let ran = run.finish().expect_code(0);
    assert!(ran.stderr.contains("Done: proved by grep -q hello out.txt"), "{}", ran.stderr);
}

#[test]
fn a_question_that_was_asked_before_a_crash_is_answered_after_it() {
    let workspace = Workspace::with(ONE, r#"{"say": "It is done already."}"#);
    let mut run = workspace.start(&["task", "run", "s", "1"]);
    run.wait_for_line("Is task 1 done?");
    run.kill();
    let mut run = workspace.start(&["task", "run", "s", "1"]);
    run.wait_for_line("Is task 1 done?");
    let question = workspace.question();
    workspace.run(&["answer", question["id"].as_str().unwrap(), "mark_done"]).expect_code(0);
    run.finish().expect_code(0);
    assert_eq!(workspace.read(TASKS), "- [x] 1. Write a file\n");
}

#[test]
fn one_task_has_one_name_and_one_owner() {
    let slow = r#"{"calls": [{"tool": "shell", "input": {"command": "touch started; sleep 60"}}]}"#;
    let workspace = Workspace::with(ONE, slow);
    let run = workspace.start(&["task", "run", "s", "1", "-a"]);
    wait_for("the command", || workspace.path("started").exists().then_some(()));
    for name in ["s/", "/s"] {
        workspace.run(&["task", "run", name, "1."]).expect_code(6);
    }
    workspace.run(&["task", "stop", "s/", "1"]).expect_code(0);
    run.finish().expect_code(5);
}

#[test]
fn a_link_is_no_way_around_the_gate() {
    let replies = r#"{"calls": [{"tool": "write", "input": {"path": "shared/hooks/x.json", "content": "{}"}}, {"tool": "read", "input": {"path": "docs/specs/t/tasks.md"}}]}
{"calls": [{"tool": "edit", "input": {"path": "docs/specs/t/tasks.md", "old": "[ ]", "new": "[x]"}}]}
{"say": "I tried."}"#;
    let workspace = Workspace::with(ONE, replies);
    workspace.write("docs/specs/t/tasks.md", "- [ ] 1. Other\n");
    std::fs::create_dir_all(workspace.path("shared/hooks")).unwrap();
    std::os::unix::fs::symlink("../shared/hooks", workspace.path(".kiro/hooks")).unwrap();
    std::os::unix::fs::symlink("../../docs/specs/t", workspace.path(".kiro/specs/t")).unwrap();
    workspace.run(&["task", "run", "s", "1", "-a", "--no-interactive"]).expect_code(5);
    let ends: Vec<String> = workspace
        .events()
        .iter()
        .filter(|event| event["type"] == "toolFinished")
        .map(|event| format!("{} {}", event["call"].as_str().unwrap(), event["end"].as_str().unwrap()))
        .collect();
    assert_eq!(ends, ["call-1-1 denied", "call-1-2 success", "call-2-1 denied"]);
    assert_eq!(workspace.read("docs/specs/t/tasks.md"), "- [ ] 1. Other\n");
}

#[test]
fn a_check_proves_a_task_and_a_failing_one_does_not() {
    let workspace = Workspace::with(ONE, WRITES);
    let ran =
        workspace.run(&["task", "run", "s", "1", "-a", "--check", "grep -q nothing out.txt"]).expect_code(5);
    assert!(ran.stderr.contains("the check `grep -q nothing out.txt` failed"), "{}", ran.stderr);
    assert_eq!(workspace.read(TASKS), ONE);

    let again = r#"{"calls": [{"tool": "read", "input": {"path": "out.txt"}}]}
{"say": "It is there."}"#;
    std::fs::write(workspace.root().parent().unwrap().join("model.jsonl"), again).unwrap();
    let ran =
        workspace.run(&["task", "run", "s", "1", "-a", "--check", "grep -q hello out.txt"]).expect_code(0);
    assert!(ran.stderr.contains("Done: proved by grep -q hello out.txt"), "{}", ran.stderr);
    assert_eq!(workspace.read(TASKS), "- [x] 1. Write a file\n");
}

#[test]
fn a_second_run_of_a_task_is_refused_and_told_who_runs_it_and_stop_reaches_the_first() {
    let slow = r#"{"calls": [{"tool": "shell", "input": {"command": "touch started; sleep 60"}}]}"#;
    let workspace = Workspace::with(ONE, slow);
    let run = workspace.start(&["task", "run", "s", "1", "-a"]);
    wait_for("the command", || workspace.path("started").exists().then_some(()));

    let second = workspace.run(&["task", "run", "s", "1"]).expect_code(6);
    assert!(second.stderr.contains("is being worked on by kiro-cli task run (pid "), "{}", second.stderr);
    let shown = workspace.run(&["spec", "show", "s"]).expect_code(0);
    assert!(shown.stdout.contains("(running: kiro-cli task run (pid "), "{}", shown.stdout);

    let stopped = workspace.run(&["task", "stop", "s", "1"]).expect_code(0);
    assert_eq!(stopped.stdout, "Stopped task 1 of s.\n");
    assert!(run.finish().expect_code(5).stderr.contains("Stopped."));
    assert_eq!(workspace.read(TASKS), ONE);
    workspace.run(&["task", "stop", "s", "1"]).expect_error("task 1 of `s` is not running");
}

#[test]
fn ctrl_c_interrupts_and_the_same_command_goes_on() {
    let replies = r#"{"calls": [{"tool": "write", "input": {"path": "a.txt", "content": "a"}}]}
{"say": "Slowly now, word by word, until somebody interrupts me.", "delayMs": 400}
{"say": "never reached"}"#;
    let workspace = Workspace::with(ONE, replies);
    let mut run = workspace.start(&["task", "run", "s", "1", "-a", "--check", "true"]);
    run.wait_for_line("✓ Write a.txt");
    run.signal("-INT");
    run.finish().expect_code(130);
    let shown = workspace.run(&["spec", "show", "s"]).expect_code(0);
    assert!(
        shown.stdout.contains("(interrupted: Ctrl-C in kiro-cli; `task run` goes on)"),
        "{}",
        shown.stdout
    );
    assert_eq!(workspace.read(TASKS), "- [-] 1. Write a file\n");

    let ran = workspace.run(&["task", "run", "s", "1"]).expect_code(0);
    assert!(ran.stderr.contains("Going on with run r-"), "{}", ran.stderr);
    assert_eq!(workspace.count("runRequested"), 1);
    assert_eq!(workspace.read(TASKS), "- [x] 1. Write a file\n");
}

#[test]
fn an_agent_cannot_tick_leave_the_workspace_or_change_control_files_unasked() {
    let replies = r#"{"calls": [
        {"tool": "read", "input": {"path": ".kiro/specs/s/tasks.md"}},
        {"tool": "read", "input": {"path": "../secret.txt"}},
        {"tool": "read", "input": {"path": "link/secret.txt"}},
        {"tool": "write", "input": {"path": "link/new.txt", "content": "x"}},
        {"tool": "write", "input": {"path": ".git/config", "content": "x"}},
        {"tool": "write", "input": {"path": ".kiro/hooks/x.json", "content": "{}"}}]}
{"calls": [{"tool": "edit", "input": {"path": ".kiro/specs/s/tasks.md", "old": "[-] 1.", "new": "[x] 1."}}]}
{"say": "I tried."}"#
        .replace("[\n        {", "[{")
        .replace(",\n        {", ", {");
    let workspace = Workspace::with(ONE, &replies);
    let outside = workspace.root().parent().unwrap().to_owned();
    std::fs::write(outside.join("secret.txt"), "SECRET").unwrap();
    std::os::unix::fs::symlink(&outside, workspace.path("link")).unwrap();

    let ran = workspace.run(&["task", "run", "s", "1", "-a", "--no-interactive"]).expect_code(5);
    let output = |call: &str| {
        let events = workspace.events();
        let finished = events.iter().find(|event| event["type"] == "toolFinished" && event["call"] == call);
        let event = finished.unwrap_or_else(|| panic!("{call}: {}", ran.stderr));
        format!("{}: {}", event["end"].as_str().unwrap(), event["output"].as_str().unwrap())
    };
    for (call, expected) in [
        ("call-1-2", "denied: `../secret.txt` is outside the workspace"),
        ("call-1-3", "denied: `link/secret.txt` is outside the workspace"),
        ("call-1-4", "denied: `link/new.txt` is outside the workspace"),
        ("call-1-5", "denied: `.git/config` belongs to version control"),
        ("call-1-6", "denied: The user said no to this call."),
        ("call-2-1", "denied: the marks of tasks in `.kiro/specs/s/tasks.md` are set by the run itself"),
    ] {
        assert!(output(call).starts_with(expected), "{call}: {}", output(call));
    }
    assert!(!outside.join("new.txt").exists() && !workspace.path(".kiro/hooks").exists());
    assert_eq!(workspace.read(TASKS), ONE);
}

#[test]
fn three_identical_calls_in_a_row_ask_even_on_autopilot() {
    let read = r#"{"calls": [{"tool": "read", "input": {"path": "a.txt"}}]}"#;
    let workspace = Workspace::with(ONE, &format!("{read}\n{read}\n{read}\n{{\"say\": \"done\"}}"));
    workspace.write("a.txt", "a");
    let ran =
        workspace.run(&["task", "run", "s", "1", "-a", "--no-interactive", "--check", "true"]).expect_code(0);
    let denied = ran.stderr.matches("⊘ Read a.txt").count();
    assert_eq!((denied, workspace.count("questionAsked")), (1, 1), "{}", ran.stderr);
}

#[test]
fn reads_run_side_by_side_and_a_write_sees_them_done() {
    let replies = r#"{"calls": [{"tool": "read", "input": {"path": "a"}}, {"tool": "read", "input": {"path": "b"}}, {"tool": "edit", "input": {"path": "a", "old": "1", "new": "2"}}, {"tool": "read", "input": {"path": "a"}}]}
{"say": "done"}"#;
    let workspace = Workspace::with(ONE, replies);
    workspace.write("a", "1");
    workspace.write("b", "1");
    workspace.run(&["task", "run", "s", "1", "-a", "--check", "grep -q 2 a"]).expect_code(0);
    let order: Vec<String> = workspace
        .events()
        .iter()
        .filter(|event| event["type"].as_str().unwrap().starts_with("tool"))
        .map(|event| format!("{} {}", event["type"].as_str().unwrap(), event["call"].as_str().unwrap()))
        .collect();
    let at = |what: &str| order.iter().position(|event| event == what).unwrap();
    assert!(
        at("toolStarted call-1-2") < at("toolFinished call-1-1").max(at("toolFinished call-1-2")),
        "{order:?}"
    );
    assert!(
        at("toolStarted call-1-3") > at("toolFinished call-1-1").max(at("toolFinished call-1-2")),
        "{order:?}"
    );
    assert!(at("toolStarted call-1-4") > at("toolFinished call-1-3"), "{order:?}");
}

#[test]
fn json_prints_the_payloads() {
    let workspace = Workspace::with(ONE, WRITES);
    let ran =
        workspace.run(&["--format", "json", "task", "run", "s", "1", "-a", "--check", "true"]).expect_code(0);
    let lines: Vec<serde_json::Value> =
        ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines[0]["runId"].as_str().unwrap().starts_with("r-"), "{}", lines[0]);
    assert_eq!(lines.last().unwrap()["type"], "runFinished");
    assert_eq!(lines.last().unwrap()["outcome"]["evidence"]["kind"], "checks");
    let seqs: Vec<u64> = lines[1..].iter().map(|line| line["seq"].as_u64().unwrap()).collect();
    assert!(seqs.is_sorted(), "{seqs:?}");
}
