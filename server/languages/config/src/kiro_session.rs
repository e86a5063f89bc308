//! Sessions of the vendor's command line: `~/.kiro/sessions/cli/<id>.json`, which says what a session is about, and
//! `<id>.jsonl`, one record a line.
//!
//! Source: the schema in the skill `acp-session-storage` of the public `amazon-q-developer-cli` repository, and what
//! later versions were seen to write beside it.

use std::ops::Range;

use serde_json::Value;
use text::{Problem, Severity};

/// What a session is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KiroSession {
    /// Its id: a UUID.
    pub id: Option<String>,
    /// The folder it was begun in.
    pub folder: Option<String>,
    /// The beginning of the first prompt, or what the user called it.
    pub title: Option<String>,
    /// RFC 3339.
    pub created: Option<String>,
    /// RFC 3339.
    pub updated: Option<String>,
    /// Its model, as the vendor names models.
    pub model: Option<String>,
    /// The session that it is a sub-agent of.
    pub parent: Option<String>,
}

/// One line of a session's log.
#[derive(Clone, Debug, PartialEq)]
pub enum KiroRecord {
    /// The user said something.
    Prompt {
        /// All texts of it. Images are named, not kept.
        text: String,
    },
    /// The model answered.
    Answer {
        /// All texts of it, without what the model thought.
        text: String,
        /// The tools it called.
        calls: Vec<KiroCall>,
    },
    /// Tool calls ended.
    Results(Vec<KiroResult>),
    /// The last prompt was cancelled.
    Cancelled,
    /// The conversation began anew: what came before is no part of it.
    Cleared,
    /// Not a part of what was said: a summary for the model, a step back, or what later versions write. As it was
    /// written.
    Other(String),
}

/// A tool call.
#[derive(Clone, Debug, PartialEq)]
pub struct KiroCall {
    /// Unlike that of all calls of the session.
    pub id: String,
    /// As the vendor names tools.
    pub name: String,
    /// What it was called with.
    pub input: Value,
}

/// What came of a tool call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KiroResult {
    /// The call.
    pub id: String,
    /// What the model was told.
    pub output: String,
    /// The call failed.
    pub error: bool,
}

/// Reads `<id>.json`.
pub fn parse_kiro_session(text: &str) -> (KiroSession, Vec<Problem>) {
    let root: Value = match serde_json::from_str(text) {
        Ok(root) => root,
        Err(error) => return (KiroSession::default(), vec![problem(0..text.len(), &error)]),
    };
    let at = |path: &str| root.pointer(path).and_then(Value::as_str).map(str::to_owned);
    let session = KiroSession {
        id: at("/session_id"),
        folder: at("/cwd"),
        title: at("/title"),
        created: at("/created_at"),
        updated: at("/updated_at"),
        model: at("/session_state/rts_model_state/model_info/model_id"),
        parent: at("/parent_session_id"),
    };
    (session, Vec::new())
}

/// Reads `<id>.jsonl`. A line that is no JSON, such as the last one while it is being written, is kept and reported.
pub fn parse_kiro_log(text: &str) -> (Vec<KiroRecord>, Vec<Problem>) {
    let (mut records, mut problems) = (Vec::new(), Vec::new());
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let span = start..start + line.len();
        start = span.end;
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        records.push(match serde_json::from_str(line) {
            Ok(value) => record(&value).unwrap_or_else(|| KiroRecord::Other(line.to_owned())),
            Err(error) => {
                problems.push(problem(span, &error));
                KiroRecord::Other(line.to_owned())
            }
        });
    }
    (records, problems)
}

/// `None`: nothing that was said.
fn record(line: &Value) -> Option<KiroRecord> {
    let content = line.pointer("/data/content");
    let blocks = || content.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let text = || content.and_then(Value::as_str).map_or_else(|| texts(blocks()), str::to_owned);
    Some(match line.get("kind")?.as_str()? {
        "Prompt" => KiroRecord::Prompt { text: text() },
        "AssistantMessage" => KiroRecord::Answer {
            text: text(),
            calls: blocks().iter().filter_map(|block| call(of_kind(block, "toolUse")?)).collect(),
        },
        "ToolResults" => KiroRecord::Results(
            blocks().iter().filter_map(|block| result(of_kind(block, "toolResult")?)).collect(),
        ),
        "CancelledPrompt" => KiroRecord::Cancelled,
        "Clear" => KiroRecord::Cleared,
        _ => return None,
    })
}

fn of_kind<'a>(block: &'a Value, kind: &str) -> Option<&'a Value> {
    (block.get("kind")?.as_str()? == kind).then(|| block.get("data")).flatten()
}

fn call(data: &Value) -> Option<KiroCall> {
    Some(KiroCall {
        id: data.get("toolUseId")?.as_str()?.to_owned(),
        name: data.get("name").and_then(Value::as_str).unwrap_or_default().to_owned(),
        input: data.get("input").cloned().unwrap_or_default(),
    })
}

fn result(data: &Value) -> Option<KiroResult> {
    let content = data.get("content").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    Some(KiroResult {
        id: data.get("toolUseId")?.as_str()?.to_owned(),
        output: texts(content),
        error: data.get("status").and_then(Value::as_str).is_some_and(|status| status != "success"),
    })
}

/// The texts of blocks, each on lines of its own.
fn texts(blocks: &[Value]) -> String {
    let mut texts = Vec::new();
    for block in blocks {
        let data = block.get("data");
        match (block.get("kind").and_then(Value::as_str), data) {
            (Some("text"), Some(Value::String(text))) if !text.is_empty() => texts.push(text.clone()),
            (Some("json"), Some(data)) => texts.push(printed(data)),
            (Some("image"), _) => texts.push("(an image)".to_owned()),
            _ => {}
        }
    }
    texts.join("\n")
}

/// What a command printed, as it printed it; any other JSON as it is.
fn printed(data: &Value) -> String {
    let part = |name: &str| data.get(name).and_then(Value::as_str);
    match (part("exit_status"), part("stdout"), part("stderr")) {
        (Some(status), Some(stdout), stderr) => {
            let parts = [stdout.trim_end(), stderr.unwrap_or_default().trim_end(), &format!("({status})")];
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
        }
        _ => data.to_string(),
    }
}

fn problem(span: Range<usize>, error: &serde_json::Error) -> Problem {
    let message = format!("this is not JSON: {error}; it is left out");
    Problem { code: "kiro-session/json", severity: Severity::Warning, message, span }
}
