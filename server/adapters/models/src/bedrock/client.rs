use std::net::IpAddr;

use aws_config::{
    AppName, BehaviorVersion, Region, retry::RetryConfig,
    stalled_stream_protection::StalledStreamProtectionConfig, timeout::TimeoutConfig,
};
use aws_sdk_bedrockruntime::{
    Client,
    config::{Builder, SharedHttpClient},
};
use aws_smithy_http_client::{
    Builder as HttpBuilder, Connector,
    proxy::ProxyConfig,
    tls::{Provider, rustls_provider::CryptoMode},
};

use reqwest::Url;

use super::{BedrockSettings, error::Place};
use crate::{ModelError, RetryPolicy};

/// A client by the normal AWS configuration: environment, shared files, SSO, roles, containers and instances, as
/// the AWS SDKs and their reference guide define it; and the region it is for. Asks for no credentials yet.
pub(super) async fn open(
    settings: &BedrockSettings,
    retry: &RetryPolicy,
) -> Result<(Client, String, Place), ModelError> {
    let endpoint = set(&settings.endpoint).map(|endpoint| checked(&endpoint)).transpose()?;
    let mut loader = aws_config::defaults(BehaviorVersion::v2026_01_12())
        .http_client(http_client(false))
        .timeout_config(TimeoutConfig::builder().connect_timeout(retry.connect).build());
    if let Ok(name) = AppName::new(concat!("kiro-lsp-", env!("CARGO_PKG_VERSION"))) {
        loader = loader.app_name(name);
    }
    if let Some(profile) = set(&settings.profile) {
        loader = loader.profile_name(profile);
    }
    if let Some(region) = set(&settings.region) {
        loader = loader.region(Region::new(region));
    }
    let shared = loader.load().await;
    let Some(region) = shared.region().map(ToString::to_string) else {
        return Err(ModelError::NoRegion);
    };
    let place = Place::new(&region, endpoint.as_ref(), set(&settings.profile).as_deref());
    // What finds the credentials keeps the SDK's own retries.
    let mut config = Builder::from(&shared)
        // Attempts are counted, paced and shown in one place for all wires.
        .retry_config(RetryConfig::disabled())
        // A model may think for minutes; `RetryPolicy::idle` says for how long.
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled());
    if let Some(endpoint) = &endpoint {
        config = config.endpoint_url(endpoint.as_str()).http_client(http_client(is_local(endpoint)));
    }
    Ok((Client::from_conf(config.build()), region, place))
}

/// Blank counts as not set.
fn set(text: &Option<String>) -> Option<String> {
    text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// An endpoint's URL is shown in errors, so it must hold no secret.
fn checked(endpoint: &str) -> Result<Url, ModelError> {
    let bad = |why: String| ModelError::BadEndpoint {
        which: "The endpoint of Amazon Bedrock",
        why,
        advice: "Check AWS_ENDPOINT_URL_BEDROCK_RUNTIME, or `bedrockEndpoint` in the settings file.",
    };
    let url = Url::parse(endpoint).map_err(|error| bad(format!("it is not a URL: {error}")))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(bad("its URL contains credentials, which Bedrock does not take".to_owned()));
    }
    Ok(url)
}

/// One TLS implementation for the whole program, and the proxies that the environment names. Certificates are read
/// when the first connection is made.
fn http_client(local: bool) -> SharedHttpClient {
    HttpBuilder::new().build_with_connector_fn(move |settings, components| {
        let proxy = if local { ProxyConfig::disabled() } else { ProxyConfig::from_env() };
        let mut connector = Connector::builder().proxy_config(proxy);
        connector.set_connector_settings(settings.cloned());
        connector.set_sleep_impl(components.and_then(|components| components.sleep_impl()));
        connector.tls_provider(Provider::Rustls(CryptoMode::Ring)).build()
    })
}

fn is_local(endpoint: &Url) -> bool {
    let host = endpoint.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}
