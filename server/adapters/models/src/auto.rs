//! Who can be asked here, for a model that is chosen.

use std::collections::BTreeMap;

use catalog::{Choice, Provider, Providers, TaskClass};
use serde::Deserialize;

use crate::{ModelSettings, bedrock};

/// The name of no model: one is chosen for each turn.
pub const AUTO: &str = "auto";

/// The part `auto` of the settings file.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct AutoSettings {
    /// Models that are tried first for a class of work.
    pub pins: BTreeMap<TaskClass, String>,
    /// US dollars for a million tokens of input that are not too much.
    pub max_input_price: Option<f64>,
}

/// Who can be asked: Bedrock with a region, and who there is a key for. An OpenAI-compatible endpoint of the user's own has
/// models of its own, which have to be named.
pub async fn providers(settings: &ModelSettings) -> Providers {
    let mut providers = known_providers(settings);
    // It takes files and time to find out.
    if providers == Providers::default()
        && let Some(region) = bedrock::region(settings).await
    {
        providers.bedrock = Some((region, settings.bedrock.residency));
    }
    providers
}

/// Who can be asked, as far as settings and environment say.
pub fn known_providers(settings: &ModelSettings) -> Providers {
    let has = |key: &Option<crate::Secret>| key.as_ref().is_some_and(|key| !key.expose().trim().is_empty());
    let own = settings.openai_base_url.as_deref().is_some_and(|url| !url.contains("//api.openai.com"));
    let openai = has(&settings.openai_api_key) && !own;
    let anthropic = has(&settings.anthropic_api_key);
    let region = settings.bedrock.region.clone();
    let bedrock = region.map(|region| (region, settings.bedrock.residency));
    Providers { bedrock, anthropic, openai, only: None }
}

/// The name by which the chosen model is opened.
pub(crate) fn name(choice: &Choice) -> String {
    let provider = match choice.provider {
        Provider::Bedrock => "bedrock",
        Provider::Anthropic => "anthropic",
        Provider::OpenAi => "openai",
    };
    format!("{provider}:{}", choice.id)
}
