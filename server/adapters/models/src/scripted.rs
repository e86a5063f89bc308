//! Replays a scenario: a file of replies, for demonstrations and tests without a network.
//!
//! The file is JSON Lines. Blank lines and lines that begin with `//` or `#` are skipped; every other line is
//! one reply:
//!
//! ```json
//! {"for": "checkout", "say": "I add the route.", "calls": [{"tool": "edit", "input": {"path": "a.rs"}}], "delayMs": 20}
//! ```
//!
//! - `for`: only for conversations whose first user message contains this text; absent: for all.
//! - `say`: the text, streamed word by word. `calls`: the tool calls. One of both must be there.
//!   `input` is an object, or a string that stands for arguments that are not valid JSON; absent: `{}`.
//! - `delayMs`: the wait before each word and before the calls; absent: 0.
//!
//! The n-th model call of a conversation gets the n-th reply among those meant for it. The number is counted
//! from the history, so a conversation that is resumed, summarised, or asks again, gets the same reply. The i-th call of
//! reply n has the id `call-n-i`, both from 1. Usage is an estimate: one token for each four bytes.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use agent::{Entry, ModelAnswer, ModelRequest};
use protocol::{CallId, StopReason, ToolCall, Usage};
use serde::Deserialize;
use serde_json::{Map, Value};
use tokio::time::sleep;

use crate::{ModelError, Progress};

/// A scenario that is replayed.
#[derive(Debug)]
pub(crate) struct Scripted {
    path: PathBuf,
    replies: Vec<Reply>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Reply {
    r#for: Option<String>,
    #[serde(default)]
    say: String,
    #[serde(default)]
    calls: Vec<Call>,
    #[serde(default)]
    delay_ms: u64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Call {
    tool: String,
    #[serde(default = "no_arguments")]
    input: Value,
}

fn no_arguments() -> Value {
    Value::Object(Map::new())
}

impl Scripted {
    pub(crate) fn open(path: &str) -> Result<Self, ModelError> {
        // A conversation may be resumed from another folder.
        let path = std::path::absolute(path).unwrap_or_else(|_| PathBuf::from(path));
        let text = fs::read_to_string(&path)
            .map_err(|source| ModelError::UnreadableScenario { path: path.clone(), source })?;
        let replies = text
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line.trim()))
            .filter(|(_, line)| !line.is_empty() && !line.starts_with("//") && !line.starts_with('#'))
            .map(|(number, line)| {
                Reply::parse(line).map_err(|why| ModelError::BadScenario {
                    path: path.clone(),
                    line: number,
                    why,
                })
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { path, replies })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) async fn answer(
        &self,
        request: &ModelRequest,
        progress: &mut (dyn FnMut(Progress<'_>) + Send),
    ) -> Result<ModelAnswer, ModelError> {
        let (number, reply) = self.reply(request)?;
        let delay = Duration::from_millis(reply.delay_ms);
        for word in reply.say.split_inclusive(char::is_whitespace) {
            pause(delay).await;
            progress(Progress::Text(word));
        }
        if !reply.calls.is_empty() {
            pause(delay).await;
        }
        Ok(reply.answer(number, request))
    }

    fn reply(&self, request: &ModelRequest) -> Result<(usize, &Reply), ModelError> {
        let mut first_prompt = "";
        let mut answered = request.history().hidden_answers();
        for entry in request.history().entries() {
            match entry {
                Entry::Prompt(text) if first_prompt.is_empty() => first_prompt = text,
                Entry::Prompt(_) => {}
                Entry::Answer { .. } => answered += 1,
            }
        }
        let meant = |reply: &&Reply| reply.r#for.as_deref().is_none_or(|part| first_prompt.contains(part));
        match self.replies.iter().filter(meant).nth(answered) {
            Some(reply) => Ok((answered + 1, reply)),
            None => Err(ModelError::ScenarioOver { path: self.path.clone(), reply: answered + 1 }),
        }
    }
}

/// `sleep(0)` would still wait for the timer's next tick.
async fn pause(delay: Duration) {
    if !delay.is_zero() {
        sleep(delay).await;
    }
}

impl Reply {
    fn parse(line: &str) -> Result<Self, String> {
        let reply: Self = serde_json::from_str(line).map_err(|error| error.to_string())?;
        if reply.say.trim().is_empty() && reply.calls.is_empty() {
            return Err("it needs `say` or `calls`".to_owned());
        }
        match reply.calls.iter().find(|call| !call.input.is_object() && !call.input.is_string()) {
            Some(call) => Err(format!("the `input` of `{}` must be an object or a string", call.tool)),
            None => Ok(reply),
        }
    }

    fn answer(&self, number: usize, request: &ModelRequest) -> ModelAnswer {
        let calls: Vec<ToolCall> = self
            .calls
            .iter()
            .enumerate()
            .map(|(index, call)| ToolCall {
                id: CallId(format!("call-{number}-{}", index + 1)),
                name: call.tool.clone(),
                input: call.input.clone(),
            })
            .collect();
        let stop = if calls.is_empty() { StopReason::EndTurn } else { StopReason::ToolUse };
        let usage = Usage {
            input_tokens: tokens(
                request.system().len() + request.history().entries().iter().map(bytes).sum::<usize>(),
            ),
            output_tokens: tokens(self.say.len() + calls_bytes(&calls)),
            ..Usage::default()
        };
        ModelAnswer { thoughts: Vec::new(), text: self.say.clone(), calls, stop, usage }
    }
}

fn tokens(bytes: usize) -> u64 {
    bytes.div_ceil(4) as u64
}

fn bytes(entry: &Entry) -> usize {
    match entry {
        Entry::Prompt(text) => text.len(),
        Entry::Answer { text, calls, .. } => {
            let calls = calls.iter().map(|call| {
                call.name.len() + serde_json::json!(call.input).to_string().len() + call.output.len()
            });
            text.as_ref().map_or(0, String::len) + calls.sum::<usize>()
        }
    }
}

fn calls_bytes(calls: &[ToolCall]) -> usize {
    calls.iter().map(|call| call.name.len() + call.input.to_string().len()).sum()
}
