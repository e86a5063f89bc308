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

pub(crate) async fn lenses(session: &Session, params: &CodeLensParams) -> Option<Vec<CodeLens>> {
    let uri = &params.text_document.uri;
    if let Some((root, chat, actions)) = session.chat_actions(uri) {
        let lens = |action: ide::Action| lens(chat.line, commands::command(root.as_deref(), action.command));
        return Some(actions.into_iter().map(lens).collect());
    }
    let reading = session.read(uri).await?;
    let of_root = |found: ide::Lens| lens(found.line, commands::command(Some(&reading.root), found.command));
    let mut found: Vec<ide::Lens> = ide::spec_lenses(&reading.library, &reading.document);
    if let Some((document, list)) = session.tasks_document(uri)
        && let Some(Spec { root, name }) = &document.spec
    {
        let board = root.board();
        found.extend(ide::lenses(&SpecTasks::new(name, &list, &board.runs, &board.questions)));
    }
    Some(found.into_iter().map(of_root).collect())
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
