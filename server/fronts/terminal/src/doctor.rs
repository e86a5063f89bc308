use std::fmt::Write;
use std::path::Path;

use clap::Args;
use protocol::{Check, CheckArea, CheckState, Request, Response};

use crate::cli::Format;
use crate::exit::Failure;
use crate::{Exit, OpenRuntime, output};

#[derive(Debug, Args)]
pub struct DoctorVerb {
    /// Ask the model one tiny question too: this uses the network, and may cost
    #[arg(long)]
    pub connect: bool,
    /// Exit with 1 for notes too, not only for problems
    #[arg(short, long)]
    pub strict: bool,
    /// Understood for the vendor's sake: everything is always looked at, and nothing changed
    #[arg(short, long, hide = true)]
    pub all: bool,
}

pub(crate) fn run(
    folder: &Path,
    open: OpenRuntime<'_>,
    verb: &DoctorVerb,
    format: Format,
) -> Result<Exit, Failure> {
    if verb.connect {
        eprintln!("The model is asked one tiny question; this may cost.");
    }
    let response = match open(folder.to_owned()) {
        Ok(runtime) => runtime.handle(Request::Doctor { connect: verb.connect })?,
        Err(why) => runtime::doctor_unopened(folder, &why, verb.connect),
    };
    let Response::Doctor { version, platform, checks } = &response else {
        return Err(Failure::new("the checks came back as something else"));
    };
    match format {
        Format::Json => output::json(&response)?,
        Format::Text => output::text(&describe(version, platform, checks))?,
    }
    let worst = if verb.strict { CheckState::Note } else { CheckState::Problem };
    Ok(if checks.iter().any(|check| check.state >= worst) { Exit::Failed } else { Exit::Done })
}

fn describe(version: &str, platform: &str, checks: &[Check]) -> String {
    let mut text = format!("kiro-lsp {version}, {platform}\n");
    let mut area = None;
    for check in checks {
        if area != Some(check.area) {
            let _ = write!(text, "\n{}\n", title(check.area));
            area = Some(check.area);
        }
        let mark = match check.state {
            CheckState::Ok => '✓',
            CheckState::Note => '!',
            CheckState::Problem => '✗',
        };
        let _ = writeln!(text, "  {mark} {}", output::printable(&check.found));
        if let Some(fix) = &check.fix {
            let _ = writeln!(text, "    → {}", output::printable(fix));
        }
    }
    let count = |state| checks.iter().filter(|check| check.state == state).count();
    let _ = match count(CheckState::Problem) {
        0 => writeln!(text, "\nNothing is broken; {} notes.", count(CheckState::Note)),
        problems => writeln!(text, "\n{problems} problems, {} notes.", count(CheckState::Note)),
    };
    text
}

fn title(area: CheckArea) -> &'static str {
    match area {
        CheckArea::Model => "Model",
        CheckArea::Credentials => "Credentials, by name",
        CheckArea::Connection => "Connection",
        CheckArea::Settings => "Settings",
        CheckArea::Workspace => "Workspace",
        CheckArea::Store => "State",
        CheckArea::Sandbox => "Sandbox",
        CheckArea::Git => "Git",
        CheckArea::Editors => "Editors",
    }
}
