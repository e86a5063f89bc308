//! Models behind plain HTTP: a request in one of three dialects goes out, server-sent events or one object come back.

mod endpoint;

use std::{fmt, sync::OnceLock, time::Duration};

use agent::{ModelAnswer, ModelRequest};
use catalog::Prices;
use reqwest::{Client, Response, header};
use serde_json::Value;
use tokio::time::timeout;

use self::endpoint::Endpoint;
use crate::{
    ModelError, ModelSettings, Progress, RetryPolicy, chat, manner::Manner, messages, responses,
    retry::Fault, sse::Events,
};

/// How requests and answers are worded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// OpenAI's chat completions, and what imitates them.
    Chat,
    /// OpenAI's Responses.
    Responses,
    /// Anthropic's Messages.
    Messages,
}

/// One model of an endpoint.
pub(crate) struct Http {
    dialect: Dialect,
    model: String,
    endpoint: Endpoint,
    manner: Manner,
    prices: Option<Prices>,
    retry: RetryPolicy,
    client: OnceLock<Client>,
}

/// Largest answer of an endpoint that does not stream.
const MAX_BODY: usize = 16 * 1024 * 1024;
/// Longest wait for the end of the response after its last event.
const LINGER: Duration = Duration::from_millis(100);
/// Longest wait for the usage after the finish reason; some endpoints send none, and keep the connection open.
const USAGE: Duration = Duration::from_secs(2);

impl Http {
    pub(crate) fn open(dialect: Dialect, model: &str, settings: &ModelSettings) -> Result<Self, ModelError> {
        let endpoint = Endpoint::open(dialect, settings)?;
        let known = settings.catalog().find(model);
        let mut manner = Manner::of(known, settings.effort, settings.cache_ttl).at(endpoint.quirks());
        // This dialect wants a limit.
        if dialect == Dialect::Messages {
            manner.output = Some(known.map_or(messages::OUTPUT, |model| model.output));
        }
        let prices = known.and_then(catalog::Model::prices);
        let retry = settings.retry.clone();
        Ok(Self {
            dialect,
            model: model.to_owned(),
            endpoint,
            manner,
            prices,
            retry,
            client: OnceLock::new(),
        })
    }

    /// As [`crate::Model::name`] has it.
    pub(crate) fn name(&self) -> String {
        let provider = match self.dialect {
            Dialect::Chat => "openai",
            Dialect::Responses => "responses",
            Dialect::Messages => "anthropic",
        };
        format!("{provider}:{}", self.model)
    }

    pub(crate) fn prices(&self) -> Option<Prices> {
        self.prices
    }

    pub(crate) async fn attempt(
        &self,
        request: &ModelRequest,
        output: Option<u64>,
        progress: &mut (dyn FnMut(Progress<'_>) + Send),
    ) -> Result<ModelAnswer, Fault> {
        let client = match self.client.get() {
            Some(client) => client,
            None => {
                let client = self.endpoint.client(&self.retry)?;
                self.client.get_or_init(|| client)
            }
        };
        let manner = self.manner.asking(request, output);
        let body = match self.dialect {
            Dialect::Chat => chat::body(&self.model, request, &manner),
            Dialect::Responses => responses::body(&self.model, request, &manner),
            Dialect::Messages => messages::body(&self.model, request, &manner),
        };
        let post = self.endpoint.post(client, body)?;
        let response = client.execute(post).await.map_err(|error| self.endpoint.broken(&error))?;
        if !response.status().is_success() {
            return Err(self.endpoint.refusal(&self.model, response).await);
        }
        let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let kind = kind.unwrap_or_default().to_ascii_lowercase();
        let answer = if kind.contains("html") {
            return Err(self.endpoint.web_page().into());
        } else if kind.contains("json") {
            self.whole(response, progress).await?
        } else {
            self.stream(response, progress).await?
        };
        let answer = answer.finish(request).map_err(|why| self.endpoint.malformed(why))?;
        match answer {
            Some(answer) => Ok(answer),
            None => Err(self.endpoint.empty(&self.model).into()),
        }
    }

    /// Reads an event stream. What follows the finish reason can only add to the usage, so if the stream breaks
    /// off after it, the answer is complete.
    async fn stream(
        &self,
        mut response: Response,
        progress: &mut (dyn FnMut(Progress<'_>) + Send),
    ) -> Result<Answer, ModelError> {
        let mut events = Events::default();
        let mut answer = Answer::new(self.dialect);
        loop {
            let chunk = if answer.finished() {
                timeout(USAGE, response.chunk()).await.unwrap_or(Ok(None))
            } else {
                response.chunk().await
            };
            let bytes = match chunk {
                Ok(Some(bytes)) => bytes,
                Ok(None) | Err(_) if answer.finished() => return Ok(answer),
                Ok(None) => return Err(self.endpoint.interrupted("the connection was closed")),
                Err(error) => return Err(self.endpoint.broken(&error)),
            };
            let complete = events.feed(&bytes);
            for data in complete.map_err(|_| self.endpoint.malformed("an event is larger than 16 MiB"))? {
                let last = if data.trim() == "[DONE]" {
                    if !answer.finished() {
                        return Err(self.endpoint.interrupted("the stream ended without a finish reason"));
                    }
                    true
                } else {
                    self.absorb(&mut answer, &data, progress)?;
                    answer.over()
                };
                if last {
                    // Read to its very end, the connection can serve the next request.
                    let _ = timeout(LINGER, response.chunk()).await;
                    return Ok(answer);
                }
            }
        }
    }

    /// Reads the answer of an endpoint that ignores `stream`: one object.
    async fn whole(
        &self,
        mut response: Response,
        progress: &mut (dyn FnMut(Progress<'_>) + Send),
    ) -> Result<Answer, ModelError> {
        let mut body = Vec::new();
        while let Some(bytes) = response.chunk().await.map_err(|error| self.endpoint.broken(&error))? {
            body.extend_from_slice(&bytes);
            if body.len() > MAX_BODY {
                return Err(self.endpoint.malformed("it is larger than 16 MiB"));
            }
        }
        let mut answer = Answer::new(self.dialect);
        self.absorb(&mut answer, &String::from_utf8_lossy(&body), progress)?;
        match answer.finished() {
            true => Ok(answer),
            false => Err(self.endpoint.interrupted("it came without a finish reason")),
        }
    }

    fn absorb(
        &self,
        answer: &mut Answer,
        data: &str,
        progress: &mut (dyn FnMut(Progress<'_>) + Send),
    ) -> Result<(), ModelError> {
        match answer.absorb(data).map_err(|error| self.endpoint.malformed(error))? {
            Absorbed::Text(text) if text.is_empty() => Ok(()),
            Absorbed::Text(text) => {
                progress(Progress::Text(&text));
                Ok(())
            }
            Absorbed::Error(error) => Err(self.endpoint.error_in_stream(&self.model, &error)),
        }
    }
}

/// What an event brought.
pub(crate) enum Absorbed {
    /// More text of the answer; may be empty.
    Text(String),
    /// The endpoint gives up, and says why.
    Error(Value),
}

/// An answer as far as it has arrived.
enum Answer {
    Chat(chat::Answer),
    Responses(responses::Answer),
    Messages(messages::Answer),
}

impl Answer {
    fn new(dialect: Dialect) -> Self {
        match dialect {
            Dialect::Chat => Self::Chat(chat::Answer::default()),
            Dialect::Responses => Self::Responses(responses::Answer::default()),
            Dialect::Messages => Self::Messages(messages::Answer::default()),
        }
    }

    fn absorb(&mut self, data: &str) -> serde_json::Result<Absorbed> {
        match self {
            Self::Chat(answer) => Ok(answer.absorb(serde_json::from_str(data)?)),
            Self::Responses(answer) => Ok(answer.absorb(serde_json::from_str(data)?)),
            Self::Messages(answer) => Ok(answer.absorb(serde_json::from_str(data)?)),
        }
    }

    /// The endpoint said why it ends.
    fn finished(&self) -> bool {
        match self {
            Self::Chat(answer) => answer.finished(),
            Self::Responses(answer) => answer.finished(),
            Self::Messages(answer) => answer.finished(),
        }
    }

    /// Nothing follows.
    fn over(&self) -> bool {
        match self {
            // What follows can be the usage.
            Self::Chat(_) => false,
            Self::Responses(answer) => answer.finished(),
            Self::Messages(answer) => answer.over(),
        }
    }

    /// The complete answer to `request`, `None` if it is empty, or what is wrong with it.
    fn finish(self, request: &ModelRequest) -> Result<Option<ModelAnswer>, &'static str> {
        match self {
            Self::Chat(answer) => answer.finish(request),
            Self::Responses(answer) => answer.finish(request),
            Self::Messages(answer) => answer.finish(request),
        }
    }
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Http")
            .field("dialect", &self.dialect)
            .field("model", &self.model)
            .field("endpoint", &self.endpoint)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}
