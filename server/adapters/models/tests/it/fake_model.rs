//! Against an endpoint that others wrote: `bench/fake_model.py` of the shared test data.

use std::{
    env,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use agent::ToolSpec;
use expect_test::expect;
use models::Model;
use serde_json::json;

use crate::ask::{ask, go_on, prompt, request, settings, show};

struct FakeModel {
    process: Child,
    base_url: String,
}

impl FakeModel {
    /// `None`, and a line that says so, where it cannot be run.
    fn start(arguments: &[&str]) -> Option<Self> {
        let data = env::var_os("KIRO_TEST_DATA").map(PathBuf::from);
        let data = data.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared"));
        let script = data.join("bench/fake_model.py");
        if !script.is_file() {
            eprintln!("skipped: {} is absent; set KIRO_TEST_DATA", script.display());
            return None;
        }
        let process = Command::new("python3")
            .args(["-u".as_ref(), script.as_os_str(), "--port".as_ref(), "0".as_ref()])
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn();
        let mut process = match process {
            Ok(process) => process,
            Err(error) => {
                eprintln!("skipped: python3 cannot be run: {error}");
                return None;
            }
        };
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let base_url = format!("{}/v1", line.trim().rsplit(' ').next().unwrap());
        Some(Self { process, base_url })
    }
}

impl Drop for FakeModel {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[tokio::test]
async fn a_conversation_with_tools() {
    let Some(server) = FakeModel::start(&["--turns", "2", "--piece", "3"]) else { return };
    let model = Model::open(Some("fake-model"), &settings(&server.base_url)).unwrap();
    let offered = [ToolSpec {
        name: "shell",
        description: "Runs a command.",
        schema: json!({ "type": "object", "properties": { "command": { "type": "string" } }, "required": ["command"] }),
    }];
    let mut request = request(prompt("Echo something.").history().clone(), offered);
    let mut shown = String::new();
    loop {
        let (answer, progress) = ask(&model, &request).await;
        let mut answer = answer.unwrap();
        assert!(answer.usage.input_tokens > 50);
        answer.usage.input_tokens = 0;
        let text = show(&Ok(answer.clone()));
        shown += &progress.replace("\n+", "|");
        shown += &answer.calls.iter().fold(text, |text, call| text.replace(&call.id.0, "ID"));
        match answer.calls.is_empty() {
            true => break,
            false => request = go_on(&request, answer, "echoed"),
        }
    }
    expect![[r#"
        ""
        ID shell {"command":"echo turn-1"}
        ToolUse 0+12 cached 0
        ""
        ID shell {"command":"echo turn-2"}
        ToolUse 0+12 cached 0
        +All| sc|rip|ted| tu|rns| ar|e d|one|.
        "All scripted turns are done."
        EndTurn 0+12 cached 0
    "#]]
    .assert_eq(&shown);
}

#[tokio::test]
async fn without_tools_it_talks() {
    let Some(server) = FakeModel::start(&["--side", "Only words."]) else { return };
    let model = Model::open(Some("openai:fake-model"), &settings(&server.base_url)).unwrap();
    let (answer, _) = ask(&model, &prompt("hello")).await;
    assert_eq!(answer.unwrap().text, "Only words.");
}
