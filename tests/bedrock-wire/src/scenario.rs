//! Scenarios in the format of the models named `scripted:FILE`, whose crate describes it: one reply for each
//! line, chosen by how many answers the request already holds.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{Answer, Block, Faults, Usage};

/// A scenario that is ready to be served.
#[derive(Clone, Debug, Default)]
pub struct Scenario {
    lines: Vec<Line>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Line {
    r#for: Option<String>,
    #[serde(default)]
    say: String,
    #[serde(default)]
    calls: Vec<Call>,
    #[serde(default)]
    delay_ms: u64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Call {
    tool: String,
    #[serde(default = "no_arguments")]
    input: Value,
}

fn no_arguments() -> Value {
    Value::Object(Map::new())
}

impl Scenario {
    /// Reads the text of a scenario. The error names the line.
    pub fn parse(text: &str) -> Result<Self, String> {
        let lines = text
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line.trim()))
            .filter(|(_, line)| !line.is_empty() && !line.starts_with("//") && !line.starts_with('#'))
            .map(|(number, line)| {
                serde_json::from_str(line).map_err(|error| format!("line {number}: {error}"))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { lines })
    }

    /// The answer to a request: `messages` as Converse or chat completions have them.
    pub(crate) fn answer(&self, messages: &Value) -> Option<Answer> {
        let messages = messages.as_array().map(Vec::as_slice).unwrap_or_default();
        let role = |wanted: &'static str| messages.iter().filter(move |message| message["role"] == wanted);
        let prompt = role("user").map(text).find(|text| !text.is_empty()).unwrap_or_default();
        let answered = role("assistant").count();
        let meant = |line: &&Line| line.r#for.as_deref().is_none_or(|part| prompt.contains(part));
        let line = self.lines.iter().filter(meant).nth(answered)?;
        Some(line.answer(answered + 1, messages))
    }
}

/// The text of a message, however its content is written.
fn text(message: &Value) -> String {
    let content = &message["content"];
    let blocks = content.as_array().map(Vec::as_slice).unwrap_or_default().iter();
    let texts = blocks.filter_map(|block| block["text"].as_str());
    content.as_str().map_or_else(|| texts.collect(), str::to_owned)
}

impl Line {
    fn answer(&self, number: usize, messages: &[Value]) -> Answer {
        let say = (!self.say.is_empty()).then(|| Block::text(&self.say));
        let calls = self.calls.iter().enumerate().map(|(index, call)| {
            let id = format!("call-{number}-{}", index + 1);
            match call.input.as_str() {
                Some(input) => Block::Call { id, name: call.tool.clone(), input: vec![input.to_owned()] },
                None => Block::call(&id, &call.tool, &call.input),
            }
        });
        let tokens = |bytes: usize| bytes.div_ceil(4) as u64;
        let calls_bytes: usize = self.calls.iter().map(|it| it.tool.len() + it.input.to_string().len()).sum();
        Answer::blocks(say.into_iter().chain(calls).collect())
            .usage(Usage {
                input: tokens(messages.iter().map(|message| message.to_string().len()).sum()),
                output: tokens(self.say.len() + calls_bytes),
                ..Usage::default()
            })
            .faults(Faults { pace_ms: self.delay_ms, ..Faults::default() })
    }
}
