use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{SessionId, TurnStop, Usage};

/// The last line of `kiro-cli chat --output-format stream-json`; the lines before it are `Event`s and
/// `Notice`s of the session, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ChatResult {
    /// The turn is over.
    Result {
        /// The session.
        session: SessionId,
        /// The model's final answer; empty if there was none.
        text: String,
        /// How the turn ended; absent if it was cut off.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        stop: Option<TurnStop>,
        /// Why it was cut off.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        error: Option<String>,
        /// Tool calls that were not allowed.
        denied: u32,
        /// What it cost.
        usage: Usage,
    },
}
