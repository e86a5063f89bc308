use std::borrow::Cow;
use std::collections::HashSet;

use protocol::{CallId, Thought, ToolCall};
use serde_json::{Map, Value};

use crate::{SeenImage, ToolResult, visible};

/// The longest name of a tool, and id of a call, that endpoints take.
const MAX_NAME: usize = 64;

/// What a wire puts around a message, and around a call and its result, in bytes that count like those of text.
const AROUND_MESSAGE: usize = 16;
const AROUND_CALL: usize = 100;

/// What a model is sent of what was said so far, in a form that every endpoint accepts for as long as the conversation
/// lasts. The log has all of it.
///
/// Endpoints check the whole history with each request, so one bad entry would end a conversation for ever. It
/// can only be built by [`History::prompt`] and [`History::answer`], which take whatever a user, a model or an
/// interrupted process left, and made shorter by [`History::prune`] and [`History::hide`]. All keep this true: it begins with a prompt; prompts and answers without calls
/// never follow their own kind; no text is blank; a call stands together with its result, under an id that no
/// other call has; ids and names are 1 to 64 of `[A-Za-z0-9_-]`; the input of a call is an object.
///
/// Source: the constraints of `Message`, `ToolUseBlock` and `ToolResultBlock` in the API reference of Amazon
/// Bedrock Runtime, and what its models refuse beyond them. Those of chat completions are weaker.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    entries: Vec<Entry>,
    /// Of all calls, also of those that are hidden: no id is given twice.
    ids: HashSet<String>,
    bytes: usize,
    hidden_answers: usize,
}

/// A part of a history.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    /// What the user said.
    Prompt(String),
    /// What the model said. There are text, calls or both.
    Answer {
        /// What it thought before, if it is to be given back.
        thoughts: Vec<Thought>,
        /// Not blank.
        text: Option<String>,
        /// In the order in which the model made them.
        calls: Vec<FinishedCall>,
    },
}

/// A tool call and what came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct FinishedCall {
    pub id: CallId,
    pub name: String,
    /// Input that is no object stands below `_invalid`.
    pub input: Map<String, Value>,
    /// Not blank, and without what nobody sees.
    pub output: String,
    /// The call failed, or was not run.
    pub error: bool,
    /// What it saw, if that was an image.
    pub image: Option<SeenImage>,
    /// Its output was left out: what stands there says so.
    pub pruned: bool,
}

impl History {
    /// The user says something. After a prompt that got no answer it joins it.
    pub fn prompt(&mut self, text: &str) {
        let text = if text.trim().is_empty() { "(nothing)".into() } else { visible(text) };
        self.bytes += text.len();
        match self.entries.last_mut() {
            Some(Entry::Prompt(previous)) => {
                join(previous, &text);
                self.bytes += JOINT.len();
            }
            Some(Entry::Answer { .. }) | None => {
                self.entries.push(Entry::Prompt(text.into_owned()));
                self.bytes += AROUND_MESSAGE;
            }
        }
    }

    /// The model answered, and each of its calls came to an end. An answer without text and calls, which a
    /// refused or cut one can be, leaves no trace; neither does one that nobody asked for.
    pub fn answer(&mut self, text: &str, calls: impl IntoIterator<Item = (ToolCall, ToolResult)>) {
        self.thoughtful_answer(Vec::new(), text, calls);
    }

    /// The same, with what the model thought before. What endpoints would not take back is left out.
    pub fn thoughtful_answer(
        &mut self,
        mut thoughts: Vec<Thought>,
        text: &str,
        calls: impl IntoIterator<Item = (ToolCall, ToolResult)>,
    ) {
        thoughts.retain(|thought| thought.signature.is_some() || thought.sealed.is_some());
        if self.entries.is_empty() {
            return;
        }
        let calls: Vec<FinishedCall> =
            calls.into_iter().map(|(call, result)| self.finished(call, result)).collect();
        let text = (!text.trim().is_empty()).then(|| text.to_owned());
        self.bytes +=
            text.as_ref().map_or(0, String::len) + calls.iter().map(FinishedCall::bytes).sum::<usize>();
        match (self.entries.last_mut(), text) {
            (_, None) if calls.is_empty() => {}
            (Some(Entry::Answer { thoughts: before, text: Some(said), calls: none }), text)
                if none.is_empty() =>
            {
                if let Some(text) = text {
                    join(said, &text);
                    self.bytes += JOINT.len();
                }
                // Thoughts stand before what was said after them.
                self.bytes = (self.bytes + length(&thoughts)).saturating_sub(length(before));
                (*before, *none) = (thoughts, calls);
            }
            (_, text) => {
                self.bytes += AROUND_MESSAGE + length(&thoughts);
                self.entries.push(Entry::Answer { thoughts, text, calls });
            }
        }
    }

    /// Everything, oldest first.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Whether it is the model's turn to speak: the last entry is a prompt, or the results of calls.
    pub fn awaits_answer(&self) -> bool {
        match self.entries.last() {
            Some(Entry::Prompt(_)) => true,
            Some(Entry::Answer { calls, .. }) => !calls.is_empty(),
            None => false,
        }
    }

    /// Whether it holds a call of a tool.
    pub fn has_calls(&self) -> bool {
        self.entries.iter().any(|entry| match entry {
            Entry::Prompt(_) => false,
            Entry::Answer { calls, .. } => !calls.is_empty(),
        })
    }

    /// How long it is, about, with what a wire puts around it.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// How many answers are hidden.
    pub fn hidden_answers(&self) -> usize {
        self.hidden_answers
    }

    /// Puts a word about it in the place of the output of these calls, where that is shorter.
    pub fn prune(&mut self, calls: &[CallId]) {
        let wanted: HashSet<&CallId> = calls.iter().collect();
        for entry in &mut self.entries {
            let Entry::Answer { calls, .. } = entry else { continue };
            for call in calls.iter_mut().filter(|call| !call.pruned && wanted.contains(&call.id)) {
                let saved = call.prunable();
                if saved > 0 {
                    self.bytes = self.bytes.saturating_sub(saved);
                    (call.output, call.image, call.pruned) = (call.stub(), None, true);
                }
            }
        }
    }

    /// Puts a prompt in the place of the oldest `count` entries. It joins a prompt that follows.
    pub fn hide(&mut self, count: usize, instead: &str) {
        let kept = self.entries.split_off(count.min(self.entries.len()));
        let hidden = std::mem::replace(&mut self.entries, Vec::with_capacity(kept.len() + 1));
        self.hidden_answers += hidden.iter().filter(|entry| matches!(entry, Entry::Answer { .. })).count();
        self.bytes = kept.iter().map(Entry::bytes).sum();
        self.prompt(instead);
        let mut kept = kept.into_iter();
        if let (Some(Entry::Prompt(first)), Some(next)) = (self.entries.last_mut(), kept.next()) {
            match next {
                Entry::Prompt(text) => {
                    join(first, &text);
                    self.bytes = (self.bytes + JOINT.len()).saturating_sub(AROUND_MESSAGE);
                }
                answer @ Entry::Answer { .. } => self.entries.push(answer),
            }
        }
        self.entries.extend(kept);
    }

    /// Another model goes on: what this one thought means nothing to it.
    pub fn forget_thoughts(&mut self) {
        for entry in &mut self.entries {
            if let Entry::Answer { thoughts, .. } = entry {
                self.bytes = self.bytes.saturating_sub(length(thoughts));
                thoughts.clear();
            }
        }
    }

    /// An id for a call that no call of this history and none of `taken` has: `wanted` if it is one.
    pub fn free_id(&self, wanted: &str, taken: impl Fn(&str) -> bool) -> String {
        let mut id = fit(wanted);
        let mut number = self.ids.len();
        while id.is_empty() || self.ids.contains(&id) || taken(&id) {
            number += 1;
            id = format!("call_{number}");
        }
        id
    }

    fn finished(&mut self, call: ToolCall, result: ToolResult) -> FinishedCall {
        let id = self.free_id(&call.id.0, |_| false);
        self.ids.insert(id.clone());
        let name = fit(&call.name);
        FinishedCall {
            id: CallId(id),
            name: if name.is_empty() { "unnamed".to_owned() } else { name },
            input: match call.input {
                Value::Object(input) => input,
                other @ (Value::Null
                | Value::Bool(_)
                | Value::Number(_)
                | Value::String(_)
                | Value::Array(_)) => Map::from_iter([("_invalid".to_owned(), other)]),
            },
            output: match result.output.trim().is_empty() {
                true => "(no output)".to_owned(),
                false => match visible(&result.output) {
                    Cow::Borrowed(_) => result.output,
                    Cow::Owned(shown) => shown,
                },
            },
            error: result.error,
            image: result.image,
            pruned: false,
        }
    }
}

impl Entry {
    /// How long it is, about, with what a wire puts around it.
    pub fn bytes(&self) -> usize {
        let said = match self {
            Entry::Prompt(text) => text.len(),
            Entry::Answer { thoughts, text, calls } => {
                length(thoughts)
                    + text.as_ref().map_or(0, String::len)
                    + calls.iter().map(FinishedCall::bytes).sum::<usize>()
            }
        };
        AROUND_MESSAGE + said
    }
}

impl FinishedCall {
    /// What leaving out its output would save, in bytes that count like those of text.
    pub(crate) fn prunable(&self) -> usize {
        self.weight().saturating_sub(self.stub().len())
    }

    /// What its output weighs, in bytes that count like those of text.
    pub(crate) fn weight(&self) -> usize {
        self.output.len() + self.image.as_ref().map_or(0, SeenImage::weight)
    }

    /// What stands for its output when that is left out.
    fn stub(&self) -> String {
        if self.image.is_some() {
            return "(an image is left out; `read` shows it again)".to_owned();
        }
        format!(
            "({} bytes of output are left out; `recall` with `{}` shows them)",
            self.output.len(),
            self.id
        )
    }

    fn bytes(&self) -> usize {
        let input = serde_json::to_string(&self.input).map_or(0, |input| input.len());
        AROUND_CALL + self.id.0.len() + self.name.len() + input + self.weight()
    }
}

fn length(thoughts: &[Thought]) -> usize {
    let of = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    thoughts.iter().map(|thought| thought.text.len() + of(&thought.signature) + of(&thought.sealed)).sum()
}

/// Endpoints take only these characters in names and ids.
fn fit(name: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    name.chars().map(|c| if fits(c) { c } else { '_' }).take(MAX_NAME).collect()
}

/// What stands between things that are said one after the other.
const JOINT: &str = "\n\n";

fn join(text: &mut String, more: &str) {
    text.push_str(JOINT);
    text.push_str(more);
}
