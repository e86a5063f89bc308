//! OpenAI-compatible chat completions, streamed.
//!
//! Format: <https://platform.openai.com/docs/api-reference/chat>, read as leniently as the servers that
//! imitate it need.

mod answer;
mod endpoint;
mod request;

use std::{fmt, sync::OnceLock, time::Duration};

use agent::{ModelAnswer, ModelRequest};
use catalog::Prices;
use reqwest::{Client, Response, header};
use tokio::time::timeout;

use self::{
    answer::{Answer, Chunk},
    endpoint::Endpoint,
};
use crate::{ModelError, ModelSettings, Progress, RetryPolicy, manner::Manner, retry::Fault, sse::Events};

/// An endpoint that speaks chat completions, and one of its models.
pub(crate) struct ChatCompletions {
    model: String,
    endpoint: Endpoint,
    manner: Manner,
    prices: Option<Prices>,
    retry: RetryPolicy,
    client: OnceLock<Client>,
}

/// Largest answer of an endpoint that does not stream.
const MAX_BODY: usize = 16 * 1024 * 1024;
/// Longest wait for the end of the response after `[DONE]`.
const LINGER: Duration = Duration::from_millis(100);
/// Longest wait for the usage after the finish reason; some endpoints send none, and keep the connection open.
const USAGE: Duration = Duration::from_secs(2);

impl ChatCompletions {
    pub(crate) fn open(model: &str, settings: &ModelSettings) -> Result<Self, ModelError> {
        let endpoint = Endpoint::open(settings)?;
        let known = settings.catalog().find(model);
        let manner = Manner::of(known, settings.effort, settings.cache_ttl);
        let prices = known.and_then(catalog::Model::prices);
        let retry = settings.retry.clone();
        Ok(Self { model: model.to_owned(), endpoint, manner, prices, retry, client: OnceLock::new() })
    }

    pub(crate) fn model(&self) -> &str {
        &self.model
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
        let post =
            self.endpoint.post(client, request::body(&self.model, request, &self.manner.within(output)))?;
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
        let mut answer = Answer::default();
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
                if data.trim() == "[DONE]" {
                    if !answer.finished() {
                        return Err(self.endpoint.interrupted("the stream ended without a finish reason"));
                    }
                    // Read to its very end, the connection can serve the next request.
                    let _ = timeout(LINGER, response.chunk()).await;
                    return Ok(answer);
                }
                self.absorb(&mut answer, &data, progress)?;
            }
        }
    }

    /// Reads the answer of an endpoint that ignores `stream`: one object, shaped like a chunk.
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
        let mut answer = Answer::default();
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
        let chunk: Chunk = serde_json::from_str(data).map_err(|error| self.endpoint.malformed(error))?;
        if let Some(error) = &chunk.error {
            return Err(self.endpoint.error_in_stream(&self.model, error));
        }
        let text = answer.absorb(chunk);
        if !text.is_empty() {
            progress(Progress::Text(&text));
        }
        Ok(())
    }
}

impl fmt::Debug for ChatCompletions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChatCompletions")
            .field("model", &self.model)
            .field("endpoint", &self.endpoint)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}
