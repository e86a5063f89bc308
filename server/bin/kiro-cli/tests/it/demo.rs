use crate::workspace::Workspace;

#[test]
fn the_demonstration_changes_code_ticks_two_tasks_and_records_the_runs() {
    let workspace = Workspace::new();
    let folder = workspace.path("demo");
    let ran = workspace.run(&["demo", folder.to_str().unwrap()]).expect_code(0);
    for said in [
        "The model's words are scripted",
        "✗ Run python3 -m unittest tests.test_words",
        "Done: proved by `python3 -m unittest tests.test_words`",
        "Done: proved by `python3 -m unittest`",
        "[x] 2.2 Find the longest word",
        "--model openai:NAME",
    ] {
        assert!(ran.stderr.contains(said), "`{said}` is missing in\n{}", ran.stderr);
    }
    assert!(workspace.read("demo/textstats/counts.py").contains("max(text.split(), key=len, default=None)"));
    let tasks = workspace.read("demo/.kiro/specs/text-statistics/tasks.md");
    assert!(tasks.contains("  - [x] 2.1 Count words\n") && tasks.contains("- [ ] 2. Words\n"), "{tasks}");

    let shown = workspace.run(&["-C", folder.to_str().unwrap(), "session", "list"]).expect_code(0);
    assert_eq!(shown.stdout.lines().count(), 2, "{}", shown.stdout);
    let again = workspace.run(&["demo", folder.to_str().unwrap()]);
    again.expect_error("is not empty; name a new folder");
}
