use std::sync::Arc;

use std::time::Duration;

use agent::{History, ModelAnswer, ModelRequest, ToolResult, ToolSpec};
use models::{Model, ModelError, ModelSettings, Progress, RetryPolicy, Secret};
use protocol::ToolCall;

pub(crate) const KEY: &str = "sk-planted-canary-0123456789";

/// Settings for a server of a test: waits are milliseconds.
pub(crate) fn settings(base_url: &str) -> ModelSettings {
    ModelSettings {
        openai_base_url: Some(base_url.to_owned()),
        openai_api_key: Some(Secret::from(KEY.to_owned())),
        retry: RetryPolicy {
            base: Duration::from_millis(2),
            retry_after_cap: Duration::from_millis(30),
            idle: Duration::from_secs(2),
            ..RetryPolicy::default()
        },
        ..ModelSettings::default()
    }
}

pub(crate) fn prompt(text: &str) -> ModelRequest {
    let mut history = History::default();
    history.prompt(text);
    request(history, [])
}

pub(crate) fn request(history: History, tools: impl Into<Arc<[ToolSpec]>>) -> ModelRequest {
    ModelRequest::new("Be brief.".into(), Arc::new(history), tools.into()).unwrap()
}

/// The request that follows an answer and the results of its calls.
pub(crate) fn go_on(before: &ModelRequest, answer: ModelAnswer, output: &str) -> ModelRequest {
    let calls = answer
        .calls
        .into_iter()
        .map(|call| (call, ToolResult { output: output.to_owned(), error: false, image: None }));
    let mut history = before.history().clone();
    history.answer(&answer.text, calls);
    request(history, before.tools())
}

/// Asks; the progress as one line each, `+` for text and `retry n: why`.
pub(crate) async fn ask(model: &Model, request: &ModelRequest) -> (Result<ModelAnswer, ModelError>, String) {
    let mut log = String::new();
    let mut progress = |step: Progress<'_>| match step {
        Progress::Text(text) => log += &format!("+{text}\n"),
        Progress::Retry { attempt, why } => log += &format!("retry {attempt}: {why}\n"),
    };
    let answer = model.answer(request, None, &mut progress).await;
    (answer, log)
}

/// An answer as text: what was said, the calls, stop and usage.
pub(crate) fn show(answer: &Result<ModelAnswer, ModelError>) -> String {
    let answer = match answer {
        Ok(answer) => answer,
        Err(error) => return format!("error: {error}\n"),
    };
    let call = |call: &ToolCall| format!("{} {} {}\n", call.id, call.name, call.input);
    let usage = answer.usage;
    format!(
        "{:?}\n{}{:?} {}+{} cached {}\n",
        answer.text,
        answer.calls.iter().map(call).collect::<String>(),
        answer.stop,
        usage.input_tokens,
        usage.output_tokens,
        usage.cached_tokens,
    )
}
