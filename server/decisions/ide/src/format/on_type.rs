use text::{Line, TextEdit};

use crate::completion::next_id;
use crate::lines_at::{fence_at, line_at};
use crate::{Kind, Model, Place};

/// The characters that [`on_type`] has an answer to.
pub const ON_TYPE: [char; 2] = ['\n', ']'];

/// What follows from `typed`, which stands before the cursor: behind a task or a numbered criterion a new line begins the
/// next one, and on an empty one it ends the list; `- []` becomes a checkbox. Nothing where the next number is taken:
/// then the line may be anything.
pub fn on_type(place: &Place<'_>, typed: char) -> Vec<TextEdit> {
    let edit = match (typed, place.document.kind) {
        ('\n', Kind::Tasks | Kind::Requirements | Kind::Bugfix) => new_line(place),
        (']', Kind::Tasks) => checkbox(place),
        _ => None,
    };
    edit.filter(|_| fence_at(&place.document.text, place.offset).is_none()).into_iter().collect()
}

/// Kiro passes over `- []`.
fn checkbox(place: &Place<'_>) -> Option<TextEdit> {
    let line = line_at(&place.document.text, place.offset);
    let at_end = line.start + line.text.len() == place.offset;
    let inside = place.offset.checked_sub(1).filter(|_| at_end && line.text.trim_start() == "- []")?;
    Some(TextEdit { range: inside..inside, new: " ".to_owned() })
}

fn new_line(place: &Place<'_>) -> Option<TextEdit> {
    let text = &place.document.text;
    let line = line_at(text, place.offset);
    let end = line.start.checked_sub(1)?;
    let above = line_at(text, end);
    // Somebody breaks a line in two.
    if !line.text.trim().is_empty() || line.start == above.start {
        return None;
    }
    let is_tasks = place.document.kind == Kind::Tasks;
    let next = if is_tasks { next_task(place, &above)? } else { next_criterion(place, &above)? };
    let line_end = line.start + line.text.len();
    Some(match next {
        Next::Item(new) => TextEdit { range: line.start..line_end, new },
        Next::End => TextEdit { range: above.start..line_end, new: String::new() },
    })
}

/// What comes behind an item.
enum Next {
    /// This one.
    Item(String),
    /// Nothing: the item is empty.
    End,
}

fn next_task(place: &Place<'_>, above: &Line<'_>) -> Option<Next> {
    let Model::Tasks(list) = place.document.model() else { return None };
    let index = list.tasks.partition_point(|task| task.span.start < above.start);
    let task = list.tasks.get(index).filter(|task| task.span.start == above.start)?;
    let (id, mark) = (task.id.as_deref()?, task.mark.as_ref()?);
    if task.title.is_empty() {
        return Some(Next::End);
    }
    let next = next_id(id)?;
    let free = matches!(list.find(&next), Err(spec::FindTaskError::Unknown { .. }));
    let before = place.document.slice(above.start..mark.span.start);
    let dot =
        if place.document.slice(mark.span.end..above.start + above.text.len()).contains(&format!("{id}.")) {
            "."
        } else {
            ""
        };
    free.then(|| Next::Item(format!("{before} ] {next}{dot} ")))
}

fn next_criterion(place: &Place<'_>, above: &Line<'_>) -> Option<Next> {
    let Model::Requirements(found) = place.document.model() else { return None };
    let content = above.text.trim_start();
    let indent = above.text.get(..above.text.len() - content.len())?;
    let behind = content.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let written = content.get(..content.len() - behind.len())?;
    let (behind, sign) = match behind.strip_prefix(')') {
        Some(behind) => (behind, ")"),
        None => (behind, if written.ends_with('.') { "." } else { "" }),
    };
    let number = written.trim_end_matches('.');
    let item = !number.is_empty() && (sign == "." || sign == ")" || number.contains('.'));
    if !item || !(behind.is_empty() || behind.starts_with(' ')) {
        return None;
    }
    let at = found.requirements.partition_point(|requirement| requirement.heading.start < above.start);
    let requirement = found.requirements.get(at.checked_sub(1)?)?;
    if above.start >= requirement.range.end {
        return None;
    }
    let criteria = &requirement.criteria;
    if behind.trim().is_empty() {
        // An item, as far as it goes, below others of its list.
        return (!criteria.is_empty()).then_some(Next::End);
    }
    let own = criteria.iter().position(|criterion| {
        above.start <= criterion.number.start
            && criterion.text.start <= above.start + above.text.len()
            && criterion.text.start >= above.start
    })?;
    let next = next_id(number)?;
    let last = criteria.get(own + 1).is_none_or(|other| place.document.slice(other.number.clone()) != next);
    last.then(|| Next::Item(format!("{indent}{next}{sign} ")))
}
