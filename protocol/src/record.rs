use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::EventBody;

/// Schema version written into every event.
pub const EVENT_VERSION: u32 = 1;

/// One entry of a workspace's event log. `kiro/event` carries it with its root.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// Place in the log; the log of a workspace has one order for all processes.
    pub seq: u64,
    /// When it was stored, Unix milliseconds.
    pub at: i64,
    /// Schema version of the writer.
    pub version: u32,
    /// What happened.
    #[serde(flatten)]
    pub record: Record,
}

/// An event body that this version knows, or the stored JSON of one that it does not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Record {
    /// Known to this version.
    Known(EventBody),
    /// Written by another version; kept as it is.
    Unknown(serde_json::Value),
}
