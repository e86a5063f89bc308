use std::borrow::Cow;

use serde_json::Value;

use crate::{chat, messages, responses, validate::validate};

/// The wires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Api {
    /// Bedrock's `ConverseStream`.
    Converse,
    /// OpenAI's chat completions.
    Chat,
    /// OpenAI's Responses.
    Responses,
    /// Anthropic's Messages.
    Messages,
}

impl Api {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Converse, Self::Chat, Self::Responses, Self::Messages];

    /// Says what is wrong with the body of a request, in Bedrock's words: one set of rules holds for all wires.
    pub fn validate(self, body: &Value) -> Result<(), String> {
        validate(&self.as_converse(body))
    }

    /// The body of a request as it would be for Converse.
    pub(crate) fn as_converse(self, body: &Value) -> Cow<'_, Value> {
        match self {
            Self::Converse => Cow::Borrowed(body),
            Self::Chat => Cow::Owned(chat::as_converse(body)),
            Self::Responses => Cow::Owned(responses::as_converse(body)),
            Self::Messages => Cow::Owned(messages::as_converse(body)),
        }
    }
}
