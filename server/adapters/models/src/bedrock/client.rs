use std::net::IpAddr;

use aws_config::{
    AppName, BehaviorVersion, Region, retry::RetryConfig,
    stalled_stream_protection::StalledStreamProtectionConfig, timeout::TimeoutConfig,
};
use aws_sdk_bedrockruntime::{Client, config::SharedHttpClient};
use aws_smithy_http_client::{
    Builder, Connector,
    proxy::ProxyConfig,
    tls::{Provider, rustls_provider::CryptoMode},
};

use super::{BedrockSettings, error::Place};
use crate::{ModelError, RetryPolicy};

/// A client by the normal AWS configuration: environment, shared files, SSO, roles, containers and instances, as
/// the AWS SDKs and their reference guide define it. Asks for no credentials yet.
pub(super) async fn open(
    settings: &BedrockSettings,
    retry: &RetryPolicy,
) -> Result<(Client, Place), ModelError> {
    let set = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    let endpoint = set(&settings.endpoint);
    let mut loader = aws_config::defaults(BehaviorVersion::v2026_01_12())
        .http_client(http_client(endpoint.as_deref().is_some_and(is_local)))
        // Attempts are counted, paced and shown in one place for all wires.
        .retry_config(RetryConfig::disabled())
        .timeout_config(TimeoutConfig::builder().connect_timeout(retry.connect).build())
        // A model may think for minutes; `RetryPolicy::idle` says for how long.
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled());
    if let Ok(name) = AppName::new(concat!("kiro-lsp-", env!("CARGO_PKG_VERSION"))) {
        loader = loader.app_name(name);
    }
    if let Some(profile) = set(&settings.profile) {
        loader = loader.profile_name(profile);
    }
    if let Some(region) = set(&settings.region) {
        loader = loader.region(Region::new(region));
    }
    if let Some(endpoint) = &endpoint {
        loader = loader.endpoint_url(endpoint);
    }
    let config = loader.load().await;
    let Some(region) = config.region() else {
        return Err(ModelError::NoRegion);
    };
    let place = Place::new(region.as_ref(), settings);
    Ok((Client::new(&config), place))
}

/// One TLS implementation for the whole program, and the proxies that the environment names. Certificates are read
/// when the first connection is made.
fn http_client(local: bool) -> SharedHttpClient {
    Builder::new().build_with_connector_fn(move |settings, components| {
        let mut connector = Connector::builder().proxy_config(if local {
            ProxyConfig::disabled()
        } else {
            ProxyConfig::from_env()
        });
        connector.set_connector_settings(settings.cloned());
        connector.set_sleep_impl(components.and_then(|components| components.sleep_impl()));
        connector.tls_provider(Provider::Rustls(CryptoMode::Ring)).build()
    })
}

fn is_local(endpoint: &str) -> bool {
    let host = reqwest::Url::parse(endpoint).ok().and_then(|url| url.host_str().map(str::to_owned));
    host.is_some_and(|host| {
        let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        host == "localhost" || address.is_ok_and(|address| address.is_loopback())
    })
}
