use protocol::{Answerer, QuestionId, Request, Response};
use runtime::Runtime;

use crate::cli::{AnswerVerb, Format};
use crate::exit::Failure;
use crate::question::describe;
use crate::{Exit, output};

pub(crate) fn run(runtime: &Runtime, verb: AnswerVerb, format: Format) -> Result<Exit, Failure> {
    let request = match (verb.question, verb.option) {
        (Some(question), Some(option)) => Request::PermissionAnswer {
            id: QuestionId(question),
            option,
            by: Some(Answerer { name: "kiro-cli answer".to_owned() }),
        },
        (Some(_) | None, _) => Request::QuestionList {},
    };
    let response = runtime.handle(request)?;
    match (format, &response) {
        (Format::Text, Response::Answered { question, .. }) => {
            output::text(&format!("Answered {question}.\n"))?;
        }
        (Format::Text, Response::Questions { questions }) if questions.is_empty() => {
            output::text("No question waits for an answer.\n")?;
        }
        (Format::Text, Response::Questions { questions }) => {
            let questions: Vec<String> = questions.iter().map(describe).collect();
            output::text(&questions.join("\n"))?;
        }
        (Format::Text | Format::Json, response) => output::json(response)?,
    }
    Ok(Exit::Done)
}
