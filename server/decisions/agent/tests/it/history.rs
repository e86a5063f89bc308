//! The rules of endpoints about a history, written down a second time: as a check of what a wire would send.

use std::collections::HashSet;

use agent::{Entry, History, ToolResult};
use expect_test::{Expect, expect};
use proptest::prelude::*;
use protocol::{CallId, ToolCall};
use serde_json::{Value, json};

/// A message of a wire: its role and its blocks.
#[derive(Debug)]
struct Message<'a> {
    role: &'static str,
    blocks: Vec<Block<'a>>,
}

#[derive(Debug)]
enum Block<'a> {
    Text(&'a str),
    Call(&'a str, &'a str),
    Result(&'a str, &'a str),
}

/// As Bedrock is sent it: results begin the user's message that a prompt may go on with.
fn messages(history: &History) -> Vec<Message<'_>> {
    let mut messages: Vec<Message<'_>> = Vec::new();
    for entry in history.entries() {
        match entry {
            Entry::Prompt(text) => match messages.last_mut() {
                Some(last) if last.role == "user" => last.blocks.push(Block::Text(text)),
                _ => messages.push(Message { role: "user", blocks: vec![Block::Text(text)] }),
            },
            Entry::Answer { text, calls, .. } => {
                let said = text.as_deref().map(Block::Text);
                let called = calls.iter().map(|call| Block::Call(&call.id.0, &call.name));
                messages
                    .push(Message { role: "assistant", blocks: said.into_iter().chain(called).collect() });
                if !calls.is_empty() {
                    let results = calls.iter().map(|call| Block::Result(&call.id.0, &call.output));
                    messages.push(Message { role: "user", blocks: results.collect() });
                }
            }
        }
    }
    messages
}

/// What an endpoint would refuse.
pub(crate) fn refuse(history: &History) -> Result<(), TestCaseError> {
    let messages = messages(history);
    let fits = |name: &str| {
        (1..=64).contains(&name.len())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
    };
    let mut ids = HashSet::new();
    for (index, message) in messages.iter().enumerate() {
        let role = if index % 2 == 0 { "user" } else { "assistant" };
        prop_assert_eq!(message.role, role, "roles alternate, the user begins: {:?}", messages);
        prop_assert!(!message.blocks.is_empty(), "no message is empty");
        let (mut called, mut answered) = (Vec::new(), Vec::new());
        for block in &message.blocks {
            match block {
                Block::Text(text) => prop_assert!(!text.trim().is_empty(), "no text is blank"),
                Block::Call(id, name) => {
                    prop_assert!(fits(id) && fits(name), "{} {}", id, name);
                    prop_assert!(ids.insert(*id), "{} is used twice", id);
                    called.push(*id);
                }
                Block::Result(id, output) => {
                    prop_assert!(!output.trim().is_empty(), "no result is blank");
                    answered.push(*id);
                }
            }
        }
        prop_assert!(role == "assistant" || called.is_empty());
        prop_assert!(role == "user" || answered.is_empty());
        if !called.is_empty() {
            let next = messages.get(index + 1).map(|message| message.blocks.as_slice()).unwrap_or_default();
            let results: Vec<&str> = next
                .iter()
                .filter_map(|block| if let Block::Result(id, _) = block { Some(*id) } else { None })
                .collect();
            prop_assert_eq!(results, called, "each call is answered at once");
        }
    }
    let last = messages.last().map(|message| message.role);
    prop_assert_eq!(history.awaits_answer(), last == Some("user"));
    Ok(())
}

#[derive(Clone, Debug)]
enum Said {
    Prompt(String),
    Answer(String, Vec<(ToolCall, ToolResult)>),
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), Just(" \n".to_owned()), "[a-z]{1,5}", any::<String>()]
}

fn said() -> impl Strategy<Value = Said> {
    let id = prop_oneof!["[ab]", text()];
    let input =
        prop_oneof![Just(json!({})), Just(json!([1])), Just(Value::Null), text().prop_map(Value::from)];
    let call = (id, text(), input, text(), any::<bool>()).prop_map(|(id, name, input, output, error)| {
        (ToolCall { id: CallId(id), name, input }, ToolResult { output, error, image: None })
    });
    prop_oneof![
        text().prop_map(Said::Prompt),
        (text(), prop::collection::vec(call, 0..4)).prop_map(|(text, calls)| Said::Answer(text, calls)),
    ]
}

proptest! {
    #[test]
    fn whatever_is_said_endpoints_accept_the_history(said in prop::collection::vec(said(), 0..12)) {
        let mut history = History::default();
        for said in said {
            match said {
                Said::Prompt(text) => history.prompt(&text),
                Said::Answer(text, calls) => history.answer(&text, calls),
            }
            refuse(&history)?;
        }
    }
}

fn check(build: impl FnOnce(&mut History), expected: Expect) {
    let mut history = History::default();
    build(&mut history);
    let lines: Vec<String> = history.entries().iter().map(|entry| format!("{entry:?}\n")).collect();
    expected.assert_eq(&lines.concat());
}

fn call(id: &str, name: &str, input: Value, output: &str) -> (ToolCall, ToolResult) {
    let result = ToolResult { output: output.to_owned(), error: false, image: None };
    (ToolCall { id: CallId::from(id), name: name.to_owned(), input }, result)
}

#[test]
fn what_an_endpoint_would_refuse_is_mended() {
    check(
        |history| {
            history.prompt("fix it");
            history.answer(
                "\n",
                [
                    call("c1", "edit file!", json!("{\"path\": "), "no such tool"),
                    call("c1", &"x".repeat(70), json!({ "a": 1 }), ""),
                    call("functions.read:0", "", json!([1]), "ok"),
                ],
            );
        },
        expect![[r#"
            Prompt("fix it")
            Answer { thoughts: [], text: None, calls: [FinishedCall { id: CallId("c1"), name: "edit_file_", input: {"_invalid": String("{\"path\": ")}, output: "no such tool", error: false, image: None, pruned: false }, FinishedCall { id: CallId("call_2"), name: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", input: {"a": Number(1)}, output: "(no output)", error: false, image: None, pruned: false }, FinishedCall { id: CallId("functions_read_0"), name: "unnamed", input: {"_invalid": Array [Number(1)]}, output: "ok", error: false, image: None, pruned: false }] }
        "#]],
    );
}

#[test]
fn nothing_follows_its_own_kind() {
    check(
        |history| {
            history.answer("nobody asked", []);
            history.prompt("one");
            history.answer(" ", []);
            history.prompt("two");
            history.answer("three", []);
            history.answer("four", []);
            history.prompt("\n");
        },
        expect![[r#"
            Prompt("one\n\ntwo")
            Answer { thoughts: [], text: Some("three\n\nfour"), calls: [] }
            Prompt("(nothing)")
        "#]],
    );
}
