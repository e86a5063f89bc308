//! The event log: whatever stands in it, folding it breaks nothing, and endpoints take the history that comes of it.

use std::collections::HashSet;

use agent::{Conversation, Entry, History, Step};
use engine::{Questions, Run};
use protocol::EventBody;
use serde_json::{Value, json};

/// Lines of a log as it is stored, or as `event` writes them.
pub(crate) fn log(text: &str) {
    let events: Vec<EventBody> = text.lines().filter_map(event).collect();
    for event in &events {
        let stored = serde_json::to_string(event).unwrap();
        assert_eq!(serde_json::from_str::<EventBody>(&stored).unwrap(), *event);
    }
    Questions::replay(&events);
    if let Some(run) = Run::replay(&events) {
        run.next();
    }
    let Some(mut conversation) = Conversation::replay(&events) else { return };
    accepted(conversation.history());
    match conversation.next() {
        Step::CallModel(request) => assert!(request.history().awaits_answer()),
        Step::RunCalls(calls) => assert!(!calls.is_empty()),
        Step::Record(_) | Step::Compact(_) | Step::AskToGoOn(_) | Step::Wait(_) | Step::EndTurn(_) => {}
        Step::Idle => assert!(!conversation.is_running()),
    }
    // However it came there, a user can get out of it.
    for event in conversation.cancel() {
        conversation.apply(&event);
    }
    assert_eq!(conversation.next(), Step::Idle);
    accepted(conversation.history());
    assert!(conversation.cancel().is_empty());
}

/// `{…}` is an event as it is stored; else a letter and its words: shorter ways find the same sooner.
fn event(line: &str) -> Option<EventBody> {
    if line.starts_with('{') {
        return serde_json::from_str(line).ok();
    }
    let mut words = line.split(' ');
    let (kind, first, second) =
        (words.next()?, words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let is_said = !second.is_empty();
    let (kind, rest) = match kind {
        "open" => {
            let calls = first.len();
            let rest =
                json!({ "model": "", "trust": "none", "system": first, "title": "", "maxModelCalls": calls });
            ("sessionOpened", rest)
        }
        "prompt" => ("userPrompted", json!({ "text": first })),
        // The ids of the calls, which are the names of their tools, too.
        "answer" => {
            let calls: Vec<Value> = second.split(',').filter(|id| !id.is_empty()).map(called).collect();
            let stop = if is_said { "tool_use" } else { "end_turn" };
            let usage = json!({ "inputTokens": u64::MAX, "outputTokens": 1 });
            ("modelAnswered", json!({ "text": first, "calls": calls, "stop": stop, "usage": usage }))
        }
        "start" => ("toolStarted", json!({ "call": first })),
        "finish" => {
            let end = if is_said { "success" } else { "error" };
            ("toolFinished", json!({ "call": first, "end": end, "output": second }))
        }
        "ask" => {
            let call = is_said.then_some(second);
            let question = json!({
                "id": first, "kind": "permission", "session": "s-1", "call": call, "title": "", "detail": "", "why": "",
                "digest": "", "options": [],
            });
            ("questionAsked", json!({ "question": question }))
        }
        "say" => {
            let answer = if is_said { "allow_session" } else { "deny" };
            ("questionAnswered", json!({ "question": first, "answer": answer, "by": { "name": "" } }))
        }
        "withdraw" => ("questionWithdrawn", json!({ "question": first })),
        "end" => ("turnEnded", json!({ "stop": "end_turn" })),
        "delete" => ("sessionDeleted", json!({})),
        _ => return None,
    };
    let mut event = json!({ "type": kind, "session": "s-1" });
    event.as_object_mut()?.extend(rest.as_object()?.clone());
    Some(serde_json::from_value(event).expect("an event that can be stored"))
}

fn called(id: &str) -> Value {
    let input = if id.len().is_multiple_of(2) { json!({ "path": id }) } else { Value::from(id) };
    json!({ "id": id, "name": id, "input": input })
}

/// What every endpoint asks of a history.
fn accepted(history: &History) {
    let mut ids = HashSet::new();
    // Whether the model may speak, and whether the user may.
    let (mut asked, mut answered) = (false, true);
    for entry in history.entries() {
        match entry {
            Entry::Prompt(text) => {
                assert!(answered && !text.trim().is_empty(), "{history:?}");
                (asked, answered) = (true, false);
            }
            Entry::Answer { text, calls, .. } => {
                assert!(asked && (text.is_some() || !calls.is_empty()), "{history:?}");
                assert!(text.as_ref().is_none_or(|text| !text.trim().is_empty()), "{history:?}");
                for call in calls {
                    let fits = |name: &str| {
                        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
                        (1..=64).contains(&name.len()) && name.chars().all(fits)
                    };
                    assert!(
                        fits(&call.id.0) && fits(&call.name) && !call.output.trim().is_empty(),
                        "{history:?}"
                    );
                    assert!(ids.insert(&call.id), "{history:?}");
                }
                // The results of calls are the user's.
                (asked, answered) = (!calls.is_empty(), true);
            }
        }
    }
}
