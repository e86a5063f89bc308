//! `checkpoint`: what an agent did to files, call by call, and putting it back.

use std::fmt::Write;

use clap::Subcommand;
use protocol::{Checkpoint, FileChange, FileRestore, Request, Response, RestoreAction, SessionId};
use runtime::Runtime;

use crate::cli::Format;
use crate::exit::Failure;
use crate::{Exit, output};

/// So many files of a call are named.
const NAMED: usize = 3;

#[derive(Debug, Subcommand)]
pub enum CheckpointVerb {
    /// The turns of a session, and what each of their calls did to files
    List {
        /// The session; absent: the latest
        #[arg(long)]
        session: Option<String>,
    },
    /// What `restore` would do; changes nothing
    Diff {
        /// A turn, such as 2, or a call of it, such as 2.3
        checkpoint: String,
        /// The session; absent: the latest
        #[arg(long)]
        session: Option<String>,
    },
    /// Puts the files that the session changed from there on back to what they held before; files that anybody else
    /// changed since are left alone
    Restore {
        /// A turn, such as 2, or a call of it, such as 2.3; r1 undoes the first restore
        checkpoint: String,
        /// The session; absent: the latest
        #[arg(long)]
        session: Option<String>,
    },
}

pub(crate) fn run(runtime: &Runtime, verb: CheckpointVerb, format: Format) -> Result<Exit, Failure> {
    let (session, request): (_, fn(SessionId, String) -> Request) = match &verb {
        CheckpointVerb::List { session } => (session, |session, _| Request::CheckpointList { session }),
        CheckpointVerb::Diff { session, .. } => {
            (session, |session, checkpoint| Request::CheckpointDiff { session, checkpoint })
        }
        CheckpointVerb::Restore { session, .. } => {
            (session, |session, checkpoint| Request::CheckpointRestore { session, checkpoint })
        }
    };
    let checkpoint = match &verb {
        CheckpointVerb::List { .. } => String::new(),
        CheckpointVerb::Diff { checkpoint, .. } | CheckpointVerb::Restore { checkpoint, .. } => {
            checkpoint.clone()
        }
    };
    let session = match session {
        Some(session) => SessionId::from(session.as_str()),
        None => latest(runtime)?,
    };
    let response = runtime.handle(request(session.clone(), checkpoint.clone()))?;
    match (format, &response) {
        (Format::Text, Response::Checkpoints { checkpoints }) => output::text(&list(&session, checkpoints))?,
        (Format::Text, Response::CheckpointDiff { files }) => output::text(&diff(files))?,
        (Format::Text, Response::CheckpointRestored { restored, undo }) => {
            output::text(&told(&session, &checkpoint, restored, undo.as_deref()))?;
        }
        (Format::Text | Format::Json, response) => output::json(response)?,
    }
    let left_alone = matches!(&response, Response::CheckpointRestored { restored, .. } if restored.iter().any(is_conflict));
    Ok(if left_alone { Exit::Failed } else { Exit::Done })
}

fn latest(runtime: &Runtime) -> Result<SessionId, Failure> {
    let Response::Sessions { sessions } = runtime.handle(Request::SessionList {})? else {
        return Err(Failure::new("the list of sessions came back as something else"));
    };
    let latest = sessions.into_iter().next();
    latest.map(|session| session.id).ok_or_else(|| Failure::new("no sessions in this workspace yet"))
}

fn list(session: &SessionId, checkpoints: &[Checkpoint]) -> String {
    let mut text = format!("session {session}\n");
    let width = checkpoints.iter().map(|point| point.id.len()).max().unwrap_or_default();
    for point in checkpoints {
        let title = output::one_line(&point.title, 60);
        let _ = writeln!(text, "{:width$}  {title}{}", point.id, files(&point.changes));
        for sentence in &point.uncaptured {
            let _ = writeln!(text, "{:width$}  cannot be undone: {}", "", output::one_line(sentence, 160));
        }
    }
    text
}

/// `  ~ a.rs, + b.rs, - c.rs and 4 more`: changed, made, removed; `!` cannot be undone.
fn files(changes: &[FileChange]) -> String {
    let named: Vec<_> = changes
        .iter()
        .take(NAMED)
        .map(|change| {
            let mark = match (change.kept, &change.before, &change.after) {
                (false, _, _) => '!',
                (true, None, _) => '+',
                (true, Some(_), Some(_)) => '~',
                (true, Some(_), None) => '-',
            };
            format!("{mark} {}", change.path)
        })
        .collect();
    match changes.len().saturating_sub(NAMED) {
        0 if named.is_empty() => String::new(),
        0 => format!("  {}", named.join(", ")),
        more => format!("  {} and {more} more", named.join(", ")),
    }
}

fn is_conflict(file: &FileRestore) -> bool {
    file.action == RestoreAction::Conflict
}

fn line(file: &FileRestore, done: bool) -> String {
    let action = match (file.action, done) {
        (RestoreAction::Write, true) => "put back",
        (RestoreAction::Write, false) => "would be put back",
        (RestoreAction::Delete, true) => "removed",
        (RestoreAction::Delete, false) => "would be removed",
        (RestoreAction::Conflict, true) => "left alone",
        (RestoreAction::Conflict, false) => "would be left alone",
    };
    let why = if file.why.is_empty() { String::new() } else { format!(": {}", file.why) };
    format!("{action}  {}{why}\n", file.path)
}

fn diff(files: &[FileRestore]) -> String {
    if files.is_empty() {
        return "Every file is as it was.\n".to_owned();
    }
    files.iter().map(|file| format!("{}{}", line(file, false), file.diff)).collect()
}

fn told(session: &SessionId, checkpoint: &str, files: &[FileRestore], undo: Option<&str>) -> String {
    if files.is_empty() {
        return "Every file is as it was.\n".to_owned();
    }
    let mut text: String = files.iter().map(|file| line(file, true)).collect();
    if let Some(undo) = undo {
        let _ = writeln!(
            text,
            "\n`kiro-cli checkpoint restore {undo} --session {session}` undoes this. {}",
            conversation(session, checkpoint)
        );
    }
    text
}

/// The conversation is not what was put back.
fn conversation(session: &SessionId, checkpoint: &str) -> String {
    let turn: Option<u32> = checkpoint.split('.').next().and_then(|turn| turn.parse().ok());
    match turn {
        Some(turn @ 2..) => format!(
            "The session still knows what it did; `kiro-cli session rewind {session} {}` begins one that does not.",
            turn - 1
        ),
        Some(_) | None => "The session still knows what it did.".to_owned(),
    }
}
