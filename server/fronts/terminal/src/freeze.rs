use protocol::{Request, Response};
use runtime::Runtime;

use crate::cli::{Format, FreezeVerb};
use crate::exit::Failure;
use crate::{Exit, output};

pub(crate) fn run(runtime: &Runtime, verb: FreezeVerb, format: Format) -> Result<Exit, Failure> {
    let request = match verb {
        FreezeVerb::On { why } => Request::FreezeSet { frozen: true, why: why.unwrap_or_default() },
        FreezeVerb::Off => Request::FreezeSet { frozen: false, why: String::new() },
        FreezeVerb::Status => Request::FreezeGet {},
    };
    let response = runtime.handle(request)?;
    match (format, &response) {
        (Format::Text, Response::Frozen { freeze: None, .. }) => {
            output::text("Not frozen: agents may work.\n")?
        }
        (Format::Text, Response::Frozen { freeze: Some(freeze), .. }) => {
            let why = if freeze.why.is_empty() { String::new() } else { format!(": {}", freeze.why) };
            output::text(&format!("Frozen by {}{why}. No agent changes anything.\n", freeze.by.name))?;
        }
        (Format::Text | Format::Json, response) => output::json(response)?,
    }
    Ok(Exit::Done)
}
