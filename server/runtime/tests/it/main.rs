#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::wildcard_enum_match_arm
)]

/// Ids that only one test counts: the session takes the first.
macro_rules! ids {
    () => {{
        static NEXT: AtomicU32 = AtomicU32::new(0);
        || format!("{:08}", NEXT.fetch_add(1, Ordering::Relaxed))
    }};
}

mod checkpoints;
mod commands;
mod context;
mod drafts;
mod endpoint;
mod faults;
mod files;
mod permissions;
mod processes;
mod subagents;
mod undo;
mod untrusted;

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use expect_test::expect;
use protocol::{
    ErrorCode, EventBody, Notice, Outcome, Record, Request, Response, RunStatus, TaskState, Trust, TurnStop,
};
use runtime::{Limits, ModelSettings, Retention, RuleFiles, Runtime, Settings, Subscription, Update};
use tempfile::TempDir;
use tokio::time::timeout;

const TASKS: &str = "- [ ] 1. One\n- [ ] 2. Two\n";

struct Ground {
    folder: TempDir,
}

impl Ground {
    fn new(replies: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let spec = folder.path().join("work/.kiro/specs/s");
        fs::create_dir_all(&spec).unwrap();
        fs::write(spec.join("tasks.md"), TASKS).unwrap();
        fs::write(folder.path().join("model.jsonl"), replies).unwrap();
        Self { folder }
    }

    /// One of several processes that share the workspace and its state.
    fn process(&self, name: &str) -> Runtime {
        Runtime::open(self.settings(name)).unwrap()
    }

    fn settings(&self, name: &str) -> Settings {
        let model = format!("scripted:{}", self.folder.path().join("model.jsonl").display());
        Settings {
            root: self.folder.path().join("work"),
            state: self.folder.path().join("state"),
            process_name: name.to_owned(),
            models: ModelSettings { model: Some(model), ..ModelSettings::default() },
            rules: RuleFiles::default(),
            limits: Limits::default(),
            retention: Retention::default(),
            usage: self.folder.path().join("usage"),
            now: || 0,
            mint,
        }
    }

    fn tasks_path(&self) -> PathBuf {
        self.folder.path().join("work/.kiro/specs/s/tasks.md")
    }

    fn tasks(&self) -> String {
        fs::read_to_string(self.tasks_path()).unwrap()
    }
}

fn mint() -> String {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("{:08}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// The next event that fits.
async fn event<T>(subscription: &mut Subscription, fits: impl Fn(&EventBody) -> Option<T>) -> T {
    let wait = async {
        loop {
            if let Update::Event(event) = subscription.next().await.unwrap()
                && let Record::Known(body) = &event.record
                && let Some(found) = fits(body)
            {
                return found;
            }
        }
    };
    timeout(Duration::from_secs(60), wait).await.expect("the event did not come")
}

fn set(task: &str, state: TaskState) -> Request {
    Request::TaskSet { spec: "s".to_owned(), task: task.to_owned(), state }
}

fn run(task: &str, trust: Trust) -> Request {
    let checks = vec!["true".to_owned()];
    Request::TaskRun { spec: "s".to_owned(), task: task.to_owned(), model: None, trust, checks }
}

/// Stands for the front of an editor: applies what it is asked to, in the units of bytes.
fn editor(runtime: &Runtime, path: PathBuf, unsaved: &str) -> tokio::sync::watch::Receiver<String> {
    let (sender, receiver) = tokio::sync::watch::channel(unsaved.to_owned());
    runtime.document_opened(&path, 1, unsaved);
    let mut subscription = runtime.subscribe(runtime.head().unwrap()).unwrap();
    let runtime = runtime.clone();
    tokio::spawn(async move {
        while let Some(update) = subscription.next().await {
            let Update::Event(event) = update else { continue };
            let Record::Known(body) = event.record else { continue };
            if let Some(planned) = runtime.plan_edit(&body) {
                let text = text::apply(&planned.text, &planned.edits).unwrap();
                runtime.document_changed(&path, planned.version + 1, &text);
                sender.send(text).unwrap();
                runtime.finish_edit(&planned.edit, Ok(()));
            }
        }
    });
    receiver
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mark_of_an_open_document_is_set_in_the_buffer_and_never_on_disk() {
    let ground = Ground::new("");
    let (holder, other) = (ground.process("editor"), ground.process("cli"));
    let unsaved = "- [ ] 1. One, changed\n- [ ] 2. Two\nnew line";
    let buffer = editor(&holder, ground.tasks_path(), unsaved);
    for runtime in [&other, &holder] {
        let runtime = runtime.clone();
        let state = if buffer.borrow().contains("[-]") { TaskState::Done } else { TaskState::InProgress };
        let answer = tokio::task::spawn_blocking(move || runtime.handle(set("2", state))).await.unwrap();
        assert!(matches!(answer.unwrap(), Response::TaskSet { changed: true, task } if task.state == state));
    }
    assert_eq!(*buffer.borrow(), "- [ ] 1. One, changed\n- [x] 2. Two\nnew line");
    assert_eq!(ground.tasks(), TASKS);

    holder.document_closed(&ground.tasks_path());
    other.handle(set("2", TaskState::Queued)).unwrap();
    assert_eq!(ground.tasks(), "- [ ] 1. One\n- [~] 2. Two\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_editor_that_refuses_leaves_the_tick_pending() {
    let ground = Ground::new("");
    let (holder, other) = (ground.process("editor"), ground.process("cli"));
    holder.document_opened(&ground.tasks_path(), 1, TASKS);
    let mut subscription = holder.subscribe(0).unwrap();
    let refusing = holder.clone();
    let front = tokio::spawn(async move {
        loop {
            let edit = event(&mut subscription, |body| refusing.plan_edit(body)).await;
            refusing.finish_edit(&edit.edit, Err("the buffer is locked".to_owned()));
        }
    });
    let answer = tokio::task::spawn_blocking(move || other.handle(set("1", TaskState::Done))).await.unwrap();
    let error = answer.unwrap_err();
    assert_eq!(error.code, ErrorCode::Busy);
    assert!(
        error.message.contains("open in editor, which did not set the mark: the buffer is locked"),
        "{error}"
    );
    assert_eq!(ground.tasks(), TASKS);
    front.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_ticks_in_the_buffer_of_another_process() {
    let ground = Ground::new(r#"{"say": "done"}"#);
    let (holder, other) = (ground.process("editor"), ground.process("cli"));
    let buffer = editor(&holder, ground.tasks_path(), "- [ ] 1. One\nunsaved");
    let mut subscription = other.subscribe(0).unwrap();
    other.handle(run("1", Trust::All)).unwrap();
    event(&mut subscription, |body| matches!(body, EventBody::RunFinished { .. }).then_some(())).await;
    assert_eq!(*buffer.borrow(), "- [x] 1. One\nunsaved");
    assert_eq!(ground.tasks(), TASKS);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_does_not_write_below_unsaved_changes() {
    let replies = r#"{"calls": [{"tool": "read", "input": {"path": "a.txt"}}]}
{"calls": [{"tool": "edit", "input": {"path": "a.txt", "old": "buffer", "new": "agent"}}]}
{"say": "done"}"#;
    let ground = Ground::new(replies);
    let runtime = ground.process("editor");
    let file = ground.folder.path().join("work/a.txt");
    fs::write(&file, "disk").unwrap();
    runtime.document_opened(&file, 1, "buffer");
    let mut subscription = runtime.subscribe(0).unwrap();
    runtime.handle(run("1", Trust::All)).unwrap();
    let mut outputs = Vec::new();
    for _ in 0..2 {
        outputs.push(
            event(&mut subscription, |body| match body {
                EventBody::ToolFinished { output, .. } => Some(output.clone()),
                _ => None,
            })
            .await,
        );
    }
    assert_eq!(
        outputs,
        ["    1\tbuffer", "`a.txt` has unsaved changes in the editor: save it, then repeat the change"]
    );
    assert_eq!(fs::read_to_string(&file).unwrap(), "disk");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_process_sees_the_same_events_in_the_same_order() {
    let ground = Ground::new(r#"{"say": "one two three four five six seven"}"#);
    let (a, b) = (ground.process("a"), ground.process("b"));
    let (mut here, mut there) = (a.subscribe(0).unwrap(), b.subscribe(0).unwrap());
    a.handle(run("1", Trust::All)).unwrap();
    let mut seen = [Vec::new(), Vec::new()];
    for (subscription, seen) in [&mut here, &mut there].into_iter().zip(&mut seen) {
        loop {
            match timeout(Duration::from_secs(20), subscription.next()).await.unwrap().unwrap() {
                Update::Notice(_) | Update::Trouble(_) => {}
                Update::Event(event) => {
                    let last = matches!(&event.record, Record::Known(EventBody::RunFinished { .. }));
                    seen.push(event);
                    if last {
                        break;
                    }
                }
            }
        }
    }
    assert_eq!(seen[0], seen[1]);
    assert_eq!(
        seen[0].iter().map(|event| event.seq).collect::<Vec<_>>(),
        (1..=seen[0].len() as u64).collect::<Vec<_>>()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscriber_that_lags_misses_no_event() {
    // More words than a subscriber's queue holds.
    let words = "word ".repeat(6_000);
    let ground = Ground::new(&format!("{{\"say\": \"{words}\"}}"));
    let runtime = ground.process("a");
    let mut slow = runtime.subscribe(0).unwrap();
    let mut quick = runtime.subscribe(0).unwrap();
    runtime.handle(run("1", Trust::All)).unwrap();
    event(&mut quick, |body| matches!(body, EventBody::RunFinished { .. }).then_some(())).await;
    let mut next = 1;
    loop {
        if let Update::Event(event) = timeout(Duration::from_secs(20), slow.next()).await.unwrap().unwrap() {
            assert_eq!(event.seq, next);
            next += 1;
            if matches!(event.record, Record::Known(EventBody::RunFinished { .. })) {
                break;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn text_that_waits_is_told_as_one_piece() {
    let replies = r#"{"say": "Let me look.", "calls": [{"tool": "list", "input": {}}]}
{"say": "It is empty."}"#;
    let ground = Ground::new(replies);
    let runtime = ground.process("a");
    let (mut slow, mut quick) = (runtime.subscribe(0).unwrap(), runtime.subscribe(0).unwrap());
    runtime.handle(run("1", Trust::All)).unwrap();
    event(&mut quick, |body| matches!(body, EventBody::RunFinished { .. }).then_some(())).await;
    let mut told = String::new();
    loop {
        match timeout(Duration::from_secs(20), slow.next()).await.unwrap().unwrap() {
            Update::Notice(Notice { delta, .. }) => told += &format!("{delta:?}\n"),
            Update::Event(event) => match event.record {
                Record::Known(EventBody::ModelAnswered { .. }) => told += "answered\n",
                Record::Known(EventBody::RunFinished { .. }) => break,
                _ => {}
            },
            Update::Trouble(what) => panic!("{what}"),
        }
    }
    expect![[r#"
        Text { text: "Let me look." }
        answered
        Text { text: "It is empty." }
        answered
    "#]]
    .assert_eq(&told);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silent_model_is_cancelled_at_once() {
    let ground = Ground::new(r#"{"say": "a b c", "delayMs": 60000}"#);
    let runtime = ground.process("a");
    let Response::Session { session } =
        runtime.handle(Request::SessionStart { model: None, trust: Trust::None }).unwrap()
    else {
        panic!("a session")
    };
    let mut subscription = runtime.subscribe(0).unwrap();
    runtime.handle(Request::SessionPrompt { session: session.id.clone(), text: "hello".to_owned() }).unwrap();
    let busy =
        runtime.handle(Request::SessionPrompt { session: session.id.clone(), text: "again".to_owned() });
    assert_eq!(busy.unwrap_err().code, ErrorCode::Busy);

    // Another process cancels; only this one works on it.
    let other = ground.process("b");
    other.handle(Request::SessionCancel { session: session.id.clone() }).unwrap();
    let stop = event(&mut subscription, |body| match body {
        EventBody::TurnEnded { stop, .. } => Some(*stop),
        _ => None,
    })
    .await;
    assert_eq!(stop, TurnStop::Cancelled);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_ends_leaves_its_runs_to_others() {
    let ground = Ground::new(r#"{"say": "slow", "delayMs": 60000}"#);
    let (a, b) = (ground.process("a"), ground.process("b"));
    let Response::RunStarted { run_id, .. } = a.handle(run("1", Trust::All)).unwrap() else {
        panic!("a run")
    };
    let status = |runtime: &Runtime| match runtime.handle(Request::RunList {}).unwrap() {
        Response::Runs { runs } => runs[0].status.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(status(&b), RunStatus::Running { owner: "a".to_owned() });
    a.shutdown("the editor was closed").await;
    assert_eq!(status(&b), RunStatus::Interrupted { why: Some("the editor was closed".to_owned()) });

    fs::write(ground.folder.path().join("model.jsonl"), r#"{"say": "quick"}"#).unwrap();
    let mut subscription = b.subscribe(b.head().unwrap()).unwrap();
    let Response::RunStarted { run_id: resumed, resumed: true } = b.handle(run("1", Trust::None)).unwrap()
    else {
        panic!("it is resumed")
    };
    assert_eq!(resumed, run_id);
    let outcome = event(&mut subscription, |body| match body {
        EventBody::RunFinished { outcome, .. } => Some(outcome.clone()),
        _ => None,
    })
    .await;
    assert!(matches!(outcome, Outcome::Done { .. }));
    assert_eq!(ground.tasks(), "- [x] 1. One\n- [ ] 2. Two\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_an_interrupted_run_gives_the_mark_back() {
    let ground = Ground::new(r#"{"say": "slow", "delayMs": 60000}"#);
    let (a, b) = (ground.process("a"), ground.process("b"));
    a.handle(run("1", Trust::All)).unwrap();
    let mut subscription = b.subscribe(0).unwrap();
    event(&mut subscription, |body| matches!(body, EventBody::UserPrompted { .. }).then_some(())).await;
    a.shutdown("closed").await;
    assert_eq!(ground.tasks(), "- [-] 1. One\n- [ ] 2. Two\n");
    b.handle(Request::TaskStop { spec: "s".to_owned(), task: "1".to_owned() }).unwrap();
    event(&mut subscription, |body| matches!(body, EventBody::RunFinished { .. }).then_some(())).await;
    assert_eq!(ground.tasks(), TASKS);
}
