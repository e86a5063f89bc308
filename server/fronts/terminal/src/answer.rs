use protocol::{Answerer, QuestionId, Request};
use runtime::Runtime;

use crate::cli::{AnswerVerb, Format};
use crate::exit::Failure;
use crate::{Exit, output};

pub(crate) fn run(runtime: &Runtime, verb: &AnswerVerb, format: Format) -> Result<Exit, Failure> {
    let response = runtime.handle(Request::PermissionAnswer {
        id: QuestionId::from(verb.question.as_str()),
        option: verb.option,
        by: Some(Answerer { name: "kiro-cli answer".to_owned() }),
    })?;
    match format {
        Format::Json => output::json(&response)?,
        Format::Text => output::text(&format!("Answered {}.\n", verb.question))?,
    }
    Ok(Exit::Done)
}
