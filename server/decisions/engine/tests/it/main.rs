#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::wildcard_enum_match_arm
)]

mod plan;
mod questions;
mod spec_graph;

use engine::{Run, RunStep};
use expect_test::{Expect, expect};
use protocol::{
    Actor, CallId, EventBody, FileSeen, RunId, RunPlan, SessionId, StopReason, TaskState, ToolCall, ToolEnd,
    Trust, TurnStop, Usage,
};
use serde_json::json;

fn run() -> RunId {
    RunId::from("r-1")
}

fn session() -> SessionId {
    SessionId::from("s-1")
}

fn requested(trust: Trust, checks: &[&str]) -> EventBody {
    let plan = RunPlan {
        spec: "s".to_owned(),
        task: "1".to_owned(),
        title: "t".to_owned(),
        base: String::new(),
        claims: Vec::new(),
        checks: checks.iter().map(|check| (*check).to_owned()).collect(),
        max_model_calls: 5,
        model: "m".to_owned(),
        trust,
        estimate: None,
        ask_first: None,
    };
    EventBody::RunRequested { run: run(), plan, previous: TaskState::NotStarted, actor: Actor::User }
}

fn marked(state: TaskState) -> EventBody {
    EventBody::TaskMarked {
        spec: "s".to_owned(),
        task: "1".to_owned(),
        state,
        actor: Actor::Agent,
        run: Some(run()),
    }
}

fn opened() -> [EventBody; 2] {
    let (system, title, model) = (String::new(), String::new(), "m".to_owned());
    [
        EventBody::SessionOpened {
            session: session(),
            run: Some(run()),
            model,
            trust: Trust::None,
            system,
            title,
            max_model_calls: 5,
            fork: None,
            imported: None,
            parent: None,
        },
        EventBody::UserPrompted { session: session(), text: "do it".to_owned() },
    ]
}

/// The agent runs a command that exits so.
fn ran(command: &str, exit: i32) -> [EventBody; 2] {
    let call = ToolCall {
        id: CallId::from(command),
        name: "shell".to_owned(),
        input: json!({ "command": command }),
    };
    [
        EventBody::ModelAnswered {
            model: None,
            thoughts: Vec::new(),
            session: session(),
            text: String::new(),
            calls: vec![call],
            stop: StopReason::ToolUse,
            usage: Usage::default(),
        },
        tool_finished(command, Vec::new(), Some(exit)),
    ]
}

fn changed(path: &str) -> EventBody {
    tool_finished(
        "write",
        vec![FileSeen { path: path.to_owned(), digest: "d".to_owned(), changed: true, image: None }],
        None,
    )
}

fn tool_finished(call: &str, files: Vec<FileSeen>, exit: Option<i32>) -> EventBody {
    let end = if exit.unwrap_or(0) == 0 { ToolEnd::Success } else { ToolEnd::Error };
    EventBody::ToolFinished {
        session: session(),
        call: CallId::from(call),
        end,
        output: String::new(),
        files,
        exit,
        changes: Vec::new(),
        uncaptured: Vec::new(),
    }
}

fn ended(stop: TurnStop) -> EventBody {
    EventBody::TurnEnded { session: session(), stop }
}

fn checked(command: &str, exit: i32) -> EventBody {
    EventBody::CheckFinished {
        run: run(),
        command: command.to_owned(),
        exit: Some(exit),
        output: String::new(),
    }
}

fn working(trust: Trust, checks: &[&str]) -> Vec<EventBody> {
    let mut events = vec![requested(trust, checks), marked(TaskState::InProgress)];
    events.extend(opened());
    events
}

/// Lets the run go on by itself from `events`: marks and decisions succeed, whatever else it asks for ends it.
fn check(mut events: Vec<EventBody>, expected: Expect) {
    let mut steps = Vec::new();
    for _ in 0..10 {
        let step = Run::replay(&events).unwrap().next();
        steps.push(describe(&step));
        match step {
            RunStep::Mark(state) => events.push(marked(state)),
            RunStep::Record(body) => events.push(*body),
            RunStep::OpenSession
            | RunStep::Converse(_)
            | RunStep::Cancel(_)
            | RunStep::Check(_)
            | RunStep::Ask(_)
            | RunStep::AskFirst(_)
            | RunStep::Wait(_)
            | RunStep::Ended(_) => break,
        }
    }
    expected.assert_eq(&steps.join("\n"));
}

fn describe(step: &RunStep) -> String {
    let RunStep::Record(body) = step else { return format!("{step:?}") };
    match body.as_ref() {
        EventBody::EvidenceJudged { evidence, why, .. } => format!("judge {evidence:?} {why:?}"),
        EventBody::RunFinished { outcome, .. } => format!("finish {outcome:?}"),
        other => format!("Record({other:?})"),
    }
}

#[test]
fn a_run_marks_opens_and_converses() {
    check(
        vec![requested(Trust::None, &[])],
        expect![[r#"
            Mark(InProgress)
            OpenSession"#]],
    );
    check(working(Trust::None, &[]), expect![[r#"Converse(SessionId("s-1"))"#]]);
}

#[test]
fn a_test_that_passed_after_the_last_change_proves_the_task() {
    let mut events = working(Trust::All, &[]);
    events.push(changed("a"));
    events.extend(ran("cargo test", 0));
    events.push(ended(TurnStop::EndTurn));
    check(
        events,
        expect![[r#"
            judge Some(Command { command: "cargo test" }) None
            Mark(Done)
            finish Done { evidence: Command { command: "cargo test" } }
            Ended(Done { evidence: Command { command: "cargo test" } })"#]],
    );
}

#[test]
fn a_change_after_the_test_needs_new_evidence() {
    let mut events = working(Trust::All, &[]);
    events.extend(ran("cargo test", 0));
    events.extend([changed("a"), ended(TurnStop::EndTurn)]);
    check(
        events,
        expect![[r#"
            judge None Some("the agent says it is done, but ran no test or build after its last change; give the run a check (`--check COMMAND`) or set the task's state yourself")
            Mark(NotStarted)
            finish NeedsEvidence { why: "the agent says it is done, but ran no test or build after its last change; give the run a check (`--check COMMAND`) or set the task's state yourself" }
            Ended(NeedsEvidence { why: "the agent says it is done, but ran no test or build after its last change; give the run a check (`--check COMMAND`) or set the task's state yourself" })"#]],
    );
}

#[test]
fn a_failing_test_is_no_evidence_whatever_the_agent_says() {
    let mut events = working(Trust::None, &[]);
    events.extend(ran("cargo test", 1));
    events.push(ended(TurnStop::EndTurn));
    check(
        events,
        expect![[r#"
            judge None Some("the agent's check `cargo test` exited with 1, and did not pass since")
            Mark(NotStarted)
            finish NeedsEvidence { why: "the agent's check `cargo test` exited with 1, and did not pass since" }
            Ended(NeedsEvidence { why: "the agent's check `cargo test` exited with 1, and did not pass since" })"#]],
    );
}

/// What the run says of evidence after these commands, by their exit status; none: killed.
fn evidence_after(commands: &[(&str, Option<i32>)]) -> String {
    let mut events = working(Trust::All, &[]);
    for (number, (command, exit)) in commands.iter().enumerate() {
        let mut ran = ran(command, exit.unwrap_or(1));
        let id = CallId(format!("c{number}"));
        for event in &mut ran {
            match event {
                EventBody::ModelAnswered { calls, .. } => calls[0].id = id.clone(),
                EventBody::ToolFinished { call, exit: status, .. } => (*call, *status) = (id.clone(), *exit),
                _ => {}
            }
        }
        events.extend(ran);
    }
    events.push(ended(TurnStop::EndTurn));
    describe(&Run::replay(&events).unwrap().next())
}

#[test]
fn a_check_that_failed_counts_until_it_passes() {
    for (commands, proved) in [
        (&[("cargo test", Some(0))][..], true),
        (&[("cargo test", Some(101)), ("cargo build", Some(0))], false),
        (&[("cargo build", Some(0)), ("cargo test", None)], false),
        (&[("cargo test", Some(101)), ("cargo test", Some(0))], true),
        (&[("cargo test", Some(0)), ("ls", Some(2))], true),
    ] {
        let judged = evidence_after(commands);
        assert_eq!(judged.starts_with("judge Some"), proved, "{commands:?}: {judged}");
    }
}

#[test]
fn checks_of_the_plan_come_first_and_all_must_pass() {
    let mut events = working(Trust::All, &["make a", "make b"]);
    events.push(ended(TurnStop::EndTurn));
    check(events.clone(), expect![[r#"Check("make a")"#]]);
    events.push(checked("make a", 0));
    check(events.clone(), expect![[r#"Check("make b")"#]]);
    let mut failed = events.clone();
    failed.push(checked("make b", 2));
    check(
        failed,
        expect![[r#"
            judge None Some("the check `make b` failed")
            Mark(NotStarted)
            finish NeedsEvidence { why: "the check `make b` failed" }
            Ended(NeedsEvidence { why: "the check `make b` failed" })"#]],
    );
    events.push(checked("make b", 0));
    check(
        events,
        expect![[r#"
            judge Some(Checks { commands: ["make a", "make b"] }) None
            Mark(Done)
            finish Done { evidence: Checks { commands: ["make a", "make b"] } }
            Ended(Done { evidence: Checks { commands: ["make a", "make b"] } })"#]],
    );
}

#[test]
fn a_stop_gives_the_mark_back_but_never_unticks_what_was_proved() {
    let stop = EventBody::RunStopRequested { run: run() };
    let mut working = working(Trust::All, &[]);
    working.push(stop.clone());
    check(working, expect![[r#"Cancel(SessionId("s-1"))"#]]);
    check(
        vec![requested(Trust::All, &[]), stop.clone()],
        expect![[r#"
            finish Stopped
            Ended(Stopped)"#]],
    );
    let mut proved = self::working(Trust::All, &["true"]);
    proved.extend([ended(TurnStop::EndTurn), checked("true", 0)]);
    proved.push(EventBody::EvidenceJudged {
        run: run(),
        evidence: Some(protocol::Evidence::Checks { commands: vec!["true".to_owned()] }),
        why: None,
    });
    proved.extend([marked(TaskState::Done), stop]);
    check(
        proved,
        expect![[r#"
            finish Done { evidence: Checks { commands: ["true"] } }
            Ended(Done { evidence: Checks { commands: ["true"] } })"#]],
    );
}

#[test]
fn a_turn_that_did_not_finish_fails_the_run() {
    for (stop, part) in [
        (TurnStop::Budget, "5 model calls"),
        (TurnStop::MaxTokens, "output limit"),
        (TurnStop::Refused, "refused to answer"),
    ] {
        let mut events = working(Trust::All, &[]);
        events.extend([ended(stop), marked(TaskState::NotStarted)]);
        let step = describe(&Run::replay(&events).unwrap().next());
        assert!(step.starts_with("finish Failed") && step.contains(part), "{step}");
    }
}
