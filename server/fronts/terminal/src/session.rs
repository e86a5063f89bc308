use std::collections::HashMap;
use std::fmt::Write;

use protocol::{
    Event, EventBody, Record, Request, Response, SessionHit, SessionId, SessionPart, SessionStatus,
    SessionSummary,
};
use runtime::Runtime;

use crate::cli::{Format, ModelFlags, SessionVerb};
use crate::exit::Failure;
use crate::narrate::describe;
use crate::question;
use crate::{Exit, output};

pub(crate) fn run(runtime: &Runtime, verb: SessionVerb, format: Format) -> Result<Exit, Failure> {
    let request = match (verb, format) {
        (SessionVerb::List, _) => return list(runtime, format),
        (SessionVerb::Show { session }, _) | (SessionVerb::Export { session }, Format::Json) => {
            Request::SessionGet { session: SessionId(session) }
        }
        (SessionVerb::Export { session }, Format::Text) => {
            Request::SessionExport { session: SessionId(session) }
        }
        (SessionVerb::Fork { session, turn, model }, _) => fork(session, turn, model),
        (SessionVerb::Rewind { session, turn, model }, _) => fork(session, Some(turn), model),
        (SessionVerb::Rename { session, title }, _) => {
            Request::SessionRename { session: SessionId(session), title }
        }
        (SessionVerb::Search { words, limit }, _) => {
            Request::SessionSearch { text: words.join(" "), limit: Some(limit) }
        }
        (SessionVerb::Delete { session }, _) => Request::SessionDelete { session: SessionId(session) },
        (SessionVerb::Import { id }, _) => Request::SessionImport { id },
    };
    let response = runtime.handle(request)?;
    match (format, &response) {
        (Format::Text, Response::Transcript { session, events }) => output::text(&show(session, events))?,
        (Format::Text, Response::Exported { markdown }) => output::text(markdown)?,
        (Format::Text, Response::Found { hits, more }) => output::text(&found(hits, *more))?,
        (Format::Text, Response::Deleted { deleted }) => output::text(&format!("Deleted {deleted}.\n"))?,
        (Format::Text, Response::Session { session }) => output::text(&line(session))?,
        (Format::Text | Format::Json, response) => output::json(response)?,
    }
    Ok(Exit::Done)
}

fn fork(session: String, turn: Option<u32>, model: ModelFlags) -> Request {
    let trust = model.trust();
    Request::SessionFork { session: SessionId(session), turn, model: model.model, trust }
}

/// Ours, the questions that wait, and the vendor's.
pub(crate) fn list(runtime: &Runtime, format: Format) -> Result<Exit, Failure> {
    let ours = runtime.handle(Request::SessionList {})?;
    let (Format::Text, Response::Sessions { sessions }) = (format, &ours) else {
        output::json(&ours)?;
        return Ok(Exit::Done);
    };
    let mut text: String = sessions.iter().map(line).collect();
    if sessions.is_empty() {
        text.push_str("No sessions in this workspace yet.\n");
    }
    if let Response::Questions { questions } = runtime.handle(Request::QuestionList {})? {
        for question in &questions {
            let _ = write!(text, "\n{}", question::describe(question));
        }
    }
    if let Response::VendorSessions { vendor_sessions } = runtime.handle(Request::VendorSessionList {})?
        && !vendor_sessions.is_empty()
    {
        text.push_str("\nKiro's own; `session import ID` copies one:\n");
        for session in &vendor_sessions {
            let _ =
                write!(text, "{}  {}", output::printable(&session.id), output::one_line(&session.title, 70));
            let copied = session.imported.as_ref().map(|copy| format!("  (copied to {copy})"));
            let _ = writeln!(text, "{}", copied.unwrap_or_default());
        }
    }
    output::text(&text)?;
    Ok(Exit::Done)
}

fn line(session: &SessionSummary) -> String {
    let status = match session.status {
        SessionStatus::Idle => "",
        SessionStatus::Working => "  (working)",
        SessionStatus::Waiting => "  (waits for an answer)",
        SessionStatus::Interrupted => "  (interrupted)",
    };
    let fork =
        session.fork.as_ref().map(|point| format!("  (fork of {})", point.session)).unwrap_or_default();
    format!("{}  {}{fork}{status}\n", session.id, output::one_line(&session.title, 70))
}

fn found(hits: &[SessionHit], more: bool) -> String {
    if hits.is_empty() {
        return "Nothing was found.\n".to_owned();
    }
    let mut text = String::new();
    for hit in hits {
        let part = match hit.part {
            SessionPart::Title => "title",
            SessionPart::Prompt => "prompt",
            SessionPart::Answer => "answer",
            SessionPart::Call => "call",
        };
        let _ = writeln!(text, "{}  {part:6}  {}", hit.session, output::printable(&hit.snippet));
    }
    if more {
        text.push_str("There is more; give more words, or a higher --limit.\n");
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
    let (mut calls, mut turn) = (HashMap::new(), 0);
    for event in events {
        match &event.record {
            Record::Known(EventBody::UserPrompted { text: prompt, .. }) => {
                turn += 1;
                let _ = writeln!(
                    text,
                    "Turn {turn}\n> {}\n",
                    output::printable(prompt).trim_end().replace('\n', "\n> ")
                );
            }
            Record::Known(EventBody::SessionOpened { fork: Some(point), .. }) => {
                let _ = writeln!(text, "(from here on a fork of {})\n", point.session);
            }
            Record::Known(body) => text.push_str(&describe(body, &mut calls)),
            Record::Unknown(_) => {
                let _ = writeln!(text, "(an event of a newer version, {})", event.seq);
            }
        }
    }
    text
}
