//! The terminal front: what `kiro-cli` understands and prints.
//!
//! It renders and forwards. Every verb is one request to the runtime; `--format json` prints its answer, and
//! the events that follow, exactly as the `kiro/*` protocol has them, one JSON document a line.
mod answer;
mod bug_report;
mod chat;
mod chat_verb;
mod check;
mod check_verb;
mod checkpoint;
mod cli;
mod demo;
mod doctor;
mod drafts;
mod exit;
mod explain;
mod follow;
mod freeze;
mod help;
mod hook;
mod models;
mod narrate;
mod order;
mod output;
mod permission;
mod question;
mod session;
mod session_verb;
mod spec;
mod steering;
mod task;
mod trust;
mod typed;
mod usage;
mod usage_html;

use std::path::{Path, PathBuf};

use protocol::VerbError;
use runtime::Runtime;

use cli::{
    BugReportVerb, CheckVerb, Format, HookVerb, McpVerb, OutputFormat, SessionVerb, SpecVerb, SteeringVerb,
};
pub use cli::{Cli, TaskVerb, Verb};
pub use exit::Exit;
use exit::Failure;

/// Opens the runtime of the workspace that a folder belongs to.
pub type OpenRuntime<'a> = &'a dyn Fn(PathBuf) -> Result<Runtime, VerbError>;

/// Does what the command line says. Must be called within a tokio runtime.
pub async fn run(cli: Cli, open: OpenRuntime<'_>) -> Exit {
    let folder = cli.folder.unwrap_or_else(|| PathBuf::from("."));
    if !folder.exists() {
        return failed(&Failure::usage(format!("the folder `{}` does not exist", folder.display())));
    }
    let done = if let Some((verb, usual)) = check_of(&cli.verb) {
        check::run(&folder, verb, usual, cli.format)
    } else if let Verb::Spec(SpecVerb::Graph { spec }) = &cli.verb {
        spec::graph(&folder, spec, cli.format)
    } else if let Verb::Usage(verb) = &cli.verb {
        open(folder.clone()).map_err(Failure::from).and_then(|runtime| usage::run(&runtime, verb, cli.format))
    } else {
        let format = match (&cli.verb, cli.format) {
            (Verb::Session(SessionVerb::Export { .. }), OutputFormat::Markdown) => Ok(Format::Text),
            (_, format) => format.plain(),
        };
        match format {
            Ok(format) => perform(cli.verb, &folder, format, open).await,
            Err(why) => Err(Failure::usage(why)),
        }
    };
    done.unwrap_or_else(|failure| failed(&failure))
}

fn failed(failure: &Failure) -> Exit {
    eprintln!("kiro-cli: {}", output::printable(&runtime::redact(&failure.to_string())));
    failure.exit
}

/// What is to be checked, and where if nothing is named.
fn check_of(verb: &Verb) -> Option<(&CheckVerb, &'static [&'static str])> {
    match verb {
        Verb::Spec(SpecVerb::Check(check)) => Some((check, &[])),
        Verb::Steering(SteeringVerb::Check(check)) => Some((check, &check::STEERING)),
        Verb::Hook(HookVerb::Check(check)) => Some((check, &check::HOOKS)),
        Verb::Mcp(McpVerb::Check(check)) => Some((check, &check::MCP)),
        Verb::Demo(_)
        | Verb::Spec(_)
        | Verb::Steering(_)
        | Verb::Hook(_)
        | Verb::Explain { .. }
        | Verb::Task(_)
        | Verb::Session(_)
        | Verb::Checkpoint(_)
        | Verb::Permission(_)
        | Verb::Trust(_)
        | Verb::Freeze(_)
        | Verb::Usage(_)
        | Verb::Models(_)
        | Verb::Answer(_)
        | Verb::Chat(_)
        | Verb::Doctor(_)
        | Verb::BugReport(_)
        | Verb::Diagnostic(_) => None,
    }
}

/// Every verb but the checks.
async fn perform(verb: Verb, folder: &Path, format: Format, open: OpenRuntime<'_>) -> Result<Exit, Failure> {
    let workspace = || open(folder.to_owned()).map_err(Failure::from);
    match verb {
        Verb::Doctor(verb) => doctor::run(folder, open, &verb, format),
        Verb::BugReport(verb) => bug_report::run(folder, open, &verb, format),
        Verb::Diagnostic(_) => {
            let verb = BugReportVerb { output: None, show: true, include_names: false };
            bug_report::run(folder, open, &verb, format)
        }
        Verb::Demo(verb) => demo::run(&verb, open).await,
        Verb::Spec(verb) => spec::run(folder, &workspace, verb, format),
        Verb::Steering(verb) => steering::run(folder, &workspace, verb, format),
        Verb::Hook(_) => hook::run(folder, format),
        // Its only verb is a check.
        Verb::Mcp(McpVerb::Check(verb)) => check::run(folder, &verb, &check::MCP, OutputFormat::default()),
        Verb::Explain { code } => explain::run(code, format),
        Verb::Session(verb) => workspace().and_then(|runtime| session::run(&runtime, verb, format)),
        Verb::Permission(verb) => workspace().and_then(|runtime| permission::run(&runtime, verb, format)),
        Verb::Trust(verb) => workspace().and_then(|runtime| trust::run(&runtime, verb, format)),
        // Its formats are more.
        Verb::Usage(verb) => workspace().and_then(|runtime| usage::run(&runtime, &verb, OutputFormat::Text)),
        Verb::Models(verb) => workspace().and_then(|runtime| models::run(&runtime, &verb, format)),
        Verb::Freeze(verb) => workspace().and_then(|runtime| freeze::run(&runtime, verb, format)),
        Verb::Checkpoint(verb) => workspace().and_then(|runtime| checkpoint::run(&runtime, verb, format)),
        Verb::Answer(verb) => workspace().and_then(|runtime| answer::run(&runtime, verb, format)),
        Verb::Task(verb) => task::run(&workspace()?, verb, format).await,
        Verb::Chat(verb) => chat::run(&workspace()?, verb, format).await,
    }
}
