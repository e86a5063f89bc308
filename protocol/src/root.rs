use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Event, Notice};

/// A workspace that is open in a `kiro-lsp`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Root {
    /// Its folder: absolute, without links. This is how everything names the root.
    pub root: String,
    /// The client's workspace folders that gave this root, as the client writes them; none for a root within another
    /// that was opened with a document.
    pub folders: Vec<String>,
}

/// For which root a request is: stands among the parameters of any method. It may be left out where only one root can
/// be meant; see the introduction.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RootParam {
    /// The root, or one of the folders that gave it: an absolute path or a `file:` URI.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub root: Option<String>,
}

/// Parameters of `kiro/event`: an entry of a root's log. Numbers are those of that log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EventParams {
    /// The root.
    pub root: String,
    /// The entry.
    #[serde(flatten)]
    pub event: Event,
}

/// Parameters of `kiro/notice`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NoticeParams {
    /// The root.
    pub root: String,
    /// The notice.
    #[serde(flatten)]
    pub notice: Notice,
}

/// Parameters of `kiro/roots`: what is open from now on. Nothing more comes of a root that is not listed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RootsParams {
    /// In the order in which they were opened.
    pub roots: Vec<Root>,
}
