//! How a model is asked, beside what it is asked.

use agent::{Entry, ModelRequest};
use catalog::{Effort, EffortValue, Limit, Model, Quirks, ThinkingStyle};

/// What goes with each request to one model.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Manner {
    /// Tokens that it may write; none: as many as it can.
    pub(crate) output: Option<u64>,
    /// How much it is to think; none: as it likes.
    pub(crate) thinking: Option<Think>,
    /// Its endpoint keeps prompts where it is told to.
    pub(crate) cache: Option<Keep>,
    /// What the limit of an answer is called where there are two names; none: by the model.
    pub(crate) limit: Option<Limit>,
    /// It may not be asked for usage.
    pub(crate) no_usage: bool,
}

/// How much a model is to think, in the form that its endpoints want.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Think {
    /// Claude from 4.6 on.
    Adaptive(String),
    /// Claude up to 4.5, in tokens.
    Budget(u64),
    /// OpenAI.
    Effort(String),
}

/// How long prompts are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
pub enum Keep {
    /// Five minutes after their last use.
    #[default]
    #[serde(rename = "5m")]
    Minutes,
    /// An hour, where the model has that.
    #[serde(rename = "1h")]
    Hour,
}

/// Thinking with fewer tokens is refused.
const LEAST_BUDGET: u64 = 1_024;

impl Manner {
    /// For a model that is known, or one that is not.
    pub(crate) fn of(model: Option<&Model>, effort: Option<Effort>, keep: Keep) -> Self {
        let thinking = model.and_then(|model| think(model, effort?));
        let cache = model.and_then(|model| model.cache).map(|rules| match keep {
            Keep::Hour if rules.hour => Keep::Hour,
            Keep::Hour | Keep::Minutes => Keep::Minutes,
        });
        // Where thinking is counted, it has to be less than all that may be written.
        let counted = matches!(thinking, Some(Think::Budget(_)));
        let output = model.filter(|_| counted).map(|model| model.output);
        Self { output, thinking, cache, ..Self::default() }
    }

    /// The same at an endpoint that is peculiar.
    #[must_use]
    pub(crate) fn at(mut self, quirks: Option<&Quirks>) -> Self {
        if let Some(quirks) = quirks {
            self.limit = quirks.limit;
            self.no_usage = quirks.ask_usage == Some(false);
        }
        self
    }

    /// The same for a request whose answer may have so many tokens, and think with some of them.
    #[must_use]
    pub(crate) fn asking(&self, request: &ModelRequest, output: Option<u64>) -> Self {
        let output = [output, self.output].into_iter().flatten().min();
        let thinking = match (&self.thinking, output) {
            (Some(Think::Budget(tokens)), output) => {
                let tokens = output.map_or(*tokens, |output| (*tokens).min(output / 2));
                let may = tokens >= LEAST_BUDGET && !began_without_thoughts(request);
                may.then_some(Think::Budget(tokens))
            }
            (Some(Think::Adaptive(_) | Think::Effort(_)) | None, _) => self.thinking.clone(),
        };
        Self { output, thinking, ..self.clone() }
    }
}

/// Whether the model is at work, and began without a thought that can be given back: it may not take up thinking before the user
/// speaks again. So it is after a change of the level, or of the model.
/// Source: <https://platform.claude.com/docs/en/build-with-claude/extended-thinking>.
fn began_without_thoughts(request: &ModelRequest) -> bool {
    let entries = request.history().entries().iter().rev();
    let at_work = entries.map_while(|entry| match entry {
        Entry::Prompt(_) => None,
        Entry::Answer { thoughts, .. } => Some(thoughts),
    });
    at_work.last().is_some_and(Vec::is_empty)
}

/// What a model is sent for a level: that of the nearest level below, if it has none of its own.
fn think(model: &Model, effort: Effort) -> Option<Think> {
    let thinking = model.thinking.as_ref()?;
    let (_, value) =
        thinking.efforts.range(..=effort).next_back().or_else(|| thinking.efforts.first_key_value())?;
    match (thinking.style, value) {
        (ThinkingStyle::Adaptive, EffortValue::Word(word)) => Some(Think::Adaptive(word.clone())),
        (ThinkingStyle::Effort, EffortValue::Word(word)) => Some(Think::Effort(word.clone())),
        (ThinkingStyle::Budget, EffortValue::Tokens(tokens)) => Some(Think::Budget(*tokens)),
        (ThinkingStyle::Adaptive | ThinkingStyle::Effort, EffortValue::Tokens(_))
        | (ThinkingStyle::Budget, EffortValue::Word(_)) => None,
    }
}

#[cfg(test)]
mod tests {
    use catalog::Catalog;

    use super::*;
    use crate::calls::tests::prompt;

    #[test]
    fn levels_become_what_the_model_takes() {
        for (model, effort, expected) in [
            ("claude-opus-4.7", Effort::Xhigh, Some(Think::Adaptive("xhigh".to_owned()))),
            ("claude-sonnet-4.6", Effort::Xhigh, Some(Think::Adaptive("high".to_owned()))),
            ("claude-haiku-4.5", Effort::Low, Some(Think::Budget(2_048))),
            ("gpt-5.6-sol", Effort::Max, Some(Think::Effort("xhigh".to_owned()))),
            ("glm-5", Effort::Max, None),
        ] {
            let model = Catalog::built_in().find(model);
            assert_eq!(Manner::of(model, Some(effort), Keep::Minutes).thinking, expected);
            assert_eq!(Manner::of(model, None, Keep::Minutes).thinking, None);
        }
    }

    #[test]
    fn thinking_leaves_room_for_the_answer() {
        let haiku = Manner::of(Catalog::built_in().find("claude-haiku-4.5"), Some(Effort::High), Keep::Hour);
        assert_eq!(haiku.cache, Some(Keep::Hour));
        for (output, thinking) in [
            (None, Some(Think::Budget(16_384))),
            (Some(1_000_000), Some(Think::Budget(16_384))),
            (Some(64_000), Some(Think::Budget(16_384))),
            (Some(8_000), Some(Think::Budget(4_000))),
            (Some(1_500), None),
        ] {
            assert_eq!(haiku.asking(&prompt("Hello"), output).thinking, thinking, "{output:?}");
        }
        let output = |manner: &Manner, output| manner.asking(&prompt("Hello"), output).output;
        assert_eq!((output(&haiku, None), output(&haiku, Some(9))), (Some(64_000), Some(9)));
        assert_eq!(output(&Manner::default(), None), None);
    }
}
