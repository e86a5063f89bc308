//! What the errors of the SDK and of Bedrock mean to the user.
//!
//! Sources: the errors of `ConverseStream` in its API reference, "Common Error Types" beside it, and
//! <https://docs.aws.amazon.com/bedrock/latest/userguide/troubleshooting-api-error-codes.html>.

use std::{
    error::Error,
    fmt::Debug,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_bedrockruntime::{
    config::http::HttpResponse,
    error::{ProvideErrorMetadata, SdkError},
    types::error::ConverseStreamOutputError,
};

use crate::{
    ModelError,
    error::{says_too_long, shown},
    retry::Fault,
};
use reqwest::Url;

/// One region of Bedrock, as the user knows it.
#[derive(Debug)]
pub(super) struct Place {
    name: String,
    /// The command that logs in again.
    login: String,
    /// A wrong clock was noticed; from then on the SDK signs by the clock of AWS.
    skewed: AtomicBool,
}

impl Place {
    pub(super) fn new(region: &str, endpoint: Option<&Url>, profile: Option<&str>) -> Self {
        let mut name = format!("Amazon Bedrock in {region}");
        if let Some(endpoint) = endpoint {
            // Some gateways carry keys in it.
            let mut shown = endpoint.clone();
            shown.set_query(None);
            name += &format!(" at {}", shown.as_str().trim_end_matches('/'));
        }
        let profile = profile.map_or(String::new(), |name| format!(" --profile {name}"));
        Self { name, login: format!("aws sso login{profile}"), skewed: AtomicBool::new(false) }
    }

    /// What it means that no stream began.
    pub(super) fn refused<E>(&self, model: &str, error: &SdkError<E, HttpResponse>) -> Fault
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        let retry_after = error
            .raw_response()
            .and_then(|response| response.headers().get("retry-after")?.trim().parse().ok())
            .map(Duration::from_secs);
        let status = error.raw_response().map_or(0, |response| response.status().as_u16());
        let error = match error {
            SdkError::ServiceError(service) => {
                let (code, message) = (service.err().code().unwrap_or_default(), service.err().message());
                if is_skew(code, message.unwrap_or_default()) && !self.skewed.swap(true, Ordering::Relaxed) {
                    let message = "the clock of this machine is wrong; now going by that of AWS".to_owned();
                    ModelError::Unavailable { endpoint: self.name.clone(), status, message }
                } else {
                    self.said(model, code, message, status)
                }
            }
            SdkError::ResponseError(_) => self.malformed(&cause(error)),
            other => match self.no_credentials(other) {
                Some(error) => error,
                None => self.unreachable(&cause(error)),
            },
        };
        Fault { error, retry_after }
    }

    /// What it means that a stream broke.
    pub(super) fn broken<R: Debug + 'static>(
        &self,
        model: &str,
        error: &SdkError<ConverseStreamOutputError, R>,
    ) -> ModelError {
        use ConverseStreamOutputError as E;
        let SdkError::ServiceError(service) = error else { return self.interrupted(cause(error)) };
        let code = match service.err() {
            E::ThrottlingException(_) => "ThrottlingException",
            E::ModelStreamErrorException(_) => "ModelStreamErrorException",
            E::ServiceUnavailableException(_) => "ServiceUnavailableException",
            E::ValidationException(_) => "ValidationException",
            _ => "InternalServerException",
        };
        self.said(model, code, service.err().message(), 400)
    }

    /// What Bedrock said.
    fn said(&self, model: &str, code: &str, message: Option<&str>, status: u16) -> ModelError {
        let message = shown(message.unwrap_or(if code.is_empty() { "no reason given" } else { code }));
        let endpoint = self.name.clone();
        match code {
            "ThrottlingException" | "TooManyRequestsException" => {
                ModelError::RateLimited { endpoint, message }
            }
            "ExpiredTokenException" | "ExpiredToken" => {
                let advice = format!("Your AWS session is over: run `{}`, or renew the keys.", self.login);
                ModelError::Unauthorized { endpoint, status, message, advice }
            }
            "AccessDeniedException" => {
                let advice = "Ask for access to the model in the Bedrock console of this region, and for \
                              `bedrock:InvokeModelWithResponseStream` in IAM.";
                ModelError::Unauthorized { endpoint, status, message, advice: advice.to_owned() }
            }
            "ValidationException" | "ResourceNotFoundException" if is_about_the_model(&message) => {
                let (model, advice) = (model.to_owned(), MODEL_ADVICE);
                ModelError::UnknownModel { endpoint, model, message, advice: advice.to_owned() }
            }
            "ResourceNotFoundException" => {
                let (model, advice) = (model.to_owned(), MODEL_ADVICE);
                ModelError::UnknownModel { endpoint, model, message, advice: advice.to_owned() }
            }
            "ValidationException" if says_too_long(&message) => ModelError::TooLong { endpoint, message },
            "ValidationException" | "ServiceQuotaExceededException" => {
                ModelError::Rejected { endpoint, status, message }
            }
            // What passes has statuses of all kinds, and in a stream none of its own.
            "ModelTimeoutException" => ModelError::Unavailable { endpoint, status: 408, message },
            "ModelErrorException" | "ModelStreamErrorException" => {
                ModelError::Unavailable { endpoint, status: 424, message }
            }
            "ModelNotReadyException" => ModelError::Unavailable { endpoint, status: 429, message },
            "InternalServerException" => ModelError::Unavailable { endpoint, status: 500, message },
            "ServiceUnavailableException" => ModelError::Unavailable { endpoint, status: 503, message },
            _ => match status {
                401 | 403 => {
                    let advice = "Check the AWS credentials (AWS_PROFILE, AWS_ACCESS_KEY_ID, \
                                  AWS_BEARER_TOKEN_BEDROCK) and the clock of this machine.";
                    ModelError::Unauthorized { endpoint, status, message, advice: advice.to_owned() }
                }
                429 => ModelError::RateLimited { endpoint, message },
                300..400 => {
                    ModelError::Rejected { endpoint, status, message: format!("a redirect: {message}") }
                }
                408 | 409 | 425 => ModelError::Unavailable { endpoint, status, message },
                400..500 => ModelError::Rejected { endpoint, status, message },
                _ => ModelError::Unavailable { endpoint, status, message },
            },
        }
    }

    /// The request was not signed because nothing was found to sign it with.
    fn no_credentials(&self, error: &(dyn Error + 'static)) -> Option<ModelError> {
        let found = chain(error).find_map(|cause| cause.downcast_ref::<CredentialsError>())?;
        if is_passing(found) {
            return Some(self.unreachable(&format!("the credentials cannot be fetched: {}", cause(found))));
        }
        let why = match found {
            // It lists every place, each with a reason.
            CredentialsError::CredentialsNotLoaded(_) => {
                "the environment, the profile, the container and the instance have none".to_owned()
            }
            other => cause(other),
        };
        let advice = if ["expired", "SSO", "Login"].iter().any(|part| why.contains(part)) {
            format!("Run `{}` (`aws login` if you use that), then try again.", self.login)
        } else {
            format!(
                "Run `aws configure` or `{}`, or set AWS_PROFILE, AWS_ACCESS_KEY_ID and \
                 AWS_SECRET_ACCESS_KEY, or AWS_BEARER_TOKEN_BEDROCK.",
                self.login
            )
        };
        Some(ModelError::NoCredentials { endpoint: self.name.clone(), why, advice })
    }

    fn unreachable(&self, why: &str) -> ModelError {
        let advice = "Check the network, the proxy (HTTPS_PROXY) and that Bedrock exists in this region.";
        ModelError::unreachable(&self.name, why.to_owned(), advice)
    }

    pub(super) fn interrupted(&self, why: impl Into<String>) -> ModelError {
        ModelError::Interrupted { endpoint: self.name.clone(), why: why.into() }
    }

    pub(super) fn malformed(&self, why: &str) -> ModelError {
        ModelError::Malformed { endpoint: self.name.clone(), why: shown(why) }
    }

    pub(super) fn empty(&self, model: &str) -> ModelError {
        ModelError::Empty { endpoint: self.name.clone(), model: model.to_owned() }
    }
}

const MODEL_ADVICE: &str = "Check the id, and that the model is offered in this region; many models are only reached \
                            through an inference profile: put `us.`, `eu.`, `apac.` or `global.` before the id.";

/// Bedrock has no code of its own for a model it does not offer.
fn is_about_the_model(message: &str) -> bool {
    ["model identifier", "on-demand throughput", "inference profile", "model id", "doesn't support the model"]
        .iter()
        .any(|part| message.to_lowercase().contains(part))
}

/// The signature is refused for its time.
fn is_skew(code: &str, message: &str) -> bool {
    match code {
        "RequestTimeTooSkewed" | "RequestExpired" => true,
        "InvalidSignatureException" | "SignatureDoesNotMatch" => {
            message.contains("Signature expired") || message.contains("Signature not yet current")
        }
        _ => false,
    }
}

/// Whoever gives the credentials did not answer, which the SDK has no kind of error for.
fn is_passing(error: &CredentialsError) -> bool {
    let signs = [
        "dispatch failure",
        "timeout",
        "timed out",
        "InternalFailure",
        "InternalServer",
        "ServiceUnavailable",
    ];
    matches!(error, CredentialsError::ProviderTimedOut(_))
        || chain(error).any(|cause| signs.iter().any(|sign| format!("{cause} {cause:?}").contains(sign)))
            && !matches!(error, CredentialsError::CredentialsNotLoaded(_))
}

/// The innermost cause says the most: "Connection refused (os error 111)".
fn cause(error: &(dyn Error + 'static)) -> String {
    chain(error).last().map_or_else(String::new, |innermost| shown(&innermost.to_string()))
}

fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| (*error).source())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whether_credentials_may_come_later() {
        for (passing, error) in [
            (true, CredentialsError::provider_timed_out(Duration::from_secs(5))),
            (true, CredentialsError::provider_error("dispatch failure (timeout)")),
            (true, CredentialsError::provider_error("Error { code: \"InternalFailure\" }")),
            (false, CredentialsError::provider_error("the SSO token has expired and cannot be refreshed")),
            (
                false,
                CredentialsError::provider_error("AccessDenied: not authorized to perform sts:AssumeRole"),
            ),
            (false, CredentialsError::invalid_configuration("the profile refers to itself")),
            (false, CredentialsError::not_loaded("IMDS: dispatch failure (timeout)")),
        ] {
            assert_eq!(is_passing(&error), passing, "{error:?}");
        }
    }
}
