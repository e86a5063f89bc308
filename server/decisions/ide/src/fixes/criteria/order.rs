use spec::{Condition, Keyword};

use super::{Found, find, fix, replace};
use crate::fixes::{Fix, FixContext};
use crate::rules::{check_criterion, rank};

/// Puts the conditions before the response, and in the order WHERE, WHILE, WHEN or IF.
pub(in crate::fixes) fn reorder(context: &FixContext<'_>) -> Vec<Fix> {
    let Some(found) = find(context) else { return Vec::new() };
    let conditions = &found.statement.ears.conditions;
    match (conditions.as_slice(), found.statement.ears.obligations.as_slice()) {
        ([condition], [obligation]) if condition.keyword_span.start > obligation.modal.end => {
            to_the_front(context, &found, condition)
        }
        (_, [obligation]) if conditions.iter().all(|it| it.text.end <= obligation.modal.start) => {
            sorted(context, conditions)
        }
        _ => Vec::new(),
    }
}

/// `THE x SHALL y when z` becomes `WHEN z, THE x SHALL y`.
fn to_the_front(context: &FixContext<'_>, found: &Found<'_>, condition: &Condition) -> Vec<Fix> {
    let Some(obligation) = found.statement.ears.obligations.first() else { return Vec::new() };
    let said = context.document.slice(condition.text.clone());
    let before = context.document.slice(obligation.response.start..condition.keyword_span.start);
    // A comma before it goes with it: `stop, if it fails`.
    let kept = before.trim_end();
    let blank = before.len() - kept.strip_suffix(',').unwrap_or(kept).len();
    // `only when` says that it is not so otherwise.
    let only = kept.to_lowercase().ends_with("only");
    // Within brackets it is about what stands there.
    let bracketed = kept.ends_with(['(', '[', '（'])
        || said.contains([')', ']', '）']) && !said.contains(['(', '[', '（']);
    let several_lines = said.contains(['\n', '\r']);
    if said.is_empty() || only || bracketed || several_lines || obligation.actor.is_empty() {
        return Vec::new();
    }
    let start = obligation.actor.start;
    let system = context.document.slice(start..condition.keyword_span.start - blank);
    let written = context.document.slice(condition.keyword_span.clone()).to_uppercase();
    // What nobody wants to happen is an IF once it leads.
    let leading = format!("{written} {said}, {system}");
    let unwanted = check_criterion(&leading).iter().any(|fault| fault.code == "ears/when-for-error");
    let keyword = if unwanted { "IF" } else { &written };
    let then = if unwanted || condition.keyword == Keyword::If { "THEN " } else { "" };
    let edits = vec![
        replace(context, start..start, format!("{keyword} {said}, {then}")),
        replace(context, condition.keyword_span.start - blank..condition.text.end, ""),
    ];
    fix(format!("Begin with {keyword} …"), edits, true)
}

/// `WHEN a, WHILE b` becomes `WHILE b, WHEN a`.
fn sorted(context: &FixContext<'_>, conditions: &[Condition]) -> Vec<Fix> {
    let mut ordered: Vec<&Condition> = conditions.iter().collect();
    ordered.sort_by_key(|condition| rank(condition));
    let whole =
        |condition: &Condition| context.document.slice(condition.keyword_span.start..condition.text.end);
    let moved =
        conditions.iter().zip(ordered).filter(|(here, there)| here.keyword_span != there.keyword_span);
    let edits: Vec<_> = moved
        .map(|(here, there)| replace(context, here.keyword_span.start..here.text.end, whole(there)))
        .collect();
    if edits.is_empty() { Vec::new() } else { fix("Put the conditions in the order of EARS", edits, true) }
}
