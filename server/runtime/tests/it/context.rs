//! Conversations that are longer than their model reads.

use std::fs;

use protocol::{EventBody, Record, Request, Response, SessionId, ToolEnd, Trust, TurnStop};
use runtime::{ModelSettings, Runtime, Settings, Subscription};
use serde_json::{Value, json};

use crate::endpoint::{Endpoint, Reply, calls, says};
use crate::{Ground, event, run};

/// A process whose model is this endpoint, and reads so many tokens.
pub(crate) fn process(ground: &Ground, endpoint: &Endpoint, window: u64) -> Runtime {
    let models = ModelSettings {
        model: Some("openai:m".to_owned()),
        openai_base_url: Some(endpoint.base_url.clone()),
        context_window: Some(window),
        ..ModelSettings::default()
    };
    Runtime::open(Settings { models, ..ground.settings("a") }).unwrap()
}

pub(crate) fn chat(runtime: &Runtime, trust: Trust) -> (SessionId, Subscription) {
    let Response::Session { session } = runtime.handle(Request::SessionStart { model: None, trust }).unwrap()
    else {
        panic!("a session")
    };
    (session.id, runtime.subscribe(0).unwrap())
}

pub(crate) fn prompt(runtime: &Runtime, session: &SessionId, text: &str) {
    runtime.handle(Request::SessionPrompt { session: session.clone(), text: text.to_owned() }).unwrap();
}

/// How the turn of this session ended.
pub(crate) async fn ended(subscription: &mut Subscription, session: &SessionId) -> TurnStop {
    event(subscription, |body| match body {
        EventBody::TurnEnded { session: of, stop } if of == session => Some(*stop),
        _ => None,
    })
    .await
}

/// Everything that happened.
pub(crate) fn log(runtime: &Runtime) -> Vec<EventBody> {
    let Response::Events { events } = runtime.handle(Request::EventReplay { since: 0 }).unwrap() else {
        panic!()
    };
    events
        .into_iter()
        .filter_map(|event| match event.record {
            Record::Known(body) => Some(body),
            Record::Unknown(_) => None,
        })
        .collect()
}

pub(crate) fn is_about_summary(messages: &[Value]) -> bool {
    messages[0]["content"].as_str().unwrap().starts_with("You keep the records")
}

/// The results that the model has got, newest last.
pub(crate) fn results(messages: &[Value]) -> Vec<&str> {
    let results = messages.iter().filter(|message| message["role"] == "tool");
    results.map(|message| message["content"].as_str().unwrap()).collect()
}

fn outputs(log: &[EventBody]) -> Vec<(ToolEnd, &str)> {
    log.iter()
        .filter_map(|event| match event {
            EventBody::ToolFinished { end, output, .. } => Some((*end, output.as_str())),
            _ => None,
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn old_output_is_left_out_and_can_be_recalled() {
    let ground = Ground::new("");
    for number in 0..4 {
        let text = format!("{number}\u{e0041} {}\n", "x".repeat(100)).repeat(180);
        fs::write(ground.folder.path().join(format!("work/{number}.txt")), text).unwrap();
    }
    let endpoint = Endpoint::start(|messages| match results(messages).len() {
        done @ 0..4 => calls(&format!("c{done}"), "read", json!({ "path": format!("{done}.txt") })),
        4 => calls("c4", "recall", json!({ "call": "c0" })),
        5 => calls("c5", "recall", json!({ "call": "c9" })),
        6 if messages.last().unwrap()["content"] == "Once more." => {
            calls("c6", "recall", json!({ "call": "c0" }))
        }
        _ => says("done"),
    });
    let runtime = process(&ground, &endpoint, 24_000);
    let (session, mut updates) = chat(&runtime, Trust::None);
    prompt(&runtime, &session, "Read all.");
    assert_eq!(ended(&mut updates, &session).await, TurnStop::EndTurn);

    let log = log(&runtime);
    let pruned = log.iter().find_map(|event| match event {
        EventBody::ContextPruned { calls, .. } => Some(calls),
        _ => None,
    });
    assert!(pruned.unwrap().iter().any(|call| call.0 == "c0"));
    let outputs = outputs(&log);
    // The log keeps what is no longer sent.
    assert_eq!(outputs[4], outputs[0]);
    assert!(outputs[0].1.contains("\u{e0041}"));
    assert_eq!(outputs[5], (ToolEnd::Error, "no call `c9` of this conversation is finished"));
    // A fork goes on with what is in the log of the other session.
    let fork = Request::SessionFork { session: session.clone(), turn: None, model: None, trust: Trust::None };
    let Response::Session { session: fork } = runtime.handle(fork).unwrap() else { panic!("a session") };
    prompt(&runtime, &fork.id, "Once more.");
    assert_eq!(ended(&mut updates, &fork.id).await, TurnStop::EndTurn);
    assert_eq!(self::outputs(&self::log(&runtime)).last().unwrap(), &outputs[0]);

    let requests = endpoint.requests();
    assert!(requests.iter().any(|request| request.contains("`recall` with `c0` shows them")));
    // What nobody sees never gets to a model as it is.
    assert!(requests.iter().all(|request| !request.contains('\u{e0041}')));
    assert!(requests[1].contains(r"0\\u{e0041}"));
    assert!(requests.iter().all(|request| request.len() < 24_000 * 4));
}

/// Speaks much in each turn, and summarises when it is asked to.
fn talker(messages: &[Value]) -> Reply {
    if is_about_summary(messages) {
        return says("## Done\n- spoke");
    }
    says(&"word ".repeat(1_500))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_chat_is_summarised_and_the_log_keeps_all_of_it() {
    let ground = Ground::new("");
    let endpoint = Endpoint::start(talker);
    let runtime = process(&ground, &endpoint, 16_000);
    let (session, mut updates) = chat(&runtime, Trust::None);
    for turn in 0..12 {
        prompt(&runtime, &session, &format!("Say it: {turn}."));
        assert_eq!(ended(&mut updates, &session).await, TurnStop::EndTurn);
    }
    let requests = endpoint.requests();
    let last = requests.last().unwrap();
    assert!(
        last.contains("Say it: 0.") && last.contains("## Done\\n- spoke") && last.contains("Say it: 11.")
    );
    assert!(!last.contains("Say it: 5."), "it is summarised");
    assert!(requests.iter().all(|request| request.len() < 16_000 * 4));
    let summaries =
        log(&runtime).iter().filter(|event| matches!(event, EventBody::ContextCompacted { .. })).count();
    assert_eq!(requests.len(), 12 + summaries);
    let Response::Transcript { events, .. } =
        runtime.handle(Request::SessionGet { session: session.clone() }).unwrap()
    else {
        panic!()
    };
    let said = serde_json::to_string(&events).unwrap();
    assert!((0..12).all(|turn| said.contains(&format!("Say it: {turn}."))));

    // Another process goes on with the same.
    runtime.shutdown("closed").await;
    let other = process(&ground, &endpoint, 16_000);
    let mut updates = other.subscribe(other.head().unwrap()).unwrap();
    prompt(&other, &session, "Say it: 12.");
    ended(&mut updates, &session).await;
    let all = endpoint.requests();
    let messages = |request: &str| serde_json::from_str::<Value>(request).unwrap()["messages"].clone();
    let (before, after) = (messages(last), messages(all.last().unwrap()));
    let same = before.as_array().unwrap().iter().zip(after.as_array().unwrap()).all(|(a, b)| a == b);
    assert!(same, "what a cache has of it stays good");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_that_refuses_a_long_conversation_is_asked_again_with_less() {
    const TOO_LONG: &str = "This model's maximum context length is 12000 tokens.";
    let ground = Ground::new("");
    let endpoint = Endpoint::start(|messages| {
        match messages.iter().map(|message| message.to_string().len()).sum::<usize>() {
            60_000.. => Reply::Refuses(400, TOO_LONG),
            _ => talker(messages),
        }
    });
    // What it is thought to read is far more.
    let runtime = process(&ground, &endpoint, 200_000);
    let (session, mut updates) = chat(&runtime, Trust::None);
    for turn in 0..12 {
        prompt(&runtime, &session, &format!("Say it: {turn}."));
        assert_eq!(ended(&mut updates, &session).await, TurnStop::EndTurn, "turn {turn}");
    }
    let log = log(&runtime);
    let overflows = log.iter().filter(|event| matches!(event, EventBody::ContextOverflowed { .. })).count();
    assert_eq!(overflows, 1, "once it is known how much fits");
    assert!(log.iter().any(|event| matches!(event, EventBody::ContextCompacted { .. })));

    // Nothing can be left out of a single prompt: that is an error for the user.
    let (session, _) = chat(&runtime, Trust::None);
    let mut updates = runtime.subscribe(runtime.head().unwrap()).unwrap();
    prompt(&runtime, &session, &"long ".repeat(20_000));
    let error = event(&mut updates, |body| match body {
        EventBody::ModelFailed { error, .. } => Some(error.clone()),
        _ => None,
    })
    .await;
    assert!(error.contains("longer than the model reads") && error.contains("`contextWindow`"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_that_changed_are_told_when_a_run_is_resumed() {
    let ground = Ground::new("");
    let endpoint = Endpoint::start(|messages| match messages.len() {
        2 if !messages[1].to_string().contains("changed since you were told") => Reply::Silence,
        _ => says("done"),
    });
    let first = process(&ground, &endpoint, 64_000);
    let mut updates = first.subscribe(0).unwrap();
    first.handle(run("1", Trust::All)).unwrap();
    event(&mut updates, |body| matches!(body, EventBody::UserPrompted { .. }).then_some(())).await;
    first.shutdown("closed").await;
    fs::write(ground.tasks_path(), "- [-] 1. One\n- [x] 2. Two\n").unwrap();

    let second = process(&ground, &endpoint, 64_000);
    let mut updates = second.subscribe(second.head().unwrap()).unwrap();
    second.handle(run("1", Trust::All)).unwrap();
    let goal = event(&mut updates, |body| match body {
        EventBody::GoalChanged { goal, .. } => Some(goal.clone()),
        _ => None,
    })
    .await;
    assert!(goal.contains("- [-] 1. One\n- [x] 2. Two"), "{goal}");
    event(&mut updates, |body| matches!(body, EventBody::RunFinished { .. }).then_some(())).await;
    assert!(endpoint.requests().last().unwrap().contains("- [x] 2. Two"));
}
