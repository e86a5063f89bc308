//! A session as a Markdown document for people.

use std::fmt::Write;

use protocol::{
    Answer, Event, EventBody, Record, Response, SessionId, SessionSummary, ToolCall, ToolEnd, TurnStop,
    VerbError,
};

use crate::inert::{fenced, inert, one_line, visible};
use crate::{Runtime, redact};

impl Runtime {
    pub(crate) fn export_session(&self, id: &SessionId) -> Result<Response, VerbError> {
        let (session, events) = (self.session_summary(id)?, self.history(id)?);
        Ok(Response::Exported { markdown: markdown(&session, &events) })
    }
}

/// Prompts are quoted, answers stand as they are, tool calls are folded away. Whatever was said, the document fetches
/// nothing and brings no markup of its own: images and HTML outside code are shown as text.
fn markdown(session: &SessionSummary, events: &[Event]) -> String {
    let mut text = format!("# {}\n\n", line(&session.title));
    let _ = writeln!(text, "Session `{}`, model `{}`.", session.id, visible(&session.model));
    let mut calls: Vec<&ToolCall> = Vec::new();
    let mut turn = 0;
    for event in events {
        match &event.record {
            Record::Known(body) => {
                turn += u32::from(matches!(body, EventBody::UserPrompted { .. }));
                add(&mut text, body, turn, &mut calls);
            }
            Record::Unknown(_) => {
                let _ = writeln!(text, "\n*(event {} was written by another version)*", event.seq);
            }
        }
    }
    text
}

fn add<'a>(text: &mut String, body: &'a EventBody, turn: u32, calls: &mut Vec<&'a ToolCall>) {
    let _ = match body {
        EventBody::UserPrompted { text: prompt, .. } => {
            let quoted: Vec<String> = document(prompt).lines().map(|line| format!("> {line}")).collect();
            writeln!(text, "\n## Turn {turn}\n\n{}", quoted.join("\n"))
        }
        EventBody::ModelAnswered { text: answer, calls: asked, .. } => {
            calls.extend(asked);
            match answer.trim() {
                "" => Ok(()),
                answer => writeln!(text, "\n{}", document(answer)),
            }
        }
        EventBody::ToolFinished { call, end, output, .. } => {
            let call = calls.iter().rev().find(|known| known.id == *call);
            tool(text, call.copied(), *end, output)
        }
        EventBody::ModelFailed { error, .. } => {
            writeln!(text, "\n*The model failed: {}*", line(error))
        }
        EventBody::QuestionAsked { question } => {
            writeln!(text, "\n*Asked: {}*", line(&question.title))
        }
        EventBody::QuestionAnswered { answer, by, .. } => {
            let answer = match answer {
                Answer::AllowOnce => "allowed once",
                Answer::AllowSession => "allowed for the session",
                Answer::AllowAlways => "allowed always",
                Answer::Deny => "denied",
                Answer::DenyAlways => "denied always",
                Answer::MarkDone => "marked done",
                Answer::LeaveOpen => "left open",
            };
            writeln!(text, "\n*{answer} by {}*", line(&by.name))
        }
        EventBody::TurnEnded { stop, .. } => match stop {
            TurnStop::EndTurn => Ok(()),
            TurnStop::Cancelled => writeln!(text, "\n*Cancelled.*"),
            TurnStop::MaxTokens => writeln!(text, "\n*The answer was cut at the model's output limit.*"),
            TurnStop::Refused => writeln!(text, "\n*The model's endpoint refused to answer.*"),
            TurnStop::Budget => writeln!(text, "\n*The turn made as many model calls as it may.*"),
        },
        EventBody::FilesChanged { changes, .. } => {
            writeln!(text, "\n*Commands that nobody waited for changed {} files.*", changes.len())
        }
        EventBody::FilesRestored { checkpoint, changes, done: true, .. } => {
            writeln!(text, "\n*{} files were put back to checkpoint {}.*", changes.len(), line(checkpoint))
        }
        EventBody::SessionOpened { fork: Some(point), .. } => {
            writeln!(text, "\n---\n\n*From here on this is a fork of `{}`.*", point.session)
        }
        EventBody::SessionOpened { imported: Some(from), .. } => {
            writeln!(text, "\n*Copied from Kiro's session `{}`.*", visible(from))
        }
        EventBody::SessionOpened { fork: None, imported: None, .. }
        | EventBody::SessionRenamed { .. }
        | EventBody::SessionDeleted { .. }
        | EventBody::SessionTrusted { .. }
        | EventBody::ToolStarted { .. }
        | EventBody::FilesRestored { done: false, .. }
        | EventBody::QuestionWithdrawn { .. }
        | EventBody::ContentTrusted { .. }
        | EventBody::ContentDistrusted { .. }
        | EventBody::FreezeSet { .. }
        | EventBody::ContextPruned { .. }
        | EventBody::ContextCompacted { .. }
        | EventBody::ContextOverflowed { .. }
        | EventBody::GoalChanged { .. }
        | EventBody::ModelChosen { .. }
        | EventBody::SubagentStarted { .. }
        | EventBody::SubagentEnded { .. }
        | EventBody::CancelRequested { .. }
        | EventBody::RunRequested { .. }
        | EventBody::RunResumed { .. }
        | EventBody::RunInterrupted { .. }
        | EventBody::RunStopRequested { .. }
        | EventBody::RunFinished { .. }
        | EventBody::TaskMarked { .. }
        | EventBody::EditRequested { .. }
        | EventBody::EditFinished { .. }
        | EventBody::CheckFinished { .. }
        | EventBody::EvidenceJudged { .. } => Ok(()),
    };
}

/// One line that opens to what a call was given and gave.
fn tool(text: &mut String, call: Option<&ToolCall>, end: ToolEnd, output: &str) -> std::fmt::Result {
    let title = call.map_or_else(
        || "Call".to_owned(),
        |call| {
            agent::parse_tool(&call.name, &call.input)
                .map_or_else(|_| format!("Call {}", call.name), |tool| tool.title())
        },
    );
    let mark = match end {
        ToolEnd::Success => "✓",
        ToolEnd::Error => "✗",
        ToolEnd::Denied => "⊘ denied:",
        ToolEnd::Cancelled => "⊘ cancelled:",
    };
    let title = one_line(&redact(&title)).replace('&', "&amp;").replace('<', "&lt;");
    writeln!(text, "\n<details><summary>{mark} {title}</summary>\n")?;
    if let Some(call) = call {
        let input = serde_json::to_string_pretty(&call.input).unwrap_or_default();
        writeln!(text, "{}\n", fenced("json", &redact(&input)))?;
    }
    writeln!(text, "{}\n\n</details>", fenced("text", &redact(output)))
}

fn document(text: &str) -> String {
    inert(&visible(&redact(text)))
}

fn line(text: &str) -> String {
    inert(&one_line(&redact(text)))
}
