//! What calls of models cost adds up exactly, once each, whoever tells it.

use std::sync::Arc;

use store::{By, Ledger, Spent, Which};

fn call(seq: u64, at: i64, task: Option<(&str, &str)>, nanodollars: Option<u64>) -> Spent {
    Spent {
        seq,
        at,
        session: "s-1".to_owned(),
        run: task.map(|_| "r-1".to_owned()),
        spec: task.map(|(spec, _)| spec.to_owned()),
        task: task.map(|(_, task)| task.to_owned()),
        model: "bedrock:m".to_owned(),
        class: "implementation".to_owned(),
        input: 100,
        output: 10,
        cached: 50,
        written: 20,
        nanodollars,
        centicredits: Some(7),
    }
}

const DAY: i64 = 86_400_000;

#[test]
fn calls_add_up_by_what_they_have_in_common() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(folder.path()).unwrap();
    let calls = [
        call(3, 0, Some(("a", "1")), Some(1_000_000_001)),
        call(9, DAY, Some(("a", "2")), Some(2)),
        call(12, DAY + 1, None, None),
    ];
    ledger.record(("w", "log"), &calls, None).unwrap();
    // Told again it is the same.
    ledger.record(("w", "log"), &calls, None).unwrap();
    ledger.record(("other", "log2"), &[call(3, 2 * DAY, None, Some(5))], None).unwrap();
    assert_eq!((ledger.known("log").unwrap(), ledger.known("new").unwrap()), (12, 0));
    let keys = |which: Which<'_>, by| {
        let sums = ledger.look(|sums| sums.of(&which, by)).unwrap();
        sums.into_iter().map(|sum| (sum.key, sum.calls, sum.nanodollars, sum.unpriced)).collect::<Vec<_>>()
    };
    let own = |key: &str, calls, nanodollars, unpriced| (key.to_owned(), calls, nanodollars, unpriced);
    let all = Which::default();
    assert_eq!(keys(all, By::Total), [own("", 4, 1_000_000_008, 1)]);
    assert_eq!(keys(all, By::Workspace), [own("w", 3, 1_000_000_003, 1), own("other", 1, 5, 0)]);
    assert_eq!(keys(all, By::Task), [own("a 1", 1, 1_000_000_001, 0), own("", 2, 5, 1), own("a 2", 1, 2, 0)]);
    assert_eq!(
        keys(all, By::Day(0)),
        [own("1970-01-01", 1, 1_000_000_001, 0), own("1970-01-02", 2, 2, 1), own("1970-01-03", 1, 5, 0)]
    );
    // An hour west of UTC it was still the day before.
    assert_eq!(keys(all, By::Day(-60))[0].0, "1969-12-31");
    assert_eq!(keys(Which { since: DAY + 1, ..all }, By::Total), [own("", 2, 5, 1)]);
    assert_eq!(keys(Which { task: Some(("a", "2")), ..all }, By::Total), [own("", 1, 2, 0)]);
    assert_eq!(keys(Which { run: Some("r-1"), ..all }, By::Total), [own("", 2, 1_000_000_003, 0)]);
}

/// Many processes that look first and spend then would spend more than there is.
#[test]
fn what_is_reserved_is_not_reserved_twice() {
    let folder = tempfile::tempdir().unwrap();
    let path = Arc::new(folder.path().to_owned());
    let reserve = |ledger: &Ledger, id: &str, now: i64| {
        let reserved = ledger.reserve(id, (now, now + 1_000), |sums| {
            let (nanodollars, _) = sums.reserved().unwrap();
            let spent = sums.total(&Which::default()).unwrap().nanodollars;
            if nanodollars + spent + 10 <= 45 { Ok(Some((10, 0))) } else { Err(()) }
        });
        reserved.unwrap().is_ok()
    };
    let threads: Vec<_> = (0..12)
        .map(|number| {
            let path = Arc::clone(&path);
            std::thread::spawn(move || reserve(&Ledger::open(&path).unwrap(), &number.to_string(), 0))
        })
        .collect();
    let given = threads.into_iter().map(|thread| thread.join().unwrap());
    assert_eq!(given.filter(|given| *given).count(), 4);
    let ledger = Ledger::open(&path).unwrap();
    assert!(!reserve(&ledger, "late", 500));
    // What a process that died had reserved is free again, in time.
    assert!(reserve(&ledger, "later", 2_000));
    ledger.record(("w", "log"), &[call(1, 0, None, Some(40))], Some("later")).unwrap();
    assert!(!reserve(&ledger, "too late", 2_000));
}
