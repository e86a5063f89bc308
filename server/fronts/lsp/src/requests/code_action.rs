//! `textDocument/codeAction`: answers to what waits, what mends a finding, and what can be done about a task.

use std::sync::Arc;

use ide::{Finding, Fix, SpecTasks};
use lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, Diagnostic, NumberOrString,
};

use crate::commands;
use crate::diagnostics::question_id;
use crate::documents::Spec;
use crate::places::{Reading, workspace_edit};
use crate::root::Root;
use crate::session::Session;

/// The kind of an action that mends a whole document.
pub(crate) const FIX_ALL: &str = "source.fixAll.kiro";

pub(crate) async fn actions(
    session: &Session,
    params: &CodeActionParams,
) -> Option<Vec<CodeActionOrCommand>> {
    let only = params.context.only.as_deref();
    let reading = session.read(&params.text_document.uri).await;
    let (root, offered) = match session.chat_actions(&params.text_document.uri) {
        Some((root, _, actions)) => (root, actions),
        None => task_actions(session, params).unwrap_or_default(),
    };
    if reading.is_none()
        && offered.is_empty()
        && session.documents.get(&params.text_document.uri)?.chat().is_none()
    {
        return None;
    }
    let (answers, tasks): (Vec<_>, Vec<_>) =
        offered.into_iter().partition(|action| action.question.is_some());
    let mut actions: Vec<CodeAction> =
        answers.into_iter().map(|action| of_command(root.as_deref(), action, params)).collect();
    if let Some(reading) = &reading {
        actions.extend(fixes(session, reading, params));
    }
    actions.extend(tasks.into_iter().map(|action| of_command(root.as_deref(), action, params)));
    let wanted = |action: &CodeAction| wanted(action.kind.as_ref(), only);
    Some(actions.into_iter().filter(wanted).map(CodeActionOrCommand::CodeAction).collect())
}

fn of_command(root: Option<&Root>, action: ide::Action, params: &CodeActionParams) -> CodeAction {
    let kind = action.question.as_ref().map(|_| CodeActionKind::QUICKFIX);
    let diagnostics = action.question.map(|question| {
        let about = params.context.diagnostics.iter();
        about.filter(|shown| question_id(shown) == Some(&question.0)).cloned().collect()
    });
    let command = commands::command(root, action.command);
    CodeAction {
        title: command.title.clone(),
        kind,
        diagnostics,
        command: Some(command),
        ..CodeAction::default()
    }
}

/// What mends the findings here, each rule that has several in the document also at once, and all of the document.
fn fixes(session: &Session, reading: &Reading, params: &CodeActionParams) -> Vec<CodeAction> {
    let (library, document) = (&reading.library, &reading.document);
    let edit = |edits| workspace_edit(session, &reading.root, library, edits);
    let mut actions = Vec::new();
    let mut rules: Vec<&'static str> = Vec::new();
    for (finding, fixes) in ide::fixes(library, document, reading.bytes(params.range)) {
        let diagnostics = shown(reading, params, &finding);
        for Fix { title, edits, preferred } in fixes {
            if preferred && !rules.contains(&finding.code) {
                rules.push(finding.code);
            }
            let Some(edit) = edit(edits) else { continue };
            actions.push(CodeAction {
                title,
                kind: Some(CodeActionKind::QUICKFIX),
                diagnostics: Some(diagnostics.clone()),
                edit: Some(edit),
                is_preferred: preferred.then_some(true),
                ..CodeAction::default()
            });
        }
    }
    for code in rules {
        let count = ide::count_mendable(library, document, code);
        let all = || edit(ide::fix_all(library, document, |other| other == code));
        if let Some(edit) = (count > 1).then(all).flatten() {
            let title = format!("Fix all {count} of {code} in this file");
            actions.push(of_edit(title, CodeActionKind::QUICKFIX, edit));
        }
    }
    // Looking at every finding is for those who ask for it.
    if params
        .context
        .only
        .as_ref()
        .is_some_and(|only| only.iter().any(|kind| kind.as_str().starts_with("source")))
    {
        let edits = ide::fix_all(library, document, |_| true);
        if let Some(edit) = (!edits.is_empty()).then(|| edit(edits)).flatten() {
            actions.push(of_edit(
                "Fix all that can be fixed".to_owned(),
                CodeActionKind::from(FIX_ALL),
                edit,
            ));
        }
    }
    actions
}

fn of_edit(title: String, kind: CodeActionKind, edit: lsp_types::WorkspaceEdit) -> CodeAction {
    CodeAction { title, kind: Some(kind), edit: Some(edit), ..CodeAction::default() }
}

/// The diagnostics of the client that show a finding.
fn shown(reading: &Reading, params: &CodeActionParams, finding: &Finding) -> Vec<Diagnostic> {
    let range = reading.range(finding.span.clone());
    let shows = |diagnostic: &&Diagnostic| {
        diagnostic.range == range && diagnostic.code == Some(NumberOrString::String(finding.code.to_owned()))
    };
    params.context.diagnostics.iter().filter(shows).cloned().collect()
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
