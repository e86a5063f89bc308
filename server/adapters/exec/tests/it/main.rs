#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod commands;
#[cfg(target_os = "linux")]
mod confined;
mod running;
#[cfg(target_os = "linux")]
mod trees;

use std::convert::Infallible;
use std::time::Duration;

use exec::{Command, ExecError, Finished, run};

fn script(script: &str) -> Command {
    Command {
        script: script.to_owned(),
        cwd: std::env::temp_dir(),
        timeout: Duration::from_secs(60),
        output_limit: 10_000,
        env: Vec::new(),
        keep: None,
        input: false,
        confinement: None,
    }
}

async fn finished(command: Command) -> Finished {
    heard(command, |_| ()).await.unwrap()
}

/// Runs a command that nobody stops.
async fn heard(command: Command, on_output: impl FnMut(&str) + Send) -> Result<Finished, ExecError> {
    run(command, on_output, std::future::pending::<Infallible>()).await.map(|Ok(finished)| finished)
}
