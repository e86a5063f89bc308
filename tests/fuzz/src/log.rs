//! The event log: whatever stands in it, folding it breaks nothing, and endpoints take the history that comes of it.

use std::collections::HashSet;

use agent::{Conversation, Entry, History, Step};
use engine::{Questions, Run};
use protocol::{
    Answer, Answerer, CallId, EventBody, Question, QuestionId, QuestionKind, SessionId, StopReason, ToolCall, ToolEnd,
    Trust, TurnStop, Usage,
};
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
    let (kind, first, second) = (words.next()?, words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let session = SessionId::from("s-1");
    let call = CallId::from(first);
    Some(match kind {
        "open" => EventBody::SessionOpened {
            session,
            run: None,
            model: String::new(),
            trust: Trust::None,
            system: first.to_owned(),
            title: String::new(),
            max_model_calls: first.len() as u32,
            fork: None,
            imported: None,
            parent: None,
        },
        "prompt" => EventBody::UserPrompted { session, text: first.to_owned() },
        // The ids of the calls, and the tool that all of them call.
        "answer" => EventBody::ModelAnswered {
            session,
            text: first.to_owned(),
            calls: second.split(',').filter(|id| !id.is_empty()).map(called).collect(),
            stop: if second.is_empty() { StopReason::EndTurn } else { StopReason::ToolUse },
            usage: Usage { input_tokens: u64::MAX, output_tokens: 1, cached_tokens: 0 },
        },
        "start" => EventBody::ToolStarted { session, call, writes: None },
        "finish" => EventBody::ToolFinished {
            session,
            call,
            end: if second.is_empty() { ToolEnd::Error } else { ToolEnd::Success },
            output: second.to_owned(),
            files: Vec::new(),
            exit: None,
        },
        "ask" => EventBody::QuestionAsked { question: question(first, second) },
        "say" => EventBody::QuestionAnswered {
            question: QuestionId::from(first),
            session,
            answer: if second.is_empty() { Answer::Deny } else { Answer::AllowSession },
            by: Answerer { name: String::new() },
            expires: None,
        },
        "withdraw" => EventBody::QuestionWithdrawn { question: QuestionId::from(first), session },
        "end" => EventBody::TurnEnded { session, stop: TurnStop::EndTurn },
        "delete" => EventBody::SessionDeleted { session },
        _ => return None,
    })
}

fn called(id: &str) -> ToolCall {
    let input = if id.len() % 2 == 0 { json!({ "path": id }) } else { Value::from(id) };
    ToolCall { id: CallId::from(id), name: id.to_owned(), input }
}

fn question(id: &str, call: &str) -> Question {
    Question {
        id: QuestionId::from(id),
        kind: QuestionKind::Permission,
        session: SessionId::from("s-1"),
        run: None,
        call: (!call.is_empty()).then(|| CallId::from(call)),
        title: String::new(),
        detail: String::new(),
        why: String::new(),
        digest: String::new(),
        options: Vec::new(),
        rules: Vec::new(),
    }
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
            Entry::Answer { text, calls } => {
                assert!(asked && (text.is_some() || !calls.is_empty()), "{history:?}");
                assert!(text.as_ref().is_none_or(|text| !text.trim().is_empty()), "{history:?}");
                for call in calls {
                    let fits = |name: &str| {
                        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
                        (1..=64).contains(&name.len()) && name.chars().all(fits)
                    };
                    assert!(fits(&call.id.0) && fits(&call.name) && !call.output.trim().is_empty(), "{history:?}");
                    assert!(ids.insert(&call.id), "{history:?}");
                }
                // The results of calls are the user's.
                (asked, answered) = (!calls.is_empty(), true);
            }
        }
    }
}
