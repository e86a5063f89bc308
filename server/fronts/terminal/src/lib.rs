//! The terminal front: what `kiro-cli` understands and prints.
//!
//! It renders and forwards. Every verb is one request to the runtime; `--format json` prints its answer, and
//! the events that follow, exactly as the `kiro/*` protocol has them, one JSON document a line.
mod answer;
mod bug_report;
mod chat;
mod cli;
mod demo;
mod doctor;
mod exit;
mod follow;
mod narrate;
mod output;
mod question;
mod session;
mod spec;
mod task;

use std::path::PathBuf;

use protocol::VerbError;
use runtime::Runtime;

use cli::BugReportVerb;
pub use cli::{Cli, TaskVerb, Verb};
pub use exit::Exit;

/// Opens the runtime of the workspace that a folder belongs to.
pub type OpenRuntime<'a> = &'a dyn Fn(PathBuf) -> Result<Runtime, VerbError>;

/// Does what the command line says. Must be called within a tokio runtime.
pub async fn run(cli: Cli, open: OpenRuntime<'_>) -> Exit {
    let format = cli.format;
    let folder = cli.folder.unwrap_or_else(|| PathBuf::from("."));
    let workspace = || open(folder.clone()).map_err(exit::Failure::from);
    let done = match cli.verb {
        Verb::Doctor(verb) => doctor::run(&folder, open, &verb, format),
        Verb::BugReport(verb) => bug_report::run(&folder, open, &verb, format),
        Verb::Diagnostic(_) => {
            let verb = BugReportVerb { output: None, show: true, include_names: false };
            bug_report::run(&folder, open, &verb, format)
        }
        Verb::Demo(verb) => demo::run(&verb, open).await,
        Verb::Spec(verb) => workspace().and_then(|runtime| spec::run(&runtime, verb, format)),
        Verb::Session(verb) => workspace().and_then(|runtime| session::run(&runtime, verb, format)),
        Verb::Answer(verb) => workspace().and_then(|runtime| answer::run(&runtime, verb, format)),
        Verb::Task(verb) => match workspace() {
            Ok(runtime) => task::run(&runtime, verb, format).await,
            Err(failure) => Err(failure),
        },
        Verb::Chat(verb) => match workspace() {
            Ok(runtime) => chat::run(&runtime, verb).await,
            Err(failure) => Err(failure),
        },
    };
    done.unwrap_or_else(|failure| {
        eprintln!("kiro-cli: {}", runtime::redact(&failure.to_string()));
        failure.exit
    })
}
