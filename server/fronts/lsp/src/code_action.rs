//! `textDocument/codeAction`: the same as the lenses and more, for the lines of the selection. Commands are inline,
//! since many clients do not resolve them.

use std::sync::Arc;

use ide::SpecTasks;
use lsp_types::{CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams};

use crate::commands;
use crate::diagnostics::question_id;
use crate::documents::Spec;
use crate::root::Root;
use crate::session::Session;

pub(crate) fn actions(session: &Session, params: &CodeActionParams) -> Option<Vec<CodeActionOrCommand>> {
    let (root, actions) = match session.chat_actions(&params.text_document.uri) {
        Some((root, _, actions)) => (root, actions),
        None => task_actions(session, params)?,
    };
    let actions = actions.into_iter().filter_map(|action| {
        let kind = action.question.as_ref().map(|_| CodeActionKind::QUICKFIX);
        let diagnostics = action.question.map(|question| {
            let about =
                params.context.diagnostics.iter().filter(|shown| question_id(shown) == Some(&question.0));
            about.cloned().collect()
        });
        let command = commands::command(root.as_deref(), action.command);
        wanted(kind.as_ref(), params.context.only.as_deref()).then(|| {
            CodeActionOrCommand::CodeAction(CodeAction {
                title: command.title.clone(),
                kind,
                diagnostics,
                command: Some(command),
                ..CodeAction::default()
            })
        })
    });
    Some(actions.collect())
}

fn task_actions(
    session: &Session,
    params: &CodeActionParams,
) -> Option<(Option<Arc<Root>>, Vec<ide::Action>)> {
    let (document, list) = session.tasks_document(&params.text_document.uri)?;
    let Spec { root, name } = document.spec.as_ref()?;
    let board = root.board();
    let tasks = SpecTasks::new(name, &list, &board.runs, &board.questions);
    let actions = ide::actions(&tasks, params.range.start.line..=params.range.end.line);
    Some((Some(Arc::clone(root)), actions))
}

/// Whether the client asked for this kind: kinds are paths, and each stands for those below it.
fn wanted(kind: Option<&CodeActionKind>, only: Option<&[CodeActionKind]>) -> bool {
    let kind = kind.map_or("", CodeActionKind::as_str);
    only.is_none_or(|only| {
        only.iter().map(CodeActionKind::as_str).any(|wanted| {
            wanted.is_empty()
                || kind.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    })
}
