use std::{io, path::PathBuf};

use thiserror::Error;

/// Why there is no answer. The text is for the user: what happened, where, and what to do.
#[derive(Debug, Error)]
pub enum ModelError {
    /// No model is named, or the named one has no endpoint.
    #[error(
        "No model is configured: {what}. Name one with `--model ID`, KIRO_LSP_MODEL or `model` in the settings file. \
         Models of Amazon Bedrock need a region (AWS_REGION) and AWS credentials; any other needs an \
         OpenAI-compatible endpoint: OPENAI_BASE_URL (such as http://localhost:11434/v1) and OPENAI_API_KEY (local \
         servers need none), or `openaiBaseUrl` and `openaiApiKey` in the settings file. \
         `--model scripted:FILE` and `kiro-cli demo` need no endpoint."
    )]
    NotConfigured {
        /// What is missing.
        what: &'static str,
    },

    /// There is nobody to ask for a model that "auto" could take.
    #[error(
        "The model `auto` stands for one that is chosen, and {why}. It needs AWS_REGION and AWS credentials, or a key of \
         Anthropic or OpenAI; models of other endpoints have to be named."
    )]
    NoneToChoose {
        /// Each model, and why not.
        why: String,
    },

    /// Nothing says which region of AWS to use.
    #[error(
        "Amazon Bedrock needs an AWS region, and none is set. Set AWS_REGION, `awsRegion` in the settings file, or \
         `region` in the profile of ~/.aws/config."
    )]
    NoRegion,

    /// The workspace does not allow it.
    #[error("The model is not asked: {why}.")]
    Narrowed {
        /// What it says.
        why: String,
    },

    /// The user set a cap on what is spent.
    #[error("The model is not asked: {why}. Raise it under `caps` in the settings file, and resume.")]
    OverCap {
        /// Which cap.
        why: String,
    },

    /// The region does not have the model.
    #[error("Amazon Bedrock in {region} does not have the model `{model}`: {advice}.")]
    NotInRegion {
        /// As the user names it.
        model: String,
        /// The region.
        region: String,
        /// Where it is.
        advice: String,
    },

    /// The AWS configuration leads to no credentials.
    #[error("{endpoint} cannot be asked, because there are no AWS credentials: {why}. {advice}")]
    NoCredentials {
        /// The endpoint.
        endpoint: String,
        /// What the SDK found.
        why: String,
        /// What to do.
        advice: String,
    },

    /// The URL or the key cannot be used, or what answers there is not a model endpoint.
    #[error("{which} cannot be used: {why}. {advice}")]
    BadEndpoint {
        /// Which one, for people.
        which: &'static str,
        /// What is wrong.
        why: String,
        /// What to do.
        advice: &'static str,
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
    #[error("{endpoint} refused the credentials ({status}): {message}. {advice}")]
    Unauthorized {
        /// The endpoint.
        endpoint: String,
        /// HTTP status.
        status: u16,
        /// What the endpoint said.
        message: String,
        /// What to do.
        advice: String,
    },

    /// The model or the path.
    #[error("{endpoint} does not know the model `{model}`: {message}. {advice}")]
    UnknownModel {
        /// The endpoint.
        endpoint: String,
        /// The model's id.
        model: String,
        /// What the endpoint said.
        message: String,
        /// What to do.
        advice: String,
    },

    /// The endpoint will not take this request, however often it is sent.
    #[error("{endpoint} rejected the request ({status}): {message}")]
    Rejected {
        /// The endpoint.
        endpoint: String,
        /// HTTP status.
        status: u16,
        /// What the endpoint said.
        message: String,
    },

    /// The conversation is longer than the model reads.
    #[error(
        "{endpoint} says that the conversation is longer than the model reads: {message}. Set `contextWindow` in the \
         settings file to what it reads, in tokens; start a new session; or use a model that reads more."
    )]
    TooLong {
        /// The endpoint.
        endpoint: String,
        /// What the endpoint said.
        message: String,
    },

    /// 429.
    #[error("{endpoint} is limiting requests (429): {message}. Wait a while, then try again.")]
    RateLimited {
        /// The endpoint.
        endpoint: String,
        /// What the endpoint said.
        message: String,
    },

    /// The endpoint failed on its side.
    #[error("{endpoint} failed ({status}): {message}. Try again later.")]
    Unavailable {
        /// The endpoint.
        endpoint: String,
        /// HTTP status.
        status: u16,
        /// What the endpoint said.
        message: String,
    },

    /// No connection.
    #[error("{endpoint} cannot be reached: {why}. {advice}")]
    Unreachable {
        /// The endpoint.
        endpoint: String,
        /// Why.
        why: String,
        /// What to do.
        advice: &'static str,
    },

    /// Nobody that is trusted here says that it is who it claims to be.
    #[error(
        "{endpoint} cannot be trusted: {why}. If a proxy of your company stands between, set SSL_CERT_FILE to a file with \
         the certificate of its authority, in PEM; if the certificate is over, check the clock of this machine."
    )]
    Untrusted {
        /// The endpoint.
        endpoint: String,
        /// What is wrong with its certificate.
        why: String,
    },

    /// The stream ended before the answer was complete.
    #[error("{endpoint} broke off its answer: {why}. Nothing of it was used; try again.")]
    Interrupted {
        /// The endpoint.
        endpoint: String,
        /// Why.
        why: String,
    },

    /// The answer is not in the format of its wire.
    #[error("{endpoint} sent an answer that cannot be read: {why}")]
    Malformed {
        /// The endpoint.
        endpoint: String,
        /// What is wrong.
        why: String,
    },

    /// Neither text nor a tool call.
    #[error("{endpoint} returned an empty answer from the model `{model}`. Try again, or use another model.")]
    Empty {
        /// The endpoint.
        endpoint: String,
        /// The model's id.
        model: String,
    },
}

/// How the TLS library says that a certificate is not good. Its error itself is hidden in others.
const BAD_CERTIFICATE: &str = "invalid peer certificate";

impl ModelError {
    /// There is no connection, because of `why`.
    pub(crate) fn unreachable(endpoint: &str, why: String, advice: &'static str) -> Self {
        let endpoint = endpoint.to_owned();
        if why.contains(BAD_CERTIFICATE) {
            Self::Untrusted { endpoint, why }
        } else {
            Self::Unreachable { endpoint, why, advice }
        }
    }

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
            | Self::NoRegion
            | Self::OverCap { .. }
            | Self::Narrowed { .. }
            | Self::NoneToChoose { .. }
            | Self::NotInRegion { .. }
            | Self::NoCredentials { .. }
            | Self::BadEndpoint { .. }
            | Self::UnreadableScenario { .. }
            | Self::BadScenario { .. }
            | Self::ScenarioOver { .. }
            | Self::Unauthorized { .. }
            | Self::Untrusted { .. }
            | Self::UnknownModel { .. }
            | Self::TooLong { .. }
            | Self::Rejected { .. } => None,
        }
    }

    /// Whether the model is not there, and another one may be.
    pub fn is_no_model(&self) -> bool {
        matches!(self, Self::UnknownModel { .. } | Self::NotInRegion { .. })
    }

    /// Whether it may be over in some minutes.
    pub fn is_passing(&self) -> bool {
        self.passing().is_some()
    }

    /// Whether a shorter conversation could be answered.
    pub fn is_too_long(&self) -> bool {
        matches!(self, Self::TooLong { .. })
    }
}

/// How endpoints say that a conversation is longer than the model reads; none of them has a code for it alone. Bedrock,
/// Claude (two), OpenAI (two) and vLLM, llama.cpp.
const TOO_LONG: [&str; 6] = [
    "input is too long",
    "prompt is too long",
    "exceed context limit",
    "context length",
    "context window",
    "context size",
];

/// Whether a refusal means that.
pub(crate) fn says_too_long(message: &str) -> bool {
    let message = message.to_lowercase();
    TOO_LONG.iter().any(|part| message.contains(part))
}

/// How much of what an endpoint says is shown, in characters.
const MAX_MESSAGE: usize = 300;

/// What others said, fit to be shown: without control characters, not too long.
pub(crate) fn shown(said: &str) -> String {
    let said: String = said.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let said = said.trim();
    match said.char_indices().nth(MAX_MESSAGE) {
        Some((end, _)) => format!("{}…", said.get(..end).unwrap_or_default()),
        None => said.trim_end_matches('.').to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::says_too_long;

    #[test]
    fn how_endpoints_say_that_a_conversation_is_too_long() {
        for said in [
            "Input is too long for requested model.",
            "prompt is too long: 208310 tokens > 200000 maximum",
            "input length and `max_tokens` exceed context limit: 190000 + 64000 > 200000",
            "This model's maximum context length is 128000 tokens. However, your messages resulted in 130019 tokens.",
            "Your input exceeds the context window of this model. Please adjust your input and try again.",
            "the request exceeds the available context size. try increasing the context size",
        ] {
            assert!(says_too_long(said), "{said}");
        }
        for said in [
            "Too many tokens, please wait before trying again.",
            "tool name is too long",
            "max_tokens is too large",
        ] {
            assert!(!says_too_long(said), "{said}");
        }
    }
}
