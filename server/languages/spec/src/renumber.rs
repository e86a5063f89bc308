mod follow;

use std::collections::{HashMap, HashSet};

use text::{TextEdit, apply};

use crate::{Task, TaskList, parse_tasks};
use follow::follow;

/// What gives the tasks of a document consecutive ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renumbering {
    /// The edits of the document: the ids of its tasks, and where its dependencies and waves name them.
    pub edits: Vec<TextEdit>,
    /// The new id of each task whose id changes, by its old one. An id that several tasks had is not in it.
    pub ids: HashMap<String, String>,
    /// The new text ([`Task::raw_title`]) of each task whose id changes, by its old one, for
    /// [`edit_meta_keys`](crate::edit_meta_keys). A text that several tasks had is not in it.
    pub texts: HashMap<String, String>,
}

/// The edits of `text` that number its tasks by document order and hierarchy: `1`, `1.1`, `1.2`, `2`. `list` was read
/// from `text`.
///
/// A level that starts with `0` goes on doing so. Tasks without an id get none. An id that is no plain number (`2a`,
/// `FIX-1`) stays, and so does all below it. Where a heading is the parent (`3.1` below `## 3. Parts`), its number
/// stays. Ids in prose are not looked for.
///
/// `None` if there is nothing to do, or if somebody would be led to another task than before: a dependency or a wave
/// names an id that several tasks have, or one that no task had and one would get, or a range in a document whose ids do
/// not go up, or the hierarchy would be another.
pub fn renumber(text: &str, list: &TaskList) -> Option<Renumbering> {
    let new_ids = new_ids(list);
    let mut changes = Changes::default();
    let mut edits = Vec::new();
    for (task, new) in list.tasks.iter().zip(&new_ids) {
        let (Some(old), Some(new)) = (&task.id, new) else { continue };
        changes.add(old, new);
        if old == new {
            continue;
        }
        let (edit, raw_title) = renamed(text, task, old, new)?;
        edits.push(edit);
        changes.texts.entry(task.raw_title.clone()).or_default().insert(raw_title);
    }
    if edits.is_empty() {
        return None;
    }
    edits.extend(follow(text, list, &changes)?);

    // The proof that nothing else changed.
    let (after, _) = parse_tasks(&apply(text, &edits).ok()?);
    let as_meant = after.tasks.len() == list.tasks.len()
        && after.tasks.iter().zip(&list.tasks).all(|(new, old)| new.parent == old.parent)
        && after.tasks.iter().zip(&new_ids).all(|(task, id)| task.id == *id)
        && after.by_id.values().all(|tasks| tasks.len() == 1);
    let only = |news: HashSet<String>| (news.len() == 1).then(|| news.into_iter().next()).flatten();
    as_meant.then(|| Renumbering {
        edits,
        ids: changes.ids().map(|(old, new)| (old.to_owned(), new.to_owned())).collect(),
        texts: changes.texts.into_iter().filter_map(|(old, news)| Some((old, only(news)?))).collect(),
    })
}

/// Which ids become which.
#[derive(Default)]
struct Changes<'a> {
    /// The new ids of the tasks that had an id.
    new: HashMap<&'a str, Vec<&'a str>>,
    /// All ids that there will be.
    after: HashSet<&'a str>,
    texts: HashMap<String, HashSet<String>>,
}

impl<'a> Changes<'a> {
    fn add(&mut self, old: &'a str, new: &'a str) {
        self.new.entry(old).or_default().push(new);
        self.after.insert(new);
    }

    /// What an id that something names becomes; `None` if that can't be said.
    fn of<'b>(&self, id: &'b str) -> Option<&'b str>
    where
        'a: 'b,
    {
        match self.new.get(id).map(Vec::as_slice) {
            Some([new]) => Some(new),
            Some(_) => None,
            None => (!self.after.contains(id)).then_some(id),
        }
    }

    /// The ids of one task that change.
    fn ids(&self) -> impl Iterator<Item = (&str, &str)> {
        let single = self.new.iter().filter_map(|(old, news)| match news.as_slice() {
            [new] => Some((*old, *new)),
            _ => None,
        });
        single.filter(|(old, new)| old != new)
    }
}

/// The id that each task will have.
fn new_ids(list: &TaskList) -> Vec<Option<String>> {
    let mut ids: Vec<Option<String>> = Vec::with_capacity(list.tasks.len());
    // For each task: the nearest task at or above it that has an id, and whether that id stays whatever comes.
    let mut numbered: Vec<Option<(usize, bool)>> = Vec::with_capacity(list.tasks.len());
    let mut counters: HashMap<String, u64> = HashMap::new();
    for (index, task) in list.tasks.iter().enumerate() {
        let above = task.parent.and_then(|parent| numbered.get(parent).copied().flatten());
        let Some(old) = task.id.as_deref() else {
            ids.push(None);
            numbered.push(above);
            continue;
        };
        let stays = !is_plain(old) || above.is_some_and(|(_, stays)| stays);
        numbered.push(Some((index, stays)));
        if stays {
            ids.push(Some(old.to_owned()));
            continue;
        }
        let (prefix, last) = old.rsplit_once('.').unwrap_or(("", old));
        let family = match above {
            Some((parent, _)) => ids.get(parent).cloned().flatten().unwrap_or_default(),
            None => prefix.to_owned(),
        };
        let first = u64::from(last.bytes().any(|digit| digit != b'0'));
        let number = *counters.entry(family.clone()).and_modify(|number| *number += 1).or_insert(first);
        ids.push(Some(if family.is_empty() { number.to_string() } else { format!("{family}.{number}") }));
    }
    ids
}

/// Nothing but numbers and dots.
fn is_plain(id: &str) -> bool {
    id.split('.').all(|number| !number.is_empty() && number.bytes().all(|c| c.is_ascii_digit()))
}

/// The edit that gives a task another id, and its text afterwards.
fn renamed(text: &str, task: &Task, old: &str, new: &str) -> Option<(TextEdit, String)> {
    let from = task.mark.as_ref().map_or(task.span.start, |mark| mark.span.end);
    let title = from + text.get(from..task.span.end)?.find(&task.raw_title)?;
    // Nothing before the id holds a digit: emphasis, or a word for "task".
    let at = task.raw_title.find(old)?;
    let raw_title = task.raw_title.replacen(old, new, 1);
    Some((TextEdit { range: title + at..title + at + old.len(), new: new.to_owned() }, raw_title))
}
