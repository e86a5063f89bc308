use std::ops::Range;

use super::{find, fix, replace};
use crate::fixes::{Fix, FixContext};
use crate::rules::criteria::statements;
use crate::rules::is_pronoun;
use crate::{Document, Model};

/// Names the system in place of a pronoun, or where nobody is named: the one that all other criteria of the document are
/// about, if it is but one.
pub(in crate::fixes) fn name_subject(context: &FixContext<'_>) -> Vec<Fix> {
    let Some(found) = find(context) else { return Vec::new() };
    let Some(name) = context.document.sole_subject() else { return Vec::new() };
    let name = context.document.slice(name);
    let span = context.finding.span.clone();
    let missing = found.statement.ears.obligations.first().is_some_and(|first| first.modal == span);
    let edit = if missing {
        replace(context, span.start..span.start, format!("{name} "))
    } else {
        replace(context, span, name)
    };
    fix(format!("Name {name}"), vec![edit], true)
}

/// The bytes that name the only system that the criteria of a document are about, where they do so last.
pub(crate) fn sole_subject(document: &Document) -> Option<Range<usize>> {
    let Model::Requirements(requirements) = document.model() else { return None };
    let mut sole: Option<Range<usize>> = None;
    for (_, _, statement) in statements(document, requirements) {
        let Some(first) = statement.ears.obligations.first() else { continue };
        let words = statement.within(&first.actor);
        let pronoun = words.len() == 1 && is_pronoun(statement.word(words.start));
        if words.is_empty() || pronoun {
            continue;
        }
        let name = |span: Range<usize>| document.slice(span).to_lowercase();
        if sole.is_some_and(|other| name(other) != name(first.actor.clone())) {
            return None;
        }
        sole = Some(first.actor.clone());
    }
    sole
}
