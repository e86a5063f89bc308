use std::collections::BTreeMap;

use super::{find, fix, replace};
use crate::fixes::{Fix, FixContext};
use crate::rules::criteria::statements;
use crate::rules::is_pronoun;

/// Names the system in place of a pronoun, or where nobody is named: the one that all other criteria of the document are
/// about, if it is but one.
pub(in crate::fixes) fn name_subject(context: &FixContext<'_>) -> Vec<Fix> {
    let Some(found) = find(context) else { return Vec::new() };
    let mut names: BTreeMap<String, &str> = BTreeMap::new();
    for (_, _, statement) in statements(context.document, found.requirements) {
        let Some(first) = statement.ears.obligations.first() else { continue };
        let words = statement.within(&first.actor);
        let pronoun = words.len() == 1 && is_pronoun(statement.word(words.start));
        if words.is_empty() || pronoun {
            continue;
        }
        let said = context.document.slice(first.actor.clone());
        names.insert(said.to_lowercase(), said);
    }
    let mut named = names.values();
    let (Some(name), None) = (named.next(), named.next()) else { return Vec::new() };
    let span = context.finding.span.clone();
    let missing = found.statement.ears.obligations.first().is_some_and(|first| first.modal == span);
    let edit = if missing {
        replace(context, span.start..span.start, format!("{name} "))
    } else {
        replace(context, span, *name)
    };
    fix(format!("Name {name}"), vec![edit], true)
}
