use crate::workspace::Workspace;

#[test]
fn it_is_shown_before_it_is_written_and_written_only_where_told() {
    let workspace =
        Workspace::with("- [x] 1. A secret plan\n- [ ] 2. B\n", r#"{"say": "A private answer."}"#);
    workspace.run(&["chat", "--no-interactive", "A private question"]).expect_code(0);
    let list = workspace.run(&["bug-report"]).expect_code(0);
    for part in ["Version", "Doctor", "Settings", "Workspace", "Events", "Log"] {
        assert!(list.stdout.contains(&format!("\n  {part} ")), "{part}: {}", list.stdout);
    }
    assert!(list.stderr.contains("Nothing was written or sent."), "{}", list.stderr);

    let shown = workspace.run(&["bug-report", "--show"]).expect_code(0).stdout;
    assert!(shown.contains("| spec-1 | 1 | 2 | 1 | 0 |"), "{shown}");
    assert!(shown.contains("| userPrompted | 1 |"), "{shown}");
    assert!(shown.contains("`KIRO_LSP_MODEL`"), "{shown}");
    for private in ["private", "secret plan", workspace.root().to_str().unwrap()] {
        assert!(!shown.contains(private), "{private}: {shown}");
    }
    assert_eq!(workspace.run(&["diagnostic", "--force", "--format", "plain"]).expect_code(0).stdout, shown);

    let file = workspace.path("report.md");
    let path = file.to_str().unwrap();
    workspace.run(&["bug-report", "--output", path]).expect_code(0);
    assert_eq!(workspace.read("report.md"), shown);
    workspace.run(&["bug-report", "--output", path]).expect_error("cannot write the report to");

    let json = workspace.json(&["bug-report", "--include-names"]);
    let shape = json["parts"].as_array().unwrap().iter().find(|part| part["title"] == "Workspace").unwrap();
    assert!(shape["text"].as_str().unwrap().contains("| s | 1 | 2 | 1 | 0 |"), "{shape}");
}

#[test]
fn names_in_the_model_and_the_profile_are_covered() {
    let workspace = Workspace::with("", "");
    let report = |variables: &[(&str, &str)]| {
        let mut command = workspace.command(&["bug-report", "--show"]);
        let output = command.envs(variables.iter().copied()).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let shown = report(&[("AWS_PROFILE", "acme-prod")]);
    assert!(!shown.contains("acme-prod") && shown.contains("`profile-1` is to be used"), "{shown}");
    assert!(!shown.contains("model.jsonl") && shown.contains("`scripted:<file>`"), "{shown}");
    let shown = report(&[("KIRO_LSP_MODEL", "scripted:/gone/acme plan.jsonl")]);
    assert!(!shown.contains("acme") && shown.contains("The scenario <file> cannot be read"), "{shown}");
    let arn = "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.x";
    let shown = report(&[("KIRO_LSP_MODEL", arn)]);
    assert!(!shown.contains("123456789012"), "{shown}");
    assert!(
        shown.contains("arn:aws:bedrock:eu-west-1:<account>:inference-profile/eu.anthropic.x"),
        "{shown}"
    );
}
