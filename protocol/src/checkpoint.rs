use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A file just before a tool call changes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FileImage {
    /// Path in the workspace, with `/`.
    pub path: String,
    /// Digest of the content, of which the undo journal has a copy; absent: there is no such file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// The file can be executed.
    #[serde(default)]
    pub executable: bool,
}

/// A file that was made, changed or removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FileChange {
    /// Path in the workspace, with `/`.
    pub path: String,
    /// Digest of the content before; absent: there was no such file, or, if not `kept`, its content is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// Digest of the content after; absent: there is no such file any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// It can be undone: what was there before is known, and the undo journal has a copy.
    pub kept: bool,
    /// The file before could be executed.
    #[serde(default)]
    pub executable: bool,
    /// How many lines fewer it has than before.
    #[serde(default)]
    pub removed: u32,
}

/// A moment to which the files that an agent changed can be put back: before a turn, before a tool call of it, or before
/// files were put back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Checkpoint {
    /// `2` is before the second turn, `2.3` before its third tool call, `r1` before files were put back the first time.
    pub id: String,
    /// One line: the prompt, or what the call does.
    pub title: String,
    /// When it was, Unix milliseconds.
    pub at: i64,
    /// What was changed right after it. Of a turn nothing: its calls have it.
    pub changes: Vec<FileChange>,
    /// What was changed besides and can't be undone, as sentences.
    pub uncaptured: Vec<String>,
}

/// What putting a file back does, or did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FileRestore {
    /// Path in the workspace, with `/`.
    pub path: String,
    /// What becomes of the file.
    pub action: RestoreAction,
    /// Why, for people; empty if there is nothing to say.
    pub why: String,
    /// From what it holds to what it held, as a unified diff; empty if it is left alone or holds no text.
    pub diff: String,
}

/// What putting a file back does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RestoreAction {
    /// It gets its earlier content, or is there again.
    Write,
    /// It is removed: it was not there.
    Delete,
    /// It is left alone: somebody else changed it since, or what it held is not kept.
    Conflict,
}
