use std::{io, path::PathBuf};

use thiserror::Error;

/// Why there is no answer. The text is for the user: what happened, where, and what to do.
#[derive(Debug, Error)]
pub enum ModelError {
    /// No model is named, or the named one has no endpoint.
    #[error(
        "No model is configured: {what}. \
         Set OPENAI_BASE_URL (any OpenAI-compatible endpoint, such as http://localhost:11434/v1) and \
         OPENAI_API_KEY (local servers need none), or `openaiBaseUrl` and `openaiApiKey` in the settings file, \
         and name a model with `--model ID` or `model` in the settings file. \
         `--model scripted:FILE` and `kiro-cli demo` need no endpoint."
    )]
    NotConfigured {
        /// What is missing.
        what: &'static str,
    },

    /// A known provider that this version has no wire for.
    #[error("{provider} is not supported by this version; use an OpenAI-compatible endpoint")]
    Unsupported {
        /// Its name, for people.
        provider: &'static str,
    },

    /// The base URL or the key cannot be used, or what answers there is not a model endpoint.
    #[error(
        "The OpenAI-compatible endpoint cannot be used: {why}. \
         Check OPENAI_BASE_URL and OPENAI_API_KEY, or `openaiBaseUrl` and `openaiApiKey` in the settings file."
    )]
    BadEndpoint {
        /// What is wrong.
        why: String,
    },

    /// The scenario file cannot be read.
    #[error("The scenario {} cannot be read: {source}", path.display())]
    UnreadableScenario {
        /// The file, as named.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },

    /// A line of the scenario is not a reply.
    #[error("{}:{line}: not a scenario reply: {why}", path.display())]
    BadScenario {
        /// The file, as named.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        why: String,
    },

    /// The conversation is longer than its scenario.
    #[error(
        "The scenario {} has no reply number {reply} for this conversation; add a line to the file",
        path.display()
    )]
    ScenarioOver {
        /// The file, as named.
        path: PathBuf,
        /// The reply that is missing, from 1.
        reply: usize,
    },

    /// 401 or 403.
    #[error(
        "{url} refused the credentials ({status}): {message}. \
         Check that OPENAI_API_KEY, or `openaiApiKey` in the settings file, is set and valid."
    )]
    Unauthorized {
        /// The endpoint.
        url: String,
        /// HTTP status.
        status: u16,
        /// What the endpoint said.
        message: String,
    },

    /// 404: the model or the path.
    #[error(
        "{url} does not know the model `{model}`, or is not a model endpoint (404): {message}. \
         Check the model's name, and that the base URL is complete (it often ends in /v1)."
    )]
    UnknownModel {
        /// The endpoint.
        url: String,
        /// The model's id.
        model: String,
        /// What the endpoint said.
        message: String,
    },

    /// The endpoint will not take this request, however often it is sent.
    #[error("{url} rejected the request ({status}): {message}")]
    Rejected {
        /// The endpoint.
        url: String,
        /// HTTP status.
        status: u16,
        /// What the endpoint said.
        message: String,
    },

    /// 429.
    #[error("{url} is limiting requests (429): {message}. Wait a while, then try again.")]
    RateLimited {
        /// The endpoint.
        url: String,
        /// What the endpoint said.
        message: String,
    },

    /// The endpoint failed on its side.
    #[error("{url} failed ({status}): {message}. Try again later.")]
    Unavailable {
        /// The endpoint.
        url: String,
        /// HTTP status.
        status: u16,
        /// What the endpoint said.
        message: String,
    },

    /// No connection.
    #[error("{url} cannot be reached: {why}. Is the server running, and the base URL right?")]
    Unreachable {
        /// The endpoint.
        url: String,
        /// Why.
        why: String,
    },

    /// The stream ended before the answer was complete.
    #[error("{url} broke off its answer: {why}. Nothing of it was used; try again.")]
    Interrupted {
        /// The endpoint.
        url: String,
        /// Why.
        why: String,
    },

    /// The answer is not in the format of chat completions.
    #[error("{url} sent an answer that cannot be read: {why}")]
    Malformed {
        /// The endpoint.
        url: String,
        /// What is wrong.
        why: String,
    },

    /// Neither text nor a tool call.
    #[error("{url} returned an empty answer from the model `{model}`. Try again, or use another model.")]
    Empty {
        /// The endpoint.
        url: String,
        /// The model's id.
        model: String,
    },
}

impl ModelError {
    /// What went wrong, in short, if the same request may succeed when it is sent again.
    pub(crate) fn passing(&self) -> Option<String> {
        match self {
            Self::RateLimited { message, .. } => {
                Some(format!("the endpoint is limiting requests: {message}"))
            }
            Self::Unavailable { status, message, .. } => {
                Some(format!("the endpoint failed ({status}): {message}"))
            }
            Self::Unreachable { why, .. } => Some(format!("the endpoint cannot be reached: {why}")),
            Self::Interrupted { why, .. } => Some(format!("the answer was broken off: {why}")),
            Self::Malformed { why, .. } => Some(format!("the answer cannot be read: {why}")),
            Self::Empty { .. } => Some("the answer was empty".to_owned()),
            Self::NotConfigured { .. }
            | Self::Unsupported { .. }
            | Self::BadEndpoint { .. }
            | Self::UnreadableScenario { .. }
            | Self::BadScenario { .. }
            | Self::ScenarioOver { .. }
            | Self::Unauthorized { .. }
            | Self::UnknownModel { .. }
            | Self::Rejected { .. } => None,
        }
    }
}
