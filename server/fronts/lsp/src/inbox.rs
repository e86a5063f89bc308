use std::future::poll_fn;
use std::ops::ControlFlow;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt;
use tokio::sync::{Semaphore, mpsc};
use tower::Service;
use tower_lsp::jsonrpc::{Error, Id, Request, Response};

/// Requests in work at once. Beyond, the next message waits: a client that sends without reading answers stops
/// itself, not us.
const MAX_IN_WORK: usize = 256;

/// Takes messages in the order of their arrival, in front of the service that routes them.
///
/// - A notification has taken its effect when `take` returns.
/// - `initialize` and `shutdown` are answered before the next message is looked at.
/// - Every other request is a task of its own: none holds up another, and a panic is its answer.
pub(crate) struct Inbox<S> {
    service: S,
    /// Written out: a waiting answer is much smaller so.
    answers: mpsc::Sender<String>,
    in_work: Arc<Semaphore>,
    shut_down: bool,
}

impl<S> Inbox<S>
where
    S: Service<Request, Response = Option<Response>>,
    S::Error: std::fmt::Display,
    S::Future: Send + Unpin + 'static,
{
    pub(crate) fn new(service: S, answers: mpsc::Sender<String>) -> Self {
        Self { service, answers, in_work: Arc::new(Semaphore::new(MAX_IN_WORK)), shut_down: false }
    }

    /// Whether `shutdown` was answered.
    pub(crate) fn shut_down(&self) -> bool {
        self.shut_down
    }

    /// Takes one message. Breaks on `exit`.
    pub(crate) async fn take(&mut self, request: Request) -> ControlFlow<()> {
        let (method, id) = (request.method().to_owned(), request.id().cloned());
        if let Err(error) = poll_fn(|context| self.service.poll_ready(context)).await {
            tracing::error!("`{method}` came too late: {error}");
            return ControlFlow::Break(());
        }
        let work = self.service.call(request);
        match (method.as_str(), id) {
            ("exit", None) => {
                run_now(&method, work);
                return ControlFlow::Break(());
            }
            (_, None) => run_now(&method, work),
            ("initialize" | "shutdown", Some(id)) => {
                let answer = answer(id, &method, work).await;
                self.shut_down |= method == "shutdown" && answer.as_ref().is_some_and(Response::is_ok);
                send(&self.answers, answer).await;
            }
            (_, Some(id)) => {
                // The semaphore is never closed.
                let permit = Arc::clone(&self.in_work).acquire_owned().await;
                let answers = self.answers.clone();
                tokio::spawn(async move {
                    send(&answers, answer(id, &method, work).await).await;
                    drop(permit);
                });
            }
        }
        ControlFlow::Continue(())
    }

    /// Answers something that is no message.
    pub(crate) async fn refuse(&self, id: Id, error: Error) {
        send(&self.answers, Some(Response::from_error(id, error))).await;
    }
}

async fn send(answers: &mpsc::Sender<String>, answer: Option<Response>) {
    let Some(answer) = answer else { return };
    let written = serde_json::to_string(&answer);
    // It would be held for as long as the client does not read.
    drop(answer);
    match written {
        // If the connection has ended, nobody waits for it.
        Ok(answer) => drop(answers.send(answer).await),
        Err(error) => tracing::error!("an answer cannot be written as JSON: {error}"),
    }
}

/// Runs a notification to its end, here.
fn run_now<E>(method: &str, mut work: impl Future<Output = Result<Option<Response>, E>> + Unpin) {
    match std::panic::catch_unwind(AssertUnwindSafe(|| (&mut work).now_or_never())) {
        Ok(Some(_)) => {}
        Ok(None) => tracing::error!("the handler of the notification `{method}` waits; it was given up"),
        Err(_) => tracing::error!("the handler of the notification `{method}` panicked"),
    }
}

async fn answer<E>(
    id: Id,
    method: &str,
    work: impl Future<Output = Result<Option<Response>, E>>,
) -> Option<Response> {
    match AssertUnwindSafe(work).catch_unwind().await {
        Ok(answer) => answer.ok().flatten(),
        Err(_) => {
            tracing::error!("the handler of `{method}` panicked");
            let mut error = Error::internal_error();
            error.message = format!("`{method}` failed inside the server; its log says more").into();
            Some(Response::from_error(id, error))
        }
    }
}

#[cfg(test)]
mod tests;
