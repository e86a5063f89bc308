use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{CallId, RunId, SessionId, Usage};

/// How a turn ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TurnStop {
    /// The model finished its answer.
    EndTurn,
    /// The answer was cut at the model's output limit.
    MaxTokens,
    /// The endpoint refused to answer on policy grounds.
    Refused,
    /// The session's limit of model calls was reached.
    Budget,
    /// The user cancelled it.
    Cancelled,
}

/// How a tool call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ToolEnd {
    /// It did what it should.
    Success,
    /// It ran and failed, or its arguments were wrong; the output says why.
    Error,
    /// It was not run: the user or a rule said no.
    Denied,
    /// It was not finished: the session was cancelled.
    Cancelled,
}

/// What the session knows of a file's content after a tool call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FileSeen {
    /// Path in the workspace, with `/`.
    pub path: String,
    /// Digest of the content.
    pub digest: String,
    /// The call changed the file.
    #[serde(default)]
    pub changed: bool,
    /// It is an image, which a model that sees images is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<Image>,
}

/// An image as a model may be shown it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Image {
    /// How it is written.
    pub format: ImageFormat,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

/// Formats of images that models see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ImageFormat {
    /// Portable Network Graphics.
    Png,
    /// JPEG.
    Jpeg,
    /// GIF; of an animation, models see the first picture.
    Gif,
    /// WebP.
    Webp,
}

impl ImageFormat {
    /// As it stands in JSON, and behind `image/` in a media type.
    pub fn name(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpeg",
            Self::Gif => "gif",
            Self::Webp => "webp",
        }
    }
}

/// The tool call that a sub-agent's session works for, and what it may use. It has the trust of that session and asks the
/// same questions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Parent {
    /// The session of the call.
    pub session: SessionId,
    /// The call.
    pub call: CallId,
    /// How many sessions stand above this one: 1 below one that a user began.
    pub depth: u32,
    /// Tools that it is offered.
    pub tools: Vec<String>,
    /// Tokens, read and written, after which it stops.
    pub max_tokens: u64,
    /// Seconds after which it is stopped, counted anew when it is resumed.
    pub max_seconds: u64,
}

/// Where a session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SessionStatus {
    /// It waits for a prompt.
    Idle,
    /// A process works on its turn.
    Working,
    /// Its turn waits for an answer to a question.
    Waiting,
    /// Its turn was cut off; no process works on it.
    Interrupted,
}

/// A session, for lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SessionSummary {
    /// The session.
    pub id: SessionId,
    /// Its run, if it belongs to one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<RunId>,
    /// One line: the task, or the beginning of the first prompt.
    pub title: String,
    /// The model, as configured.
    pub model: String,
    /// Where it stands.
    pub status: SessionStatus,
    /// When it was opened, Unix milliseconds.
    pub started: i64,
    /// When something happened in it last, Unix milliseconds.
    #[serde(default)]
    pub updated: i64,
    /// Turns so far; of a fork, those of its own.
    pub turns: u32,
    /// Tokens so far, and what they cost; of a fork, those of its own.
    pub usage: Usage,
    /// How full the model's window is; absent: it has not answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<ContextUse>,
    /// Where its history begins, if it goes on with that of another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fork: Option<ForkPoint>,
    /// The vendor's session that it was copied from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imported: Option<String>,
    /// The session that it is a sub-agent of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<SessionId>,
}

/// How full a model's window is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ContextUse {
    /// Tokens of the conversation, as its endpoint counted them last, the answer among them.
    pub tokens: u64,
    /// Tokens that the model reads and writes together.
    pub window: u64,
}

/// A place in the history of a session: the end of a turn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ForkPoint {
    /// The session.
    pub session: SessionId,
    /// Its last event that counts.
    pub seq: u64,
}

/// A text of a session in which something was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SessionHit {
    /// The session.
    pub session: SessionId,
    /// Its title.
    pub title: String,
    /// The event that holds the text.
    pub seq: u64,
    /// When it was stored, Unix milliseconds.
    pub at: i64,
    /// What the text is.
    pub part: SessionPart,
    /// The text around the first word that was found, on one line, with secrets taken out.
    pub snippet: String,
}

/// What may be searched of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SessionPart {
    /// Its title.
    Title,
    /// What the user said.
    Prompt,
    /// What the model said.
    Answer,
    /// A tool call: its name and input.
    Call,
}

/// A session of the vendor's own command line, which is only ever read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct VendorSession {
    /// Its id.
    pub id: String,
    /// One line for lists; may be empty.
    pub title: String,
    /// The folder it is about.
    pub folder: String,
    /// When it was changed last, as the vendor writes it: RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated: Option<String>,
    /// The session of ours that it was copied to last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imported: Option<SessionId>,
}
