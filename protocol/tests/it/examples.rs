//! One example of everything, with every field that may be absent set in at least one.

use protocol::{
    Actor, Answer, Answerer, CallId, ChatResult, Check, CheckArea, CheckState, Checkpoint, EditId, ErrorCode,
    Event, EventBody, Evidence, FileChange, FileImage, FileRestore, FileSeen, Outcome, Parent, Question,
    QuestionId, QuestionKind, QuestionOption, Record, ReportPart, Request, Response, RestoreAction,
    RuleProfile, RunId, SessionId, StopReason, TaskState, Thought, ToolCall, ToolEnd, Trust, TurnStop,
    VerbError,
};
use serde_json::json;

use crate::sessions::{fork_point, session};
use crate::specs::{plan, run, spec_detail, spec_summary};
use crate::{documents, permissions, sessions, usage};

/// Requests with their answers, one for each method.
pub(crate) fn exchanges() -> Vec<(Request, Response)> {
    let (spec, task) = ("checkout".to_owned(), "3.1".to_owned());
    let stopped = EventBody::RunFinished { run: run_id(), outcome: Outcome::Stopped };
    let before = vec![
        (Request::SpecList {}, Response::Specs { specs: vec![spec_summary()] }),
        (Request::SpecGet { spec: spec.clone() }, Response::Spec { spec: spec_detail() }),
        crate::specs::spec_drafted(),
        crate::specs::steering_drafted(),
        (Request::SpecGraph { spec: spec.clone() }, Response::Graph { graph: documents::graph() }),
        (Request::SpecTrace { spec: spec.clone() }, Response::Trace { trace: vec![documents::trace()] }),
        (
            Request::Check { paths: vec![".kiro/specs/checkout".into()], profile: Some(RuleProfile::Strict) },
            Response::Checked {
                checked: vec![documents::checked()],
                unreadable: vec![documents::unreadable()],
            },
        ),
        (
            Request::RuleExplain { code: Some("trace/dangling-reference".into()) },
            Response::Rules { rules: vec![documents::rule()] },
        ),
        (
            Request::SteeringList { file: Some("src/totals.rs".into()) },
            Response::Steering { steering: vec![documents::steering()] },
        ),
        (Request::HookList {}, Response::Hooks { hooks: vec![documents::hook()] }),
        (
            Request::TaskRun {
                spec: spec.clone(),
                task: task.clone(),
                model: Some("openai:gpt-5".into()),
                trust: Trust::Tools(vec!["write_file".into()]),
                checks: vec!["cargo test".into()],
            },
            Response::RunStarted { run_id: run_id(), resumed: false },
        ),
        (Request::TaskStop { spec: spec.clone(), task: task.clone() }, Response::Run { run: run() }),
        (
            Request::TaskSet { spec, task, state: TaskState::InProgress },
            Response::TaskSet { task: crate::specs::task(), changed: true },
        ),
        (Request::RunList {}, Response::Runs { runs: vec![run()] }),
        (
            Request::SessionStart { model: Some("openai:gpt-5".into()), trust: Trust::None },
            Response::Session { session: session() },
        ),
        (
            Request::SessionPrompt { session: session_id(), text: "Why does the total round down?".into() },
            Response::Session { session: session() },
        ),
        (Request::SessionCancel { session: session_id() }, Response::Session { session: session() }),
        (Request::SessionList {}, Response::Sessions { sessions: vec![session()] }),
        (
            Request::SessionGet { session: session_id() },
            Response::Transcript { session: session(), events: vec![event(7, prompt())] },
        ),
    ];
    let after = vec![
        (
            Request::CheckpointList { session: session_id() },
            Response::Checkpoints {
                checkpoints: vec![Checkpoint {
                    id: "2.1".into(),
                    title: "Edit src/total.rs".into(),
                    at: 1_767_225_600_000,
                    changes: vec![file_change()],
                    uncaptured: vec!["the link `latest` was made, changed or removed".into()],
                }],
            },
        ),
        (
            Request::CheckpointDiff { session: session_id(), checkpoint: "2.1".into() },
            Response::CheckpointDiff { files: vec![file_restore()] },
        ),
        (
            Request::CheckpointRestore { session: session_id(), checkpoint: "2.1".into() },
            Response::CheckpointRestored { restored: vec![file_restore()], undo: Some("r1".into()) },
        ),
        (Request::QuestionList {}, Response::Questions { questions: vec![question()] }),
        (
            Request::PermissionAnswer {
                id: QuestionId::from("q-5gh7jk2m"),
                option: Answer::AllowOnce,
                by: Some(Answerer { name: "Neovim".into() }),
            },
            Response::Answered { question: QuestionId::from("q-5gh7jk2m"), answer: Answer::AllowOnce },
        ),
    ];
    let rest = vec![
        (Request::EventReplay { since: 41 }, Response::Events { events: vec![event(42, stopped)] }),
        (Request::Doctor { connect: true }, doctor()),
        (
            Request::BugReport { include_names: true },
            Response::BugReport {
                parts: vec![ReportPart { title: "Events".into(), text: "| userPrompted | 3 |\n".into() }],
            },
        ),
    ];
    [before, sessions::exchanges(), after, permissions::exchanges(), usage::exchanges(), rest].concat()
}

/// One event of each type.
pub(crate) fn events() -> Vec<EventBody> {
    let (run, session, call) = (run_id(), session_id(), CallId::from("call_1"));
    let mut events = vec![
        EventBody::RunRequested {
            run: run.clone(),
            plan: plan(),
            previous: TaskState::NotStarted,
            actor: Actor::User,
        },
        EventBody::RunResumed {
            run: run.clone(),
            owner: "kiro-lsp (pid 4711)".into(),
            trust: Trust::All,
            checks: vec!["npm test".into()],
        },
        EventBody::SessionTrusted { session: SessionId::from("s-2k8m0q4x"), trust: Trust::None },
        EventBody::RunInterrupted { run: run.clone(), why: "the editor was closed".into() },
        EventBody::RunStopRequested { run: run.clone() },
        EventBody::RunFinished { run: run.clone(), outcome: Outcome::Done { evidence: evidence() } },
        EventBody::TaskMarked {
            spec: "checkout".into(),
            task: "3.1".into(),
            state: TaskState::Done,
            actor: Actor::Agent,
            run: Some(run.clone()),
        },
        EventBody::EditRequested {
            edit: EditId::from("e-9zc4v6bn"),
            holder: "kiro-lsp (pid 4711)".into(),
            path: ".kiro/specs/checkout/tasks.md".into(),
            spec: "checkout".into(),
            task: "3.1".into(),
            title: "Take payment".into(),
            state: TaskState::Done,
        },
        EventBody::EditFinished {
            edit: EditId::from("e-9zc4v6bn"),
            applied: false,
            why: Some("the buffer had changed".into()),
        },
        EventBody::CheckFinished {
            run: run.clone(),
            command: "cargo test".into(),
            exit: Some(0),
            output: "12 passed".into(),
        },
        EventBody::EvidenceJudged {
            run: run.clone(),
            evidence: Some(evidence()),
            why: Some("no check ran after the last change".into()),
        },
        EventBody::SessionOpened {
            session: session.clone(),
            run: Some(run),
            model: "openai:gpt-5".into(),
            trust: Trust::All,
            system: "You implement one task of a spec.".into(),
            title: "Round totals half to even".into(),
            max_model_calls: 50,
            fork: Some(fork_point()),
            imported: Some("0b9c7c1e-5d0e-4f0a-9a53-0d2b5f3c9f11".into()),
            parent: Some(Box::new(Parent {
                session: SessionId::from("s-1d5n8w3r"),
                call: CallId::from("call_9"),
                depth: 1,
                tools: vec!["read".into(), "grep".into()],
                max_tokens: 500_000,
                max_seconds: 900,
            })),
        },
        EventBody::SessionRenamed { session: session.clone(), title: "Rounding".into() },
        EventBody::SessionDeleted { session: session.clone() },
        prompt(),
        EventBody::ModelAnswered {
            model: Some("bedrock:us.anthropic.claude-sonnet-4-6".to_owned()),
            thoughts: vec![Thought {
                text: "It has no test.".to_owned(),
                signature: Some("EqQBCgIYAhIM".to_owned()),
                sealed: None,
            }],
            session: session.clone(),
            text: "I read the file first.".into(),
            calls: vec![ToolCall {
                id: call.clone(),
                name: "read_file".into(),
                input: json!({ "path": "src/total.rs" }),
            }],
            stop: StopReason::ToolUse,
            usage: usage::usage(),
        },
        EventBody::ModelFailed {
            session: session.clone(),
            error: "the endpoint did not answer for 60 s; check the network and try again".into(),
        },
        EventBody::ToolStarted {
            session: session.clone(),
            call: call.clone(),
            writes: Some("9f86d081".into()),
            before: vec![FileImage {
                path: "src/total.rs".into(),
                digest: Some("60303ae2".into()),
                executable: false,
            }],
        },
        EventBody::ToolFinished {
            session: session.clone(),
            call,
            end: ToolEnd::Success,
            output: "wrote 12 lines".into(),
            files: vec![FileSeen {
                path: "src/total.rs".into(),
                digest: "9f86d081".into(),
                changed: true,
                image: None,
            }],
            exit: Some(0),
            changes: vec![file_change()],
            uncaptured: vec!["the link `latest` was made, changed or removed".into()],
        },
        EventBody::FilesChanged {
            session: session.clone(),
            call: None,
            changes: vec![file_change()],
            uncaptured: vec!["there are more files than are followed".into()],
        },
        EventBody::FilesRestored {
            session: session.clone(),
            checkpoint: "2.1".into(),
            changes: vec![file_change()],
            done: true,
        },
        EventBody::QuestionAsked { question: question() },
        EventBody::QuestionAnswered {
            question: QuestionId::from("q-5gh7jk2m"),
            session: session.clone(),
            answer: Answer::Deny,
            by: Answerer { name: "kiro-cli answer".into() },
            expires: Some(1_767_226_200_000),
        },
        EventBody::QuestionWithdrawn { question: QuestionId::from("q-5gh7jk2m"), session: session.clone() },
    ];
    events.extend(permissions::events());
    events.extend([
        EventBody::CancelRequested { session: session.clone() },
        EventBody::ModelChosen {
            session: session.clone(),
            model: "bedrock:us.anthropic.claude-sonnet-4-6".into(),
            why: "for implementing".into(),
        },
        EventBody::ContextPruned {
            session: session.clone(),
            calls: vec![CallId::from("call_1")],
            tokens: 9_500,
        },
        EventBody::ContextCompacted {
            model: Some("bedrock:us.anthropic.claude-haiku-4-5-20251001-v1:0".to_owned()),
            session: session.clone(),
            hidden: 41,
            goal: "Make the totals round half to even.".into(),
            summary: "## Done\n- `src/total.rs` rounds half to even".into(),
            usage: usage::usage(),
        },
        EventBody::ContextOverflowed {
            session: session.clone(),
            error: "prompt is too long: 208310 tokens > 200000 maximum".into(),
        },
        EventBody::GoalChanged {
            session: session.clone(),
            goal: "Implement one task of the spec `checkout`.".into(),
        },
        EventBody::SubagentStarted {
            session: session.clone(),
            call: CallId::from("call_2"),
            child: SessionId::from("s-7h2m9k4p"),
            model_calls: 40,
        },
        EventBody::SubagentEnded {
            session: session.clone(),
            call: CallId::from("call_2"),
            child: SessionId::from("s-7h2m9k4p"),
            model_calls: 6,
            usage: usage::usage(),
            changes: vec![file_change()],
        },
        EventBody::TurnEnded { session, stop: TurnStop::EndTurn },
    ]);
    events
}

fn file_change() -> FileChange {
    FileChange {
        path: "src/total.rs".into(),
        before: Some("60303ae2".into()),
        after: Some("9f86d081".into()),
        kept: true,
        executable: false,
        removed: 3,
    }
}

fn file_restore() -> FileRestore {
    FileRestore {
        path: "src/total.rs".into(),
        action: RestoreAction::Write,
        why: "your changes after 2.1 stay".into(),
        diff: "--- src/total.rs\n+++ src/total.rs\n@@ -1 +1 @@\n-round(total)\n+total\n".into(),
    }
}

/// An event body in its place in the log.
pub(crate) fn event(seq: u64, body: EventBody) -> Event {
    Event { seq, at: 1_767_225_600_000, version: protocol::EVENT_VERSION, record: Record::Known(body) }
}

/// The last line of a chat.
pub(crate) fn chat_result() -> ChatResult {
    ChatResult::Result {
        session: session_id(),
        text: "The total is cut, not rounded.".into(),
        stop: Some(TurnStop::EndTurn),
        error: Some("interrupted".into()),
        denied: 0,
        usage: usage::usage(),
    }
}

/// A refusal.
pub(crate) fn error() -> VerbError {
    let why = "several roots are open and `checkout` is a spec of several; say which with `root`: …";
    let roots = vec!["/home/me/shop".into(), "/home/me/shop/packages/pay".into()];
    VerbError { roots, ..VerbError::new(ErrorCode::Ambiguous, why) }
}

fn doctor() -> Response {
    Response::Doctor {
        version: "0.1.0".into(),
        platform: "linux x86_64".into(),
        checks: vec![Check {
            area: CheckArea::Credentials,
            state: CheckState::Problem,
            found: "the SSO session of the profile `dev` expired".into(),
            fix: Some("aws sso login --profile dev".into()),
        }],
    }
}

fn prompt() -> EventBody {
    EventBody::UserPrompted { session: session_id(), text: "Why does the total round down?".into() }
}

pub(crate) fn run_id() -> RunId {
    RunId::from("r-7k2m9xqd")
}

pub(crate) fn session_id() -> SessionId {
    SessionId::from("s-4hw8n3tz")
}

pub(crate) fn evidence() -> Evidence {
    Evidence::Checks { commands: vec!["cargo test".into()] }
}

fn question() -> Question {
    let option = |id, label: &str| QuestionOption { id, label: label.into() };
    Question {
        id: QuestionId::from("q-5gh7jk2m"),
        kind: QuestionKind::Permission,
        session: session_id(),
        run: Some(run_id()),
        call: Some(CallId::from("call_1")),
        title: "Run `cargo test`".into(),
        detail: "cargo test\nin the workspace".into(),
        why: "commands ask in supervised mode".into(),
        digest: "9f86d081".into(),
        rules: vec![permissions::offer()],
        options: vec![option(Answer::AllowOnce, "Allow once"), option(Answer::Deny, "Deny")],
    }
}
