use crate::workspace::Workspace;

const ASKS: &str = r#"{"say": "Let me look.", "calls": [{"tool": "shell", "input": {"command": "echo out | tee made"}}]}
{"say": "The answer is 42."}"#;

#[test]
fn the_answer_is_on_standard_output_and_nothing_else() {
    let workspace = Workspace::with("", ASKS);
    let ran = workspace.run(&["chat", "--no-interactive", "--trust-all-tools", "What?"]).expect_code(0);
    assert_eq!(ran.stdout, "The answer is 42.\n");
    assert!(
        ran.stderr.contains("Let me look.") && ran.stderr.contains("✓ Run echo out | tee made"),
        "{}",
        ran.stderr
    );
    workspace.run(&["chat", "--no-interactive", "--trust-tools=execute_bash", "What?"]).expect_code(0);
}

#[test]
fn an_untrusted_tool_is_refused_and_the_exit_code_says_so() {
    let workspace = Workspace::with("", ASKS);
    for flags in [&["--trust-tools="][..], &["--trust-tools=fs_write"], &[]] {
        let ran = workspace.run(&[&["chat", "--no-interactive"], flags, &["What?"]].concat()).expect_code(4);
        assert_eq!(ran.stdout, "The answer is 42.\n");
        assert!(ran.stderr.contains("1 tool calls were denied"), "{}", ran.stderr);
    }
}

#[test]
fn stream_json_is_one_document_a_line_and_ends_with_the_result() {
    let workspace = Workspace::with("", ASKS);
    let ran = workspace
        .run(&["chat", "--no-interactive", "-a", "--output-format", "stream-json", "What?"])
        .expect_code(0);
    let lines: Vec<protocol_line::Line> = ran.stdout.lines().map(protocol_line::parse).collect();
    let types: Vec<&str> =
        lines.iter().map(|line| line.kind.as_str()).filter(|kind| *kind != "text").collect();
    assert_eq!(
        types,
        [
            "sessionOpened",
            "userPrompted",
            "modelAnswered",
            "toolStarted",
            "output",
            "toolFinished",
            "modelAnswered",
            "turnEnded",
            "result"
        ]
    );
    let result = &lines.last().unwrap().value;
    assert_eq!((&result["text"], &result["stop"]), (&"The answer is 42.".into(), &"end_turn".into()));
}

#[test]
fn the_prompt_may_come_by_standard_input() {
    let workspace = Workspace::with("", r#"{"for": "from a pipe", "say": "Heard."}"#);
    let mut child =
        workspace.command(&["chat", "--no-interactive"]).stdin(std::process::Stdio::piped()).spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), b"from a pipe\n").unwrap();
    assert_eq!(child.wait_with_output().unwrap().stdout, b"Heard.\n");
}

mod protocol_line {
    pub struct Line {
        pub kind: String,
        pub value: serde_json::Value,
    }

    pub fn parse(line: &str) -> Line {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        Line { kind: value["type"].as_str().unwrap().to_owned(), value }
    }
}
