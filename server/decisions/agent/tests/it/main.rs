#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::wildcard_enum_match_arm
)]

mod any_order;
mod checkpoints;
mod edits_survive;
mod forks;
mod history;
mod hours;
mod player;
mod prompts;
mod summaries;

use agent::{CallPhase, Conversation, Entry, Step};
use expect_test::{Expect, expect};
use protocol::{
    Answer, Answerer, CallId, EventBody, FileSeen, PermissionEffect, Question, QuestionId, QuestionKind,
    RuleOffer, SessionId, StopReason, ToolCall, ToolEnd, Trust, TurnStop, Usage,
};
use serde_json::json;

fn session() -> SessionId {
    SessionId::from("s-1")
}

fn opened(max_model_calls: u32) -> EventBody {
    EventBody::SessionOpened {
        session: session(),
        run: None,
        model: "m".to_owned(),
        trust: Trust::None,
        system: "system".to_owned(),
        title: String::new(),
        max_model_calls,
        fork: None,
        imported: None,
        parent: None,
    }
}

fn prompted(text: &str) -> EventBody {
    EventBody::UserPrompted { session: session(), text: text.to_owned() }
}

fn answered(text: &str, calls: &[(&str, &str)]) -> EventBody {
    let call = |(id, path): &(&str, &str)| ToolCall {
        id: CallId::from(*id),
        name: "read".to_owned(),
        input: json!({ "path": path }),
    };
    EventBody::ModelAnswered {
        model: None,
        thoughts: Vec::new(),
        session: session(),
        text: text.to_owned(),
        calls: calls.iter().map(call).collect(),
        stop: if calls.is_empty() { StopReason::EndTurn } else { StopReason::ToolUse },
        usage: Usage::default(),
    }
}

fn finished(call: &str, output: &str) -> EventBody {
    EventBody::ToolFinished {
        session: session(),
        call: CallId::from(call),
        end: ToolEnd::Success,
        output: output.to_owned(),
        files: Vec::new(),
        exit: None,
        changes: Vec::new(),
        uncaptured: Vec::new(),
    }
}

fn ended(stop: TurnStop) -> EventBody {
    EventBody::TurnEnded { session: session(), stop }
}

fn asked(question: &str, call: &str) -> EventBody {
    EventBody::QuestionAsked {
        question: Question {
            id: QuestionId::from(question),
            kind: QuestionKind::Permission,
            session: session(),
            run: None,
            call: Some(CallId::from(call)),
            title: String::new(),
            detail: String::new(),
            why: String::new(),
            digest: "d".to_owned(),
            rules: Vec::new(),
            options: Vec::new(),
        },
    }
}

fn answer(question: &str, answer: Answer) -> EventBody {
    let by = Answerer { name: "test".to_owned() };
    EventBody::QuestionAnswered {
        question: QuestionId::from(question),
        session: session(),
        answer,
        by,
        expires: None,
    }
}

/// What a model would see, a line an entry, and the next step.
fn render(conversation: &Conversation) -> String {
    let mut text = String::new();
    for (number, entry) in conversation.history().entries().iter().enumerate() {
        let line = match entry {
            Entry::Prompt(said) => format!("user: {}", said.replace('\n', "⏎")),
            Entry::Answer { text, calls, .. } => {
                let calls: Vec<String> = calls
                    .iter()
                    .map(|call| format!("{}{} {:?}", call.id, if call.error { "!" } else { "" }, call.output))
                    .collect();
                format!("assistant: {:?} calls [{}]", text.as_deref().unwrap_or_default(), calls.join(", "))
            }
        };
        text.push_str(&format!("{number:02} {line}\n"));
    }
    text + &match conversation.next() {
        Step::CallModel(request) => format!("→ model, {} entries", request.history().entries().len()),
        Step::RunCalls(calls) => {
            let calls: Vec<String> =
                calls.iter().map(|state| format!("{} {:?}", state.call.id, state.phase)).collect();
            format!("→ calls: {}", calls.join(", "))
        }
        Step::Record(event) => format!("→ record {event:?}"),
        Step::Compact(compaction) => format!("→ summarise {} entries", compaction.hidden),
        Step::AskToGoOn(why) => format!("→ ask: {why}"),
        Step::Wait(question) => format!("→ wait for {question}"),
        Step::EndTurn(stop) => format!("→ end {stop:?}"),
        Step::Idle => "→ idle".to_owned(),
    }
}

fn check(events: &[EventBody], expected: Expect) {
    let conversation = Conversation::replay(events).unwrap();
    expected.assert_eq(&render(&conversation));
}

#[test]
fn a_turn_with_two_calls() {
    let mut events = vec![opened(10), prompted("hello")];
    check(
        &events,
        expect![[r#"
            00 user: hello
            → model, 1 entries"#]],
    );
    events.push(answered("looking", &[("c1", "a"), ("c2", "b")]));
    check(
        &events,
        expect![[r#"
            00 user: hello
            → calls: c1 Requested, c2 Requested"#]],
    );
    events.extend([finished("c2", "B"), asked("q", "c1"), answer("q", Answer::AllowOnce)]);
    check(
        &events,
        expect![[r#"
            00 user: hello
            → calls: c1 Answered { answer: AllowOnce, expires: None }"#]],
    );
    events.extend([finished("c1", "A"), answered("done", &[])]);
    check(
        &events,
        expect![[r#"
            00 user: hello
            01 assistant: "looking" calls [c1 "A", c2 "B"]
            02 assistant: "done" calls []
            → end EndTurn"#]],
    );
}

#[test]
fn a_cancelled_turn_leaves_a_history_that_endpoints_accept() {
    let mut events =
        vec![opened(10), prompted("one"), answered("", &[("c1", "a"), ("c2", "b")]), asked("q", "c2")];
    let conversation = Conversation::replay(&events).unwrap();
    events.extend(conversation.cancel());
    events.push(prompted("two"));
    check(
        &events,
        expect![[r#"
            00 user: one
            01 assistant: "" calls [c1! "The user cancelled this turn before the call was finished.", c2! "The user cancelled this turn before the call was finished."]
            02 user: two
            → model, 3 entries"#]],
    );
    check(
        &[opened(10), prompted("one"), ended(TurnStop::Cancelled), prompted("two")],
        expect![[r#"
            00 user: one⏎⏎two
            → model, 1 entries"#]],
    );
}

#[test]
fn an_empty_answer_is_not_put_into_the_history() {
    let refused = EventBody::ModelAnswered {
        model: None,
        thoughts: Vec::new(),
        session: session(),
        text: String::new(),
        calls: Vec::new(),
        stop: StopReason::Refused,
        usage: Usage::default(),
    };
    check(
        &[opened(10), prompted("x"), refused],
        expect![[r#"
            00 user: x
            → end Refused"#]],
    );
}

#[test]
fn a_turn_has_a_limit_of_model_calls() {
    let calls = |n: u32| {
        (0..n).flat_map(|n| {
            let id = format!("c{n}");
            [answered("", &[(id.as_str(), id.as_str())]), finished(&id, "x")]
        })
    };
    let events: Vec<EventBody> = [opened(3), prompted("x")].into_iter().chain(calls(3)).collect();
    assert_eq!(Conversation::replay(&events).unwrap().next(), Step::EndTurn(TurnStop::Budget));
}

#[test]
fn a_call_made_three_times_in_a_row_is_stuck_and_an_answer_begins_anew() {
    let stuck = |events: &[EventBody]| match Conversation::replay(events).unwrap().next() {
        Step::RunCalls(calls) => calls.last().unwrap().stuck.is_some(),
        other => panic!("{other:?}"),
    };
    let mut events = vec![opened(10), prompted("x")];
    for (id, path, expected) in
        [("1", "a", false), ("2", "a", false), ("3", "b", false), ("4", "b", false), ("5", "b", true)]
    {
        events.push(answered("", &[(id, path)]));
        assert_eq!(stuck(&events), expected, "{id}");
        events.push(finished(id, ""));
    }
    events.extend([
        answered("", &[("6", "b")]),
        asked("q", "6"),
        answer("q", Answer::AllowOnce),
        finished("6", ""),
    ]);
    events.push(answered("", &[("7", "b")]));
    assert!(!stuck(&events));
}

#[test]
fn rules_of_an_answer_are_kept_for_the_session() {
    let offer = RuleOffer { capability: "shell".to_owned(), patterns: vec!["make".to_owned()] };
    for (given, kept) in [
        (Answer::AllowOnce, None),
        (Answer::AllowSession, Some(PermissionEffect::Allow)),
        (Answer::AllowAlways, Some(PermissionEffect::Allow)),
        (Answer::DenyAlways, Some(PermissionEffect::Deny)),
        (Answer::Deny, None),
    ] {
        let mut question = asked("q", "1");
        if let EventBody::QuestionAsked { question } = &mut question {
            question.rules = vec![offer.clone()];
        }
        let events = [opened(10), prompted("x"), answered("", &[("1", "a")]), question, answer("q", given)];
        let rules = Conversation::replay(&events).unwrap().rules;
        assert_eq!(rules, kept.map(|effect| (effect, offer.clone())).into_iter().collect::<Vec<_>>());
    }
}

#[test]
fn what_changed_counts_until_the_user_allows_what_it_decides() {
    let written = EventBody::ToolFinished {
        session: session(),
        call: CallId::from("1"),
        end: ToolEnd::Success,
        output: "ok".to_owned(),
        files: vec![FileSeen {
            path: "Makefile".to_owned(),
            digest: "d".to_owned(),
            changed: true,
            image: None,
        }],
        exit: None,
        changes: Vec::new(),
        uncaptured: Vec::new(),
    };
    let mut events = vec![opened(10), prompted("x"), answered("", &[("1", "Makefile")]), written];
    let changed = |events: &[EventBody]| Conversation::replay(events).unwrap().changed().len();
    assert_eq!(changed(&events), 1);
    for (id, command, left) in [("2", "cargo test", 1), ("3", "cd x && make all", 0)] {
        let mut asks = answered("", &[(id, "")]);
        if let EventBody::ModelAnswered { calls, .. } = &mut asks {
            calls[0].name = "shell".to_owned();
            calls[0].input = json!({ "command": command });
        }
        events.extend([asks, asked(id, id), answer(id, Answer::AllowOnce), finished(id, "")]);
        assert_eq!(changed(&events), left, "{command}");
    }
}

#[test]
fn a_started_call_is_seen_as_started_after_a_restart() {
    let started = EventBody::ToolStarted {
        session: session(),
        call: CallId::from("1"),
        writes: Some("abc".to_owned()),
        before: Vec::new(),
    };
    let conversation =
        Conversation::replay(&[opened(10), prompted("x"), answered("", &[("1", "a")]), started]).unwrap();
    let phase = conversation.call(&CallId::from("1")).unwrap().phase.clone();
    assert_eq!(phase, CallPhase::Started { writes: Some("abc".to_owned()) });
}
