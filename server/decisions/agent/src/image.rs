use std::borrow::Cow;
use std::collections::HashMap;

use protocol::{CallId, Image, ImageFormat};

use crate::{Entry, FinishedCall, History, ModelRequest};

/// An image that a call saw. A history has no more of it than this: its bytes are kept where pre-images are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenImage {
    /// Of its bytes.
    pub digest: String,
    pub image: Image,
}

/// Most images that one request shows. Amazon Bedrock takes no more, and Anthropic takes more only if they are small.
/// Source: <https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Message.html>.
const MOST: usize = 20;

/// So many of the oldest are left out at once, or each new image would change what endpoints have cached.
const AT_ONCE: usize = 10;

/// Pixels of a token, and most tokens of an image: larger ones are made smaller first. Source:
/// <https://platform.claude.com/docs/en/build-with-claude/vision>.
const PIXELS: u64 = 750;
const TOKENS: u64 = 1_600;

/// About as many bytes of text are a token.
const BYTES: u64 = 4;

impl SeenImage {
    /// What it weighs in a request, in bytes that count like those of text.
    pub(crate) fn weight(&self) -> usize {
        let pixels = u64::from(self.image.width) * u64::from(self.image.height);
        usize::try_from((pixels / PIXELS).min(TOKENS) * BYTES).unwrap_or(usize::MAX)
    }
}

impl History {
    /// Whether a model that sees images would be shown one.
    pub fn has_images(&self) -> bool {
        self.images().next().is_some()
    }

    /// The images that a model is shown, newest first: all, or the newest.
    fn images(&self) -> impl Iterator<Item = (&CallId, &SeenImage)> {
        let seen = || {
            self.entries().iter().rev().flat_map(|entry| match entry {
                Entry::Prompt(_) => [].iter().rev(),
                Entry::Answer { calls, .. } => calls.iter().rev(),
            })
        };
        let images = move || seen().filter_map(|call| Some((&call.id, call.image.as_ref()?)));
        let count = images().count();
        images().take(count.saturating_sub(count.saturating_sub(MOST).next_multiple_of(AT_ONCE)))
    }
}

/// What a model is given of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown<'a> {
    pub text: Cow<'a, str>,
    /// Its bytes are in Base64.
    pub image: Option<(ImageFormat, &'a str)>,
}

/// The bytes of images, in Base64, by the call that saw them.
pub(crate) type Images = HashMap<CallId, (ImageFormat, String)>;

impl ModelRequest {
    /// The same for a model that sees images. `load` is asked for their bytes in Base64, the newest first; it has them, or
    /// the image is left out.
    #[must_use]
    pub fn showing(mut self, mut load: impl FnMut(&SeenImage) -> Option<String>) -> Self {
        let shown = self.history().images().filter_map(|(call, seen)| {
            let bytes = load(seen)?;
            Some((call.clone(), (seen.image.format, bytes)))
        });
        self.images = Some(shown.collect());
        self
    }

    /// What the model is given of a call.
    pub fn shown<'a>(&'a self, call: &'a FinishedCall) -> Shown<'a> {
        let text = Cow::Borrowed(call.output.as_str());
        let why = match (&call.image, &self.images) {
            (None, _) => return Shown { text, image: None },
            (Some(_), None) => "this model is not known to see images",
            (Some(_), Some(images)) => match images.get(&call.id) {
                Some((format, bytes)) => return Shown { text, image: Some((*format, bytes)) },
                None => "it was left out; `read` shows it again",
            },
        };
        Shown { text: Cow::Owned(format!("{text}\n(It is not shown: {why}.)")), image: None }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use protocol::ToolCall;
    use serde_json::json;

    use super::*;
    use crate::{ToolResult, ToolSpec};

    fn request(images: usize) -> ModelRequest {
        let mut history = History::default();
        history.prompt("look");
        for number in 0..images {
            let image = Image { format: ImageFormat::Png, width: 3_000, height: 2_000 };
            let image = Some(SeenImage { digest: number.to_string(), image });
            let call =
                ToolCall { id: CallId(format!("c{number}")), name: "read".to_owned(), input: json!({}) };
            history.answer("", [(call, ToolResult { output: "An image.".to_owned(), error: false, image })]);
        }
        let tools = [ToolSpec { name: "read", description: "Reads.", schema: json!({}) }];
        ModelRequest::new("".into(), Arc::new(history), tools.into()).unwrap()
    }

    /// How many are shown, and which is the oldest of them.
    fn shown(images: usize) -> (usize, Option<String>) {
        let request = request(images).showing(|seen| Some(seen.digest.clone()));
        let calls = request.history().entries().iter().flat_map(|entry| match entry {
            Entry::Answer { calls, .. } => calls.as_slice(),
            Entry::Prompt(_) => &[],
        });
        let shown: Vec<&str> = calls.filter_map(|call| Some(request.shown(call).image?.1)).collect();
        (shown.len(), shown.first().map(|first| (*first).to_owned()))
    }

    #[test]
    fn the_newest_are_shown_and_many_old_ones_left_out_at_once() {
        let oldest = |digest: &str| Some(digest.to_owned());
        assert_eq!(shown(0), (0, None));
        assert_eq!(shown(20), (20, oldest("0")));
        assert_eq!(shown(21), (11, oldest("10")));
        assert_eq!(shown(30), (20, oldest("10")));
        assert_eq!(shown(31), (11, oldest("20")));
    }

    #[test]
    fn an_image_weighs_what_it_costs_until_it_is_left_out() {
        let request = request(2);
        let mut history = request.history().clone();
        let before = history.bytes();
        history.prune(&[CallId::from("c0")]);
        assert_eq!(before - history.bytes(), 6_400 + "An image.".len() - 45);
        assert_eq!(history.images().count(), 1);
    }
}
