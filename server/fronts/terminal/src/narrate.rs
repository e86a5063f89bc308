use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::Write as _;

use protocol::{CallId, Delta, EventBody, Evidence, Outcome, Record, ToolEnd, TurnStop};

use runtime::redact;

use crate::follow::Shown;
use crate::output::{mark, one_line, printable};
use crate::question::describe as describe_question;

/// Shows what happens on standard error, in words.
pub(crate) fn narrate() -> impl FnMut(Shown<'_>) -> std::io::Result<()> {
    let mut calls = HashMap::new();
    move |shown| {
        let text = match shown {
            Shown::Event(event) => match &event.record {
                // What endpoints and commands say may end up in the logs of a CI.
                Record::Known(body) => redact(&describe(body, &mut calls)).into_owned(),
                Record::Unknown(_) => String::new(),
            },
            Shown::Notice(notice) => match &notice.delta {
                Delta::Retry { why, attempt } => {
                    let why = redact(why);
                    format!("  the model is asked again (attempt {attempt}): {}\n", printable(&why))
                }
                Delta::Waiting { call, seconds, limit } if is_told(*seconds) => {
                    format!(
                        "  {}\n",
                        waiting(call.as_ref().and_then(|call| calls.get(call)), *seconds, *limit)
                    )
                }
                Delta::Waiting { .. } | Delta::Text { .. } | Delta::Output { .. } => String::new(),
            },
            Shown::Question(question) => describe_question(question),
            Shown::AnsweredElsewhere(by) => format!("  answered by {by}\n"),
        };
        let mut out = std::io::stderr().lock();
        out.write_all(text.as_bytes())?;
        out.flush()
    }
}

/// Silence is told every five seconds; a line for each would bury what was said. So: after 5, 10, 20, 40 seconds, then
/// each minute.
fn is_told(seconds: u64) -> bool {
    matches!(seconds, 5 | 10 | 20 | 40) || seconds.is_multiple_of(60)
}

fn waiting(command: Option<&String>, seconds: u64, limit: Option<u64>) -> String {
    match (command, limit) {
        (None, _) => format!("waiting for the model, {seconds} s"),
        (Some(title), None) => format!("{title}: silent for {seconds} s"),
        (Some(title), Some(limit)) => format!("{title}: silent for {seconds} s; it is ended after {limit} s"),
    }
}

/// An event in words; empty if it says nothing to a person. `calls` remembers what calls are about.
pub(crate) fn describe(body: &EventBody, calls: &mut HashMap<CallId, String>) -> String {
    let mut text = String::new();
    match body {
        EventBody::RunRequested { run, plan, .. } => {
            let title = printable(&plan.title);
            let _ = writeln!(
                text,
                "Task {} of {}: {title}\n  run {run}, model {}",
                plan.task, plan.spec, plan.model
            );
        }
        EventBody::RunResumed { run, .. } => {
            let _ = writeln!(text, "Going on with run {run}");
        }
        EventBody::TaskMarked { task, state, .. } => {
            let _ = writeln!(text, "  {} task {task}", mark(*state));
        }
        EventBody::ModelAnswered { text: said, calls: asked, .. } => {
            for call in asked {
                let title = agent::parse_tool(&call.name, &call.input)
                    .map_or_else(|_| format!("Call {}", call.name), |tool| tool.title());
                calls.insert(call.id.clone(), printable(&title));
            }
            for line in printable(said).trim().lines() {
                let _ = writeln!(text, "  {line}");
            }
        }
        EventBody::ToolFinished { call, end, output, uncaptured, .. } => {
            let title = calls.get(call).map_or("Call", String::as_str);
            let _ = match end {
                ToolEnd::Success => writeln!(text, "  ✓ {title}"),
                ToolEnd::Error => writeln!(text, "  ✗ {title}: {}", last_line(output)),
                ToolEnd::Denied => writeln!(text, "  ⊘ {title}: {}", one_line(output, 160)),
                ToolEnd::Cancelled => writeln!(text, "  ⊘ {title}: cancelled"),
            };
            for sentence in uncaptured {
                let _ = writeln!(text, "    cannot be undone: {}", one_line(sentence, 160));
            }
        }
        EventBody::FilesChanged { changes, .. } => {
            let _ =
                writeln!(text, "  {} files were changed by commands that nobody waited for", changes.len());
        }
        EventBody::FilesRestored { checkpoint, changes, done: true, .. } => {
            let _ = writeln!(text, "  {} files were put back to {checkpoint}", changes.len());
        }
        EventBody::ModelChosen { model, why, .. } => {
            let _ = writeln!(text, "  asking {model}: {}", one_line(why, 300));
        }
        EventBody::ModelFailed { error, .. } => {
            let _ = writeln!(text, "  the model failed: {}", printable(error));
        }
        EventBody::CheckFinished { command, exit, output, .. } => {
            let _ = match exit {
                Some(0) => writeln!(text, "  ✓ check {command}"),
                Some(_) | None => writeln!(text, "  ✗ check {command}: {}", last_line(output)),
            };
        }
        EventBody::RunFinished { outcome, .. } => {
            let _ = match outcome {
                Outcome::Done { evidence } => writeln!(text, "Done: {}", proof(evidence)),
                Outcome::NeedsEvidence { why } => writeln!(text, "Not ticked: {}", printable(why)),
                Outcome::Stopped => writeln!(text, "Stopped."),
                Outcome::Failed { why } => writeln!(text, "Failed: {}", printable(why)),
            };
        }
        EventBody::RunInterrupted { why, .. } => {
            let _ = writeln!(text, "Interrupted: {}\nRun the same command again to go on.", printable(why));
        }
        EventBody::ContextCompacted { hidden, .. } => {
            let _ =
                writeln!(text, "  (a summary now stands for {hidden} older messages; the log keeps them)");
        }
        EventBody::ContextOverflowed { .. } => {
            let _ = writeln!(
                text,
                "  (the conversation is longer than the model reads; older parts are left out)"
            );
        }
        EventBody::SubagentStarted { child, .. } => {
            let _ = writeln!(text, "  a sub-agent works in session {child}");
        }
        EventBody::TurnEnded { stop: TurnStop::Budget, .. } => {
            let _ = writeln!(text, "  the session made as many model calls as it may in one turn");
        }
        EventBody::TurnEnded { stop: TurnStop::MaxTokens, .. } => {
            let _ = writeln!(text, "  the answer was cut at the model's output limit");
        }
        EventBody::TurnEnded { stop: TurnStop::Refused, .. } => {
            let _ = writeln!(text, "  the model's endpoint refused to answer");
        }
        EventBody::TurnEnded { stop: TurnStop::EndTurn | TurnStop::Cancelled, .. }
        | EventBody::FilesRestored { done: false, .. }
        | EventBody::RunStopRequested { .. }
        | EventBody::EditRequested { .. }
        | EventBody::EditFinished { .. }
        | EventBody::EvidenceJudged { .. }
        | EventBody::SessionOpened { .. }
        | EventBody::UserPrompted { .. }
        | EventBody::ToolStarted { .. }
        | EventBody::QuestionAsked { .. }
        | EventBody::QuestionAnswered { .. }
        | EventBody::QuestionWithdrawn { .. }
        | EventBody::SessionTrusted { .. }
        | EventBody::ContentTrusted { .. }
        | EventBody::ContentDistrusted { .. }
        | EventBody::FreezeSet { .. }
        | EventBody::SessionRenamed { .. }
        | EventBody::SessionDeleted { .. }
        | EventBody::ContextPruned { .. }
        | EventBody::GoalChanged { .. }
        | EventBody::SubagentEnded { .. }
        | EventBody::CancelRequested { .. } => {}
    }
    text
}

fn proof(evidence: &Evidence) -> String {
    match evidence {
        Evidence::Checks { commands } => format!("proved by {}", commands.join(", ")),
        Evidence::Command { command } => format!("proved by `{}`", one_line(command, 120)),
        Evidence::User { by } => format!("marked done by {by}"),
    }
}

/// What failed stands at the end, before the exit status.
fn last_line(output: &str) -> String {
    let mut lines = output.lines().rev().filter(|line| !line.trim().is_empty());
    let status = lines.next().unwrap_or_default();
    match lines.next() {
        Some(before) if status.starts_with('(') => format!("{} {status}", one_line(before, 140)),
        Some(_) | None => one_line(status, 160),
    }
}
