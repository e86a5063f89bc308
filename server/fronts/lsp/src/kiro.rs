//! The `kiro/*` requests: one path for all of them, from parameters to a verb of the runtime and back.

use protocol::{ErrorCode, EventParams, NoticeParams, Request, VerbError};
use serde_json::{Value, json};
use tower_lsp::LspServiceBuilder;
use tower_lsp::jsonrpc;

use crate::routing::take_root;
use crate::server::Server;
use crate::session::{Session, rpc_error};

/// Every method, as `initialize` announces it.
pub(crate) const METHODS: &[&str] = &[
    "kiro/spec/list",
    "kiro/spec/get",
    "kiro/spec/draft",
    "kiro/steering/draft",
    "kiro/spec/graph",
    "kiro/spec/trace",
    "kiro/check",
    "kiro/rule/explain",
    "kiro/steering/list",
    "kiro/hook/list",
    "kiro/task/run",
    "kiro/task/stop",
    "kiro/task/set",
    "kiro/run/list",
    "kiro/session/start",
    "kiro/session/prompt",
    "kiro/session/cancel",
    "kiro/session/list",
    "kiro/session/get",
    "kiro/session/fork",
    "kiro/session/resume",
    "kiro/session/rename",
    "kiro/session/export",
    "kiro/session/search",
    "kiro/session/delete",
    "kiro/session/vendorList",
    "kiro/session/import",
    "kiro/question/list",
    "kiro/permission/answer",
    "kiro/permission/list",
    "kiro/permission/explain",
    "kiro/trust/list",
    "kiro/trust/grant",
    "kiro/trust/revoke",
    "kiro/freeze/get",
    "kiro/freeze/set",
    "kiro/usage/get",
    "kiro/task/estimate",
    "kiro/model/list",
    "kiro/model/check",
    "kiro/checkpoint/list",
    "kiro/checkpoint/diff",
    "kiro/checkpoint/restore",
    "kiro/event/replay",
    "kiro/doctor",
    "kiro/bugReport",
];

/// A durable event, in the order of its root's log. Only for clients that opted in.
pub(crate) enum EventNotification {}

impl lsp_types::notification::Notification for EventNotification {
    type Params = EventParams;
    const METHOD: &'static str = "kiro/event";
}

/// A piece of something to come. Only for clients that opted in.
pub(crate) enum NoticeNotification {}

impl lsp_types::notification::Notification for NoticeNotification {
    type Params = NoticeParams;
    const METHOD: &'static str = "kiro/notice";
}

pub(crate) fn register(builder: LspServiceBuilder<Server>) -> LspServiceBuilder<Server> {
    METHODS.iter().fold(builder, |builder, &method| {
        builder.custom_method(
            method,
            handler(move |server: &Server, params: Value| {
                let session = server.session();
                async move { call(&*session?, method, params).await.map_err(|error| rpc_error(&error)) }
            }),
        )
    })
}

/// Only to tell the compiler that the closure takes a server of any lifetime.
fn handler<F, R>(f: F) -> F
where
    F: Fn(&Server, Value) -> R,
    R: Future<Output = jsonrpc::Result<Value>>,
{
    f
}

/// Performs a verb. Who answers a question may be left out: it is this client.
pub(crate) async fn call(session: &Session, method: &str, mut params: Value) -> Result<Value, VerbError> {
    let root = take_root(session, &mut params)?;
    if let ("kiro/permission/answer", Some(params)) = (method, params.as_object_mut()) {
        params.entry("by").or_insert(json!(session.answerer()));
    }
    let request: Request =
        serde_json::from_value(json!({ "method": method, "params": params })).map_err(|error| {
            VerbError::new(ErrorCode::Invalid, format!("the parameters of `{method}` are wrong: {error}"))
        })?;
    let response = match root {
        Some(root) => root.handle(request).await?,
        None => session.handle(request).await?,
    };
    serde_json::to_value(response).map_err(|error| VerbError::new(ErrorCode::Invalid, error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::METHODS;

    #[test]
    fn every_verb_has_its_method() {
        let schema = schemars::schema_for!(protocol::Request).to_value();
        let mut verbs: Vec<&str> = schema["oneOf"]
            .as_array()
            .unwrap()
            .iter()
            .map(|verb| verb["properties"]["method"]["const"].as_str().unwrap())
            .collect();
        let mut methods = METHODS.to_vec();
        verbs.sort_unstable();
        methods.sort_unstable();
        assert_eq!(methods, verbs);
    }
}
