#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use exec::{Command, End, ExecError, Finished, run};
use tempfile::TempDir;

fn script(script: &str) -> Command {
    Command {
        script: script.to_owned(),
        cwd: std::env::temp_dir(),
        timeout: Duration::from_secs(60),
        output_limit: 10_000,
        env: Vec::new(),
    }
}

async fn finished(command: Command) -> Finished {
    run(command, |_| ()).await.unwrap()
}

/// A shell function `beat` that writes to the file `beat` for ever and does not heed SIGTERM.
const BEAT: &str = "beat() { trap '' TERM; while :; do echo x >> beat; sleep 0.02; done; }\n";

/// `script` with [`BEAT`], in a folder of its own.
fn beating(folder: &TempDir, text: &str) -> Command {
    Command { cwd: folder.path().to_owned(), ..script(&format!("{BEAT}{text}")) }
}

async fn wait_for_beat(folder: &Path) {
    let end = Instant::now() + Duration::from_secs(20);
    while !folder.join("beat").exists() {
        assert!(Instant::now() < end, "it never began");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Passes when nobody writes any more; a process needs a moment to die of a signal.
async fn assert_silent(folder: &Path) {
    let size = || fs::metadata(folder.join("beat")).unwrap().len();
    for _ in 0..20 {
        let before = size();
        tokio::time::sleep(Duration::from_millis(250)).await;
        if size() == before {
            return;
        }
    }
    panic!("it still runs");
}

#[tokio::test]
async fn how_a_command_ends() {
    for (text, end) in [
        ("true", End::Exited(0)),
        ("false", End::Exited(1)),
        ("exit 42", End::Exited(42)),
        ("kill -9 $$", End::Signalled(9)),
        ("no-such-program", End::Exited(127)),
        ("", End::Exited(0)),
        ("if", End::Exited(2)),
    ] {
        assert_eq!(finished(script(text)).await.end, end, "{text}");
    }
}

#[tokio::test]
async fn both_outputs_keep_their_order() {
    let text = "for i in 1 2 3; do echo out $i; echo err $i >&2; done; printf 'no line end'";
    let expected = "out 1\nerr 1\nout 2\nerr 2\nout 3\nerr 3\nno line end";
    let mut heard = String::new();
    let done = run(script(text), |piece| heard.push_str(piece)).await.unwrap();
    assert_eq!((done.output.as_str(), done.truncated), (expected, 0));
    assert_eq!(heard, expected);
}

#[tokio::test]
async fn output_is_heard_while_it_runs() {
    let folder = tempfile::tempdir().unwrap();
    let command = Command {
        cwd: folder.path().to_owned(),
        ..script("echo ready; while [ ! -e heard ]; do sleep 0.02; done; echo end")
    };
    let done = run(command, |_| fs::write(folder.path().join("heard"), "").unwrap()).await.unwrap();
    assert_eq!(done.output, "ready\nend\n");
}

#[tokio::test]
async fn output_that_is_not_utf8() {
    let done = finished(script(r"printf 'a\377b \346\227'; sleep 0.1; printf '\245 \360\237'")).await;
    assert_eq!(done.output, "a\u{fffd}b 日 \u{fffd}");
}

#[tokio::test]
async fn fifty_megabytes_are_bounded() {
    let mut heard = 0;
    let text = "echo first; head -c 50000000 /dev/zero | tr '\\0' x; echo; echo last";
    let done = run(script(text), |piece| heard += piece.len()).await.unwrap();
    assert_eq!(done.end, End::Exited(0));
    assert!(done.output.starts_with("first\nxxx") && done.output.ends_with("xxx\nlast\n"));
    assert!(done.output.len() < 10_100, "{}", done.output.len());
    assert_eq!(heard, 50_000_012);
    assert_eq!(done.truncated, 50_000_012 - 10_000);
    assert!(done.output.contains("\n[... 49990012 bytes left out ...]\n"));
}

#[tokio::test]
async fn nobody_can_be_asked() {
    let done = finished(script("cat; read answer || echo no answer; : < /dev/tty || echo no terminal")).await;
    assert!(done.output.starts_with("no answer\n"), "{done:?}");
    assert!(done.output.ends_with("no terminal\n"), "{done:?}");
}

#[tokio::test]
async fn the_environment_and_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    let command = Command {
        cwd: folder.path().to_owned(),
        env: vec![("GREETING".to_owned(), "two words; $HOME".to_owned())],
        ..script("pwd -P; echo \"$GREETING\"; echo $TERM $GIT_PAGER; echo \"${CARGO_PKG_NAME:-scrubbed}\"")
    };
    assert!(std::env::var("CARGO_PKG_NAME").is_ok(), "cargo sets the canary");
    let expected = format!(
        "{}\ntwo words; $HOME\ndumb cat\nscrubbed\n",
        folder.path().canonicalize().unwrap().display()
    );
    assert_eq!(finished(command).await.output, expected);
}

#[tokio::test]
async fn what_cannot_start_says_why() {
    let error = |command: Command| async { run(command, |_| ()).await.unwrap_err() };
    let missing = error(Command { cwd: "/no/such/folder".into(), ..script("true") }).await;
    assert_eq!(
        missing.to_string(),
        "the working directory `/no/such/folder` is not a folder: name an existing one"
    );
    for text in ["a\0b".to_owned(), "x".repeat(4 << 20)] {
        let refused = error(script(&text)).await;
        assert!(matches!(refused, ExecError::Start { .. }), "{refused}");
    }
}

#[tokio::test]
async fn a_polite_command_may_clean_up_at_the_time_limit() {
    let command = Command {
        timeout: Duration::from_secs(1),
        ..script("sh -c 'trap \"sleep 0.5; echo cleaned; exit 0\" TERM; while :; do sleep 0.02; done'; :")
    };
    let done = finished(command).await;
    assert_eq!(done.end, End::TimedOut);
    assert!(done.output.ends_with("cleaned\n"), "{done:?}");
}

#[tokio::test]
async fn at_the_time_limit_a_tree_that_ignores_sigterm_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let text = "trap '' TERM; (beat & beat > /dev/null 2>&1 & beat) & echo begun; wait";
    let command = Command { timeout: Duration::from_secs(1), ..beating(&folder, text) };
    let start = Instant::now();
    let done = finished(command).await;
    assert_eq!((done.end, done.output.as_str()), (End::TimedOut, "begun\n"));
    let took = start.elapsed();
    assert!(took > Duration::from_secs(3) && took < Duration::from_secs(8), "{took:?}");
    assert_silent(folder.path()).await;
}

#[tokio::test]
async fn a_background_process_neither_holds_the_call_nor_outlives_it() {
    for redirected in ["", "> /dev/null 2>&1"] {
        let folder = tempfile::tempdir().unwrap();
        let text = format!("beat {redirected} & while [ ! -e beat ]; do sleep 0.01; done; echo done");
        let start = Instant::now();
        let done = finished(beating(&folder, &text)).await;
        assert_eq!((done.end, done.output.as_str()), (End::Exited(0), "done\n"));
        assert!(start.elapsed() < Duration::from_secs(10));
        assert_silent(folder.path()).await;
    }
}

#[tokio::test]
async fn a_process_that_left_the_group_does_not_hold_the_call() {
    let text = "command -v setsid > /dev/null || exit 0; setsid sleep 5 & sleep 0.2";
    let start = Instant::now();
    assert_eq!(finished(script(text)).await.end, End::Exited(0));
    assert!(start.elapsed() < Duration::from_secs(4), "{:?}", start.elapsed());
}

#[tokio::test]
async fn endless_output_does_not_hide_the_end() {
    let text = "yes & sleep 0.2; exit 3";
    assert_eq!(finished(script(text)).await.end, End::Exited(3));
    let command = Command { timeout: Duration::from_millis(300), ..script("yes") };
    assert_eq!(finished(command).await.end, End::TimedOut);
}

#[tokio::test]
async fn dropping_the_future_kills_the_grandchildren() {
    let folder = tempfile::tempdir().unwrap();
    let running = tokio::spawn(finished(beating(&folder, "(beat & beat); wait")));
    wait_for_beat(folder.path()).await;
    running.abort();
    assert!(running.await.unwrap_err().is_cancelled());
    assert_silent(folder.path()).await;
}

/// The kernel counts the death of the *thread* that started a child.
#[test]
fn a_command_outlives_the_thread_that_asked_for_it() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let asked = std::thread::scope(|scope| {
        let asking = scope.spawn(|| {
            let mut future = Box::pin(finished(script("sleep 1; echo survived")));
            runtime.block_on(async {
                let _ = tokio::time::timeout(Duration::from_millis(300), &mut future).await;
            });
            future
        });
        asking.join().unwrap()
    });
    assert_eq!(runtime.block_on(asked).output, "survived\n");
}

const CHILD: &str = "EXEC_TEST_FOLDER";

/// This test runs itself again, and kills that process while it runs a command.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn the_shell_dies_with_its_parent() {
    if let Some(folder) = std::env::var_os(CHILD) {
        let text = format!("{BEAT}beat");
        finished(Command { cwd: folder.into(), ..script(&text) }).await;
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut parent = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "the_shell_dies_with_its_parent"])
        .env(CHILD, folder.path())
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    wait_for_beat(folder.path()).await;
    parent.kill().unwrap();
    parent.wait().unwrap();
    assert_silent(folder.path()).await;
}
