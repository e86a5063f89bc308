//! What is deleted is gone, and nothing else.

use std::fs;

use protocol::{Answer, Answerer, EventBody, ForkPoint, QuestionId, Record, RunId, SessionId, Trust};
use store::{Filter, StoreError};

use crate::{open, prompt, take};

fn opened(session: &str, run: Option<&str>, fork: Option<(&str, u64)>) -> EventBody {
    EventBody::SessionOpened {
        session: SessionId::from(session),
        run: run.map(RunId::from),
        model: "m".to_owned(),
        trust: Trust::None,
        system: String::new(),
        title: String::new(),
        max_model_calls: 1,
        fork: fork.map(|(session, seq)| ForkPoint { session: SessionId::from(session), seq }),
        imported: None,
        parent: None,
    }
}

#[test]
fn a_session_goes_with_its_run_and_answers_and_leaves_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let (store, other) = (open(folder.path(), "a"), open(folder.path(), "b"));
    let (session, run) = (SessionId::from("s-1"), RunId::from("r-1"));
    let stop = EventBody::RunStopRequested { run: run.clone() };
    store.append(1, &[stop, opened("s-1", Some("r-1"), None), prompt("s-1", "canary-gone")], None).unwrap();
    let kept = store.append(2, &[opened("s-2", None, None), prompt("s-2", "canary-kept")], None).unwrap();
    let answer = EventBody::QuestionAnswered {
        question: QuestionId::from("q-1"),
        session: session.clone(),
        answer: Answer::Deny,
        by: Answerer { name: "a".to_owned() },
        expires: None,
    };
    store.answer(3, &QuestionId::from("q-1"), &answer).unwrap();

    let lease = take(&store, "session:s-1");
    assert_eq!(store.forget(4, std::slice::from_ref(&session), Some(&run), &lease).unwrap(), []);
    let event = store.events(&Filter::Since(6)).unwrap().remove(0);
    let deleted = EventBody::SessionDeleted { session: session.clone() };
    assert_eq!((event.seq, &event.record), (7, &Record::Known(deleted)));
    assert_eq!(other.events(&Filter::Since(0)).unwrap(), [kept, vec![event.clone()]].concat());
    assert_eq!(other.first(&session).unwrap(), Some(event));
    assert_eq!(other.events(&Filter::Run(&run)).unwrap(), []);

    store.scrub().unwrap();
    let files =
        ["state.db", "state.db-wal"].map(|name| fs::read(folder.path().join(name)).unwrap_or_default());
    let text = String::from_utf8_lossy(&files.concat()).into_owned();
    assert!(!text.contains("canary-gone") && text.contains("canary-kept"));
    // Places are not given to others.
    assert_eq!(store.append(5, &[prompt("s-2", "on")], None).unwrap()[0].seq, 8);
    assert_eq!(open(folder.path(), "c").lost(), None);
}

#[test]
fn what_others_begin_with_and_what_others_hold_stays() {
    let folder = tempfile::tempdir().unwrap();
    let (store, other) = (open(folder.path(), "a"), open(folder.path(), "b"));
    let fork = opened("s-2", None, Some(("s-1", 2)));
    store.append(1, &[opened("s-1", None, None), prompt("s-1", "x"), fork], None).unwrap();
    let lease = take(&store, "session:s-1");
    let session = SessionId::from("s-1");
    let forked = store.forget(2, &[session], None, &lease).unwrap();
    assert_eq!(forked, [SessionId::from("s-2")]);
    store.release(&lease).unwrap();
    let second = SessionId::from("s-2");
    let newer = take(&other, "session:s-2");
    let lost = store.forget(3, std::slice::from_ref(&second), None, &lease).unwrap_err();
    assert!(matches!(lost, StoreError::LeaseLost { .. }), "{lost}");
    assert_eq!(store.events(&Filter::Since(0)).unwrap().len(), 3);
    assert_eq!(other.forget(4, &[second], None, &newer).unwrap(), []);
}

#[test]
fn who_reads_meanwhile_is_waited_for_or_named() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path(), "a");
    store.append(1, &[opened("s-1", None, None), prompt("s-1", "x")], None).unwrap();
    let reader = rusqlite::Connection::open(folder.path().join("state.db")).unwrap();
    reader.execute_batch("BEGIN; SELECT count(*) FROM event").unwrap();
    assert!(matches!(store.scrub().unwrap_err(), StoreError::Locked));
    reader.execute_batch("COMMIT").unwrap();
    store.scrub().unwrap();
}

/// Whatever rights they had before.
#[cfg(unix)]
#[test]
fn only_the_user_may_read_any_of_it() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    fs::create_dir_all(&state).unwrap();
    fs::write(state.join("state.db"), "").unwrap();
    fs::set_permissions(&state, fs::Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(state.join("state.db"), fs::Permissions::from_mode(0o644)).unwrap();
    let store = open(&state, "a");
    store.append(1, &[prompt("s-1", "x")], None).unwrap();
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&state), mode(&state.join("processes"))), (0o700, 0o700));
    let mut files = Vec::new();
    for folder in [&state, &state.join("processes")] {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        files.extend(entries.filter(|path| path.is_file()).map(|path| (mode(&path), path)));
    }
    assert!(files.len() >= 5, "{files:?}");
    assert!(files.iter().all(|(mode, _)| *mode == 0o600), "{files:?}");
    assert_eq!(fs::read_to_string(state.join(".gitignore")).unwrap(), "*\n");
}
