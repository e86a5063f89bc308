//! Drafts of documents, without a model.

use std::fmt::Write;
use std::io::Read;

use protocol::{DraftedDocument, Request, Response};
use runtime::Runtime;

use crate::cli::Format;
use crate::exit::Failure;
use crate::{Exit, output};

pub(crate) fn spec(
    runtime: &Runtime,
    spec: String,
    words: &[String],
    bugfix: bool,
    format: Format,
) -> Result<Exit, Failure> {
    let mut said = words.join(" ");
    if said == "-" {
        said.clear();
        std::io::stdin().read_to_string(&mut said)?;
    }
    run(runtime, Request::SpecDraft { spec, words: said, bugfix }, format)
}

pub(crate) fn steering(runtime: &Runtime, format: Format) -> Result<Exit, Failure> {
    run(runtime, Request::SteeringDraft {}, format)
}

fn run(runtime: &Runtime, request: Request, format: Format) -> Result<Exit, Failure> {
    let response = runtime.handle(request)?;
    match (format, &response) {
        (Format::Text, Response::Drafted { drafted }) => output::text(&told(drafted))?,
        (Format::Text | Format::Json, response) => output::json(response)?,
    }
    Ok(Exit::Done)
}

fn told(drafted: &[DraftedDocument]) -> String {
    let width = drafted.iter().map(|document| document.path.chars().count()).max().unwrap_or_default();
    let mut text = String::new();
    for DraftedDocument { path, placeholders } in drafted {
        let _ = writeln!(text, "{path:width$}  {placeholders:>3} to fill in");
    }
    text + "Each is marked [NEEDS CLARIFICATION: …]; `kiro-cli spec check` lists them.\n"
}
