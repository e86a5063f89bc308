//! A conversation in a document, with a model that reads from a script.

use expect_test::expect;
use serde_json::{Value, json};

use crate::client::{Client, Workspace};

pub(crate) const EDITS: &str =
    r#"{"workspace": {"applyEdit": true, "workspaceEdit": {"documentChanges": true}}}"#;

/// A client that makes the edits it is asked for.
pub(crate) struct Buffer {
    uri: String,
    version: i64,
    pub(crate) text: String,
}

impl Buffer {
    pub(crate) fn open(client: &mut Client, uri: &str, text: &str) -> Self {
        client.did_open(uri, text);
        Self { uri: uri.to_owned(), version: 1, text: text.to_owned() }
    }

    /// Makes edits until the text is as wanted.
    fn edited_until(&mut self, client: &mut Client, wanted: impl Fn(&str) -> bool) {
        while !wanted(&self.text) {
            let request = client.asked("workspace/applyEdit");
            self.edit(client, &request);
        }
    }

    /// Makes the edit of a request, unless it is for another version.
    pub(crate) fn edit(&mut self, client: &mut Client, request: &Value) {
        let change = &request["params"]["edit"]["documentChanges"][0];
        if change["textDocument"]["version"] != self.version {
            return client.reply(request, json!({ "applied": false }));
        }
        let mut edits: Vec<Value> = change["edits"].as_array().unwrap().clone();
        edits.reverse();
        for edit in &edits {
            let (from, to) = (self.offset(&edit["range"]["start"]), self.offset(&edit["range"]["end"]));
            self.text.replace_range(from..to, edit["newText"].as_str().unwrap());
        }
        self.version += 1;
        client.did_change(&self.uri, self.version as i32, json!([{ "text": self.text }]));
        client.reply(request, json!({ "applied": true }));
    }

    /// Of ASCII text.
    fn offset(&self, position: &Value) -> usize {
        let line = position["line"].as_u64().unwrap() as usize;
        let before: usize = self.text.split_inclusive('\n').take(line).map(str::len).sum();
        before + position["character"].as_u64().unwrap() as usize
    }

    fn write(&mut self, client: &mut Client, text: &str) {
        self.text.push_str(text);
        self.version += 1;
        client.did_change(&self.uri, self.version as i32, json!([{ "text": self.text }]));
    }
}

#[test]
fn an_answer_streams_into_the_document_and_the_conversation_goes_on() {
    let replies = r#"{"say": "Let me look.", "calls": [{"tool": "list", "input": {}}]}
{"say": "It is a small project.", "delayMs": 150}
{"say": "You are welcome."}"#;
    let workspace = Workspace::new("").model(replies);
    let mut client = workspace.open(serde_json::from_str(EDITS).unwrap());
    let made = client.command("kiro.chat.new", json!({}));
    let path = made["result"]["path"].as_str().unwrap().to_owned();
    let text = std::fs::read_to_string(&path).unwrap();
    let uri = format!("file://{path}");
    let mut buffer = Buffer::open(&mut client, &uri, &text);
    assert_eq!(client.lenses(&uri), "");
    buffer.write(&mut client, "What is this?\n");
    assert!(client.lenses(&uri).contains("Send"));

    let sent = client.command("kiro.chat.send", json!({ "uri": uri }));
    let session = sent["result"]["session"].as_str().unwrap().to_owned();
    buffer.edited_until(&mut client, |text| text.ends_with("## You\n\n"));
    buffer.write(&mut client, "Thanks!");
    client.command("kiro.chat.send", json!({ "uri": uri }));
    buffer.edited_until(&mut client, |text| text.matches("## You").count() == 3);
    expect![[r#"
        <!-- kiro-chat: SESSION -->
        # Chat

        ## You

        What is this?

        ## Kiro

        Let me look.

        > List .

        It is a small project.

        ## You

        Thanks!

        ## Kiro

        You are welcome.

        ## You

    "#]]
    .assert_eq(&buffer.text.replace(&session, "SESSION"));
}

#[test]
fn a_question_waits_in_the_document_and_an_answer_can_be_cancelled() {
    let replies = r#"{"calls": [{"tool": "write", "input": {"path": "a.txt", "content": "a"}}]}
{"say": "Very slowly.", "delayMs": 60000}"#;
    let workspace = Workspace::new("").model(replies);
    let mut client = workspace.open(serde_json::from_str(EDITS).unwrap());
    let made = client.command("kiro.chat.new", json!({}));
    let uri = format!("file://{}", made["result"]["path"].as_str().unwrap());
    let mut buffer = Buffer::open(&mut client, &uri, "<!-- kiro-chat -->\n## You\nWrite a file");
    client.command("kiro.chat.send", json!({ "uri": uri }));
    buffer.edited_until(&mut client, |text| text.contains("> Write a.txt"));
    client
        .diagnostics(|diagnostics| diagnostics.to_string().contains("Waiting for your answer: Write a.txt"));
    let lenses = client.lenses_until(&uri, |lenses| lenses.contains("Allow once"));
    assert!(lenses.contains("Cancel"), "{lenses}");
    let questions = client.call("kiro/question/list", json!({}));
    let id = &questions["questions"][0]["id"];
    client.command("kiro.answer", json!({ "id": id, "option": "allow_once" }));
    client.diagnostics(|diagnostics| diagnostics["diagnostics"] == json!([]));
    let file = workspace.root().join("a.txt");
    while !file.exists() {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    assert_eq!(workspace.read("a.txt"), "a");

    let session = &questions["questions"][0]["session"];
    client.command("kiro.chat.cancel", json!({ "session": session }));
    buffer.edited_until(&mut client, |text| text.ends_with("> cancelled\n\n## You\n\n"));
}

#[test]
fn what_cannot_be_sent_is_said() {
    let workspace = Workspace::new("");
    let mut client = workspace.open(json!({}));
    let uri = workspace.uri("notes.md");
    for (text, expected) in [
        ("# Notes\n", "this is not a chat document"),
        ("<!-- kiro-chat -->\n## You\n \n", "there is nothing to send"),
        ("<!-- kiro-chat -->\n## You\nHello\n", "model.jsonl cannot be read"),
    ] {
        client.did_open(&uri, text);
        let error = client.command("kiro.chat.send", json!({ "uri": uri }));
        assert!(error["error"]["message"].as_str().unwrap().contains(expected), "{error}");
    }
}
