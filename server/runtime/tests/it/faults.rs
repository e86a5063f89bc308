//! A clock that goes back, and a model that never answers.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use protocol::{Delta, EventBody, Outcome, Record, Request, Response, RunStatus, Trust, TurnStop};
use runtime::{ModelSettings, Runtime, Settings, Update};
use tokio::time::timeout;

use crate::{Ground, event, run};

/// Each look is a minute before the last one, and begins in the past of 1970.
fn backwards() -> i64 {
    static CLOCK: AtomicI64 = AtomicI64::new(600_000);
    CLOCK.fetch_sub(60_000, Ordering::Relaxed)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_goes_back_changes_no_order_and_frees_no_lease() {
    let ground = Ground::new(r#"{"say": "slow", "delayMs": 60000}"#);
    let quick = ground.folder.path().join("quick.jsonl");
    fs::write(&quick, r#"{"say": "quick"}"#).unwrap();
    let open = |name: &str| Runtime::open(Settings { now: backwards, ..ground.settings(name) }).unwrap();
    let (a, b) = (open("a"), open("b"));
    let mut seen = b.subscribe(0).unwrap();
    a.handle(run("1", Trust::All)).unwrap();
    event(&mut seen, |body| matches!(body, EventBody::UserPrompted { .. }).then_some(())).await;
    a.handle(Request::TaskRun {
        spec: "s".to_owned(),
        task: "2".to_owned(),
        model: Some(format!("scripted:{}", quick.display())),
        trust: Trust::All,
        checks: vec!["true".to_owned()],
    })
    .unwrap();
    let outcome = event(&mut seen, |body| match body {
        EventBody::RunFinished { outcome, .. } => Some(outcome.clone()),
        _ => None,
    })
    .await;
    assert!(matches!(outcome, Outcome::Done { .. }), "{outcome:?}");

    let Response::Events { events } = b.handle(Request::EventReplay { since: 0 }).unwrap() else { panic!() };
    assert!(events.windows(2).all(|pair| pair[0].seq + 1 == pair[1].seq));
    assert!(events.last().unwrap().at < events[0].at, "the clock of this test goes back");
    // Latest first is what was begun last, whatever the clock said.
    let Response::Runs { runs } = b.handle(Request::RunList {}).unwrap() else { panic!() };
    assert_eq!(runs.iter().map(|run| run.task.as_str()).collect::<Vec<_>>(), ["2", "1"]);
    let Response::Sessions { sessions } = b.handle(Request::SessionList {}).unwrap() else { panic!() };
    assert_eq!(sessions.iter().map(|session| &session.title).collect::<Vec<_>>(), ["s 2: Two", "s 1: One"]);
    // A lease knows no clock.
    assert_eq!(runs[1].status, RunStatus::Running { owner: "a".to_owned() });
    assert!(b.handle(run("1", Trust::All)).unwrap_err().message.contains("is being worked on by a"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_never_answers_is_told_while_it_lasts_and_cancelled_at_once() {
    // It takes connections, and nothing else.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let models = ModelSettings {
        model: Some("openai:x".to_owned()),
        openai_base_url: Some(format!("http://{}/v1", listener.local_addr().unwrap())),
        ..ModelSettings::default()
    };
    let ground = Ground::new("");
    let runtime = Runtime::open(Settings { models, ..ground.settings("a") }).unwrap();
    let started = runtime.handle(Request::SessionStart { model: None, trust: Trust::None }).unwrap();
    let Response::Session { session } = started else { panic!("a session") };
    let mut updates = runtime.subscribe(0).unwrap();
    runtime.handle(Request::SessionPrompt { session: session.id.clone(), text: "hello".to_owned() }).unwrap();

    let waiting = async {
        loop {
            if let Update::Notice(notice) = updates.next().await.unwrap() {
                return notice.delta;
            }
        }
    };
    let told = timeout(Duration::from_secs(20), waiting).await.unwrap();
    assert_eq!(told, Delta::Waiting { call: None, seconds: 5, limit: None });

    let began = Instant::now();
    runtime.handle(Request::SessionCancel { session: session.id.clone() }).unwrap();
    let stop = event(&mut updates, |body| match body {
        EventBody::TurnEnded { stop, .. } => Some(*stop),
        _ => None,
    })
    .await;
    let took = began.elapsed();
    std::io::stderr()
        .write_all(format!("a model that never answers: cancelled in {took:?}\n").as_bytes())
        .unwrap();
    assert_eq!(stop, TurnStop::Cancelled);
    assert!(took < Duration::from_secs(1), "{took:?}");
    let Response::Events { events } = runtime.handle(Request::EventReplay { since: 0 }).unwrap() else {
        panic!()
    };
    let kinds = events.iter().filter(|event| matches!(event.record, Record::Known(_))).count();
    assert_eq!(kinds, 4, "opened, prompted, cancelled, ended: silence is never stored");
}

/// Whoever hears the end, or is given the lease, finds nobody at work.
#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_command_writes_nothing_after_the_turn_has_ended() {
    let stubborn =
        "trap '' TERM; (setsid sh -c 'while :; do echo x >> log; done' &); while :; do echo y >> log; done";
    let call = format!(r#"{{"calls": [{{"tool": "shell", "input": {{"command": "{stubborn}"}}}}]}}"#);
    let ground = Ground::new(&call);
    let log = ground.folder.path().join("work/log");
    let runtime = ground.process("a");
    for round in 0..10 {
        let started = runtime.handle(Request::SessionStart { model: None, trust: Trust::All }).unwrap();
        let Response::Session { session } = started else { panic!("a session") };
        let mut updates = runtime.subscribe(runtime.head().unwrap()).unwrap();
        runtime
            .handle(Request::SessionPrompt { session: session.id.clone(), text: "go".to_owned() })
            .unwrap();
        let began = Instant::now();
        while !log.exists() {
            assert!(began.elapsed() < Duration::from_secs(20), "it never wrote");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let began = Instant::now();
        runtime.handle(Request::SessionCancel { session: session.id.clone() }).unwrap();
        event(&mut updates, |body| matches!(body, EventBody::TurnEnded { .. }).then_some(())).await;
        let took = began.elapsed();
        let length = fs::metadata(&log).unwrap().len();
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!(fs::metadata(&log).unwrap().len(), length, "round {round}: it still writes");
        assert!(took < Duration::from_secs(1), "round {round}: {took:?}");
        std::io::stderr().write_all(format!("cancelled in {took:?}\n").as_bytes()).unwrap();
        fs::remove_file(&log).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_locked_store_stops_the_run_that_waits_for_it_and_nothing_else() {
    let ground = Ground::new(r#"{"say": "slow", "delayMs": 60000}"#);
    let runtime = ground.process("a");
    let mut updates = runtime.subscribe(0).unwrap();
    runtime.handle(run("1", Trust::All)).unwrap();
    event(&mut updates, |body| matches!(body, EventBody::UserPrompted { .. }).then_some(())).await;

    let script = "import sqlite3, sys\n\
        other = sqlite3.connect(sys.argv[1], isolation_level=None)\n\
        other.execute('BEGIN IMMEDIATE')\n\
        print('locked', flush=True)\n\
        sys.stdin.read()";
    let mut other = Command::new("python3")
        .args(["-c", script])
        .arg(ground.folder.path().join("state/state.db"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 is needed for this test");
    let mut locked = [0; 6];
    other.stdout.as_mut().unwrap().read_exact(&mut locked).unwrap();
    let ending = runtime.clone();
    let ended = tokio::spawn(async move { ending.shutdown("closed").await });
    // What the only worker thread does besides.
    let others = tokio::spawn(async {
        let (began, mut slowest) = (Instant::now(), Duration::ZERO);
        while began.elapsed() < Duration::from_secs(2) {
            let slept = Instant::now();
            tokio::time::sleep(Duration::from_millis(10)).await;
            slowest = slowest.max(slept.elapsed());
        }
        slowest
    });
    let slowest = others.await.unwrap();
    assert!(slowest < Duration::from_secs(1), "the others waited, too: {slowest:?}");
    assert!(!ended.is_finished(), "the run waits until the store is free");
    other.kill().unwrap();
    other.wait().unwrap();
    timeout(Duration::from_secs(20), ended).await.unwrap().unwrap();
}
