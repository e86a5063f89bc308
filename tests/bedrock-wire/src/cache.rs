//! What a cache of prompts holds, by the bytes before its points.
//!
//! Source: <https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html>. Tokens are four bytes. How long
//! something is kept is not looked at.

use std::collections::HashSet;

use serde_json::Value;

/// Tokens below which nothing is kept.
const MINIMUM: u64 = 1024;

/// What precedes each point of a request, shortest first, as digest and tokens; and the tokens of all of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Prefixes {
    points: Vec<(u64, u64)>,
    all: u64,
}

/// Tokens of a prompt: read from the cache, put into it, and neither.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Split {
    pub(crate) read: u64,
    pub(crate) written: u64,
    pub(crate) rest: u64,
}

impl Prefixes {
    /// Tools come first, then the system prompt, then messages.
    pub(crate) fn of(body: &Value) -> Self {
        let list =
            |path: &str| body.pointer(path).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let messages = list("/messages").iter().flat_map(|message| {
            let role = std::iter::once(&message["role"]);
            role.chain(message["content"].as_array().into_iter().flatten())
        });
        let mut digest = 0_u64;
        let mut bytes = 0_u64;
        let mut points = Vec::new();
        // Other settings are another prompt.
        let settings = std::iter::once(&body["additionalModelRequestFields"]);
        for block in settings.chain(list("/toolConfig/tools")).chain(list("/system")).chain(messages) {
            if block.get("cachePoint").is_some() {
                points.push((digest, bytes / 4));
                continue;
            }
            let text = block.to_string();
            bytes += text.len() as u64;
            // FNV-1a.
            digest = text.bytes().fold(digest ^ 0xcbf2_9ce4_8422_2325, |digest, byte| {
                (digest ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
            });
        }
        Self { points, all: bytes / 4 }
    }

    /// Of all of it.
    pub(crate) fn tokens(&self) -> u64 {
        self.all
    }

    /// How a prompt is read if these were kept before; what it wants kept is kept from then on.
    pub(crate) fn split(&self, kept: &mut HashSet<u64>) -> Split {
        let long = self.points.iter().filter(|(_, tokens)| *tokens >= MINIMUM);
        let read =
            long.clone().rev().find(|(digest, _)| kept.contains(digest)).map_or(0, |(_, tokens)| *tokens);
        let last = long.clone().next_back().map_or(0, |(_, tokens)| *tokens);
        kept.extend(long.map(|(digest, _)| digest));
        let written = last.saturating_sub(read);
        Split { read, written, rest: self.all.saturating_sub(read + written) }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_is_the_same_to_the_byte_is_read() {
        let point = json!({ "cachePoint": { "type": "default" } });
        let long = "word ".repeat(2_000);
        let body = |system: &str, messages: &[&str]| {
            let messages: Vec<_> = messages
                .iter()
                .map(|text| json!({ "role": "user", "content": [{ "text": text }, point] }))
                .collect();
            json!({ "system": [{ "text": system }, point], "messages": messages })
        };
        let mut kept = HashSet::new();
        let mut split = |body: Value| {
            let Split { read, written, rest } = Prefixes::of(&body).split(&mut kept);
            (read, written, rest)
        };
        assert_eq!(split(body(&long, &["a"])), (0, 2_508, 0));
        assert_eq!(split(body(&long, &["a", &long])), (2_508, 2_504, 0));
        assert_eq!(split(body(&format!("{long}."), &["a", &long])), (0, 5_012, 0));
        assert_eq!(split(body("short", &["a"])), (0, 0, 9));
        assert_eq!(split(json!({ "system": [{ "text": long }], "messages": [] })), (0, 0, 2_503));
    }
}
