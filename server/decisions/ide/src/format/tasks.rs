use std::collections::HashMap;
use std::sync::Arc;

use spec::{TaskList, edit_meta_keys, renumber};

use crate::{Document, FileEdit, Library};

/// The ids of tasks by their order.
pub(super) fn format(library: &Library, document: &Document, list: &TaskList) -> Option<Vec<FileEdit>> {
    if counted_by_hand(list) {
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

/// Somebody gives the numbers by hand, and means something by them: ids that are no plain numbers; sub-tasks that do not
/// carry the number of their task; a first task that is not the first; phases that each begin at 1; a task that stands
/// there twice. A gap, or one number twice in a row, is a slip.
fn counted_by_hand(list: &TaskList) -> bool {
    let mut last: HashMap<(Option<usize>, &str), (u64, &str)> = HashMap::new();
    list.tasks.iter().any(|task| {
        let Some(id) = task.id.as_deref() else { return false };
        let (above, number) = id.rsplit_once('.').unwrap_or(("", id));
        let plain = id.bytes().all(|c| c.is_ascii_digit() || c == b'.');
        let Some(number) = number.parse::<u64>().ok().filter(|_| plain) else { return true };
        let parent = task.parent.and_then(|parent| list.tasks.get(parent)?.id.as_deref());
        let before = last.insert((task.parent, above), (number, &task.title));
        let astray = match before {
            Some((before, title)) => number < before || number == before && title == task.title,
            None => parent.is_none() && number > 1,
        };
        astray || parent.is_some_and(|parent| parent != above)
    })
}
