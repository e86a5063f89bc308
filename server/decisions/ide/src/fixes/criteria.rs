//! What can be done about the grammar of a criterion.

mod order;
mod split;
mod subject;

pub(super) use order::reorder;
pub(super) use split::split;
pub(super) use subject::name_subject;

use std::ops::Range;
use std::sync::Arc;

use spec::{Criterion, Requirement, Requirements};
use text::TextEdit;

use super::{Fix, FixContext};
use crate::rules::criteria::Statement;
use crate::{FileEdit, Model};

/// The criterion that a finding is about.
struct Found<'a> {
    requirements: &'a Requirements,
    requirement: &'a Requirement,
    /// The index of the requirement, and of the criterion in it.
    at: (usize, usize),
    criterion: &'a Criterion,
    statement: Statement<'a>,
}

fn find<'a>(context: &FixContext<'a>) -> Option<Found<'a>> {
    let Model::Requirements(requirements) = context.document.model() else { return None };
    let offset = context.finding.span.start;
    let index = requirements.requirements.partition_point(|it| it.heading.start <= offset).checked_sub(1)?;
    let requirement = requirements.requirements.get(index)?;
    let at = requirement.criteria.partition_point(|it| it.text.start <= offset).checked_sub(1)?;
    let criterion = requirement.criteria.get(at).filter(|criterion| offset <= criterion.text.end)?;
    let statement = Statement::new(&context.document.text, criterion.text.clone());
    Some(Found { requirements, requirement, at: (index, at), criterion, statement })
}

fn replace(context: &FixContext<'_>, range: Range<usize>, new: impl Into<String>) -> FileEdit {
    FileEdit { path: Arc::clone(&context.document.path), edit: TextEdit { range, new: new.into() } }
}

fn fix(title: impl Into<String>, edits: Vec<FileEdit>, preferred: bool) -> Vec<Fix> {
    vec![Fix { title: title.into(), edits, preferred }]
}

/// `SHALL` for `shall`, `must` or `MUST`, `NOT` for `not`.
pub(super) fn capitals(context: &FixContext<'_>) -> Vec<Fix> {
    let said = context.document.slice(context.finding.span.clone());
    let new = if said.eq_ignore_ascii_case("not") { "NOT" } else { "SHALL" };
    fix(format!("Write {new}"), vec![replace(context, context.finding.span.clone(), new)], true)
}

/// `SHALL` for `should` or `may`, where the word is all that obliges.
pub(super) fn oblige(context: &FixContext<'_>) -> Vec<Fix> {
    let said = context.document.slice(context.finding.span.clone());
    if said.contains(' ') || !["should", "may", "might", "could"].contains(&said.to_lowercase().as_str()) {
        return Vec::new();
    }
    fix(
        format!("Write SHALL for {said}"),
        vec![replace(context, context.finding.span.clone(), "SHALL")],
        false,
    )
}

/// `WHEN x, THE y SHALL` becomes `IF x, THEN THE y SHALL`.
pub(super) fn unwanted(context: &FixContext<'_>) -> Vec<Fix> {
    let Some(found) = find(context) else { return Vec::new() };
    let ears = &found.statement.ears;
    let (Some(condition), Some(obligation)) = (ears.conditions.first(), ears.obligations.first()) else {
        return Vec::new();
    };
    let between = context.document.slice(condition.text.end..obligation.actor.start);
    let mut edits = vec![replace(context, condition.keyword_span.clone(), "IF")];
    if !between.to_lowercase().contains("then") {
        edits.push(replace(context, obligation.actor.start..obligation.actor.start, "THEN "));
    }
    fix("Write IF …, THEN …", edits, true)
}

/// `THEN the system displays x` becomes `THEN the system SHALL display x`, where the subject is `the system` or a term of
/// the glossary, so that the word behind it must be the verb.
pub(super) fn shall(context: &FixContext<'_>) -> Vec<Fix> {
    let Some(found) = find(context) else { return Vec::new() };
    let statement = &found.statement;
    let weak = (0..statement.words.len())
        .find(|at| matches!(statement.word(*at), "should" | "may" | "might" | "could"));
    if let Some(at) = weak {
        let span = statement.span(at, 1);
        let title = format!("Write SHALL for {}", context.document.slice(span.clone()));
        return fix(title, vec![replace(context, span, "SHALL")], false);
    }
    let names = found
        .requirements
        .glossary
        .iter()
        .map(|term| context.document.slice(term.name.clone()).to_lowercase());
    let subjects: Vec<String> = names.chain(["system".to_owned()]).filter(|name| !name.is_empty()).collect();
    let start =
        statement.ears.conditions.last().map_or(statement.range.start, |condition| condition.text.end);
    let verb = (statement.at(start)..statement.words.len()).find_map(|at| {
        let subject =
            subjects.iter().find(|name| statement.word(at) == "the" && statement.says(at + 1, name))?;
        Some(at + 1 + subject.split(' ').count())
    });
    let Some((at, base)) = verb.and_then(|at| Some((at, base_form(statement.word(at))?))) else {
        return Vec::new();
    };
    fix(
        format!("Write SHALL {base}"),
        vec![replace(context, statement.span(at, 1), format!("SHALL {base}"))],
        true,
    )
}

/// `display` of `displays`; nothing for what is no third person.
fn base_form(verb: &str) -> Option<String> {
    const IRREGULAR: &[(&str, &str)] = &[("is", "be"), ("has", "have"), ("does", "do"), ("goes", "go")];
    if let Some((_, base)) = IRREGULAR.iter().find(|(third, _)| *third == verb) {
        return Some((*base).to_owned());
    }
    let stem = verb.strip_suffix('s').filter(|stem| stem.len() > 1 && !stem.ends_with('s'))?;
    if let Some(stem) = stem.strip_suffix("ie").filter(|stem| stem.len() > 2) {
        return Some(format!("{stem}y"));
    }
    let hissing = stem.strip_suffix('e').filter(|stem| {
        stem.ends_with("ss") || stem.ends_with("sh") || stem.ends_with("ch") || stem.ends_with('x')
    });
    Some(hissing.unwrap_or(stem).to_owned())
}

#[cfg(test)]
mod tests;
