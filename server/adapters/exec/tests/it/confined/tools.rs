//! What works in a confinement as it does without.

use std::path::Path;
use std::time::Duration;

use exec::{Command, End};

use super::{World, is_landlock, mechanisms};
use crate::finished;

#[tokio::test]
async fn it_ends_as_other_commands_do() {
    for by in mechanisms().await {
        let world = World::new();
        for (text, end) in [
            ("true", End::Exited(0)),
            ("exit 42", End::Exited(42)),
            ("no-such-program", End::Exited(127)),
            ("kill -9 $$", if is_landlock(&by) { End::Signalled(9) } else { End::Exited(137) }),
        ] {
            assert_eq!(world.run(&by, text).await.end, end, "{by:?}: {text}");
        }
        let polite = "trap 'sleep 0.3; echo cleaned; exit 0' TERM; while :; do sleep 0.02; done";
        let command = Command { timeout: Duration::from_secs(1), ..world.command(&by, polite) };
        let finished = finished(command).await;
        assert_eq!(finished.end, End::TimedOut, "{by:?}");
        assert!(finished.output.ends_with("cleaned\n"), "{by:?}: {finished:?}");
    }
}

/// The tools of every day work inside, without a network.
#[tokio::test]
async fn everyday_tools_work() {
    const BUILD: &str = "mkdir -p tiny/src && cd tiny && printf '[package]\\nname = \"tiny\"\\n[workspace]\\n' > Cargo.toml && \
        echo 'fn main() { println!(\"built\"); }' > src/main.rs && cargo run -q --offline";
    const COMMIT: &str = "git init -q repo && cd repo && git config user.email a@b && git config user.name a && echo x > f && \
        git add f && git commit -qm first && git log --format=%s";
    const SERVE: &str = "python3 -c 'import subprocess, tempfile; f = tempfile.NamedTemporaryFile(); \
        print(subprocess.check_output([\"echo\", \"python\"]).decode().strip())'";
    const NODE: &str =
        "node -e 'console.log(require(\"child_process\").execSync(\"echo node\").toString().trim())'";
    for by in mechanisms().await {
        for (program, text, expected) in [
            ("cargo", BUILD, "built\n"),
            ("git", COMMIT, "first\n"),
            ("python3", SERVE, "python\n"),
            ("node", NODE, "node\n"),
        ] {
            if exec::find_program(program, Path::new("/no/workspace")).is_none() {
                eprintln!("not tried: {program} is not here");
                continue;
            }
            let world = World::new();
            // With the home of this user: that is where tool chains are.
            let finished = finished(Command { env: Vec::new(), ..world.command(&by, text) }).await;
            assert_eq!(finished.output, expected, "{by:?}: {program}: {finished:?}");
        }
    }
}
