//! Lines for new tasks.

use spec::{FindTaskError, Task, TaskList};

use super::ids::next_id;
use super::{Completion, CompletionKind};
use crate::lines_at::{fence_at, line_at};
use crate::{Model, Place};

/// On a line that is empty, or begins like a task and has no text yet.
pub(super) fn complete(place: &Place<'_>) -> Vec<Completion> {
    let Model::Tasks(list) = place.document.model() else { return Vec::new() };
    let text = &place.document.text;
    let line = line_at(text, place.offset);
    let content = line.text.trim();
    let begun = matches!(content, "" | "-" | "- [" | "- []" | "- [ ]" | "- [ ");
    if !begun || fence_at(text, place.offset).is_some() {
        return Vec::new();
    }
    let proposals = new_ids(list, text, line.start);
    let mut found = Vec::new();
    for NewId { id, indent, top } in proposals {
        let dot = if top { "." } else { "" };
        let start = format!("{indent}- [ ] {id}{dot} ");
        let range = line.start..line.start + line.text.len();
        let detail = if top { "new task" } else { "new sub-task" };
        let label = format!("- [ ] {id}{dot}");
        found.push(
            Completion {
                // A client that looks for the typed text finds it, wherever the line begins.
                filter: Some(format!("{}{label}", leading_blank(line.text))),
                ..Completion::new(CompletionKind::Snippet, label, range, start.as_str())
            }
            .with_detail(detail)
            .with_snippet(format!("{start}${{1:Title}}")),
        );
    }
    found
}

/// An id that a new task may have, and the blank before its bullet.
struct NewId {
    id: String,
    indent: String,
    top: bool,
}

/// After the task above `offset`: its next sibling, its first child, the next sibling of its parent. Ids that are taken
/// below are passed over.
fn new_ids(list: &TaskList, text: &str, offset: usize) -> Vec<NewId> {
    let above = list.tasks.partition_point(|task| task.span.start < offset).checked_sub(1);
    let Some(above) = above else {
        let free = list.tasks.is_empty();
        return free
            .then(|| NewId { id: "1".to_owned(), indent: String::new(), top: true })
            .into_iter()
            .collect();
    };
    let lineage: Vec<usize> =
        std::iter::successors(Some(above), |at| list.tasks.get(*at).and_then(|task| task.parent)).collect();
    let mut found = Vec::new();
    for (up, index) in lineage.iter().enumerate() {
        let Some(task) = list.tasks.get(*index) else { continue };
        let Some(id) = task.id.as_deref() else { continue };
        // Behind a heading no item is its sibling.
        if task.mark.is_some()
            && let Some(id) = free_from(list, id)
        {
            found.push(NewId { id, indent: indent_of(text, task), top: task.depth == 0 });
        }
        if up == 0
            && task.depth == 0
            && let Some(id) = free_from(list, &format!("{id}.0"))
        {
            found.push(NewId { id, indent: child_indent(list, text), top: false });
        }
    }
    found
}

/// The first id behind `id` that no task has.
fn free_from(list: &TaskList, id: &str) -> Option<String> {
    std::iter::successors(next_id(id), |id| next_id(id))
        .find(|id| matches!(list.find(id), Err(FindTaskError::Unknown { .. })))
}

/// The blank before the bullet of a task.
fn indent_of(text: &str, task: &Task) -> String {
    leading_blank(text.get(task.span.clone()).unwrap_or_default()).to_owned()
}

/// The blank before the bullets of sub-tasks, as the document has it.
fn child_indent(list: &TaskList, text: &str) -> String {
    let child = list.tasks.iter().find(|task| task.depth == 1 && task.mark.is_some());
    child.map_or_else(|| "  ".to_owned(), |child| indent_of(text, child))
}

fn leading_blank(line: &str) -> &str {
    line.get(..line.len() - line.trim_start().len()).unwrap_or_default()
}
