use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{CallId, SessionId};

/// What is shown while it happens and never stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Notice {
    /// The session.
    pub session: SessionId,
    /// What is new.
    #[serde(flatten)]
    pub delta: Delta,
}

/// A piece of something that will arrive completely as an [`EventBody`](crate::EventBody).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Delta {
    /// More text of the answer.
    Text {
        /// The text.
        text: String,
    },
    /// The model is being asked again; text shown since the last event is void.
    Retry {
        /// Why.
        why: String,
        /// Which attempt begins, from 2.
        attempt: u32,
    },
    /// More output of a command.
    Output {
        /// The call.
        call: CallId,
        /// The output. Of a flood only a part.
        text: String,
    },
    /// Nothing has come for a while: told every five seconds until something does.
    Waiting {
        /// The command that is silent; none: the model is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        call: Option<CallId>,
        /// How long it has been silent.
        seconds: u64,
        /// After how many seconds from its start a command is ended.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<u64>,
    },
}
