//! A log that was cut, emptied, lost its journal or was put back from a copy: it opens and says what is gone, or says
//! that it is damaged. It never passes for whole.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use protocol::{EventBody, Record};
use store::{Filter, Lost, Store, StoreError};

use crate::{open, prompt};

const EVENTS: u64 = 40;

fn said(number: u64) -> EventBody {
    prompt("s-1", &format!("{number} {}", "x".repeat(900)))
}

/// Not a test: leaves a log as a process does that is killed.
#[test]
fn child_that_appends_and_dies() {
    let Some(folder) = std::env::var_os("STORE_TEST_CUT") else { return };
    let store = open(Path::new(&folder), "victim");
    for number in 0..EVENTS {
        store.append(1, &[said(number)], None).unwrap();
    }
    std::process::abort();
}

/// A log in the file and in its journal, as after `kill -9`.
fn killed(folder: &Path) {
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "cuts::child_that_appends_and_dies"])
        .env("STORE_TEST_CUT", folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    assert!(!child.unwrap().success());
    assert!(fs::metadata(folder.join("state.db-wal")).unwrap().len() > 0, "nothing is in the journal");
}

/// A log that is all in its file.
fn closed(folder: &Path) {
    killed(folder);
    drop(open(folder, "a"));
    assert!(!folder.join("state.db-wal").exists());
}

/// Opens what is left and reads all of it: how many events there are, and which are said to be gone.
fn look(folder: &Path) -> Result<(u64, Option<Lost>), StoreError> {
    let store = Store::open(folder, "heir")?;
    let events = store.events(&Filter::Since(0))?;
    for (number, event) in events.iter().enumerate() {
        let Record::Known(body) = &event.record else { panic!("garbled, and taken for whole: {event:?}") };
        assert_eq!(*body, said(number as u64));
    }
    Ok((events.len() as u64, store.lost()))
}

/// Cuts a file of a log at many places.
fn cut(make: fn(&Path), name: &str) -> (usize, usize) {
    let whole = tempfile::tempdir().unwrap();
    make(whole.path());
    let bytes = fs::read(whole.path().join(name)).unwrap();
    let all = std::env::var_os("KIRO_TEST_EXHAUSTIVE").is_some();
    let step = if all { 211 } else { 1021 };
    let (mut opened, mut refused) = (0, 0);
    for end in (0..=bytes.len()).step_by(step).chain([1, 99, 100, 4096, 8192]) {
        let folder = tempfile::tempdir().unwrap();
        for entry in fs::read_dir(whole.path()).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_file() && !entry.ends_with("state.db-shm") {
                fs::copy(&entry, folder.path().join(entry.file_name().unwrap())).unwrap();
            }
        }
        fs::write(folder.path().join(name), &bytes[..end]).unwrap();
        match look(folder.path()) {
            Ok((EVENTS, None)) => opened += 1,
            Ok((left, lost)) => {
                assert_eq!(lost, Some(Lost { after: left, until: EVENTS }), "cut at {end}");
                opened += 1;
            }
            Err(error) => {
                let said = error.to_string();
                let clear = said.contains("damaged") && said.contains("state.db") && said.contains("away");
                assert!(clear, "cut at {end}: {said}");
                refused += 1;
            }
        }
    }
    (opened, refused)
}

#[test]
fn a_journal_that_is_cut_anywhere_opens_and_says_what_is_gone() {
    let (opened, refused) = cut(killed, "state.db-wal");
    assert!(opened > 40 && refused == 0, "{opened} opened, {refused} refused");
}

#[test]
fn a_file_that_is_cut_anywhere_opens_or_is_called_damaged() {
    let (opened, refused) = cut(closed, "state.db");
    assert!(opened > 0 && refused > 30, "{opened} opened, {refused} refused");
}

#[test]
fn what_is_gone_is_told_once_and_its_places_are_not_given_to_others() {
    let folder = tempfile::tempdir().unwrap();
    closed(folder.path());
    let copy = fs::read(folder.path().join("state.db")).unwrap();
    open(folder.path(), "a").append(1, &[prompt("s-1", "last"), prompt("s-1", "words")], None).unwrap();
    fs::write(folder.path().join("state.db"), copy).unwrap();
    let store = open(folder.path(), "b");
    assert_eq!(store.lost(), Some(Lost { after: EVENTS, until: EVENTS + 2 }));
    assert_eq!(store.append(1, &[prompt("s-1", "new")], None).unwrap()[0].seq, EVENTS + 3);
    assert_eq!(open(folder.path(), "c").lost(), None);

    // A journal without its file is nothing.
    drop(store);
    fs::remove_file(folder.path().join("state.db")).unwrap();
    assert_eq!(open(folder.path(), "d").lost(), Some(Lost { after: 0, until: EVENTS + 3 }));
}

#[test]
fn a_file_that_is_no_log_is_called_damaged_and_stays() {
    let folder = tempfile::tempdir().unwrap();
    let text = "these are my notes, and none of your business; they are longer than a hundred bytes, which is what a \
        database begins with";
    fs::write(folder.path().join("state.db"), text).unwrap();
    let error = Store::open(folder.path(), "a").err().unwrap().to_string();
    assert!(error.contains("state.db") && error.contains("away"), "{error}");
    assert_eq!(fs::read_to_string(folder.path().join("state.db")).unwrap(), text);
}
