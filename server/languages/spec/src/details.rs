//! What tasks say about themselves: their references, `(P)`, and that they are checkpoints.

use crate::{ReferenceLine, Task};

/// What a checkpoint is called, lower case.
const CHECKPOINT: &[&str] = &[
    "checkpoint",
    "check point",
    "チェックポイント",
    "检查点",
    "檢查點",
    "체크포인트",
    "punto de control",
    "punto de verificación",
    "ponto de verificação",
    "ponto de controle",
    "point de contrôle",
    "punto di controllo",
    "kontrollpunkt",
    "punkt kontrolny",
    "контрольная точка",
    "điểm kiểm tra",
];

/// What may stand before it.
const FINAL: &[&str] = &["final", "最終", "中間", "最终", "阶段", "階段", "최종", "중간"];

/// What may follow it without a sign between.
const AFTER: &[&str] = &["final", "finale", "and", "y", "e", "et", "und"];

/// Fills in what the lines of the tasks say. Both are in document order.
pub(crate) fn fill(tasks: &mut [Task], references: Vec<ReferenceLine>) {
    let mut references = references.into_iter().peekable();
    for task in tasks {
        while references.next_if(|line| line.span.start < task.body.start).is_some() {}
        task.references =
            std::iter::from_fn(|| references.next_if(|line| line.span.start < task.body.end)).collect();
        task.parallel = is_parallel(&task.title);
        task.checkpoint = is_checkpoint(&task.title);
    }
}

/// `(P)` behind the id, as cc-sdd marks a task that may run beside the one before it.
fn is_parallel(title: &str) -> bool {
    ["(P)", "（P）"].into_iter().any(|mark| undecorated(title).starts_with(mark))
}

/// `Checkpoint - …`, `Final checkpoint`, `检查点`; but not "Checkpoint storage".
fn is_checkpoint(title: &str) -> bool {
    let title = undecorated(title);
    let title = behind(title, FINAL).map_or(title, str::trim_start);
    behind(title, CHECKPOINT).is_some_and(|rest| {
        let next = rest.trim_start();
        next.starts_with(|c: char| c.is_ascii_digit())
            || !next.starts_with(char::is_alphanumeric)
            || next.len() < rest.len()
                && behind(next, AFTER).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    })
}

/// What follows one of `words`, whatever their case.
fn behind<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    words.iter().find_map(|word| {
        let end = text.char_indices().nth(word.chars().count()).map_or(text.len(), |(at, _)| at);
        let (start, rest) = text.split_at(end);
        (start.to_lowercase() == **word).then_some(rest)
    })
}

/// `title` without emphasis, emoji and blanks in front.
fn undecorated(title: &str) -> &str {
    title.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '(' | '（'))
}
