//! `textDocument/codeLens`: what can be done about each task, and how far its spec is.

use std::sync::Arc;

use ide::{Kind, ProgressLensDoes, SpecTasks, names};
use lsp_types::request::{CodeLensRefresh, Request as _};
use lsp_types::{CodeLens, CodeLensParams, Command, Position, Range};
use serde_json::json;
use spec::TaskList;

use crate::board::Board;
use crate::commands;
use crate::estimates;
use crate::places::Reading;
use crate::refresh;
use crate::session::Session;

pub(crate) async fn lenses(session: &Session, params: &CodeLensParams) -> Option<Vec<CodeLens>> {
    let uri = &params.text_document.uri;
    if let Some((root, chat, actions)) = session.chat_actions(uri) {
        let lens = |action: ide::Action| lens(chat.line, commands::command(root.as_deref(), action.command));
        return Some(actions.into_iter().map(lens).collect());
    }
    let reading = session.read(uri).await?;
    let root = &reading.root;
    let board = root.board();
    let spec = reading.library.spec_of(&reading.document.path)?;
    let empty = TaskList::default();
    let list = spec.tasks().map_or(&empty, |(_, list)| list);
    let tasks = SpecTasks::new(&spec.name, list, &board.runs, &board.questions);
    let of_root = |line, command| lens(line, commands::command(Some(root), command));
    let mut lenses = Vec::new();
    // Documents right in `.kiro/specs` belong to no spec that could be run.
    if spec.name.is_empty() {
        return Some(lenses);
    }
    if let Some(progress) = ide::progress_lens(spec, &reading.document, &tasks) {
        match progress.does {
            ProgressLensDoes::Run(command) => lenses.push(of_root(progress.line, command)),
            ProgressLensDoes::Show(place) if session.announced.shows_documents => {
                let show = place_command(session, &reading, progress.title, &place)?;
                lenses.push(lens(progress.line, show));
            }
            ProgressLensDoes::Show(_) => {}
        }
    }
    if reading.document.kind == Kind::Tasks {
        let estimate =
            ide::next_task(&tasks.tasks).and_then(|next| estimates::of(root, &board, &spec.name, next));
        let found = ide::lenses(&tasks, estimate.as_ref()).into_iter();
        lenses.extend(found.map(|found| of_root(found.line, found.command)));
    }
    Some(lenses)
}

/// The command that goes to a place.
fn place_command(
    session: &Session,
    reading: &Reading,
    title: String,
    place: &ide::Location,
) -> Option<Command> {
    let location = reading.location(session, place)?;
    let argument = json!({ "uri": location.uri, "line": location.range.start.line + 1 });
    Some(Command { title, command: names::SHOW.to_owned(), arguments: Some(vec![argument]) })
}

fn lens(line: u32, command: Command) -> CodeLens {
    let start = Position { line, character: 0 };
    CodeLens { range: Range { start, end: start }, command: Some(command), data: None }
}

/// Has the client ask for lenses again whenever roots, runs or questions changed since this was called. While it does not
/// answer, changes add up to one further request.
pub(crate) fn refresh(session: Arc<Session>) -> impl Future<Output = ()> {
    let mut changes = session.roots.changes();
    let shown = |session: &Session| {
        let Board { runs, questions, activity: _, estimates } = session.board();
        (session.roots.list(), runs, questions, estimates)
    };
    let mut last = shown(&session);
    async move {
        while changes.changed().await.is_ok() {
            let now = shown(&session);
            if now != last {
                last = now;
                refresh::ask(&session, CodeLensRefresh::METHOD).await;
            }
        }
    }
}
