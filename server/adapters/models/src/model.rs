use std::sync::Arc;

use agent::{ModelAnswer, ModelRequest};
use catalog::{Cap, Capability, Caps, Catalog, Choice, Effort, Prices};
use serde::Deserialize;

use tokio::time::sleep;

use crate::{
    AUTO, AutoSettings, Keep, ModelError, RetryPolicy, Secret, auto,
    bedrock::{Bedrock, BedrockSettings},
    http::{Dialect, Http},
    retry::Fault,
    scripted::Scripted,
};

/// Where models are found. As JSON it is part of the settings file: `model`, `openaiBaseUrl`, `openaiApiKey`,
/// `contextWindow`, and those of [`BedrockSettings`].
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
    /// Base URL of an endpoint that speaks Anthropic's Messages, without `/v1/messages`; none: Anthropic's own, if there is a
    /// key.
    pub anthropic_base_url: Option<String>,
    /// Its key.
    pub anthropic_api_key: Option<Secret>,
    /// How many tokens the model reads and writes together, if its name does not say it or says it wrong.
    pub context_window: Option<u64>,
    /// How a model is chosen where none is named but "auto".
    pub auto: AutoSettings,
    /// Models to ask where the named one is not to be had, in this order.
    pub fallback_models: Vec<String>,
    /// The plan of credits, as the catalogue names it.
    pub plan: Option<String>,
    /// What may be spent at most.
    pub caps: Caps,
    /// What a run may probably cost at most to begin unasked; none: whatever it costs.
    pub ask_above: Option<Cap>,
    /// How much models are to think; none: as they like.
    pub effort: Option<Effort>,
    /// How long endpoints that keep prompts are to keep them.
    pub cache_ttl: Keep,
    /// What is known of models; none: what is built in.
    #[serde(skip)]
    pub catalog: Option<Arc<Catalog>>,
    /// What is wrong with the file that it was read from, in sentences.
    #[serde(skip)]
    pub catalog_problems: Vec<String>,
    /// Amazon Bedrock.
    #[serde(flatten)]
    pub bedrock: BedrockSettings,
    /// Waits and attempts.
    #[serde(skip)]
    pub retry: RetryPolicy,
}

impl ModelSettings {
    /// What is known of models.
    pub fn catalog(&self) -> &Arc<Catalog> {
        self.catalog.as_ref().unwrap_or_else(|| Catalog::built_in())
    }
}

/// A model that can be asked.
#[derive(Debug)]
pub struct Model {
    wire: Wire,
    catalog: Arc<Catalog>,
    retry: RetryPolicy,
}

#[derive(Debug)]
enum Wire {
    Scripted(Scripted),
    Http(Http),
    Bedrock(Bedrock),
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
    /// `name` is `bedrock:ID`, `openai:ID` (chat completions), `responses:ID` (OpenAI's Responses), `anthropic:ID`,
    /// `scripted:FILE`, or an ID alone. It is split at its first colon, and only
    /// a known provider counts as a prefix: `llama3:8b` and `anthropic.claude-haiku-4-5-20251001-v1:0` are IDs. An
    /// ARN is Bedrock's. An ID alone goes to the configured OpenAI-compatible endpoint; without one, a name of the
    /// catalogue goes to who offers it here, and an ID in
    /// Bedrock's form, `vendor.model`, is Bedrock's.
    ///
    /// # Errors
    /// `NotConfigured`, `BadEndpoint`, `UnreadableScenario`, `BadScenario`.
    pub fn open(name: Option<&str>, settings: &ModelSettings) -> Result<Self, ModelError> {
        let Some(name) = name.or(settings.model.as_deref()).map(str::trim).filter(|name| !name.is_empty())
        else {
            return Err(ModelError::NotConfigured { what: "no model is named" });
        };
        let (provider, id) = match offered(name, settings) {
            Some(found) => found,
            None => Provider::split(name, settings),
        };
        let wire = match provider {
            _ if id.is_empty() => {
                return Err(ModelError::NotConfigured { what: "the model's name ends at its provider" });
            }
            Provider::Scripted => Wire::Scripted(Scripted::open(id)?),
            Provider::OpenAi => Wire::Http(Http::open(Dialect::Chat, id, settings)?),
            Provider::Responses => Wire::Http(Http::open(Dialect::Responses, id, settings)?),
            Provider::Anthropic => Wire::Http(Http::open(Dialect::Messages, id, settings)?),
            Provider::Bedrock => Wire::Bedrock(Bedrock::open(id, settings)),
        };
        Ok(Self { wire, catalog: Arc::clone(settings.catalog()), retry: settings.retry.clone() })
    }

    /// The name of `name`, or of the model of the settings, as sessions keep it: "auto", or as [`Model::name`] has it.
    ///
    /// # Errors
    /// Those of [`Model::open`].
    pub fn named(name: Option<&str>, settings: &ModelSettings) -> Result<String, ModelError> {
        match name.or(settings.model.as_deref()).map(str::trim) {
            Some(AUTO) => Ok(AUTO.to_owned()),
            _ => Ok(Self::open(name, settings)?.name()),
        }
    }

    /// Opens what was chosen.
    ///
    /// # Errors
    /// Those of [`Model::open`].
    pub fn chosen(choice: &Choice, settings: &ModelSettings) -> Result<Self, ModelError> {
        Self::open(Some(&auto::name(choice)), settings)
    }

    /// Its name with the provider, such as `openai:gpt-5`; [`Model::open`] takes it again.
    pub fn name(&self) -> String {
        match &self.wire {
            Wire::Scripted(scripted) => format!("scripted:{}", scripted.path().display()),
            Wire::Http(http) => http.name(),
            Wire::Bedrock(bedrock) => format!("bedrock:{}", bedrock.model()),
        }
    }

    /// Whether it is none: it reads its answers from a file.
    pub fn costs_nothing(&self) -> bool {
        matches!(self.wire, Wire::Scripted(_))
    }

    /// Whether it is known to see images.
    pub fn sees_images(&self) -> bool {
        let known = self.catalog.find(&self.name());
        known.is_some_and(|known| known.can.contains(&Capability::Images))
    }

    /// What its tokens cost where it is asked, if that is known.
    pub fn prices(&self) -> Option<Prices> {
        match &self.wire {
            Wire::Scripted(_) => None,
            Wire::Http(http) => http.prices(),
            Wire::Bedrock(bedrock) => bedrock.prices(),
        }
    }

    /// How many tokens a request has, if whoever offers the model counts that. It costs nothing.
    pub async fn count(&self, request: &ModelRequest) -> Option<u64> {
        match &self.wire {
            Wire::Scripted(_) | Wire::Http(_) => None,
            Wire::Bedrock(bedrock) => bedrock.count(request).await,
        }
    }

    /// Asks, as often as the retry policy allows, and returns the complete answer. Drop the future to cancel. `output`:
    /// how many tokens it may have at most; none: as many as the model can write.
    ///
    /// The ids of the calls in the answer are unique within the conversation. An answer that stopped at
    /// `MaxTokens` or `Refused` may have no text, and has no calls.
    ///
    /// # Errors
    /// Every case of [`ModelError`] but those of [`Model::open`]; the last attempt's, if there were several.
    pub async fn answer(
        &self,
        request: &ModelRequest,
        output: Option<u64>,
        progress: &mut (dyn FnMut(Progress<'_>) + Send),
    ) -> Result<ModelAnswer, ModelError> {
        let mut attempt = 1;
        loop {
            let fault = match self.attempt(request, output, progress).await {
                Ok(answer) => return Ok(answer),
                Err(fault) => fault,
            };
            let why = match fault.error.passing() {
                Some(why) if attempt < self.retry.attempts => why,
                Some(_) | None => return Err(self.with_nearest(fault.error)),
            };
            let wait = self.retry.wait(attempt, fault.retry_after);
            attempt += 1;
            progress(Progress::Retry { attempt, why: &why });
            sleep(wait).await;
        }
    }

    /// An error that says which model may have been meant.
    fn with_nearest(&self, mut error: ModelError) -> ModelError {
        if let ModelError::UnknownModel { model, advice, .. } = &mut error
            && self.catalog.find(model).is_none()
            && let Some(nearest) = self.catalog.nearest(model)
        {
            *advice = format!("{advice} Is `{nearest}` meant?");
        }
        error
    }

    async fn attempt(
        &self,
        request: &ModelRequest,
        output: Option<u64>,
        progress: &mut (dyn FnMut(Progress<'_>) + Send),
    ) -> Result<ModelAnswer, Fault> {
        match &self.wire {
            Wire::Scripted(scripted) => Ok(scripted.answer(request, progress).await?),
            Wire::Http(http) => http.attempt(request, output, progress).await,
            Wire::Bedrock(bedrock) => bedrock.attempt(request, output, progress).await,
        }
    }
}

/// Who is asked for a model that is named as the catalogue has it, where no endpoint takes all names; and its id there.
fn offered<'a>(name: &'a str, settings: &'a ModelSettings) -> Option<(Provider, &'a str)> {
    if has_endpoint(settings) {
        return None;
    }
    let model = settings.catalog().models.get(name)?;
    let (bedrock, anthropic, openai) = (&model.offers.bedrock, &model.offers.anthropic, &model.offers.openai);
    let known = auto::known_providers(settings);
    match (bedrock, anthropic, openai) {
        // In Bedrock it has another id in each region.
        (Some(_), ..) if known.bedrock.is_some() => Some((Provider::Bedrock, name)),
        (_, Some(offer), _) if known.anthropic => Some((Provider::Anthropic, &offer.id)),
        (.., Some(offer)) if known.openai => Some((Provider::OpenAi, &offer.id)),
        (Some(_), ..) => Some((Provider::Bedrock, name)),
        (None, Some(offer), _) => Some((Provider::Anthropic, &offer.id)),
        (None, None, Some(offer)) => Some((Provider::OpenAi, &offer.id)),
        (None, None, None) => None,
    }
}

/// Whether there is an OpenAI-compatible endpoint that takes any name.
fn has_endpoint(settings: &ModelSettings) -> bool {
    settings.openai_base_url.as_ref().is_some_and(|url| !url.trim().is_empty())
}

#[derive(Debug, PartialEq, Eq)]
enum Provider {
    OpenAi,
    Responses,
    Anthropic,
    Scripted,
    Bedrock,
}

impl Provider {
    fn split<'a>(name: &'a str, settings: &ModelSettings) -> (Self, &'a str) {
        match name.split_once(':') {
            Some(("openai", id)) => (Self::OpenAi, id),
            Some(("responses", id)) => (Self::Responses, id),
            Some(("anthropic", id)) => (Self::Anthropic, id),
            Some(("scripted", path)) => (Self::Scripted, path),
            Some(("bedrock", id)) => (Self::Bedrock, id),
            Some(("arn", _)) => (Self::Bedrock, name),
            Some(_) | None => {
                let provider =
                    if !has_endpoint(settings) && is_bedrock_id(name) { Self::Bedrock } else { Self::OpenAi };
                (provider, name)
            }
        }
    }
}

/// `anthropic.claude-…`, `us.anthropic.claude-…`, `zai.glm-5`; not `gpt-4.1`, `qwen2.5-coder:7b` or `org/model.v1`.
fn is_bedrock_id(id: &str) -> bool {
    id.split_once('.').is_some_and(|(vendor, rest)| {
        let lower = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        (vendor == "us-gov" || (vendor.len() > 1 && vendor.chars().all(lower)))
            && rest.starts_with(|c: char| c.is_ascii_lowercase())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_the_catalogue_goes_to_who_offers_it_here() {
        let key = || Some(Secret::from("a-key".to_owned()));
        let name =
            |settings: &ModelSettings, name| Model::open(Some(name), settings).map(|model| model.name());
        let nobody = ModelSettings::default();
        assert_eq!(name(&nobody, "claude-opus-4.7").unwrap(), "bedrock:claude-opus-4.7");
        assert!(name(&nobody, "gpt-4o").is_err());
        let anthropic = ModelSettings { anthropic_api_key: key(), ..ModelSettings::default() };
        assert_eq!(name(&anthropic, "claude-opus-4.7").unwrap(), "anthropic:claude-opus-4-7");
        assert_eq!(name(&anthropic, "glm-5").unwrap(), "bedrock:glm-5");
        let openai = ModelSettings { openai_api_key: key(), ..ModelSettings::default() };
        assert_eq!(name(&openai, "gpt-5.6-luna").unwrap(), "openai:gpt-5.6-luna");
        let region = Some("eu-west-1".to_owned());
        let bedrock = BedrockSettings { region, ..BedrockSettings::default() };
        let both = ModelSettings { bedrock, ..anthropic };
        assert_eq!(name(&both, "claude-opus-4.7").unwrap(), "bedrock:claude-opus-4.7");
        let url = Some("http://localhost:11434/v1".to_owned());
        let own = ModelSettings { openai_base_url: url, ..both };
        assert_eq!(name(&own, "claude-opus-4.7").unwrap(), "openai:claude-opus-4.7");
    }

    #[test]
    fn only_a_known_provider_is_a_prefix() {
        let bedrock = |id| (Provider::Bedrock, id);
        let openai = |id| (Provider::OpenAi, id);
        for (name, without_endpoint, with_endpoint) in [
            ("gpt-5", openai("gpt-5"), openai("gpt-5")),
            ("gpt-4.1-mini", openai("gpt-4.1-mini"), openai("gpt-4.1-mini")),
            ("openai:ft:gpt-4o:acme::x", openai("ft:gpt-4o:acme::x"), openai("ft:gpt-4o:acme::x")),
            ("qwen2.5-coder:7b", openai("qwen2.5-coder:7b"), openai("qwen2.5-coder:7b")),
            ("Qwen/Qwen3.5", openai("Qwen/Qwen3.5"), openai("Qwen/Qwen3.5")),
            ("amazon.nova-pro-v1:0", bedrock("amazon.nova-pro-v1:0"), openai("amazon.nova-pro-v1:0")),
            (
                "us-gov.anthropic.x-v1:0",
                bedrock("us-gov.anthropic.x-v1:0"),
                openai("us-gov.anthropic.x-v1:0"),
            ),
            ("deepseek.v3.2", bedrock("deepseek.v3.2"), openai("deepseek.v3.2")),
            (
                "arn:aws:bedrock:eu-west-1:1:x",
                bedrock("arn:aws:bedrock:eu-west-1:1:x"),
                bedrock("arn:aws:bedrock:eu-west-1:1:x"),
            ),
            ("bedrock:zai.glm-5", bedrock("zai.glm-5"), bedrock("zai.glm-5")),
            (
                "scripted:C:\\demo.jsonl",
                (Provider::Scripted, "C:\\demo.jsonl"),
                (Provider::Scripted, "C:\\demo.jsonl"),
            ),
        ] {
            let mut settings = ModelSettings::default();
            assert_eq!(Provider::split(name, &settings), without_endpoint, "{name}");
            settings.openai_base_url = Some("http://localhost:11434/v1".to_owned());
            assert_eq!(Provider::split(name, &settings), with_endpoint, "{name}");
        }
    }
}
