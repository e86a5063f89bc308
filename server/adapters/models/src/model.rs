use agent::{ModelAnswer, ModelRequest};
use serde::Deserialize;

use crate::{ChatCompletions, ModelError, RetryPolicy, Scripted, Secret};

/// Where models are found. As JSON it is part of the settings file: `model`, `openaiBaseUrl`, `openaiApiKey`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ModelSettings {
    /// The model to use when none is named: as `name` of [`Model::open`].
    pub model: Option<String>,
    /// Base URL of an OpenAI-compatible endpoint, up to but without `/chat/completions`. Without it, a key
    /// alone means OpenAI's own endpoint, as in OpenAI's libraries.
    pub openai_base_url: Option<String>,
    /// Its key. Local servers need none.
    pub openai_api_key: Option<Secret>,
    /// Waits and attempts.
    #[serde(skip)]
    pub retry: RetryPolicy,
}

/// A model that can be asked.
#[derive(Debug)]
pub enum Model {
    /// Replays a scenario file.
    Scripted(Scripted),
    /// An OpenAI-compatible endpoint.
    ChatCompletions(ChatCompletions),
}

/// What happens while a model answers. None of it is final.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress<'a> {
    /// More text of the answer. Never empty.
    Text(&'a str),
    /// The attempt failed and, after a wait, `attempt` will begin: text shown since the call began is void.
    Retry {
        /// Which attempt will begin, from 2.
        attempt: u32,
        /// Why the one before failed, without advice.
        why: &'a str,
    },
}

impl Model {
    /// Opens `name`, or the model of the settings. No connection is made.
    ///
    /// `name` is `openai:ID`, `scripted:FILE`, or an ID alone for the only configured provider. The name is
    /// split at its first colon, and only a known provider counts as a prefix: `llama3:8b`,
    /// `anthropic.claude-haiku-4-5-20251001-v1:0` and `arn:aws:bedrock:…` are IDs.
    ///
    /// # Errors
    /// `NotConfigured`, `Unsupported`, `BadEndpoint`, `UnreadableScenario`, `BadScenario`.
    pub fn open(name: Option<&str>, settings: &ModelSettings) -> Result<Self, ModelError> {
        let Some(name) = name.or(settings.model.as_deref()).map(str::trim).filter(|name| !name.is_empty())
        else {
            return Err(ModelError::NotConfigured { what: "no model is named" });
        };
        let (provider, id) = Provider::split(name);
        match provider {
            _ if id.is_empty() => {
                Err(ModelError::NotConfigured { what: "the model's name ends at its provider" })
            }
            Provider::Scripted => Scripted::open(id).map(Self::Scripted),
            Provider::OpenAi => ChatCompletions::open(id, settings).map(Self::ChatCompletions),
            Provider::Bedrock => Err(ModelError::Unsupported { provider: "Amazon Bedrock" }),
        }
    }

    /// Its name with the provider, such as `openai:gpt-5`; [`Model::open`] takes it again.
    pub fn name(&self) -> String {
        match self {
            Self::Scripted(scripted) => format!("scripted:{}", scripted.path().display()),
            Self::ChatCompletions(chat) => format!("openai:{}", chat.model()),
        }
    }

    /// Asks, as often as the retry policy allows, and returns the complete answer. Drop the future to cancel.
    ///
    /// The ids of the calls in the answer are unique within the conversation. An answer that stopped at
    /// `MaxTokens` or `Refused` may have no text, and has no calls.
    ///
    /// # Errors
    /// Every case of [`ModelError`] but those of [`Model::open`]; the last attempt's, if there were several.
    pub async fn answer(
        &self,
        request: &ModelRequest,
        progress: &mut (dyn FnMut(Progress<'_>) + Send),
    ) -> Result<ModelAnswer, ModelError> {
        match self {
            Self::Scripted(scripted) => scripted.answer(request, progress).await,
            Self::ChatCompletions(chat) => chat.answer(request, progress).await,
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Provider {
    OpenAi,
    Scripted,
    Bedrock,
}

impl Provider {
    fn split(name: &str) -> (Self, &str) {
        match name.split_once(':') {
            Some(("openai", id)) => (Self::OpenAi, id),
            Some(("scripted", path)) => (Self::Scripted, path),
            Some(("bedrock", id)) => (Self::Bedrock, id),
            // The only provider a bare id can mean in this version.
            Some(_) | None => (Self::OpenAi, name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_known_provider_is_a_prefix() {
        for (name, provider, id) in [
            ("gpt-5", Provider::OpenAi, "gpt-5"),
            ("openai:gpt-5", Provider::OpenAi, "gpt-5"),
            ("openai:ft:gpt-4o:acme::x", Provider::OpenAi, "ft:gpt-4o:acme::x"),
            ("llama3:8b", Provider::OpenAi, "llama3:8b"),
            (
                "anthropic.claude-haiku-4-5-20251001-v1:0",
                Provider::OpenAi,
                "anthropic.claude-haiku-4-5-20251001-v1:0",
            ),
            ("arn:aws:bedrock:eu-west-1:1:x", Provider::OpenAi, "arn:aws:bedrock:eu-west-1:1:x"),
            ("bedrock:amazon.nova-pro-v1:0", Provider::Bedrock, "amazon.nova-pro-v1:0"),
            ("scripted:C:\\demo.jsonl", Provider::Scripted, "C:\\demo.jsonl"),
        ] {
            assert_eq!(Provider::split(name), (provider, id), "{name}");
        }
    }
}
