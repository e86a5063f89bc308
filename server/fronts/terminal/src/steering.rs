use std::fmt::Write;
use std::path::Path;

use protocol::{Request, Response, SteeringInclusion, SteeringSummary};
use runtime::{LiveLibrary, Runtime};

use crate::check::within;
use crate::cli::{Format, OutputFormat, SteeringVerb};
use crate::exit::Failure;
use crate::{Exit, check, drafts, output};

pub(crate) fn run(
    folder: &Path,
    workspace: &dyn Fn() -> Result<Runtime, Failure>,
    verb: SteeringVerb,
    format: Format,
) -> Result<Exit, Failure> {
    let root = workspace::find_root(folder, runtime::home().as_deref());
    let file = match verb {
        SteeringVerb::List => None,
        SteeringVerb::For { file } => Some(within(&root, folder, &file)?),
        SteeringVerb::Draft => return drafts::steering(&workspace()?, format),
        SteeringVerb::Check(verb) => {
            return check::run(folder, &verb, &check::STEERING, OutputFormat::default());
        }
    };
    let response = LiveLibrary::answer_at(&root, &Request::SteeringList { file })?;
    match (format, &response) {
        (Format::Text, Response::Steering { steering }) => output::text(&list(steering))?,
        (Format::Text | Format::Json, response) => output::json(response)?,
    }
    Ok(Exit::Done)
}

fn list(steering: &[SteeringSummary]) -> String {
    if steering.is_empty() {
        return "No steering: `.kiro/steering` holds no documents, and there is no AGENTS.md.\n".to_owned();
    }
    let width = steering.iter().map(|one| one.path.chars().count()).max().unwrap_or_default();
    let mut text = String::new();
    for one in steering {
        let joins = match (one.applies, one.inclusion) {
            (Some(true), _) => "joins      ",
            (Some(false), _) => "stays out  ",
            (None, SteeringInclusion::Auto) if steering.iter().any(|other| other.applies.is_some()) => {
                "may join   "
            }
            (None, _) => "",
        };
        let when = match one.inclusion {
            SteeringInclusion::Always => "always".to_owned(),
            SteeringInclusion::FileMatch => format!("with {}", one.patterns.join(", ")),
            SteeringInclusion::Manual => format!("as #{}", one.name),
            SteeringInclusion::Auto => {
                format!("when it fits: {}", one.description.as_deref().unwrap_or("no description"))
            }
        };
        let _ = writeln!(text, "{joins}{:width$}  {}", one.path, output::one_line(&when, 90));
    }
    text
}
