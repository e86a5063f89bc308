use std::time::Duration;

use futures_util::{SinkExt, Stream, StreamExt};
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncWrite, BufReader};
use tokio::sync::{mpsc, oneshot};
use tower::Service;
use tower_lsp::ClientSocket;
use tower_lsp::jsonrpc::{Error, Id, Request, Response};

use crate::frames::{self, Frame};
use crate::inbox::Inbox;

/// Answers that wait for the client to read.
const QUEUE: usize = 64;

/// How long answers are still written once the connection ends.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// How a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The client said `exit` or closed its end, after `shutdown`.
    Orderly,
    /// The same without `shutdown`.
    Abrupt,
}

/// Serves one client until it leaves.
///
/// This stands in for `tower_lsp::Server`, which ends at the first malformed message, waits for requests in work
/// at the end, and lets at most a handful of them be in work.
pub(crate) async fn run<S>(
    input: impl AsyncRead + Unpin,
    output: impl AsyncWrite + Unpin + Send + 'static,
    service: S,
    socket: ClientSocket,
) -> End
where
    S: Service<Request, Response = Option<Response>>,
    S::Error: std::fmt::Display,
    S::Future: Send + Unpin + 'static,
{
    let (answers, answered) = mpsc::channel(QUEUE);
    let (requests, mut responses) = socket.split();
    let (finish, finished) = oneshot::channel();
    let mut writer = tokio::spawn(write(output, answered, requests, finished));

    let mut inbox = Inbox::new(service, answers);
    let mut input = BufReader::new(input);
    let reading = async {
        loop {
            let message = match frames::read(&mut input).await {
                Ok(Some(Frame::Json(message))) => message,
                Ok(Some(Frame::Malformed(why))) => {
                    tracing::warn!("the client sent {why}");
                    inbox.refuse(Id::Null, Error { message: why.into(), ..Error::parse_error() }).await;
                    continue;
                }
                Ok(None) => return,
                Err(error) => return tracing::warn!("cannot read from the client: {error}"),
            };
            match Message::of(message) {
                Message::Request(request) => {
                    if inbox.take(request).await.is_break() {
                        return;
                    }
                }
                Message::Response(response) => {
                    // Refused only after the end.
                    let _ = responses.send(response).await;
                }
                Message::Neither(id) => inbox.refuse(id, Error::invalid_request()).await,
            }
        }
    };
    let written = tokio::select! {
        () = reading => None,
        written = &mut writer => Some(written),
    };
    if written.is_none() {
        let _ = finish.send(());
        if tokio::time::timeout(LAST_WORDS, &mut writer).await.is_err() {
            writer.abort();
        }
    }
    if inbox.shut_down() { End::Orderly } else { End::Abrupt }
}

enum Message {
    Request(Request),
    Response(Response),
    /// No message of JSON-RPC 2.0; its id, if it has one.
    Neither(Id),
}

impl Message {
    fn of(mut message: Value) -> Self {
        let id =
            message.get("id").cloned().and_then(|id| serde_json::from_value(id).ok()).unwrap_or_default();
        let Some(fields) = message.as_object_mut() else { return Self::Neither(id) };
        match fields.get("method").and_then(Value::as_str) {
            Some("initialize") => {
                if let Some(params) = fields.get_mut("params").and_then(Value::as_object_mut) {
                    params.entry("capabilities").or_insert_with(|| json!({}));
                }
            }
            // Verbs without parameters may leave them out.
            Some(method) if method.starts_with("kiro/") => {
                let params = fields.entry("params").or_insert(Value::Null);
                if params.is_null() {
                    *params = json!({});
                }
            }
            Some(_) => {}
            None => return Self::response(id, fields),
        }
        serde_json::from_value(message).map_or(Self::Neither(id), Self::Request)
    }

    /// Clients differ in what they put into an error; that it is one is enough.
    fn response(id: Id, fields: &mut serde_json::Map<String, Value>) -> Self {
        if id == Id::Null {
            return Self::Neither(id);
        }
        match (fields.remove("error").filter(|error| !error.is_null()), fields.remove("result")) {
            (Some(error), _) => {
                let error = serde_json::from_value(error).unwrap_or_else(|_| Error::internal_error());
                Self::Response(Response::from_error(id, error))
            }
            (None, Some(result)) => Self::Response(Response::from_ok(id, result)),
            // The id may be one of ours: the client must not take it for one of its own.
            (None, None) => Self::Neither(Id::Null),
        }
    }
}

/// Writes what there is to send until `finish`; then what is left of the answers. Ends early if the client's end
/// is closed.
async fn write(
    mut output: impl AsyncWrite + Unpin,
    mut answers: mpsc::Receiver<String>,
    mut requests: impl Stream<Item = Request> + Unpin,
    mut finish: oneshot::Receiver<()>,
) {
    let mut finishing = false;
    loop {
        let body = tokio::select! {
            biased;
            answer = answers.recv() => match answer {
                Some(answer) => answer,
                None => return,
            },
            Some(request) = requests.next(), if !finishing => request.to_string(),
            _ = &mut finish, if !finishing => {
                finishing = true;
                answers.close();
                continue;
            }
        };
        if let Err(error) = frames::write(&mut output, &body).await {
            return tracing::warn!("cannot write to the client: {error}");
        }
    }
}
