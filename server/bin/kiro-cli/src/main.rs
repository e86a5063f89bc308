//! `kiro-cli`: specs, tasks and agent runs in the terminal.

use std::path::PathBuf;
use std::process::ExitCode;

use protocol::VerbError;
use runtime::{Runtime, Settings, home, log_folder};
use terminal::{Cli, TaskVerb, Verb};

fn main() -> ExitCode {
    logs::init("kiro-cli", logs::Times::Hidden, log_folder(), runtime::redact);
    let cli = Cli::read();
    let name = process_name(&cli.verb);
    let tokio = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(tokio) => tokio,
        Err(error) => {
            tracing::error!("cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let exit = tokio.block_on(terminal::run(cli, &|folder| open(folder, name)));
    // What still waits for an editor's answer must not hold up the exit: its run can be resumed.
    tokio.shutdown_background();
    exit.into()
}

fn open(folder: PathBuf, name: &str) -> Result<Runtime, VerbError> {
    let root = workspace::find_root(&folder, home().as_deref());
    let (settings, problems) = Settings::of_this_machine(root, name)?;
    for problem in problems {
        tracing::warn!("{problem}");
    }
    Runtime::open(settings)
}

fn process_name(verb: &Verb) -> &'static str {
    match verb {
        Verb::Demo(_) => "kiro-cli demo",
        // The others read documents and never open the state of a workspace.
        Verb::Spec(_) | Verb::Steering(_) | Verb::Hook(_) | Verb::Mcp(_) | Verb::Explain { .. } => {
            "kiro-cli spec"
        }
        Verb::Task(TaskVerb::Run(_)) => "kiro-cli task run",
        Verb::Task(TaskVerb::Stop(_)) => "kiro-cli task stop",
        Verb::Task(TaskVerb::Set { .. }) => "kiro-cli task set",
        Verb::Task(TaskVerb::Estimate { .. }) => "kiro-cli task estimate",
        Verb::Session(_) => "kiro-cli session",
        Verb::Checkpoint(_) => "kiro-cli checkpoint",
        Verb::Permission(_) => "kiro-cli permission",
        Verb::Trust(_) => "kiro-cli trust",
        Verb::Freeze(_) => "kiro-cli freeze",
        Verb::Usage(_) => "kiro-cli usage",
        Verb::Models(_) => "kiro-cli models",
        Verb::Answer(_) => "kiro-cli answer",
        Verb::Chat(_) => "kiro-cli chat",
        Verb::Doctor(_) => "kiro-cli doctor",
        Verb::BugReport(_) | Verb::Diagnostic(_) => "kiro-cli bug-report",
    }
}
