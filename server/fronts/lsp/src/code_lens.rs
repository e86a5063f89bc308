//! `textDocument/codeLens`: what can be done about each task. Reads the open document and the board; never waits.

use std::sync::Arc;

use ide::SpecTasks;
use lsp_types::request::{CodeLensRefresh, Request as _};
use lsp_types::{CodeLens, CodeLensParams, Position, Range};
use tower::Service;
use tower_lsp::jsonrpc::Request;

use crate::board::Board;
use crate::commands;
use crate::session::Session;

pub(crate) fn lenses(session: &Session, params: &CodeLensParams) -> Option<Vec<CodeLens>> {
    if let Some((chat, actions)) = session.chat_actions(&params.text_document.uri) {
        return Some(actions.into_iter().map(|action| lens(chat.line, action.command)).collect());
    }
    let (document, list) = session.tasks_document(&params.text_document.uri)?;
    let board = session.board.borrow().clone();
    let tasks = SpecTasks::new(document.spec.as_deref()?, &list, &board.runs, &board.questions);
    Some(ide::lenses(&tasks).into_iter().map(|found| lens(found.line, found.command)).collect())
}

fn lens(line: u32, command: ide::Command) -> CodeLens {
    let start = Position { line, character: 0 };
    CodeLens { range: Range { start, end: start }, command: Some(commands::command(command)), data: None }
}

/// Has the client ask for lenses again whenever runs or questions change. While it does not answer, changes add up
/// to one further request.
pub(crate) async fn refresh(session: Arc<Session>) {
    let mut board = session.board.subscribe();
    let shown = |board: &Board| (board.runs.clone(), board.questions.clone());
    let mut last = shown(&board.borrow_and_update());
    while board.changed().await.is_ok() {
        let now = shown(&board.borrow_and_update());
        if now != last {
            last = now;
            let mut client = session.client.clone();
            // The framework's own would have null as parameters, which are to be left out.
            let request = Request::build(CodeLensRefresh::METHOD).id(client.next_request_id()).finish();
            // An error changes nothing: lenses are stale until the next change.
            let _ = client.call(request).await;
        }
    }
}
