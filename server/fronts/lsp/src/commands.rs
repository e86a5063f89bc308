//! `workspace/executeCommand`: the verbs for clients that know no `kiro/*` method. Each command has one argument,
//! the parameters of its verb, and is answered at once; what it began goes on as events and progress.

use std::sync::Arc;

use ide::names;
use lsp_types::{Command, ExecuteCommandParams, Position, Range, ShowDocumentParams};
use protocol::{ErrorCode, Request, Response, VerbError};
use serde_json::{Value, json};
use tower_lsp::jsonrpc;

use crate::chat;
use crate::kiro;
use crate::place;
use crate::root::Root;
use crate::routing::take_root;
use crate::session::{Session, rpc_error};

/// Every command, as `initialize` announces it.
pub(crate) const COMMANDS: [&str; 9] = [
    names::RUN,
    names::STOP,
    names::SET,
    names::RUN_NEXT,
    names::ANSWER,
    names::SHOW,
    names::CHAT_NEW,
    names::CHAT_SEND,
    names::CHAT_CANCEL,
];

/// Says a command in the words of LSP. Its argument names the root it is for.
pub(crate) fn command(root: Option<&Root>, command: ide::Command) -> Command {
    let ide::Command { title, name, mut arguments } = command;
    if let (Some(root), Some(fields)) = (root, arguments.as_object_mut()) {
        fields.insert("root".to_owned(), json!(root.name()));
    }
    Command { title, command: name.to_owned(), arguments: Some(vec![arguments]) }
}

/// Performs a command. Not every client shows the error of a command to its user, so it is shown as well.
pub(crate) async fn execute(
    session: &Arc<Session>,
    params: ExecuteCommandParams,
) -> jsonrpc::Result<Option<Value>> {
    let argument = params.arguments.into_iter().next().unwrap_or_else(|| json!({}));
    match perform(session, &params.command, argument).await {
        Ok(result) => Ok(Some(result)),
        Err(error) => {
            session.show_error(&error).await;
            Err(rpc_error(&error))
        }
    }
}

async fn perform(session: &Arc<Session>, command: &str, argument: Value) -> Result<Value, VerbError> {
    let argument = place::named(session, argument)?;
    let method = match command {
        names::RUN => "kiro/task/run",
        names::STOP => "kiro/task/stop",
        names::SET => "kiro/task/set",
        names::ANSWER => "kiro/permission/answer",
        names::CHAT_CANCEL => "kiro/session/cancel",
        names::SHOW => return show(session, &argument).await,
        names::CHAT_NEW => return chat::new(session, argument).await,
        names::CHAT_SEND => return chat::send(session, argument).await,
        names::RUN_NEXT => return run_next(session, argument).await,
        unknown => {
            let why = format!("there is no command `{unknown}`; there are: {}", COMMANDS.join(", "));
            return Err(VerbError::new(ErrorCode::Invalid, why));
        }
    };
    kiro::call(session, method, argument).await
}

/// The argument may hold whatever else `kiro/task/run` takes.
async fn run_next(session: &Session, mut argument: Value) -> Result<Value, VerbError> {
    let invalid = |why: String| VerbError::new(ErrorCode::Invalid, why);
    let usage = || invalid(format!("`{}` takes one object: {{\"spec\": …}}", names::RUN_NEXT));
    let name = argument.get("spec").and_then(Value::as_str).ok_or_else(usage)?.to_owned();
    let root = match take_root(session, &mut argument)? {
        Some(root) => root,
        None => session.root_of_spec(&name).await?,
    };
    let Response::Spec { spec } = root.handle(Request::SpecGet { spec: name.clone() }).await? else {
        return Err(usage());
    };
    let next = ide::next_task(&spec.tasks).ok_or_else(|| {
        invalid(format!("no task of `{name}` is left to begin: all are done, running or optional"))
    })?;
    let fields = argument.as_object_mut().ok_or_else(usage)?;
    fields.insert("task".to_owned(), json!(next.reference));
    fields.insert("root".to_owned(), json!(root.name()));
    kiro::call(session, "kiro/task/run", argument).await
}

/// Has the client show a place.
async fn show(session: &Session, argument: &Value) -> Result<Value, VerbError> {
    let invalid = || {
        let why = format!("`{}` takes one object: {{\"uri\": …, \"line\": …}}", names::SHOW);
        VerbError::new(ErrorCode::Invalid, why)
    };
    let uri =
        argument.get("uri").and_then(Value::as_str).and_then(|uri| uri.parse().ok()).ok_or_else(invalid)?;
    let line = argument.get("line").and_then(Value::as_u64).and_then(|line| u32::try_from(line).ok());
    let start = Position { line: line.unwrap_or(1).saturating_sub(1), character: 0 };
    let params = ShowDocumentParams {
        uri,
        external: None,
        take_focus: Some(true),
        selection: Some(Range { start, end: start }),
    };
    let shown = session.client.show_document(params).await;
    Ok(json!({ "shown": shown.unwrap_or_default() }))
}
