//! Sub-agents: what they may, what they cost, and how they end.

use std::fs;

use protocol::{Answer, EventBody, Request, Response, SessionId, ToolEnd, Trust, TurnStop};
use serde_json::{Value, json};

use crate::context::{chat, ended, log, process, prompt, results};
use crate::endpoint::{Endpoint, Reply, calls, says};
use crate::{Ground, event};

/// Whether a sub-agent asks.
fn is_child(messages: &[Value]) -> bool {
    messages[0]["content"].as_str().unwrap().contains("Another agent, not the user, gave you your task")
}

fn spawn(id: &str, tools: &[&str]) -> Reply {
    calls(id, "subagent", json!({ "name": "helper", "prompt": format!("Help: {id}."), "tools": tools }))
}

fn finished(log: &[EventBody], session: &SessionId) -> Vec<(ToolEnd, String)> {
    log.iter()
        .filter_map(|event| match event {
            EventBody::ToolFinished { session: of, end, output, .. } if of == session => {
                Some((*end, output.clone()))
            }
            _ => None,
        })
        .collect()
}

fn child(log: &[EventBody]) -> SessionId {
    log.iter()
        .find_map(|event| match event {
            EventBody::SubagentStarted { child, .. } => Some(child.clone()),
            _ => None,
        })
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_asks_what_its_parent_would_ask_and_reports() {
    let ground = Ground::new("");
    let endpoint = Endpoint::start(|messages| match (is_child(messages), results(messages).len()) {
        (true, 0) => calls("w", "write", json!({ "path": "a.txt", "content": "child" })),
        (true, _) => says("I wrote `a.txt`."),
        (false, 0) => spawn("s", &[]),
        // What another wrote it has not read.
        (false, 1) => calls("o", "write", json!({ "path": "a.txt", "content": "parent" })),
        (false, _) => says("done"),
    });
    let runtime = process(&ground, &endpoint, 64_000);
    let (session, mut updates) = chat(&runtime, Trust::None);
    prompt(&runtime, &session, "Have it done.");
    let question = event(&mut updates, |body| match body {
        EventBody::QuestionAsked { question } => Some(question.clone()),
        _ => None,
    })
    .await;
    assert_ne!(question.session, session);
    runtime
        .handle(Request::PermissionAnswer { id: question.id, option: Answer::AllowOnce, by: None })
        .unwrap();
    assert_eq!(ended(&mut updates, &session).await, TurnStop::EndTurn);

    let log = log(&runtime);
    let outputs = finished(&log, &session);
    assert_eq!(outputs[0], (ToolEnd::Success, "I wrote `a.txt`.".to_owned()));
    assert_eq!(outputs[1].1, "`a.txt` exists and you have not read it; read it first");
    assert_eq!(fs::read_to_string(ground.folder.path().join("work/a.txt")).unwrap(), "child");
    // What it cost counts for its parent, who is told what it changed.
    let Response::Session { session: summary } =
        runtime.handle(Request::SessionCancel { session: session.clone() }).unwrap()
    else {
        panic!()
    };
    let spent: u64 = log
        .iter()
        .filter_map(|event| match event {
            EventBody::ModelAnswered { usage, .. } => Some(usage.input_tokens),
            _ => None,
        })
        .sum();
    assert_eq!(summary.usage.input_tokens, spent);
    let changed = log.iter().any(|event| match event {
        EventBody::ToolFinished { session: of, files, .. } => {
            *of == session && files.iter().any(|file| file.changed && file.path == "a.txt")
        }
        _ => false,
    });
    let counted = log.iter().any(|event| match event {
        EventBody::SubagentEnded { changes, .. } => changes.iter().any(|change| change.path == "a.txt"),
        _ => false,
    });
    assert!(changed && counted);
    // It is deleted with its parent, and neither by itself nor without it.
    let delete = |id: &SessionId| runtime.handle(Request::SessionDelete { session: id.clone() });
    let refused = delete(&child(&log)).unwrap_err();
    assert!(refused.message.contains("is a sub-agent's; it goes with"), "{refused}");
    // Nobody else gives it orders.
    let refused = runtime.handle(Request::SessionPrompt { session: child(&log), text: "more".to_owned() });
    assert!(refused.unwrap_err().message.contains("takes its orders from"));
    delete(&session).unwrap();
    let Response::Sessions { sessions } = runtime.handle(Request::SessionList {}).unwrap() else { panic!() };
    assert!(sessions.is_empty(), "{sessions:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_for_the_rest_of_the_session_is_one_for_its_sub_agents() {
    let ground = Ground::new("");
    let touch = |id: &str| calls(id, "shell", json!({ "command": "touch a.txt" }));
    let endpoint = Endpoint::start(move |messages| match (is_child(messages), results(messages).len()) {
        (true, 0) => touch("b"),
        (true, _) => says("It is there."),
        (false, 0) => touch("a"),
        (false, 1) => spawn("s", &[]),
        (false, _) => says("done"),
    });
    let runtime = process(&ground, &endpoint, 64_000);
    let (session, mut updates) = chat(&runtime, Trust::None);
    prompt(&runtime, &session, "Have it done.");
    let question = event(&mut updates, |body| match body {
        EventBody::QuestionAsked { question } => Some(question.clone()),
        _ => None,
    })
    .await;
    let answer = Request::PermissionAnswer { id: question.id, option: Answer::AllowSession, by: None };
    runtime.handle(answer).unwrap();
    assert_eq!(ended(&mut updates, &session).await, TurnStop::EndTurn);
    let log = log(&runtime);
    assert_eq!(finished(&log, &child(&log))[0].0, ToolEnd::Success);
    assert_eq!(log.iter().filter(|event| matches!(event, EventBody::QuestionAsked { .. })).count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_has_no_tool_that_it_was_not_given_and_begins_no_others() {
    let ground = Ground::new("");
    let endpoint = Endpoint::start(|messages| match (is_child(messages), results(messages).len()) {
        (true, 0) => spawn("deeper", &[]),
        (true, 1) => calls("w", "write", json!({ "path": "a.txt", "content": "x" })),
        (true, _) => says(&format!("refused: {}", results(messages).join("; "))),
        (false, 0) => spawn("s", &["read", "grep"]),
        (false, 1) => spawn("t", &["bash"]),
        (false, _) => says("done"),
    });
    let runtime = process(&ground, &endpoint, 64_000);
    let (session, mut updates) = chat(&runtime, Trust::All);
    prompt(&runtime, &session, "Have it done.");
    ended(&mut updates, &session).await;
    let log = log(&runtime);
    let outputs = finished(&log, &session);
    let told = "this sub-agent was not given that tool";
    assert_eq!(outputs[0].1, format!("refused: {told}; {told}"));
    assert!(
        outputs[1].1.starts_with("there is no tool `bash` to give; the tools are read, "),
        "{}",
        outputs[1].1
    );
    assert_eq!(log.iter().filter(|event| matches!(event, EventBody::SubagentStarted { .. })).count(), 1);
    let offered =
        endpoint.requests().into_iter().find(|request| request.contains("Another agent, not")).unwrap();
    let offered: Value = serde_json::from_str(&offered).unwrap();
    let names: Vec<&str> = offered["tools"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tool| tool["function"]["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["read", "grep"]);
    assert!(!ground.folder.path().join("work/a.txt").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_are_cut_by_their_count() {
    let ground = Ground::new("");
    let endpoint = Endpoint::start(|messages| match (is_child(messages), results(messages).len()) {
        (true, _) => says("nothing to do"),
        (false, 0) => {
            let one =
                |n: usize| (format!("s{n}"), "subagent", json!({ "name": "n", "prompt": format!("{n}") }));
            Reply::Says(String::new(), (0..100).map(one).collect())
        }
        (false, _) => says("done"),
    });
    let runtime = process(&ground, &endpoint, 64_000);
    let (session, mut updates) = chat(&runtime, Trust::All);
    prompt(&runtime, &session, "Have a hundred do it.");
    ended(&mut updates, &session).await;
    let outputs = finished(&log(&runtime), &session);
    let refused = outputs
        .iter()
        .filter(|(end, output)| *end == ToolEnd::Error && output.contains("which is the limit"));
    assert_eq!((outputs.len(), refused.count()), (100, 92));
    assert_eq!(endpoint.requests().len(), 2 + 8);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_runs_on_is_cut_by_its_budget_which_is_its_parents() {
    let ground = Ground::new("");
    let endpoint = Endpoint::start(|messages| match (is_child(messages), results(messages).len()) {
        // Always something new, and never done.
        (true, done) => {
            let shown = json!({ "command": format!("echo {}", "x".repeat(done + 1)) });
            calls(&format!("g{done}"), "shell", shown)
        }
        (false, done @ 0..6) => spawn(&format!("s{done}"), &[]),
        (false, _) => says("done"),
    });
    let runtime = process(&ground, &endpoint, 64_000);
    let (session, mut updates) = chat(&runtime, Trust::All);
    prompt(&runtime, &session, "Have it done.");
    ended(&mut updates, &session).await;
    let log = log(&runtime);
    let made: Vec<u32> = log
        .iter()
        .filter_map(|event| match event {
            EventBody::SubagentEnded { model_calls, .. } => Some(*model_calls),
            _ => None,
        })
        .collect();
    // A turn makes 200 model calls: each gets at most 50, and at most half of what is left.
    assert_eq!(made, [50, 50, 48, 24, 11, 5]);
    let outputs = finished(&log, &session);
    assert!(outputs[0].1.starts_with("The sub-agent is not done: it used up its budget: 50 model calls"));
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_the_turn_ends_it_too() {
    let ground = Ground::new("");
    let endpoint = Endpoint::start(|messages| match is_child(messages) {
        true => Reply::Silence,
        false => spawn("s", &[]),
    });
    let runtime = process(&ground, &endpoint, 64_000);
    let (session, mut updates) = chat(&runtime, Trust::All);
    prompt(&runtime, &session, "Have it done.");
    let child = event(&mut updates, |body| match body {
        EventBody::SubagentStarted { child, .. } => Some(child.clone()),
        _ => None,
    })
    .await;
    let status = |id: &SessionId| {
        let Response::Sessions { sessions } = runtime.handle(Request::SessionList {}).unwrap() else {
            panic!()
        };
        sessions.into_iter().find(|session| session.id == *id).unwrap().status
    };
    assert_eq!(status(&child), protocol::SessionStatus::Working);
    // By its own name, since it is a part of that turn.
    runtime.handle(Request::SessionCancel { session: child.clone() }).unwrap();
    assert_eq!(ended(&mut updates, &child).await, TurnStop::Cancelled);
    assert_eq!(ended(&mut updates, &session).await, TurnStop::Cancelled);
    assert_eq!(status(&child), protocol::SessionStatus::Idle);
}

/// Runs one command in a sub-agent, then is silent the first time.
fn interrupted(ground: &Ground) -> Endpoint {
    let again = ground.folder.path().join("again");
    Endpoint::start(move |messages| match (is_child(messages), results(messages).len()) {
        (true, 0) => calls("c", "shell", json!({ "command": "echo ran >> ran.txt" })),
        (true, _) if !again.exists() => Reply::Silence,
        (true, _) => says("It ran."),
        (false, 0) => spawn("s", &[]),
        (false, _) => says("done"),
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_was_interrupted_goes_on_and_does_nothing_twice() {
    let ground = Ground::new("");
    let endpoint = interrupted(&ground);
    let first = process(&ground, &endpoint, 64_000);
    let mut updates = first.subscribe(0).unwrap();
    first.handle(crate::run("1", Trust::All)).unwrap();
    event(&mut updates, |body| matches!(body, EventBody::ToolFinished { .. }).then_some(())).await;
    first.shutdown("closed").await;
    let begun = child(&log(&first));
    fs::write(ground.folder.path().join("again"), "").unwrap();

    // Who resumes it trusts less: so does its sub-agent.
    let second = process(&ground, &endpoint, 64_000);
    let mut updates = second.subscribe(second.head().unwrap()).unwrap();
    second.handle(crate::run("1", Trust::None)).unwrap();
    event(&mut updates, |body| matches!(body, EventBody::RunFinished { .. }).then_some(())).await;
    let log = log(&second);
    let opened = log.iter().filter(|event| matches!(event, EventBody::SessionOpened { .. })).count();
    assert_eq!(opened, 2, "no second sub-agent");
    assert_eq!(fs::read_to_string(ground.folder.path().join("work/ran.txt")).unwrap(), "ran\n");
    assert!(
        log.iter()
            .any(|event| *event == EventBody::SessionTrusted { session: begun.clone(), trust: Trust::None })
    );
    let reported = log.iter().any(|event| match event {
        EventBody::ToolFinished { output, session, .. } => output == "It ran." && *session != begun,
        _ => false,
    });
    assert!(reported);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_was_interrupted_is_closed_when_the_user_moves_on() {
    let ground = Ground::new("");
    let endpoint = interrupted(&ground);
    let first = process(&ground, &endpoint, 64_000);
    let (session, mut updates) = chat(&first, Trust::All);
    prompt(&first, &session, "Have it done.");
    event(&mut updates, |body| matches!(body, EventBody::ToolFinished { .. }).then_some(())).await;
    first.shutdown("closed").await;

    let second = process(&ground, &endpoint, 64_000);
    let mut updates = second.subscribe(second.head().unwrap()).unwrap();
    second.handle(Request::SessionCancel { session: session.clone() }).unwrap();
    let child = child(&log(&second));
    assert_eq!(ended(&mut updates, &child).await, TurnStop::Cancelled);
    assert_eq!(ended(&mut updates, &session).await, TurnStop::Cancelled);
    let Response::Questions { questions } = second.handle(Request::QuestionList {}).unwrap() else {
        panic!()
    };
    assert!(questions.is_empty());
}
