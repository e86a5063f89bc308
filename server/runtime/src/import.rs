//! Sessions of the vendor's command line: listed, and copied into sessions of ours. Its files are only ever read.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use agent::{Conversation, Step};
use config::{KiroCall, KiroRecord, KiroResult, KiroSession, parse_kiro_log, parse_kiro_session};
use models::Model;
use protocol::{
    CallId, ErrorCode, EventBody, Record, Response, SessionId, StopReason, ToolCall, ToolEnd, Trust, Usage,
    VendorSession, VerbError,
};
use store::Filter;

use crate::environment::vendor_sessions_folder;
use crate::sessions::{MAX_MODEL_CALLS, MAX_TITLE};
use crate::tools::OUTPUT;
use crate::{Runtime, model_error, redact, store_error};

/// Bytes of a log that are read.
const LOG: u64 = 256 << 20;

/// Bytes of what a session is about; the vendor keeps what it knows of each turn there, too.
const ABOUT: u64 = 32 << 20;

impl Runtime {
    /// Those of this workspace that were not begun by another session.
    pub(crate) fn list_vendor_sessions(&self) -> Result<Response, VerbError> {
        let imported = self.imported()?;
        let mut vendor_sessions = Vec::new();
        for entry in
            fs::read_dir(vendor_sessions_folder().unwrap_or_default()).into_iter().flatten().flatten()
        {
            let path = entry.path();
            if path.extension().is_none_or(|extension| extension != "json") {
                continue;
            }
            let Some((id, about)) = read_about(&path) else { continue };
            let Some(folder) = about.folder.filter(|folder| self.is_here(Path::new(folder))) else {
                continue;
            };
            if about.parent.is_none() {
                let copy = imported.iter().rev().find(|(from, _)| *from == id).map(|(_, copy)| copy.clone());
                let title = about.title.unwrap_or_default();
                vendor_sessions.push(VendorSession {
                    id,
                    title,
                    folder,
                    updated: about.updated,
                    imported: copy,
                });
            }
        }
        vendor_sessions.sort_by(|a, b| b.updated.cmp(&a.updated).then_with(|| a.id.cmp(&b.id)));
        Ok(Response::VendorSessions { vendor_sessions })
    }

    /// A new session with the history of one of the vendor's: prompts, answers and tool calls, as far as they are read.
    pub(crate) fn import_session(&self, id: &str) -> Result<Response, VerbError> {
        let none = || {
            let why = format!(
                "Kiro has no session `{id}` of this workspace; `kiro-cli session list` shows those it has"
            );
            VerbError::new(ErrorCode::NotFound, why)
        };
        // An id is no path.
        let is_name = !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        let folder = vendor_sessions_folder().filter(|_| is_name).ok_or_else(none)?;
        let (_, about) = read_about(&folder.join(format!("{id}.json"))).ok_or_else(none)?;
        if !about.folder.as_deref().is_some_and(|folder| self.is_here(Path::new(folder))) {
            return Err(none());
        }
        let log = folder.join(format!("{id}.jsonl"));
        let text = read(&log, LOG).map_err(|error| {
            VerbError::new(ErrorCode::File, format!("cannot read `{}`: {error}", log.display()))
        })?;
        let (records, problems) = parse_kiro_log(&text);
        if let Some(first) = problems.first() {
            let count = problems.len();
            tracing::warn!("`{}`: {count} lines are left out; the first: {}", log.display(), first.message);
        }
        let session = SessionId(self.mint("s"));
        let opened = EventBody::SessionOpened {
            session: session.clone(),
            run: None,
            model: Model::named(None, &self.inner.settings.models).map_err(model_error)?,
            trust: Trust::None,
            system: self.system_prompt()?,
            title: about.title.unwrap_or_default().chars().take(MAX_TITLE).collect(),
            max_model_calls: MAX_MODEL_CALLS,
            fork: None,
            imported: Some(id.to_owned()),
            parent: None,
        };
        self.append(&copied(opened, records), None)?;
        Ok(Response::Session { session: self.session_summary(&session)? })
    }

    /// Which sessions of ours are copies, and of what; oldest first.
    fn imported(&self) -> Result<Vec<(String, SessionId)>, VerbError> {
        let mut imported = Vec::new();
        let each = |event: protocol::Event| {
            if let Record::Known(EventBody::SessionOpened { session, imported: Some(from), .. }) =
                event.record
            {
                imported.push((from, session));
            }
        };
        self.inner.store.each(&Filter::Types(&["sessionOpened"]), each).map_err(store_error)?;
        Ok(imported)
    }

    fn is_here(&self, folder: &Path) -> bool {
        workspace::real_path(folder).starts_with(self.inner.tree.root())
    }
}

/// The id of a session, which is the name of its files, and what it is about.
fn read_about(path: &Path) -> Option<(String, KiroSession)> {
    let id = path.file_stem()?.to_str()?.to_owned();
    let text = read(path, ABOUT).ok()?;
    Some((id, parse_kiro_session(&text).0))
}

/// A regular file. Bytes that are not UTF-8 are shown as such.
fn read(path: &Path, limit: u64) -> std::io::Result<String> {
    if !path.metadata()?.is_file() {
        return Err(std::io::Error::other("it is not a file"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(limit).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The events that a session of ours with this history has. What the vendor had cleared is no part of it.
fn copied(opened: EventBody, records: Vec<KiroRecord>) -> Vec<EventBody> {
    let cleared =
        records.iter().rposition(|record| *record == KiroRecord::Cleared).map_or(0, |last| last + 1);
    let Some(mut copy) = Copy::new(opened) else { return Vec::new() };
    for record in records.into_iter().skip(cleared) {
        copy.add(record);
    }
    copy.close();
    copy.events
}

/// A history as it grows, and what our own fold makes of it: each turn must be over before the next begins.
struct Copy {
    events: Vec<EventBody>,
    conversation: Conversation,
}

impl Copy {
    fn new(opened: EventBody) -> Option<Self> {
        let conversation = Conversation::open(&opened)?;
        Some(Self { events: vec![opened], conversation })
    }

    fn add(&mut self, record: KiroRecord) {
        let session = self.conversation.session.clone();
        match record {
            KiroRecord::Prompt { text } => {
                self.close();
                self.push(EventBody::UserPrompted { session, text });
            }
            // What nobody asked for has no turn to belong to.
            KiroRecord::Answer { text, calls } if self.conversation.is_running() => {
                self.unanswered();
                let stop = if calls.is_empty() { StopReason::EndTurn } else { StopReason::ToolUse };
                let calls = calls.into_iter().map(call).collect();
                self.push(EventBody::ModelAnswered {
                    session,
                    model: None,
                    thoughts: Vec::new(),
                    text,
                    calls,
                    stop,
                    usage: Usage::default(),
                });
            }
            KiroRecord::Results(results) => {
                for result in results {
                    self.push(finished(session.clone(), result));
                }
            }
            KiroRecord::Cancelled => self.cancel(),
            KiroRecord::Answer { .. } | KiroRecord::Cleared | KiroRecord::Other(_) => {}
        }
    }

    /// Ends the turn: as the model did, or as one that was cut off.
    fn close(&mut self) {
        if let Step::EndTurn(stop) = self.conversation.next() {
            self.push(EventBody::TurnEnded { session: self.conversation.session.clone(), stop });
        }
        self.cancel();
    }

    fn cancel(&mut self) {
        for event in self.conversation.cancel() {
            self.push(event);
        }
    }

    /// Calls whose results are missing have one that says so.
    fn unanswered(&mut self) {
        if let Step::RunCalls(open) = self.conversation.next() {
            for state in open {
                self.push(EventBody::ToolFinished {
                    session: self.conversation.session.clone(),
                    call: state.call.id,
                    end: ToolEnd::Cancelled,
                    output: "What came of this call was not written down.".to_owned(),
                    files: Vec::new(),
                    exit: None,
                    changes: Vec::new(),
                    uncaptured: Vec::new(),
                });
            }
        }
    }

    fn push(&mut self, event: EventBody) {
        self.conversation.apply(&event);
        self.events.push(event);
    }
}

fn call(call: KiroCall) -> ToolCall {
    ToolCall { id: CallId(call.id), name: call.name, input: call.input }
}

fn finished(session: SessionId, result: KiroResult) -> EventBody {
    let end = if result.error { ToolEnd::Error } else { ToolEnd::Success };
    let output = shortened(&redact(&result.output));
    EventBody::ToolFinished {
        session,
        call: CallId(result.id),
        end,
        output,
        files: Vec::new(),
        exit: None,
        changes: Vec::new(),
        uncaptured: Vec::new(),
    }
}

/// The beginning and the end of an output, as of our own tools.
fn shortened(text: &str) -> String {
    let head = text.floor_char_boundary(OUTPUT / 2);
    let tail = text.ceil_char_boundary(text.len().saturating_sub(OUTPUT / 2));
    match (text.get(..head), text.get(tail..)) {
        (Some(first), Some(last)) if head < tail => {
            format!("{first}\n[... {} bytes left out ...]\n{last}", tail - head)
        }
        _ => text.to_owned(),
    }
}
