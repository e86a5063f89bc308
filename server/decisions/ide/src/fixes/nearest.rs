//! Ids of tasks and properties that are almost there.

use engine::PropertyNames;
use spec::Target;
use text::TextEdit;

use super::{Fix, FixContext};
use crate::Model;
use crate::coverage::task_at;

/// How far away a number may be.
const REACH: u64 = 20;

/// The task with the nearest number, where one with all the rest of the id exists.
pub(super) fn task(context: &FixContext<'_>) -> Vec<Fix> {
    let Model::Tasks(list) = context.document.model() else { return Vec::new() };
    let own = task_at(list, context.finding.span.start);
    write(context, |id| {
        let mut with_id = list.with_id(id);
        with_id.next().is_some_and(|task| Some(task) != own) && with_id.next().is_none()
    })
}

/// The property with the nearest number.
pub(super) fn property(context: &FixContext<'_>) -> Vec<Fix> {
    let spec = context.library.spec_of(&context.document.path);
    let Some((_, design)) = spec.and_then(|spec| spec.design()) else { return Vec::new() };
    let names = PropertyNames::new(design);
    write(context, |id| names.find(&Target::One(id.to_owned())).len() == 1)
}

fn write(context: &FixContext<'_>, exists: impl Fn(&str) -> bool) -> Vec<Fix> {
    let span = context.finding.span.clone();
    let Some(Target::One(id)) = context.document.reference_at(&span).map(|item| &item.target) else {
        return Vec::new();
    };
    let family = id.trim_end_matches(|c: char| c.is_ascii_digit());
    let Some(number) = id.strip_prefix(family).and_then(|number| number.parse::<u64>().ok()) else {
        return Vec::new();
    };
    let around = (1..=REACH).flat_map(|away| [number.checked_sub(away), number.checked_add(away)]);
    let near = around.flatten().map(|number| format!("{family}{number}")).find(|id| exists(id));
    let fix = near.map(|near| {
        context.fix(format!("Write {near}"), vec![TextEdit { range: span, new: near.clone() }], false)
    });
    fix.into_iter().collect()
}
