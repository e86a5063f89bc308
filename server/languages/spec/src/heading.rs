use crate::id::{Numbered, numbered, numbered_task};

/// An ATX heading at column 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Heading<'a> {
    /// 1 to 6.
    pub(crate) level: usize,
    /// Its text without the `#` on either side.
    pub(crate) text: &'a str,
}

/// Reads `## Text`. An indented one belongs to the list item above it and is not a heading of the document.
pub(crate) fn heading(line: &str) -> Option<Heading<'_>> {
    let line = line.trim_start_matches('\u{feff}');
    let rest = line.trim_start_matches('#');
    let level = line.len() - rest.len();
    if !(1..=6).contains(&level) || !(rest.is_empty() || rest.starts_with(char::is_whitespace)) {
        return None;
    }
    Some(Heading { level, text: rest.trim().trim_end_matches('#').trim_end() })
}

impl<'a> Heading<'a> {
    /// The task that this heading names with a word and an id: `Task 1.1: …`, `任务 3: …`, `TASK-2: …`.
    /// A bare number (`3. …`) makes a group of tasks and no task.
    pub(crate) fn task(&self) -> Option<Numbered<'a>> {
        numbered_task(self.undecorated())
    }

    /// The task that this heading is in a document that has no other tasks: `1.1 …` and deeper, since `1. …` is a
    /// section number too often.
    pub(crate) fn lone_task(&self) -> Option<Numbered<'a>> {
        numbered(self.undecorated()).filter(|numbered| numbered.certain && numbered.id.contains('.'))
    }

    /// Its text without an emoji in front.
    fn undecorated(&self) -> &'a str {
        self.text.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '*' | '_' | '~'))
    }
}
