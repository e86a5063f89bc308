use std::collections::HashMap;
use std::fmt::Write;

use protocol::{
    Event, EventBody, Question, Record, Request, Response, SessionId, SessionStatus, SessionSummary,
};
use runtime::Runtime;

use crate::cli::{Format, SessionVerb};
use crate::exit::Failure;
use crate::narrate::describe;
use crate::question;
use crate::{Exit, output};

pub(crate) fn run(runtime: &Runtime, verb: SessionVerb, format: Format) -> Result<Exit, Failure> {
    let request = match &verb {
        SessionVerb::List => Request::SessionList {},
        SessionVerb::Show { session } => Request::SessionGet { session: SessionId::from(session.as_str()) },
    };
    let response = runtime.handle(request)?;
    match (format, &response) {
        (Format::Json, response) => output::json(response)?,
        (Format::Text, Response::Sessions { sessions }) => {
            let Response::Questions { questions } = runtime.handle(Request::QuestionList {})? else {
                return Err(Failure::new("the list of questions came back as something else"));
            };
            output::text(&list(sessions, &questions))?;
        }
        (Format::Text, Response::Transcript { session, events }) => output::text(&show(session, events))?,
        (Format::Text, other) => output::json(other)?,
    }
    Ok(Exit::Done)
}

fn list(sessions: &[SessionSummary], questions: &[Question]) -> String {
    if sessions.is_empty() {
        return "No sessions in this workspace yet.\n".to_owned();
    }
    let mut text = String::new();
    for session in sessions {
        let status = match session.status {
            SessionStatus::Idle => "",
            SessionStatus::Working => "  (working)",
            SessionStatus::Waiting => "  (waits for an answer)",
            SessionStatus::Interrupted => "  (interrupted)",
        };
        let title = output::one_line(&session.title, 70);
        let _ = writeln!(text, "{}  {title}{status}", session.id);
    }
    for question in questions {
        let _ = write!(text, "\n{}", question::describe(question));
    }
    text
}

fn show(session: &SessionSummary, events: &[Event]) -> String {
    let usage = &session.usage;
    let mut text = format!(
        "{}  {}\nmodel {}, {} turns, {} tokens in, {} out\n\n",
        session.id,
        output::one_line(&session.title, 90),
        session.model,
        session.turns,
        usage.input_tokens + usage.cached_tokens,
        usage.output_tokens
    );
    let mut calls = HashMap::new();
    for event in events {
        match &event.record {
            Record::Known(EventBody::UserPrompted { text: prompt, .. }) => {
                let _ = writeln!(text, "> {}\n", output::printable(prompt).trim_end().replace('\n', "\n> "));
            }
            Record::Known(body) => text.push_str(&describe(body, &mut calls)),
            Record::Unknown(_) => {
                let _ = writeln!(text, "(an event of a newer version, {})", event.seq);
            }
        }
    }
    text
}
