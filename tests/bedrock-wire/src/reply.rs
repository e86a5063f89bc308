//! What a request is answered with, as data. The same in Rust and, through serde, on the command line:
//! `{"answer": {"blocks": [{"text": ["Hel", "lo"]}], "faults": {"end": {"cutWithin": 2}}}}`.

use serde::Deserialize;
use serde_json::Value;

use crate::Refusal;

/// The answer to one request.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub enum Reply {
    /// An answer of a model.
    Answer(Answer),
    /// What the scenario says, with these faults.
    Scripted(Faults),
    /// 429 with, if set, the header `retry-after` in seconds.
    #[serde(rename_all = "camelCase")]
    Throttle { retry_after: Option<u64> },
    /// Another status, such as 500 with the kind `InternalServerException`.
    Error(Refusal),
    /// The connection is closed without an answer.
    Close,
    /// Nothing is ever answered, not even a head.
    Hang,
}

/// A model's message, block by block, each in the pieces in which it is streamed, and what is wrong with it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Answer {
    pub blocks: Vec<Block>,
    /// As on the wire; absent: `tool_use` if there is a call, else `end_turn`.
    pub stop: Option<String>,
    #[serde(default)]
    pub usage: Usage,
    /// What a guardrail found, as Bedrock's metadata has it in `trace`.
    #[serde(default)]
    pub guardrail: Option<Value>,
    #[serde(default)]
    pub faults: Faults,
}

/// A content block. Each string is a delta; it may be empty.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub enum Block {
    Text(Vec<String>),
    /// Id, name and input are sent as they are, so that they can be wrong: the joined input need not be JSON.
    Call {
        id: String,
        name: String,
        input: Vec<String>,
    },
    Reasoning {
        text: Vec<String>,
        signature: Option<String>,
    },
    /// Reasoning that the provider encrypted; base64.
    Redacted(String),
}

/// Tokens. `input` is without those that were read from or written to the cache, as Bedrock counts.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Usage {
    pub input: u64,
    pub output: u64,
    pub cache_read: u64,
    pub cache_write: u64,
}

/// What goes wrong with an answer; the default is nothing. Events are counted from 1, blocks from 0.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Faults {
    /// Milliseconds before the head of the response.
    pub first_byte_ms: u64,
    /// Milliseconds before each event.
    pub pace_ms: u64,
    /// How the stream ends.
    pub end: End,
    /// The last event, after so many others.
    pub exception: Option<Exception>,
    /// The checksum of this event is wrong.
    pub wrong_crc: Option<usize>,
    /// After each event comes one of a type that nobody knows.
    pub unknown_events: bool,
    /// The events of all blocks come in turn.
    pub interleave: bool,
    /// This block is not stopped.
    pub no_block_stop: Option<usize>,
    pub no_message_stop: bool,
    pub no_metadata: bool,
}

/// How the stream of an answer ends.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub enum End {
    #[default]
    Complete,
    /// After so many events nothing comes any more, and the connection stays open.
    StallAfter(usize),
    /// After so many bytes of the body the connection is closed.
    CutAfterBytes(usize),
    /// The connection is closed in the middle of this event.
    CutWithin(usize),
    /// The body ends in the middle of this event, properly as far as HTTP can tell.
    EndWithin(usize),
}

/// An exception in the stream.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Exception {
    /// How many events come before it.
    pub after: usize,
    /// As on the wire, such as `modelStreamErrorException`.
    pub kind: String,
    pub message: String,
    /// The member `originalStatusCode`.
    #[serde(default)]
    pub original_status: Option<u16>,
}

impl Answer {
    /// Text, streamed word by word.
    pub fn text(text: &str) -> Self {
        Self::blocks(vec![Block::text(text)])
    }

    pub fn blocks(blocks: Vec<Block>) -> Self {
        Self {
            blocks,
            stop: None,
            usage: Usage { input: 10, output: 5, ..Usage::default() },
            guardrail: None,
            faults: Faults::default(),
        }
    }

    /// One more block at the end.
    #[must_use]
    pub fn block(mut self, block: Block) -> Self {
        self.blocks.push(block);
        self
    }

    /// One more tool call at the end.
    #[must_use]
    pub fn call(self, id: &str, name: &str, input: &Value) -> Self {
        self.block(Block::call(id, name, input))
    }

    #[must_use]
    pub fn stop(mut self, reason: &str) -> Self {
        self.stop = Some(reason.to_owned());
        self
    }

    #[must_use]
    pub fn usage(mut self, usage: Usage) -> Self {
        self.usage = usage;
        self
    }

    #[must_use]
    pub fn faults(mut self, faults: Faults) -> Self {
        self.faults = faults;
        self
    }

    pub(crate) fn stop_reason(&self) -> &str {
        let calls = self.blocks.iter().any(|block| matches!(block, Block::Call { .. }));
        self.stop.as_deref().unwrap_or(if calls { "tool_use" } else { "end_turn" })
    }
}

impl Block {
    /// Text, streamed word by word.
    pub fn text(text: &str) -> Self {
        Self::Text(text.split_inclusive(char::is_whitespace).map(str::to_owned).collect())
    }

    /// A tool call with valid input, which is streamed in pieces of some bytes. As models do, the first piece
    /// is empty.
    pub fn call(id: &str, name: &str, input: &Value) -> Self {
        const PIECE: usize = 12;
        let input = input.to_string();
        let characters: Vec<char> = input.chars().collect();
        let pieces = characters.chunks(PIECE).map(|piece| piece.iter().collect());
        let input = std::iter::once(String::new()).chain(pieces).collect();
        Self::Call { id: id.to_owned(), name: name.to_owned(), input }
    }
}

impl From<Answer> for Reply {
    fn from(answer: Answer) -> Self {
        Self::Answer(answer)
    }
}
