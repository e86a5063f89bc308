use std::{fs, time::Instant};

use agent::ModelRequest;
use expect_test::{Expect, expect};
use models::{Model, ModelSettings};

use crate::ask::{ask, go_on, prompt, request, show};

fn open(scenario: &str) -> Result<Model, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("demo.jsonl");
    fs::write(&path, scenario).unwrap();
    let folder = format!("{}/", folder.path().display());
    let name = format!("scripted:{}", path.display());
    let model = Model::open(Some(&name), &ModelSettings::default());
    if let Ok(model) = &model {
        assert_eq!(model.name(), name);
    }
    model.map_err(|error| error.to_string().replace(&folder, ""))
}

/// A prompt with the tools of an agent on offer.
fn asked(text: &str) -> ModelRequest {
    request(prompt(text).history().clone(), agent::tool_specs())
}

/// Asks until the scenario ends or the model waits for the user.
async fn conversation(model: &Model, mut request: ModelRequest) -> String {
    let mut shown = String::new();
    loop {
        let (answer, progress) = ask(model, &request).await;
        shown += &progress.replace('\n', "|");
        shown += "\n";
        shown += &show(&answer);
        match answer {
            Ok(answer) if !answer.calls.is_empty() => request = go_on(&request, answer, "ok"),
            Ok(_) | Err(_) => return shown,
        }
    }
}

#[tokio::test]
async fn replies_follow_the_history() {
    let model = open(
        r#"// A run of one task.
# Comments and blank lines are skipped.

{"say": "I read it.", "calls": [{"tool": "read", "input": {"path": "a.rs"}}, {"tool": "list"}]}
{"for": "checkout", "calls": [{"tool": "edit", "input": "{\"path\": "}]}
{"say": "Done."}
"#,
    )
    .unwrap();
    expect![[r#"
        +I |+read |+it.|
        "I read it."
        call-1-1 read {"path":"a.rs"}
        call-1-2 list {}
        ToolUse 7+9 cached 0

        ""
        call-2-1 edit "{\"path\": "
        ToolUse 17+5 cached 0
        +Done.|
        "Done."
        EndTurn 25+2 cached 0
    "#]]
    .assert_eq(&conversation(&model, asked("implement checkout")).await);
    expect![[r#"
        +I |+read |+it.|
        "I read it."
        call-1-1 read {"path":"a.rs"}
        call-1-2 list {}
        ToolUse 7+9 cached 0
        +Done.|
        "Done."
        EndTurn 16+2 cached 0
    "#]]
    .assert_eq(&conversation(&model, asked("implement search")).await);
}

#[tokio::test]
async fn only_the_first_prompt_chooses() {
    let model = open("{\"for\": \"one\", \"say\": \"1\"}\n{\"for\": \"two\", \"say\": \"2\"}").unwrap();
    let mut history = prompt("one").history().clone();
    history.answer("1", []);
    history.prompt("two");
    let (answer, _) = ask(&model, &request(history, [])).await;
    assert!(answer.unwrap_err().to_string().contains("has no reply number 2 for this conversation"));
}

#[tokio::test(start_paused = true)]
async fn words_are_paced() {
    let model = open(r#"{"say": "one two  three\n", "calls": [{"tool": "read"}], "delayMs": 1000}"#).unwrap();
    let begin = tokio::time::Instant::now();
    let real = Instant::now();
    let (_, progress) = ask(&model, &prompt("x")).await;
    expect![[r#"
        +one 
        +two 
        + 
        +three

    "#]]
    .assert_eq(&progress);
    assert_eq!(begin.elapsed().as_secs(), 5);
    assert!(real.elapsed().as_secs() < 3);
}

#[test]
fn a_bad_line_is_named() {
    let check = |line: &str, expected: Expect| {
        expected.assert_eq(&open(&format!("{{\"say\": \"a\"}}\n\n{line}\n")).unwrap_err());
    };
    check(
        "{\"say\": ",
        expect!["demo.jsonl:3: not a scenario reply: EOF while parsing a value at line 1 column 7"],
    );
    check(
        "{\"sya\": \"typo\"}",
        expect![
            "demo.jsonl:3: not a scenario reply: unknown field `sya`, expected one of `for`, `say`, `calls`, `delayMs` at line 1 column 6"
        ],
    );
    check("{\"for\": \"x\"}", expect!["demo.jsonl:3: not a scenario reply: it needs `say` or `calls`"]);
    check(
        "{\"calls\": [{\"tool\": \"edit\", \"input\": 7}]}",
        expect!["demo.jsonl:3: not a scenario reply: the `input` of `edit` must be an object or a string"],
    );
}
