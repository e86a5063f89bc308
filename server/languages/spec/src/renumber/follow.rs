use std::ops::Range;

use text::TextEdit;

use super::{Changes, is_plain};
use crate::{Reference, ReferenceKind, Target, TaskList, json_string::json_string};

/// The edits of what names tasks in their own document: dependencies and waves. `None` if it can't be said what one
/// becomes.
pub(super) fn follow(text: &str, list: &TaskList, changes: &Changes<'_>) -> Option<Vec<TextEdit>> {
    let mut edits = Vec::new();
    let in_order = in_order(list);
    let lines = list.tasks.iter().flat_map(|task| &task.references);
    for item in lines.filter(|line| line.kind == ReferenceKind::Depends).flat_map(|line| &line.items) {
        edits.extend(reference(text, item, changes, in_order)?);
    }
    for task in list.waves.iter().flat_map(|block| &block.waves).flat_map(|wave| &wave.tasks) {
        let new = changes.of(&task.id)?;
        if new != task.id {
            edits.push(TextEdit { range: task.span.clone(), new: json_string(new) });
        }
    }
    Some(edits)
}

/// Whether the ids go up from task to task, so that renumbering leaves the same tasks between two.
fn in_order(list: &TaskList) -> bool {
    let ids = list.tasks.iter().filter_map(|task| task.id.as_deref()).filter(|id| is_plain(id));
    let numbers = |id: &str| id.split('.').map(|number| number.parse().unwrap_or(u64::MAX)).collect();
    ids.map(numbers).is_sorted_by(|a: &Vec<u64>, b| a < b)
}

fn reference(text: &str, item: &Reference, changes: &Changes<'_>, in_order: bool) -> Option<Vec<TextEdit>> {
    let written = text.get(item.span.clone())?;
    let start = |id: &str| written.starts_with(id).then(|| item.span.start..item.span.start + id.len());
    let end = |id: &str| written.ends_with(id).then(|| item.span.end - id.len()..item.span.end);
    let edit = |range: Range<usize>, old: &str, new: &str| {
        (old != new).then(|| TextEdit { range, new: new.to_owned() })
    };
    match &item.target {
        Target::One(id) | Target::Below(id) => {
            Some(edit(start(id)?, id, changes.of(id)?).into_iter().collect())
        }
        Target::Range(first, last) => {
            let known = in_order && changes.new.contains_key(&**first) && changes.new.contains_key(&**last);
            if !known {
                return None;
            }
            let (new_first, new_last) = (changes.of(first)?, changes.of(last)?);
            let Some(end) = end(last) else {
                // `1.1-5`
                let new = format!("{new_first}-{new_last}");
                let changed = (new_first, new_last) != (first.as_str(), last.as_str());
                return Some(
                    changed.then(|| TextEdit { range: item.span.clone(), new }).into_iter().collect(),
                );
            };
            let edits = [edit(start(first)?, first, new_first), edit(end, last, new_last)];
            Some(edits.into_iter().flatten().collect())
        }
        Target::All => Some(Vec::new()),
    }
}
