use spec::{State, Task, TaskList};

use super::{Found, TokenKind};

pub(super) fn tokens(text: &str, list: &TaskList, found: &mut Found) {
    for task in &list.tasks {
        if found.wants(&task.body) {
            of_task(text, task, found);
        }
    }
    for wave in list.waves.iter().flat_map(|block| &block.waves) {
        for task in &wave.tasks {
            found.token(task.span.clone(), TokenKind::Reference);
        }
    }
}

fn of_task(text: &str, task: &Task, found: &mut Found) {
    found.references(&task.references);
    let mut at = task.span.start;
    if let Some(mark) = &task.mark {
        let span = mark.span.start.saturating_sub(1)..mark.span.end + 1;
        at = span.end;
        match mark.state() {
            Some(State::Done) => found.token(span, TokenKind::Done),
            Some(State::InProgress) => found.token(span, TokenKind::InProgress),
            Some(State::Queued) => found.token(span, TokenKind::Queued),
            Some(State::NotStarted) | None => {}
        }
    }
    let line = text.get(at..task.span.end).unwrap_or_default();
    let id = task.id.as_deref().and_then(|id| Some(line.find(id)?..line.find(id)? + id.len()));
    if let Some(id) = &id {
        found.declaration(&(at + id.start..at + id.end), TokenKind::Task);
    }
    if task.optional
        && let Some(star) = star(line, id.and_then(|id| line.get(id.end..)).unwrap_or_default())
    {
        let start = task.span.end - star.len();
        found.token(start..start + 1, TokenKind::Optional);
    }
}

/// What follows the box, or the id, from the star on: right behind either, perhaps escaped, or alone before the id.
fn star<'a>(behind_box: &'a str, behind_id: &'a str) -> Option<&'a str> {
    let lone = Some(behind_box.trim_start()).filter(|rest| rest.starts_with("* "));
    let places = [behind_box, behind_id.strip_prefix('.').unwrap_or(behind_id)];
    let stars = places.into_iter().map(|rest| rest.strip_prefix('\\').unwrap_or(rest));
    // Two stars open bold text.
    let mut stars = stars.filter(|rest| rest.starts_with('*') && !rest.starts_with("**"));
    stars.next().or(lone)
}
