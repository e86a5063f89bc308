//! What a command gives and gets.

use std::fs;
use std::time::Duration;

use exec::{Command, End, ExecError};

use crate::{finished, heard, script};

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
    let mut pieces = String::new();
    let done = heard(script(text), |piece| pieces.push_str(piece)).await.unwrap();
    assert_eq!((done.output.as_str(), done.truncated), (expected, 0));
    assert_eq!(pieces, expected);
}

#[tokio::test]
async fn output_is_heard_while_it_runs() {
    let folder = tempfile::tempdir().unwrap();
    let command = Command {
        cwd: folder.path().to_owned(),
        ..script("echo ready; while [ ! -e heard ]; do sleep 0.02; done; echo end")
    };
    let done = heard(command, |_| fs::write(folder.path().join("heard"), "").unwrap()).await.unwrap();
    assert_eq!(done.output, "ready\nend\n");
}

#[tokio::test]
async fn output_that_is_not_utf8() {
    let done = finished(script(r"printf 'a\377b \346\227'; sleep 0.1; printf '\245 \360\237'")).await;
    assert_eq!(done.output, "a\u{fffd}b 日 \u{fffd}");
}

#[tokio::test]
async fn fifty_megabytes_are_bounded() {
    let mut length = 0;
    let text = "echo first; head -c 50000000 /dev/zero | tr '\\0' x; echo; echo last";
    let done = heard(script(text), |piece| length += piece.len()).await.unwrap();
    assert_eq!(done.end, End::Exited(0));
    assert!(done.output.starts_with("first\nxxx") && done.output.ends_with("xxx\nlast\n"));
    assert!(done.output.len() < 10_100, "{}", done.output.len());
    assert_eq!(length, 50_000_012);
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
    let error = |command: Command| async { heard(command, |_| ()).await.unwrap_err() };
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
async fn endless_output_does_not_hide_the_end() {
    let text = "yes & sleep 0.2; exit 3";
    assert_eq!(finished(script(text)).await.end, End::Exited(3));
    let command = Command { timeout: Duration::from_millis(300), ..script("yes") };
    assert_eq!(finished(command).await.end, End::TimedOut);
}
