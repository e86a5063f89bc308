use std::sync::Arc;

use spec::{TaskList, edit_meta_keys, renumber};

use crate::{Document, FileEdit, Library};

/// The ids of tasks by their order.
pub(super) fn format(library: &Library, document: &Document, list: &TaskList) -> Option<Vec<FileEdit>> {
    if begins_anew(list) {
        return None;
    }
    let numbered = renumber(&document.text, list)?;
    let own = numbered.edits.into_iter().map(|edit| FileEdit { path: Arc::clone(&document.path), edit });
    let mut edits: Vec<FileEdit> = own.collect();
    if let Some((meta_document, meta)) = library.spec_of(&document.path).and_then(|spec| spec.tasks_meta()) {
        let keys = edit_meta_keys(&meta_document.text, meta, &numbered.texts);
        edits.extend(keys.into_iter().map(|edit| FileEdit { path: Arc::clone(&meta_document.path), edit }));
    }
    edits.sort_by(|a, b| (&a.path, a.edit.range.start).cmp(&(&b.path, b.edit.range.start)));
    Some(edits)
}

/// The number of a task falls behind that of an earlier sibling: each phase counts its own tasks, or the order is not that
/// of the numbers. That somebody meant; one number twice in a row is a slip.
fn begins_anew(list: &TaskList) -> bool {
    let mut last: std::collections::HashMap<(Option<usize>, &str), u64> = std::collections::HashMap::new();
    list.tasks.iter().any(|task| {
        let Some(id) = task.id.as_deref() else { return false };
        let (prefix, number) = id.rsplit_once('.').unwrap_or(("", id));
        let Ok(number) = number.parse::<u64>() else { return false };
        let before = last.insert((task.parent, prefix), number);
        before.is_some_and(|before| number < before)
    })
}
