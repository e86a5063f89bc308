//! `textDocument/codeLens`: what can be done about each task. Reads the open document and the board; never waits.

use std::sync::Arc;

use ide::SpecTasks;
use lsp_types::request::{CodeLensRefresh, Request as _};
use lsp_types::{CodeLens, CodeLensParams, Command, Position, Range};

use crate::board::Board;
use crate::commands;
use crate::documents::Spec;
use crate::refresh;
use crate::session::Session;

pub(crate) fn lenses(session: &Session, params: &CodeLensParams) -> Option<Vec<CodeLens>> {
    if let Some((root, chat, actions)) = session.chat_actions(&params.text_document.uri) {
        let lens = |action: ide::Action| lens(chat.line, commands::command(root.as_deref(), action.command));
        return Some(actions.into_iter().map(lens).collect());
    }
    let (document, list) = session.tasks_document(&params.text_document.uri)?;
    let Spec { root, name } = document.spec.as_ref()?;
    let board = root.board();
    let tasks = SpecTasks::new(name, &list, &board.runs, &board.questions);
    let lens = |found: ide::Lens| lens(found.line, commands::command(Some(root), found.command));
    Some(ide::lenses(&tasks).into_iter().map(lens).collect())
}

fn lens(line: u32, command: Command) -> CodeLens {
    let start = Position { line, character: 0 };
    CodeLens { range: Range { start, end: start }, command: Some(command), data: None }
}

/// Has the client ask for lenses again whenever roots, runs or questions change. While it does not answer, changes add up
/// to one further request.
pub(crate) async fn refresh(session: Arc<Session>) {
    let mut changes = session.roots.changes();
    let shown = || {
        let Board { runs, questions, activity: _ } = session.board();
        (session.roots.list(), runs, questions)
    };
    let mut last = shown();
    while changes.changed().await.is_ok() {
        let now = shown();
        if now != last {
            last = now;
            refresh::ask(&session, CodeLensRefresh::METHOD).await;
        }
    }
}
