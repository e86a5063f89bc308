//! A command that is not waited for to its end.

use std::time::{Duration, Instant};

use exec::{Command, End, ExecError, Finished, Running, start};

use crate::script;

/// Waits for at most so long. None: it goes on.
async fn wait(running: &mut Running, limit: Duration) -> Option<Finished> {
    running.wait(|_| (), tokio::time::sleep(limit)).await.unwrap().ok()
}

const SHORT: Duration = Duration::from_millis(300);
const LONG: Duration = Duration::from_secs(20);

#[tokio::test]
async fn what_it_printed_is_taken_bit_by_bit() {
    let folder = tempfile::tempdir().unwrap();
    let text = "echo one; while [ ! -e go ]; do sleep 0.02; done; echo two; exit 3";
    let mut running = start(Command { cwd: folder.path().to_owned(), ..script(text) }).unwrap();
    assert_eq!(wait(&mut running, SHORT).await, None);
    assert_eq!(running.take_output(), "one\n");
    assert_eq!(running.take_output(), "");
    std::fs::write(folder.path().join("go"), "").unwrap();
    let finished = wait(&mut running, LONG).await.unwrap();
    assert_eq!((finished.end, finished.output.as_str()), (End::Exited(3), "two\n"));
}

#[tokio::test]
async fn it_gets_input() {
    let mut running = start(Command { input: true, ..script("read a; echo \"got $a\"; cat") }).unwrap();
    assert_eq!(wait(&mut running, SHORT).await, None);
    running.write("first\nsecond\n").await.unwrap();
    assert_eq!(wait(&mut running, SHORT).await, None);
    assert_eq!(running.take_output(), "got first\nsecond\n");
    running.close_input();
    assert_eq!(wait(&mut running, LONG).await.unwrap().end, End::Exited(0));
}

#[tokio::test]
async fn input_that_cannot_be_given_is_refused() {
    let mut deaf = start(Command { input: true, ..script("sleep 30") }).unwrap();
    let refused = deaf.write(&"x".repeat(1 << 20)).await.unwrap_err();
    assert_eq!(refused.to_string(), "it does not read its input");
    let mut without = start(script("sleep 30")).unwrap();
    assert_eq!(without.write("x").await.unwrap_err().to_string(), "it was started without an input");
}

#[tokio::test]
async fn its_time_limit_counts_from_its_start() {
    let command = Command { timeout: Duration::from_secs(1), ..script("sleep 60") };
    let mut running = start(command).unwrap();
    assert_eq!(wait(&mut running, SHORT).await, None);
    let began = Instant::now();
    assert_eq!(wait(&mut running, LONG).await.unwrap().end, End::TimedOut);
    assert!(began.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn much_output_is_bounded_each_time() {
    let mut running = start(script("yes")).unwrap();
    for _ in 0..3 {
        assert_eq!(wait(&mut running, SHORT).await, None);
        let output = running.take_output();
        assert!(output.len() < 10_200 && output.contains(" bytes left out ...]\n"), "{}", output.len());
    }
    running.stop().await;
}

#[tokio::test]
async fn a_confinement_that_cannot_be_had_starts_nothing() {
    let by = exec::Mechanism::Bubblewrap { program: "/no/such/bwrap".into() };
    let confinement = exec::Confinement {
        by,
        writable: vec![],
        protected: vec![],
        hidden: vec![],
        private: vec![],
        network: false,
    };
    let command = Command { confinement: Some(confinement), ..script("echo loose") };
    let refused = exec::run(command, |_| (), std::future::pending::<()>()).await.unwrap_err();
    assert!(matches!(refused, ExecError::Start { .. } | ExecError::Confine { .. }), "{refused}");
}
