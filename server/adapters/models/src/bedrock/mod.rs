//! Amazon Bedrock through `ConverseStream`, by the AWS SDK.
//!
//! Format: <https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html>.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the enums of the SDK are not exhaustive, so the wildcard is needed"
)]

mod answer;
mod client;
mod error;
mod guardrail;
mod request;

use std::{fmt, sync::Arc, time::Duration};

use agent::{ModelAnswer, ModelRequest};
use aws_sdk_bedrockruntime::{
    Client,
    types::{ConverseTokensRequest, CountTokensInput},
};
use catalog::{Catalog, Prices, Residency};
use serde::Deserialize;
use tokio::{sync::OnceCell, time::timeout};

pub(crate) use self::request::body;
use self::request::counting;
use self::{answer::Answer, error::Place};
use crate::{ModelError, ModelSettings, Progress, RetryPolicy, manner::Manner, retry::Fault};

/// What goes before the normal AWS configuration: environment, profile, and so on. As JSON it is part of the
/// settings file: `awsRegion`, `awsProfile`, `bedrockEndpoint`.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct BedrockSettings {
    /// The AWS region, such as `eu-central-1`.
    #[serde(rename = "awsRegion")]
    pub region: Option<String>,
    /// The profile of `~/.aws/config`.
    #[serde(rename = "awsProfile")]
    pub profile: Option<String>,
    /// A URL to use instead of the region's own endpoint.
    #[serde(rename = "bedrockEndpoint")]
    pub endpoint: Option<String>,
    /// How far the data of a request may go, where a model is named by its id in the catalogue.
    #[serde(rename = "dataResidency")]
    pub residency: Residency,
    /// What requests and answers are checked with.
    #[serde(rename = "bedrockGuardrail")]
    pub guardrail: Option<Guardrail>,
}

/// A guardrail of the account.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Guardrail {
    /// Its id or ARN.
    pub id: String,
    /// Its version; none: the draft.
    pub version: Option<String>,
}

impl Guardrail {
    fn version(&self) -> &str {
        self.version.as_deref().unwrap_or("DRAFT")
    }
}

/// Longest wait for the usage after the answer; a gateway may send none, and keep the connection open.
const USAGE: Duration = Duration::from_secs(2);

/// Longest wait for a count, which only makes an estimate better.
const COUNT: Duration = Duration::from_secs(5);

/// One model of Amazon Bedrock.
#[derive(Debug)]
pub(crate) struct Bedrock {
    /// As the user names it.
    model: String,
    catalog: Arc<Catalog>,
    settings: BedrockSettings,
    manner: Manner,
    retry: RetryPolicy,
    /// Made on first use: it reads files and the environment, and may ask the network for credentials.
    client: OnceCell<Opened>,
}

#[derive(Debug)]
struct Opened {
    client: Client,
    place: Place,
    /// What is asked for there.
    id: String,
    /// What it costs there.
    prices: Option<Prices>,
}

impl Bedrock {
    pub(crate) fn open(model: &str, settings: &ModelSettings) -> Self {
        let mut bedrock = settings.bedrock.clone();
        if bedrock.endpoint.is_none() {
            bedrock.region = region_of(model).map(str::to_owned).or(bedrock.region);
        }
        let catalog = Arc::clone(settings.catalog());
        Self {
            model: model.to_owned(),
            settings: bedrock,
            manner: Manner::of(catalog.find(model), settings.effort, settings.cache_ttl),
            catalog,
            retry: settings.retry.clone(),
            client: OnceCell::new(),
        }
    }

    async fn opened(&self) -> Result<Opened, ModelError> {
        let (client, region, place) = client::open(&self.settings, &self.retry).await?;
        // An id of Bedrock is asked for as it is; a name of the catalogue is one in each region.
        let (id, prices) = match self.catalog.models.get(&self.model) {
            Some(model) => {
                let served = self.catalog.served(model, &region, self.settings.residency);
                let served = served.map_err(|not| ModelError::NotInRegion {
                    model: self.model.clone(),
                    region: region.clone(),
                    advice: not.advice(),
                })?;
                (served.id, served.prices)
            }
            None => (self.model.clone(), self.catalog.prices_of_id(&self.model, Some(&region))),
        };
        Ok(Opened { client, place, id, prices })
    }

    /// Known once it was asked; before, as far as the settings say where that will be.
    pub(crate) fn prices(&self) -> Option<Prices> {
        if let Some(opened) = self.client.get() {
            return opened.prices;
        }
        let region = self.settings.region.as_deref();
        match (self.catalog.models.get(&self.model), region) {
            (Some(model), Some(region)) => {
                self.catalog.served(model, region, self.settings.residency).ok()?.prices
            }
            (Some(model), None) => model.prices(),
            (None, region) => self.catalog.prices_of_id(&self.model, region),
        }
    }

    pub(crate) fn model(&self) -> &str {
        &self.model
    }

    /// How many tokens a request has, if Bedrock counts for the model: it does by ids without a profile, in some regions.
    pub(crate) async fn count(&self, request: &ModelRequest) -> Option<u64> {
        let Opened { client, id, .. } = self.client.get_or_try_init(|| self.opened()).await.ok()?;
        let offer = self.catalog.find(&self.model).and_then(|model| model.offers.bedrock.as_ref());
        let id = offer.map_or(id, |offer| &offer.id);
        let body = counting(request, &self.manner.asking(request, None));
        let converse = CountTokensInput::Converse(ConverseTokensRequest::builder().build());
        let sent = client.count_tokens().model_id(id).input(converse).customize();
        let sent = sent.mutate_request(move |http| {
            http.headers_mut().insert("content-length", body.len().to_string());
            *http.body_mut() = body.as_str().into();
        });
        let counted = timeout(COUNT, sent.send()).await.ok()?.ok()?;
        u64::try_from(counted.input_tokens).ok()
    }

    pub(crate) async fn attempt(
        &self,
        request: &ModelRequest,
        output: Option<u64>,
        progress: &mut (dyn FnMut(Progress<'_>) + Send),
    ) -> Result<ModelAnswer, Fault> {
        let Opened { client, place, id, .. } = self.client.get_or_try_init(|| self.opened()).await?;
        let idle = self.retry.idle;
        let silence = || place.interrupted("it was silent for too long");
        let manner = self.manner.asking(request, output);
        let body = body(request, &manner, self.settings.guardrail.as_ref());
        let sent = client.converse_stream().model_id(id).customize().mutate_request(move |http| {
            http.headers_mut().insert("content-length", body.len().to_string());
            *http.body_mut() = body.as_str().into();
        });
        let response = timeout(idle, sent.send()).await.map_err(|_| silence())?;
        let mut stream = response.map_err(|error| place.refused(id, &error))?.stream;
        let mut answer = Answer::default();
        loop {
            let limit = if answer.stopped() { USAGE } else { idle };
            match timeout(limit, stream.recv()).await {
                Ok(Ok(Some(event))) => {
                    let text = answer.absorb(event);
                    if !text.is_empty() {
                        progress(Progress::Text(&text));
                    }
                    if answer.complete() {
                        break;
                    }
                }
                // Only the usage is missing.
                Ok(Ok(None) | Err(_)) | Err(_) if answer.stopped() => break,
                Ok(Ok(None)) => {
                    return Err(place.interrupted("the stream ended before the answer did").into());
                }
                Ok(Err(error)) => return Err(place.broken(id, &error).into()),
                Err(_) => return Err(silence().into()),
            }
        }
        let answer = answer.finish(request).map_err(|why| place.malformed(why))?;
        answer.ok_or_else(|| place.empty(id).into())
    }
}

/// The region by the normal AWS configuration.
pub(crate) async fn region(settings: &ModelSettings) -> Option<String> {
    client::open(&settings.bedrock, &settings.retry).await.ok().map(|(_, region, _)| region)
}

/// The region that an ARN names: `arn:aws:bedrock:REGION:ACCOUNT:…`.
fn region_of(model: &str) -> Option<&str> {
    model.strip_prefix("arn:")?.split(':').nth(2).filter(|region| !region.is_empty())
}

impl fmt::Debug for BedrockSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { region, profile, endpoint, residency, guardrail } = self;
        // A URL that is not checked yet may hold a password.
        let endpoint = endpoint.as_ref().map(|_| "…");
        f.debug_struct("BedrockSettings")
            .field("region", region)
            .field("profile", profile)
            .field("endpoint", &endpoint)
            .field("residency", residency)
            .field("guardrail", guardrail)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_names_its_region() {
        assert_eq!(
            region_of("arn:aws:bedrock:eu-west-1:123456789012:inference-profile/x"),
            Some("eu-west-1")
        );
        assert_eq!(region_of("arn:aws:bedrock:::foundation-model/x"), None);
        assert_eq!(region_of("eu.anthropic.claude-sonnet-4-6"), None);
    }

    #[test]
    fn a_password_in_a_url_is_not_shown() {
        let endpoint = Some("https://me:planted@example".to_owned());
        let settings = BedrockSettings { endpoint, ..BedrockSettings::default() };
        assert!(!format!("{settings:?}").contains("planted"));
    }
}
