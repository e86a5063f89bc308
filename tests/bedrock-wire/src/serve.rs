//! From a request to its answer.

use std::{
    borrow::Cow,
    io,
    time::{Duration, SystemTime},
};

use aws_smithy_types::DateTime;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncWrite, AsyncWriteExt},
    time::sleep,
};

use crate::{
    Answer, Api, Options, Recorded, Refusal, Reply, Usage,
    cache::{Prefixes, Split},
    chat, converse,
    delivery::{Step, steps},
    http::{Request, Response, write_chunk},
    messages, responses,
    signature::{Authorization, verify, verify_bearer},
};

/// Which wire a request goes over.
fn api(request: &Request) -> Api {
    match request.target.as_str() {
        target if target.starts_with("/model/") => Api::Converse,
        "/v1/responses" => Api::Responses,
        "/v1/messages" => Api::Messages,
        _ => Api::Chat,
    }
}

/// The body of a request as it would be for Converse.
pub(crate) fn as_converse<'a>(request: &Request, body: &'a Value) -> Cow<'a, Value> {
    api(request).as_converse(body)
}

/// What is sent in answer to a request.
#[derive(Debug)]
pub(crate) struct Outgoing {
    api: Api,
    /// It was asked for a count.
    counted: Option<u64>,
    reply: Reply,
}

/// The operation `CountTokens`.
const COUNT: &str = "count-tokens";

/// How ids of inference profiles begin.
const PROFILES: [&str; 7] = ["us.", "us-gov.", "eu.", "jp.", "au.", "apac.", "global."];

const NOT_FOUND: &str = "UnknownOperationException";

/// Checks a request and finds its answer; `accepted` is how many were accepted before.
pub(crate) fn reply(request: &Request, accepted: usize, options: &Options) -> (Recorded, Outgoing) {
    let api = api(request);
    let authorization = Authorization::read(request);
    let mut recorded = Recorded {
        body: serde_json::from_slice(&request.body).unwrap_or_default(),
        headers: request.headers.clone(),
        access_key: authorization.as_ref().map(|it| it.key.to_owned()),
        scope: authorization.as_ref().map(|it| it.scope.to_owned()),
        ..Recorded::default()
    };
    let chosen = match api {
        Api::Converse => converse_request(api, request, options, &mut recorded),
        Api::Chat | Api::Responses | Api::Messages => http_request(api, request, options, &mut recorded),
    };
    let reply = match chosen {
        Ok(()) => {
            choose(accepted, options, api.as_converse(&recorded.body).get("messages").unwrap_or(&Value::Null))
        }
        Err(refusal) => {
            recorded.refusal = Some(refusal.clone());
            Reply::Error(refusal)
        }
    };
    let counted = recorded.counted;
    (recorded, Outgoing { api, counted, reply })
}

fn converse_request(
    api: Api,
    request: &Request,
    options: &Options,
    recorded: &mut Recorded,
) -> Result<(), Refusal> {
    let path = request.target.strip_prefix("/model/").and_then(|path| path.split_once('/'));
    let counts = path.is_some_and(|(_, operation)| operation == COUNT);
    // A slash of an ARN must come encoded.
    let known = path.filter(|(_, operation)| ["converse-stream", COUNT].contains(operation));
    let Some(model) =
        known.map(|(model, _)| model).filter(|model| !model.contains('/') && request.method == "POST")
    else {
        return Err(Refusal::new(
            404,
            NOT_FOUND,
            "The requested operation is not recognized by the service.",
        ));
    };
    recorded.model = percent_decode_str(model).decode_utf8_lossy().into_owned();
    match request.header("authorization").and_then(|it| it.strip_prefix("Bearer ")) {
        Some(sent) => verify_bearer(sent, options.bearer.as_deref())?,
        None => verify(request, &options.keys, &options.region, now(options))?,
    }
    recorded.signature_ok = true;
    if !model_id(&recorded.model) {
        return Err(Refusal::validation("The provided model identifier is invalid."));
    }
    if !recorded.body.is_object() {
        return Err(Refusal::new(400, "SerializationException", "the body is not a JSON object"));
    }
    if counts {
        // As the service does: it counts for models, and not for the profiles that lead to them.
        let profile = PROFILES.iter().any(|profile| recorded.model.starts_with(profile));
        if profile || recorded.model.contains("inference-profile/") {
            return Err(Refusal::validation("The provided model doesn't support counting tokens."));
        }
        let asked = recorded.body.pointer("/input/converse").unwrap_or(&Value::Null);
        api.validate(asked).map_err(Refusal::validation)?;
        recorded.counted = Some(Prefixes::of(asked).tokens());
        return Ok(());
    }
    api.validate(&recorded.body).map_err(Refusal::validation)
}

fn http_request(
    api: Api,
    request: &Request,
    options: &Options,
    recorded: &mut Recorded,
) -> Result<(), Refusal> {
    let known = ["/v1/chat/completions", "/v1/responses", "/v1/messages"];
    if !known.contains(&request.target.as_str()) || request.method != "POST" {
        return Err(Refusal::new(
            404,
            NOT_FOUND,
            format!("there is no {} {}", request.method, request.target),
        ));
    }
    let sent = match api {
        Api::Messages => request.header("x-api-key"),
        Api::Converse | Api::Chat | Api::Responses => {
            request.header("authorization").and_then(|it| it.strip_prefix("Bearer "))
        }
    };
    recorded.signature_ok = options.bearer.as_deref().is_none_or(|bearer| sent == Some(bearer));
    if !recorded.signature_ok {
        return Err(Refusal::new(401, "invalid_api_key", "Incorrect API key provided"));
    }
    match recorded.body.get("model").and_then(Value::as_str) {
        Some(model) => recorded.model = model.to_owned(),
        None => return Err(Refusal::new(400, "invalid_request_error", "you must provide a model parameter")),
    }
    let refused = |why: String| Refusal::new(400, "invalid_request_error", why);
    if api == Api::Messages {
        if request.header("anthropic-version").is_none() {
            return Err(refused("anthropic-version: header is required".to_owned()));
        }
        if recorded.body.get("max_tokens").is_none() {
            return Err(refused("max_tokens: Field required".to_owned()));
        }
    }
    api.validate(&recorded.body).map_err(refused)
}

/// The characters of `ConversationalModelId`; its alternatives, one for each kind of ARN, allow these.
fn model_id(model: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || ":./_-".contains(c);
    (1..=2048).contains(&model.len()) && model.chars().all(allowed)
}

fn choose(accepted: usize, options: &Options, messages: &Value) -> Reply {
    let faults = match options.replies.get(accepted) {
        Some(Reply::Scripted(faults)) => Some(faults),
        Some(reply) => return reply.clone(),
        None => None,
    };
    match options.scenario.answer(messages) {
        Some(answer) => Reply::Answer(match faults {
            Some(faults) => answer.faults(faults.clone()),
            None => answer,
        }),
        // Not a 500, which clients would repeat.
        None => {
            let why = format!("No reply is planned for request {} of this test.", accepted + 1);
            Reply::Error(Refusal::validation(why))
        }
    }
}

fn now(options: &Options) -> DateTime {
    DateTime::from_secs(DateTime::from(SystemTime::now()).secs() + options.clock_ahead)
}

impl Outgoing {
    /// The usage of its answer is that of a prompt that is split so.
    pub(crate) fn count(&mut self, split: Split) {
        if let Reply::Answer(answer) = &mut self.reply {
            let Split { read, written, rest } = split;
            answer.usage = Usage { input: rest, cache_read: read, cache_write: written, ..answer.usage };
        }
    }

    /// Says whether the connection stays open.
    pub(crate) async fn send(
        &self,
        write: &mut (impl AsyncWrite + Unpin),
        options: &Options,
    ) -> io::Result<bool> {
        if let Some(tokens) = self.counted {
            let response = Response::json(200, &json!({ "inputTokens": tokens }));
            write.write_all(&response.encode(now(options))).await?;
            return Ok(true);
        }
        let refusal = match &self.reply {
            Reply::Answer(answer) => return self.stream(answer, write, options).await,
            // `choose` has put the scenario's answer in its place.
            Reply::Scripted(_) | Reply::Close => return Ok(false),
            Reply::Hang => return std::future::pending().await,
            Reply::Throttle { .. } => {
                let why = "Too many requests, please wait before trying again.";
                Refusal::new(429, "ThrottlingException", why)
            }
            Reply::Error(refusal) => refusal.clone(),
        };
        let mut response = match self.api {
            Api::Converse => refusal.response(),
            Api::Chat | Api::Responses => {
                Response::json(refusal.status, &chat::error(&refusal.kind, &refusal.message, refusal.status))
            }
            Api::Messages => {
                Response::json(refusal.status, &messages::error(&refusal.kind, &refusal.message))
            }
        };
        if let Reply::Throttle { retry_after: Some(seconds) } = &self.reply {
            response = response.header("Retry-After", seconds.to_string());
        }
        write.write_all(&response.encode(now(options))).await?;
        Ok(true)
    }

    async fn stream(
        &self,
        answer: &Answer,
        write: &mut (impl AsyncWrite + Unpin),
        options: &Options,
    ) -> io::Result<bool> {
        let (content_type, events) = match self.api {
            Api::Converse => {
                let frames = converse::frames(answer).map_err(io::Error::other)?;
                ("application/vnd.amazon.eventstream", frames)
            }
            Api::Chat => ("text/event-stream", chat::events(answer)),
            Api::Responses => ("text/event-stream", responses::events(answer)),
            Api::Messages => ("text/event-stream", messages::events(answer)),
        };
        pause(Duration::from_millis(answer.faults.first_byte_ms)).await;
        write.write_all(&Response::stream(content_type).encode(now(options))).await?;
        for step in steps(events, &answer.faults) {
            match step {
                Step::Wait(time) => pause(time).await,
                Step::Send(bytes) => write_chunk(write, &bytes).await?,
                Step::End => write_chunk(write, &[]).await?,
                Step::Cut => return Ok(false),
                Step::Stall => std::future::pending().await,
            }
        }
        Ok(true)
    }
}

/// `sleep(0)` would still wait for the timer's next tick.
async fn pause(time: Duration) {
    if !time.is_zero() {
        sleep(time).await;
    }
}
