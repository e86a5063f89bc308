#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::wildcard_enum_match_arm
)]

mod cuts;
mod forget;
mod ledger;

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use protocol::{Answer, Answerer, EventBody, Record, RunId, SessionId};
use store::{Answered, Filter, Holder, Lease, Store, StoreError, Taken};

fn prompt(session: &str, text: &str) -> EventBody {
    EventBody::UserPrompted { session: SessionId::from(session), text: text.to_owned() }
}

fn open(folder: &Path, name: &str) -> Store {
    Store::open(folder, name).unwrap()
}

fn take(store: &Store, key: &str) -> Lease {
    match store.take(key).unwrap() {
        Taken::Lease(lease) => lease,
        Taken::Held(holder) => panic!("held by {holder:?}"),
    }
}

#[test]
fn events_have_one_order_for_all_processes_and_are_found_by_session() {
    let folder = tempfile::tempdir().unwrap();
    let (a, b) = (open(folder.path(), "a"), open(folder.path(), "b"));
    a.append(1, &[prompt("s-1", "one")], None).unwrap();
    b.append(2, &[prompt("s-2", "two"), prompt("s-1", "three")], None).unwrap();

    let all = a.events(&Filter::Since(0)).unwrap();
    assert_eq!(all.iter().map(|event| event.seq).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(a.events(&Filter::Since(2)).unwrap(), all[2..]);
    assert_eq!(b.events(&Filter::Session(&SessionId::from("s-1"))).unwrap().len(), 2);
    assert_eq!(b.events(&Filter::Types(&["turnEnded"])).unwrap(), []);
    assert_eq!(b.head().unwrap(), 3);
}

#[test]
fn a_run_brings_the_events_of_its_session() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path(), "a");
    let run = RunId::from("r-1");
    let opened = EventBody::SessionOpened {
        session: SessionId::from("s-1"),
        run: Some(run.clone()),
        model: "m".to_owned(),
        trust: protocol::Trust::None,
        system: String::new(),
        title: String::new(),
        max_model_calls: 1,
        fork: None,
        imported: None,
        parent: None,
    };
    let events = [
        EventBody::RunInterrupted { run: run.clone(), why: "a".to_owned() },
        opened,
        prompt("s-1", "x"),
        prompt("s-2", "y"),
    ];
    store.append(1, &events, None).unwrap();
    assert_eq!(store.events(&Filter::Run(&run)).unwrap().len(), 3);
    assert_eq!(store.events(&Filter::Run(&RunId::from("r-2"))).unwrap(), []);
}

#[test]
fn an_event_of_another_version_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path(), "a");
    store.append(1, &[prompt("s-1", "x")], None).unwrap();
    let sql = rusqlite::Connection::open(folder.path().join("state.db")).unwrap();
    let body = r#"{"type":"dreamt","of":["sheep"]}"#;
    sql.execute("INSERT INTO event (at, version, kind, body) VALUES (2, 99, 'dreamt', ?1)", [body]).unwrap();

    let events = store.events(&Filter::Since(0)).unwrap();
    assert!(matches!(events[0].record, Record::Known(_)));
    assert_eq!(events[1].version, 99);
    assert_eq!(events[1].record, Record::Unknown(serde_json::from_str(body).unwrap()));
    let wire = serde_json::to_value(&events[1]).unwrap();
    assert_eq!(wire["of"], serde_json::json!(["sheep"]));
}

#[test]
fn a_lease_has_one_holder_and_an_old_epoch_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (a, b) = (open(folder.path(), "a"), open(folder.path(), "b"));
    let lease = take(&a, "task:x/1");
    let holder = |store: &Store, own| Holder {
        process: store.process_id().to_owned(),
        name: store.process_name().to_owned(),
        own,
    };
    assert_eq!(b.take("task:x/1").unwrap(), Taken::Held(holder(&a, false)));
    assert_eq!(a.take("task:x/1").unwrap(), Taken::Held(holder(&a, true)));
    assert_eq!(b.holder("task:x/2").unwrap(), None);

    a.release(&lease).unwrap();
    let newer = take(&b, "task:x/1");
    assert_eq!(newer.epoch, lease.epoch + 1);
    let lost = a.append(1, &[prompt("s-1", "last words")], Some(&lease)).unwrap_err();
    assert!(matches!(lost, StoreError::LeaseLost { .. }), "{lost}");
    assert_eq!(a.head().unwrap(), 0);
    a.release(&lease).unwrap();
    assert_eq!(b.holder("task:x/1").unwrap(), Some(holder(&b, true)));
    b.append(1, &[prompt("s-1", "x")], Some(&newer)).unwrap();
}

#[test]
fn a_thousand_takers_and_one_winner_each_time() {
    let folder = tempfile::tempdir().unwrap();
    let stores: Vec<Arc<Store>> = (0..4).map(|n| Arc::new(open(folder.path(), &format!("p{n}")))).collect();
    for round in 0..250 {
        let key = format!("task:{round}");
        let winners: usize = std::thread::scope(|scope| {
            let takers: Vec<_> = stores
                .iter()
                .map(|store| {
                    scope.spawn(|| usize::from(matches!(store.take(&key).unwrap(), Taken::Lease(_))))
                })
                .collect();
            takers.into_iter().map(|taker| taker.join().unwrap()).sum()
        });
        assert_eq!(winners, 1, "round {round}");
    }
}

/// Not a test: what the test below starts and kills.
#[test]
fn child_that_takes_a_lease_and_waits() {
    let Some(folder) = std::env::var_os("STORE_TEST_FOLDER") else { return };
    let store = open(Path::new(&folder), "victim");
    take(&store, "task:x/1");
    println!("taken");
    std::thread::sleep(std::time::Duration::from_secs(60));
}

#[test]
fn a_killed_process_holds_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child_that_takes_a_lease_and_waits", "--nocapture"])
        .env("STORE_TEST_FOLDER", folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = std::io::BufReader::new(child.stdout.take().unwrap());
    std::io::BufRead::lines(output).find(|line| line.as_ref().unwrap().contains("taken")).unwrap().unwrap();

    let store = open(folder.path(), "heir");
    let Taken::Held(holder) = store.take("task:x/1").unwrap() else { panic!("the child holds it") };
    assert_eq!(holder.name, "victim");
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(store.holder("task:x/1").unwrap(), None);
    assert_eq!(take(&store, "task:x/1").epoch, 2);
}

/// Looking whether a process lives must not look like a life.
#[test]
fn many_who_look_at_once_see_that_a_killed_process_is_dead() {
    let folder = tempfile::tempdir().unwrap();
    let stores: Vec<Store> = (0..4).map(|n| open(folder.path(), &format!("p{n}"))).collect();
    take(&stores[0], "task:x/1");
    let left = folder.path().join("processes").join(stores[0].process_id());
    // Dropping it removes the file, which a killed process leaves.
    let [dead, living @ ..] = <[Store; 4]>::try_from(stores).ok().unwrap();
    drop(dead);
    std::fs::write(left, "").unwrap();
    std::thread::scope(|scope| {
        for store in &living {
            scope.spawn(|| (0..2_000).for_each(|_| assert_eq!(store.holder("task:x/1").unwrap(), None)));
        }
    });
}

#[test]
fn an_open_document_has_a_holder_as_long_as_it_is_open_and_its_process_runs() {
    let folder = tempfile::tempdir().unwrap();
    let (a, b) = (open(folder.path(), "a"), open(folder.path(), "b"));
    let holder =
        |store: &Store| store.document_holder("tasks.md").unwrap().map(|holder| (holder.name, holder.own));
    a.document_is_open("tasks.md", true).unwrap();
    a.document_is_open("tasks.md", true).unwrap();
    assert_eq!(holder(&b), Some(("a".to_owned(), false)));
    b.document_is_open("tasks.md", true).unwrap();
    assert_eq!(holder(&b), Some(("b".to_owned(), true)));
    assert_eq!(holder(&a), Some(("a".to_owned(), true)));
    b.document_is_open("tasks.md", false).unwrap();
    assert_eq!(holder(&b), Some(("a".to_owned(), false)));
    drop(a);
    assert_eq!(holder(&b), None);
}

#[test]
fn the_first_answer_counts() {
    let folder = tempfile::tempdir().unwrap();
    let (a, b) = (open(folder.path(), "a"), open(folder.path(), "b"));
    let question = protocol::QuestionId::from("q-1");
    let answer = |answer, by: &str| EventBody::QuestionAnswered {
        question: question.clone(),
        session: SessionId::from("s-1"),
        answer,
        by: Answerer { name: by.to_owned() },
        expires: None,
    };
    let first = a.answer(1, &question, &answer(Answer::Deny, "a")).unwrap();
    let Answered::Stored(first) = first else { panic!("it is the first") };
    let second = b.answer(2, &question, &answer(Answer::AllowOnce, "b")).unwrap();
    assert_eq!(second, Answered::Before(first));
    assert_eq!(b.head().unwrap(), 1);
}

/// A file that may not grow is, to SQLite, a full disk.
#[test]
fn a_full_disk_is_said_and_loses_nothing() {
    if !is_root() {
        eprintln!("skipped: needs root, to mount a small file system");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mount =
        |arguments: &[&str]| Command::new("mount").args(arguments).arg(folder.path()).status().unwrap();
    if !mount(&["-t", "tmpfs", "-o", "size=1m", "tmpfs"]).success() {
        eprintln!("skipped: mounting is not allowed here");
        return;
    }
    let store = open(&folder.path().join("state"), "a");
    store.append(1, &[prompt("s-1", "before")], None).unwrap();
    let full = store.append(2, &[prompt("s-1", &"x".repeat(2_000_000))], None).unwrap_err();
    let kept = store.head();
    let after = store.append(3, &[prompt("s-1", "after")], None);
    drop(store);
    Command::new("umount").arg(folder.path()).status().unwrap();
    assert!(matches!(full, StoreError::Full), "{full}");
    assert_eq!(kept.unwrap(), 1);
    assert_eq!(after.unwrap()[0].seq, 2);
}

#[test]
fn another_process_that_writes_is_waited_for_and_then_named() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path(), "a");
    store.append(1, &[prompt("s-1", "one")], None).unwrap();
    let other = rusqlite::Connection::open(folder.path().join("state.db")).unwrap();
    let lock = || other.execute_batch("BEGIN IMMEDIATE").unwrap();

    lock();
    std::thread::scope(|scope| {
        let append = scope.spawn(|| store.append(2, &[prompt("s-1", "two")], None).unwrap());
        std::thread::sleep(std::time::Duration::from_millis(300));
        let began = std::time::Instant::now();
        assert_eq!(store.head().unwrap(), 1, "who only reads waits for nobody");
        assert!(began.elapsed() < std::time::Duration::from_secs(1), "{:?}", began.elapsed());
        assert!(!append.is_finished());
        other.execute_batch("COMMIT").unwrap();
        assert_eq!(append.join().unwrap()[0].seq, 2);
    });

    lock();
    let error = store.append(3, &[prompt("s-1", "three")], None).unwrap_err();
    assert_eq!(
        error.to_string(),
        "another process has kept the state of this workspace (`state.db`) locked for more than 5 seconds. \
         Try again, or end what else has the file open"
    );
    other.execute_batch("COMMIT").unwrap();
    assert_eq!(store.append(3, &[prompt("s-1", "three")], None).unwrap()[0].seq, 3);
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n")
}

#[test]
fn state_of_a_newer_version_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    drop(open(folder.path(), "a"));
    let sql = rusqlite::Connection::open(folder.path().join("state.db")).unwrap();
    sql.pragma_update(None, "user_version", 7).unwrap();
    let error = Store::open(folder.path(), "a").err().unwrap();
    assert!(error.to_string().contains("newer version (schema 7, this one knows 2)"), "{error}");
}

/// Places in a log that was begun anew are the same numbers as before, and other places.
#[test]
fn a_log_that_was_begun_anew_is_another_one() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let first = open(&state, "a").log().to_owned();
    assert_eq!(open(&state, "b").log(), first);
    std::fs::remove_dir_all(&state).unwrap();
    let second = open(&state, "a").log().to_owned();
    assert_ne!(second, first);
    // A log of the first version gets its name when it is opened.
    let sql = rusqlite::Connection::open(state.join("state.db")).unwrap();
    sql.execute_batch("DROP TABLE log; PRAGMA user_version = 1;").unwrap();
    let named = open(&state, "a").log().to_owned();
    assert!(named.len() == 32 && named != second, "{named}");
}

#[cfg(unix)]
#[test]
fn only_the_user_may_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("deep/state");
    drop(open(&state, "a"));
    assert_eq!(std::fs::metadata(state).unwrap().permissions().mode() & 0o777, 0o700);
}

#[test]
fn many_may_be_the_first_to_open() {
    for _ in 0..30 {
        let folder = tempfile::tempdir().unwrap();
        let start = std::sync::Barrier::new(4);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    start.wait();
                    Store::open(folder.path(), "test").unwrap();
                });
            }
        });
    }
}

#[test]
fn health_names_who_holds_what_and_counts_events() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), "one (pid 1)").unwrap();
    let stop = EventBody::RunStopRequested { run: RunId::from("r-1") };
    store.append(0, &[stop.clone(), stop], None).unwrap();
    let dead = Store::open(folder.path(), "two (pid 2)").unwrap();
    assert!(matches!(dead.take("task:b/1").unwrap(), Taken::Lease(_)));
    assert!(matches!(store.take("task:a/1").unwrap(), Taken::Lease(_)));
    drop(dead);

    let health = store.health().unwrap();
    assert_eq!(health.events, [("runStopRequested".to_owned(), 2)]);
    let leases: Vec<_> =
        health.leases.iter().map(|(key, owner, alive)| (key.as_str(), owner.name.as_str(), *alive)).collect();
    assert_eq!(leases, [("task:a/1", "one (pid 1)", true), ("task:b/1", "two (pid 2)", false)]);
    assert_eq!((health.damage.len(), health.schema), (0, 2));
    assert!(health.bytes > 0 && health.free.is_none_or(|free| free > 0));
}

#[test]
fn looking_the_state_over_keeps_nobody_from_reading_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(open(folder.path(), "a"));
    store.append(1, &[prompt("s-1", "one")], None).unwrap();
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let looked_over = |_| sender.send(store.health().unwrap().events).unwrap();
        store.each(&Filter::Since(0), looked_over).unwrap();
    });
    let events = receiver.recv_timeout(std::time::Duration::from_secs(20)).expect("one waits for the other");
    assert_eq!(events, [("userPrompted".to_owned(), 1)]);
}

#[test]
fn damage_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), "one").unwrap();
    let bodies = vec![EventBody::RunStopRequested { run: RunId::from("r-1") }; 2000];
    store.append(0, &bodies, None).unwrap();
    drop(store);
    let file = folder.path().join("state.db");
    let mut bytes = std::fs::read(&file).unwrap();
    let end = bytes.len();
    bytes[end / 2..end / 2 + 20_000].fill(0x5a);
    std::fs::write(&file, bytes).unwrap();
    let store = Store::open(folder.path(), "one").unwrap();
    assert!(!store.health().unwrap().damage.is_empty());
}
