//! Conversations in chat documents: a Markdown file with a "Send" action, into which the answer streams. Works in any
//! client that lets the server change open documents.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use ide::{continue_answer, new_chat, next_prompt};
use lsp_types::{MessageType, ShowDocumentParams, Uri};
use protocol::{
    Delta, ErrorCode, EventBody, Record, Request, Response, SessionId, ToolEnd, Trust, TurnStop, VerbError,
};
use runtime::{Runtime, Subscription, Update};
use serde_json::{Value, json};

use crate::edits::change;
use crate::root::Root;
use crate::routing::take_root;
use crate::session::Session;

/// How often an answer is brought up to date in the document while it comes.
const PACE: Duration = Duration::from_millis(300);

/// How long a client may take to show a document.
const SHOW: Duration = Duration::from_secs(3);

/// How often the end of an answer is offered to a client that refuses it.
const ATTEMPTS: u32 = 10;

/// Makes a chat document in the state folder and shows it.
pub(crate) async fn new(session: &Session, mut argument: Value) -> Result<Value, VerbError> {
    let root = take_root(session, &mut argument)?;
    let runtime = root.map_or_else(|| session.only_root(), Ok)?.runtime.clone()?;
    let path = runtime.new_chat_file(&new_chat())?;
    let shown = match Uri::from_file_path(&path) {
        Some(uri) => show(session, uri).await,
        None => false,
    };
    if !shown {
        session.client.show_message(MessageType::INFO, format!("Open {} to talk", path.display())).await;
    }
    Ok(json!({ "path": path }))
}

/// Also asks a client that did not announce it: Helix can show documents since 25.01 and announces it later. A client
/// that cannot answers an error.
async fn show(session: &Session, uri: Uri) -> bool {
    let params = ShowDocumentParams { uri, external: None, take_focus: Some(true), selection: None };
    match tokio::time::timeout(SHOW, session.client.show_document(params)).await {
        Ok(Ok(shown)) => shown,
        Ok(Err(_)) | Err(_) => false,
    }
}

/// Sends what stands below the last `## You`. Answers at once; the answer comes into the document.
pub(crate) async fn send(session: &Arc<Session>, mut argument: Value) -> Result<Value, VerbError> {
    let invalid = |why: &str| VerbError::new(ErrorCode::Invalid, why);
    let named = take_root(session, &mut argument)?;
    let uri = argument.get("uri").and_then(Value::as_str).and_then(|uri| uri.parse::<Uri>().ok());
    let uri = uri.ok_or_else(|| invalid("`kiro.chat.send` takes one object: {\"uri\": …}"))?;
    let document = session.documents.get(&uri).ok_or_else(|| invalid("this chat document is not open"))?;
    let chat =
        document.chat().ok_or_else(|| invalid("this is not a chat document; `kiro.chat.new` makes one"))?;
    if chat.prompt.is_empty() {
        return Err(invalid("there is nothing to send; write below the last `## You`"));
    }
    let root = match named.or_else(|| session.root_of_chat(&document)) {
        Some(root) => root,
        None => session.root_of_session(chat.session.as_ref()).await?,
    };
    let (runtime, uri) = (root.runtime.clone()?, document.uri.clone());
    // Until the document names its session, a second "Send" would begin a second one.
    if !session.sending().insert(uri.clone()) {
        return Err(VerbError::new(ErrorCode::Busy, "this is being sent already"));
    }
    let begun = begin(&root, &runtime, &chat).await;
    let (subscription, id) = match begun {
        Ok(begun) => begun,
        Err(error) => {
            session.sending().remove(&uri);
            return Err(error);
        }
    };
    session.answering().insert(id.clone());
    let edits = chat.sent(&document.text, &id);
    let answer = Answer {
        session: Arc::clone(session),
        runtime,
        id: id.clone(),
        path: document.path.clone(),
        uri: uri.clone(),
        shown: String::new(),
        complete: String::new(),
        coming: String::new(),
        begun: false,
    };
    let (session, version, text) = (Arc::clone(session), document.version, document.text.clone());
    tokio::spawn(async move {
        // Refused, the answer goes to the end of the document.
        if let Err(why) = change(&session, uri.clone(), version, &text, &edits).await {
            tracing::warn!("the heading of an answer could not be written: {why}");
        }
        session.sending().remove(&uri);
        answer.stream(subscription).await;
    });
    Ok(json!({ "session": id }))
}

/// Begins the turn, and follows the log from before it.
async fn begin(
    root: &Root,
    runtime: &Runtime,
    chat: &ide::Chat,
) -> Result<(Subscription, SessionId), VerbError> {
    let subscription = runtime.subscribe(runtime.head()?)?;
    let id = conversation(root, chat.session.clone()).await?;
    root.handle(Request::SessionPrompt { session: id.clone(), text: chat.prompt.clone() }).await?;
    Ok((subscription, id))
}

/// The document's conversation; a new one if it has none, or one of another workspace.
async fn conversation(root: &Root, named: Option<SessionId>) -> Result<SessionId, VerbError> {
    if let Some(id) = named
        && root.handle(Request::SessionGet { session: id.clone() }).await.is_ok()
    {
        return Ok(id);
    }
    let begun = root.handle(Request::SessionStart { model: None, trust: Trust::None }).await?;
    let Response::Session { session } = begun else {
        return Err(VerbError::new(ErrorCode::Invalid, "the session's start came back as something else"));
    };
    Ok(session.id)
}

/// An answer on its way into a document.
struct Answer {
    session: Arc<Session>,
    runtime: Runtime,
    id: SessionId,
    path: Option<PathBuf>,
    uri: Uri,
    /// What the document holds of it.
    shown: String,
    /// What is final of it.
    complete: String,
    /// What the model is saying now; void if it is asked again.
    coming: String,
    /// The turn has begun; what came before belongs to an earlier one that was cut off.
    begun: bool,
}

impl Answer {
    async fn stream(mut self, mut updates: Subscription) {
        let (runtime, id) = (self.runtime.clone(), self.id.clone());
        let left = runtime.left(&id.0);
        tokio::pin!(left);
        let mut pace = tokio::time::interval(PACE);
        pace.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                biased;
                _ = pace.tick() => { self.show().await; }
                update = updates.next() => match update {
                    Some(update) => if self.take(&update) { break },
                    None => break,
                },
                // The work has ended; what it said last may have come since the arm above was looked at.
                () = &mut left => {
                    self.rest(&mut updates).await;
                    break;
                }
            }
        }
        self.coming.clear();
        self.complete.push_str(&next_prompt());
        self.session.answering().remove(&self.id);
        for _ in 0..ATTEMPTS {
            if self.show().await {
                return;
            }
            tokio::time::sleep(PACE).await;
        }
        self.append_to_file();
    }

    /// Takes what has come and waits for nothing.
    async fn rest(&mut self, updates: &mut Subscription) {
        loop {
            tokio::select! {
                biased;
                Some(update) = updates.next() => if self.take(&update) { return },
                () = std::future::ready(()) => return,
            }
        }
    }

    /// Takes what happened; true when the turn is over.
    fn take(&mut self, update: &Update) -> bool {
        match update {
            Update::Notice(notice) if notice.session == self.id => match &notice.delta {
                Delta::Text { text } => self.coming.push_str(text),
                Delta::Retry { .. } => self.coming.clear(),
                Delta::Output { .. } | Delta::Waiting { .. } => {}
            },
            Update::Notice(_) | Update::Trouble(_) => {}
            Update::Event(event) => {
                if let Record::Known(body) = &event.record
                    && body.session() == Some(&self.id)
                {
                    self.begun |= matches!(body, EventBody::UserPrompted { .. });
                    return self.begun && self.take_event(body);
                }
            }
        }
        false
    }

    fn take_event(&mut self, body: &EventBody) -> bool {
        match body {
            EventBody::ModelAnswered { text, calls, .. } => {
                self.coming.clear();
                self.paragraph(text.trim());
                for call in calls {
                    let title = agent::parse_tool(&call.name, &call.input)
                        .map_or_else(|_| format!("Call {}", call.name), |tool| tool.title());
                    self.paragraph(&format!("> {title}"));
                }
            }
            EventBody::ToolFinished { end: ToolEnd::Denied, output, .. } => {
                self.paragraph(&format!("> denied: {}", output.lines().next().unwrap_or_default()));
            }
            EventBody::ModelFailed { error, .. } => {
                self.paragraph(&format!("> the model failed: {error}"));
                return true;
            }
            EventBody::ContextCompacted { hidden, .. } => {
                self.paragraph(&format!("> a summary now stands for {hidden} older messages"));
            }
            EventBody::TurnEnded { stop, .. } => {
                match stop {
                    TurnStop::EndTurn => {}
                    TurnStop::Cancelled => self.paragraph("> cancelled"),
                    TurnStop::MaxTokens => self.paragraph("> the answer was cut at the model's output limit"),
                    TurnStop::Refused => self.paragraph("> the model's endpoint refused to answer"),
                    TurnStop::Budget => self.paragraph("> this turn made as many model calls as it may"),
                }
                return true;
            }
            EventBody::ToolFinished { .. }
            | EventBody::FilesChanged { .. }
            | EventBody::FilesRestored { .. }
            | EventBody::UserPrompted { .. }
            | EventBody::ToolStarted { .. }
            | EventBody::QuestionAsked { .. }
            | EventBody::QuestionAnswered { .. }
            | EventBody::QuestionWithdrawn { .. }
            | EventBody::SessionOpened { .. }
            | EventBody::SessionTrusted { .. }
            | EventBody::ContentTrusted { .. }
            | EventBody::ContentDistrusted { .. }
            | EventBody::FreezeSet { .. }
            | EventBody::SessionRenamed { .. }
            | EventBody::SessionDeleted { .. }
            | EventBody::ContextPruned { .. }
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
            | EventBody::EvidenceJudged { .. } => {}
        }
        false
    }

    fn paragraph(&mut self, text: &str) {
        if !text.is_empty() {
            self.complete.push_str(if self.complete.is_empty() { "" } else { "\n\n" });
            self.complete.push_str(text);
        }
    }

    fn wanted(&self) -> String {
        let gap = if self.complete.is_empty() || self.coming.is_empty() { "" } else { "\n\n" };
        format!("{}{gap}{}", self.complete, self.coming)
    }

    /// Brings the document up to date; false if the client did not let it.
    async fn show(&mut self) -> bool {
        let wanted = self.wanted();
        let Some(document) = self.session.documents.get(&self.uri) else { return false };
        let Some(edit) = continue_answer(&document.text, &self.shown, &wanted) else { return true };
        let changed =
            change(&self.session, self.uri.clone(), document.version, &document.text, &[edit]).await.is_ok();
        if changed {
            self.shown = wanted;
        }
        changed
    }

    /// The user closed the document: what it does not hold yet goes into the file.
    fn append_to_file(&self) {
        let (Some(path), wanted) = (&self.path, self.wanted()) else { return };
        let rest = wanted.strip_prefix(&self.shown).unwrap_or(&wanted);
        if let Err(error) = self.runtime.append_to_chat_file(path, rest) {
            tracing::warn!("{error}");
        }
    }
}
