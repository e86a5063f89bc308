//! A history as messages that alternate, for the dialects that want them so.

use agent::{Entry, FinishedCall, ModelRequest};
use protocol::{ImageFormat, Thought};

/// One message.
pub(crate) enum Turn<'a> {
    User {
        /// What came of the calls of the message before.
        results: &'a [FinishedCall],
        /// What the user says.
        prompt: Option<&'a str>,
        /// A cache is to keep everything up to here. So it is with the last two: what is before the first of them was sent
        /// before, and what is before the second will be again.
        keep: bool,
    },
    Model {
        thoughts: &'a [Thought],
        text: Option<&'a str>,
        calls: &'a [FinishedCall],
    },
}

/// Results stand at the beginning of the user's next message, which a prompt may go on with.
pub(crate) fn turns(request: &ModelRequest) -> impl Iterator<Item = Turn<'_>> {
    let entries = request.history().entries();
    let answers = entries.iter().filter(|entry| matches!(entry, Entry::Answer { .. })).count();
    // How many messages of the user are still to come.
    let mut left = answers + 1;
    let mut results: &[FinishedCall] = &[];
    let mut prompt = None;
    // The last one stands for the end.
    entries
        .iter()
        .map(Some)
        .chain([None])
        .flat_map(move |entry| {
            if let Some(Entry::Prompt(text)) = entry {
                prompt = Some(text.as_str());
                return [None, None];
            }
            let user = Turn::User { results, prompt: prompt.take(), keep: left <= 2 };
            left = left.saturating_sub(1);
            let model = match entry {
                Some(Entry::Answer { thoughts, text, calls }) => {
                    results = calls;
                    Some(Turn::Model { thoughts, text: text.as_deref(), calls })
                }
                Some(Entry::Prompt(_)) | None => None,
            };
            [Some(user), model]
        })
        .flatten()
}

/// An image as OpenAI's dialects want it.
pub(crate) fn data_url(format: ImageFormat, bytes: &str) -> String {
    format!("data:image/{};base64,{bytes}", format.name())
}

/// The input of a call as OpenAI's dialects want it.
pub(crate) fn arguments(call: &FinishedCall) -> String {
    // It has nothing that cannot be written.
    serde_json::to_string(&call.input).unwrap_or_default()
}
