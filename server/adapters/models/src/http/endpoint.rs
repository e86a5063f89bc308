use std::{error::Error, fmt, net::IpAddr, time::Duration};

use reqwest::{
    Client, Method, Request, Response, StatusCode, Url,
    header::{self, HeaderName, HeaderValue},
    redirect,
};
use serde_json::Value;

use super::Dialect;
use crate::{
    ModelError, ModelSettings, RetryPolicy, Secret,
    error::{says_too_long, shown},
    retry::Fault,
};
use catalog::Quirks;

/// Where requests go, and how it is spoken of.
pub(super) struct Endpoint {
    kind: &'static Kind,
    url: Url,
    key: Option<Secret>,
    quirks: Option<Quirks>,
    /// The URL without its query, in which some gateways carry keys.
    shown: String,
}

/// What is peculiar to the endpoints of a dialect.
struct Kind {
    /// What is asked for beneath the base URL.
    path: &'static str,
    /// Who is asked if there is a key alone.
    own: &'static str,
    /// The header that carries the key, and what stands before it there.
    key: (HeaderName, &'static str),
    /// What else every request says.
    headers: &'static [(&'static str, &'static str)],
    /// Where the key comes from.
    variable: &'static str,
    which: &'static str,
    advice: &'static str,
    key_advice: &'static str,
}

static CHAT: Kind = Kind {
    path: "/chat/completions",
    own: "https://api.openai.com/v1",
    key: (header::AUTHORIZATION, "Bearer "),
    headers: &[],
    variable: "OPENAI_API_KEY",
    which: "The OpenAI-compatible endpoint",
    advice: "Check OPENAI_BASE_URL and OPENAI_API_KEY, or `openaiBaseUrl` and `openaiApiKey` in the settings file.",
    key_advice: "Check that OPENAI_API_KEY, or `openaiApiKey` in the settings file, is set and valid.",
};

static RESPONSES: Kind = Kind { path: "/responses", key: (header::AUTHORIZATION, "Bearer "), ..CHAT };

static MESSAGES: Kind = Kind {
    path: "/v1/messages",
    own: "https://api.anthropic.com",
    key: (HeaderName::from_static("x-api-key"), ""),
    headers: &[("anthropic-version", "2023-06-01")],
    variable: "ANTHROPIC_API_KEY",
    which: "The endpoint of Anthropic's Messages",
    advice: "Check ANTHROPIC_BASE_URL and ANTHROPIC_API_KEY, or `anthropicBaseUrl` and `anthropicApiKey` in the settings \
             file.",
    key_advice: "Check that ANTHROPIC_API_KEY, or `anthropicApiKey` in the settings file, is set and valid.",
};

const PATH_ADVICE: &str = "Check the model's name, and that the base URL is that of a model endpoint and complete \
                           (it often ends in /v1).";
const USER_AGENT: &str = concat!("kiro-lsp/", env!("CARGO_PKG_VERSION"));
/// How much of an error body is read, in bytes.
const MAX_ERROR_BODY: usize = 64 * 1024;
/// A shorter key is a placeholder for a local server, such as `ollama`, and may be a word of a message.
const MIN_KEY: usize = 8;

/// How keys begin, the variable that they belong into, and what to say where they are in another one.
const FORMS: [(&str, &str, &str); 4] = [
    (
        "sk-ant-",
        "ANTHROPIC_API_KEY",
        "This is a key of Anthropic: set it as ANTHROPIC_API_KEY, and ask for `anthropic:ID`.",
    ),
    (
        "sk-",
        "OPENAI_API_KEY",
        "This looks like a key of OpenAI: set it as OPENAI_API_KEY, and ask for `openai:NAME`.",
    ),
    (
        "ABSK",
        "AWS_BEARER_TOKEN_BEDROCK",
        "This is a key of Bedrock: set it as AWS_BEARER_TOKEN_BEDROCK, and ask for `bedrock:ID`.",
    ),
    (
        "AKIA",
        "AWS_ACCESS_KEY_ID",
        "This is an access key of AWS: set it as AWS_ACCESS_KEY_ID with its secret, and ask for `bedrock:ID`.",
    ),
];

/// What the types of errors of OpenAI and Anthropic would be as a status.
const STATUSES: [(&str, u16); 9] = [
    ("invalid_request_error", 400),
    ("authentication_error", 401),
    ("permission_error", 403),
    ("not_found_error", 404),
    ("rate_limit_error", 429),
    ("rate_limit_exceeded", 429),
    ("api_error", 500),
    ("server_error", 500),
    ("overloaded_error", 529),
];

impl Endpoint {
    pub(super) fn open(dialect: Dialect, settings: &ModelSettings) -> Result<Self, ModelError> {
        let set = |text: &&str| !text.is_empty();
        let (kind, base, key) = match dialect {
            Dialect::Chat => (&CHAT, &settings.openai_base_url, &settings.openai_api_key),
            Dialect::Responses => (&RESPONSES, &settings.openai_base_url, &settings.openai_api_key),
            Dialect::Messages => (&MESSAGES, &settings.anthropic_base_url, &settings.anthropic_api_key),
        };
        let key = key.as_ref().map(|key| key.expose().trim()).filter(set);
        let base = base.as_deref().map(str::trim).filter(set);
        let base = match (base, key) {
            (Some(base), _) => base,
            (None, Some(_)) => kind.own,
            (None, None) => return Err(ModelError::NotConfigured { what: "no endpoint is set" }),
        };
        let url = url(base, kind.path).map_err(|why| kind.bad(why))?;
        let mut shown = url.clone();
        shown.set_query(None);
        let quirks = url.host_str().and_then(|host| settings.catalog().quirks(host)).cloned();
        Ok(Self { kind, url, key: key.map(|key| Secret::from(key.to_owned())), quirks, shown: shown.into() })
    }

    /// A client for this endpoint alone. For plain HTTP no root certificates are loaded.
    pub(super) fn client(&self, policy: &RetryPolicy) -> Result<Client, ModelError> {
        // Fails only if the process has chosen a provider already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut client = Client::builder()
            .user_agent(USER_AGENT)
            .connect_timeout(policy.connect)
            .read_timeout(policy.idle)
            // A redirected POST becomes a GET, and could carry the conversation elsewhere.
            .redirect(redirect::Policy::none());
        if self.url.scheme() == "http" {
            client = client.tls_certs_only([]);
        }
        if self.is_local() {
            // Servers that write their head and body apart are held up for 40 ms a call on a kept connection,
            // by the acknowledgement this side delays; a new one costs 0.1 ms.
            client = client.no_proxy().pool_max_idle_per_host(0);
        }
        client.build().map_err(|error| self.unreachable(&error))
    }

    pub(super) fn post(&self, client: &Client, body: String) -> Result<Request, ModelError> {
        let mut post = client.request(Method::POST, self.url.clone());
        if let Some(key) = &self.key {
            let (name, before) = match self.quirks.as_ref().and_then(|quirks| quirks.key_header.as_ref()) {
                Some(name) => (name.as_str(), ""),
                None => (self.kind.key.0.as_str(), self.kind.key.1),
            };
            let mut value = HeaderValue::try_from(format!("{before}{}", key.expose())).map_err(|_| {
                let why = "the key contains a character that cannot be sent, such as a line break".to_owned();
                self.kind.bad(why)
            })?;
            value.set_sensitive(true);
            post = post.header(name, value);
        }
        for (name, value) in self.kind.headers {
            post = post.header(*name, *value);
        }
        for (name, value) in self.quirks.iter().flat_map(|quirks| &quirks.headers) {
            let value = HeaderValue::try_from(value).map_err(|_| {
                let name = name.as_str();
                self.kind.bad(format!("the catalogue has a value of `{name}` that cannot be sent"))
            })?;
            post = post.header(name.as_str(), value);
        }
        post.header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, "text/event-stream, application/json")
            .body(body)
            .build()
            .map_err(|error| self.unreachable(&error))
    }

    pub(super) fn quirks(&self) -> Option<&Quirks> {
        self.quirks.as_ref()
    }

    fn is_local(&self) -> bool {
        let host = self.url.host_str().unwrap_or_default();
        let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        host == "localhost" || address.is_ok_and(|address| address.is_loopback())
    }

    /// What an answer without success means.
    pub(super) async fn refusal(&self, model: &str, mut response: Response) -> Fault {
        let status = response.status();
        let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
        if status.is_redirection() {
            let to = header(header::LOCATION).unwrap_or("another address");
            let why = format!("{} redirects to {}", self.shown, self.clean(to));
            return self.kind.bad(why).into();
        }
        let retry_after = header(header::RETRY_AFTER).and_then(|seconds| seconds.trim().parse().ok());
        let mut body = Vec::new();
        while let Ok(Some(bytes)) = response.chunk().await {
            body.extend_from_slice(&bytes);
            if body.len() > MAX_ERROR_BODY {
                break;
            }
        }
        let body = String::from_utf8_lossy(&body);
        let message = match serde_json::from_str::<Value>(&body).ok().as_ref().and_then(message) {
            Some(message) => self.clean(message),
            None => self.clean(&body),
        };
        let error = self.error(model, status.as_u16(), message);
        Fault { error, retry_after: retry_after.map(Duration::from_secs) }
    }

    /// What an `error` event means. Gateways put the status that it would have been into `code`.
    pub(super) fn error_in_stream(&self, model: &str, error: &Value) -> ModelError {
        let said = self.clean(message(error).unwrap_or("the endpoint reported an error"));
        let code = error.get("code").and_then(Value::as_u64).and_then(|code| u16::try_from(code).ok());
        let status = code.or_else(|| {
            let inner = error.get("error").unwrap_or(error);
            let named = ["type", "code"].iter().find_map(|key| {
                let name = inner.get(key)?.as_str()?;
                STATUSES.iter().find(|(known, _)| *known == name)
            });
            named.map(|(_, status)| *status)
        });
        match status.filter(|status| (400..600).contains(status)) {
            Some(status) => self.error(model, status, said),
            None if says_too_long(&said) => {
                ModelError::TooLong { endpoint: self.shown.clone(), message: said }
            }
            None => self.interrupted(said),
        }
    }

    fn error(&self, model: &str, status: u16, message: String) -> ModelError {
        let endpoint = self.shown.clone();
        let message = match message.is_empty() {
            true => {
                let reason = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
                reason.unwrap_or("no reason given").to_owned()
            }
            false => message,
        };
        match status {
            400 | 413 | 422 | 500 if says_too_long(&message) => ModelError::TooLong { endpoint, message },
            413 => ModelError::TooLong { endpoint, message },
            401 | 403 => {
                let advice = self.elsewhere().unwrap_or(self.kind.key_advice).to_owned();
                ModelError::Unauthorized { endpoint, status, message, advice }
            }
            404 => {
                let (model, advice) = (model.to_owned(), PATH_ADVICE.to_owned());
                ModelError::UnknownModel { endpoint, model, message, advice }
            }
            429 => ModelError::RateLimited { endpoint, message },
            408 | 409 | 425 | 500.. => ModelError::Unavailable { endpoint, status, message },
            _ => ModelError::Rejected { endpoint, status, message },
        }
    }

    /// Where the key belongs, if its form says that it is somebody else's.
    fn elsewhere(&self) -> Option<&'static str> {
        let key = self.key.as_ref()?.expose();
        let (_, variable, advice) = FORMS.iter().find(|(start, ..)| key.starts_with(start))?;
        (*variable != self.kind.variable).then_some(*advice)
    }

    fn unreachable(&self, error: &reqwest::Error) -> ModelError {
        let advice = "Is the server running, and the base URL right?";
        ModelError::unreachable(&self.shown, self.cause(error), advice)
    }

    /// What it means that a request, or the reading of its answer, failed.
    pub(super) fn broken(&self, error: &reqwest::Error) -> ModelError {
        match error.is_connect() {
            true => self.unreachable(error),
            false => self.interrupted(self.cause(error)),
        }
    }

    pub(super) fn interrupted(&self, why: impl Into<String>) -> ModelError {
        ModelError::Interrupted { endpoint: self.shown.clone(), why: why.into() }
    }

    pub(super) fn malformed(&self, why: impl fmt::Display) -> ModelError {
        ModelError::Malformed { endpoint: self.shown.clone(), why: self.clean(&why.to_string()) }
    }

    pub(super) fn empty(&self, model: &str) -> ModelError {
        ModelError::Empty { endpoint: self.shown.clone(), model: model.to_owned() }
    }

    pub(super) fn web_page(&self) -> ModelError {
        self.kind.bad(format!("{} answers with a web page", self.shown))
    }

    /// The innermost cause says the most: "Connection refused (os error 111)".
    fn cause(&self, error: &reqwest::Error) -> String {
        if error.is_timeout() {
            return "it did not answer in time".to_owned();
        }
        let mut cause: &dyn Error = error;
        while let Some(inner) = cause.source() {
            cause = inner;
        }
        self.clean(&cause.to_string())
    }

    /// What others said, fit to be shown, and without the key.
    fn clean(&self, said: &str) -> String {
        match &self.key {
            Some(key) if key.expose().len() >= MIN_KEY => shown(&said.replace(key.expose(), "***")),
            Some(_) | None => shown(said),
        }
    }
}

impl Kind {
    fn bad(&self, why: String) -> ModelError {
        ModelError::BadEndpoint { which: self.which, why, advice: self.advice }
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

/// The full URL for a base URL as users write it: with or without a slash at its end, or already full.
fn url(base: &str, path: &str) -> Result<Url, String> {
    let mut url = Url::parse(base).map_err(|error| format!("the base URL is not a URL: {error}"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err("the base URL must begin with http:// or https://".to_owned());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("the base URL contains credentials; set the key instead".to_owned());
    }
    url.set_fragment(None);
    let base = url.path().trim_end_matches('/');
    let base = base.strip_suffix(path).unwrap_or(base);
    // Some write the version into the base URL of an endpoint that has it in its path.
    let base = if path.starts_with("/v1/") { base.strip_suffix("/v1").unwrap_or(base) } else { base };
    url.set_path(&format!("{base}{path}"));
    Ok(url)
}

/// `{"error": {"message": …}}`, and the shapes that imitators use.
fn message(body: &Value) -> Option<&str> {
    let error = body.get("error").unwrap_or(body);
    error.as_str().or_else(|| ["message", "detail"].iter().find_map(|key| error.get(key)?.as_str()))
}
