use std::collections::HashMap;

use crate::id::parent_id;

/// Finds the parent of each task while the tasks are met in document order.
///
/// The number decides: `1.2` belongs to the nearest `1` above it, wherever it stands. Where the number says nothing
/// (`1`, or no id), the indent does, and then the section of a heading task.
#[derive(Default)]
pub(crate) struct Tree<'a> {
    /// Latest task of each id.
    by_id: HashMap<&'a str, usize>,
    /// Tasks of the list that is open, each further right than the one before: (indent, task, it has an id).
    items: Vec<(usize, usize, bool)>,
    /// Heading tasks whose section is open: (level, task).
    sections: Vec<(usize, usize)>,
}

impl<'a> Tree<'a> {
    /// A heading of any kind ends the list, and the sections at its level or below.
    pub(crate) fn heading(&mut self, level: usize) {
        self.items.clear();
        self.sections.retain(|(open, _)| *open < level);
    }

    /// Adds a task that is a heading; [`Self::heading`] was called for it. Answers its parent.
    pub(crate) fn heading_task(&mut self, task: usize, id: &'a str, level: usize) -> Option<usize> {
        let section = self.sections.last().map(|(_, task)| *task);
        let parent = self.numbered_parent(id).or(section);
        self.sections.push((level, task));
        self.by_id.insert(id, task);
        parent
    }

    /// Adds a task that is a list item. Answers its parent.
    pub(crate) fn item(&mut self, task: usize, id: Option<&'a str>, indent: usize) -> Option<usize> {
        // One column more is a slip, not a level.
        self.items.retain(|(open, ..)| open + 1 < indent);
        let outer = self.items.last().map(|(_, task, has_id)| (*task, *has_id));
        self.items.push((indent, task, id.is_some()));

        let by_number = id.and_then(|id| self.numbered_parent(id));
        if let Some(id) = id {
            self.by_id.insert(id, task);
        }
        let says_other = id.is_some_and(|id| parent_id(id).is_some());
        by_number.or_else(|| match outer {
            Some((outer, has_id)) => (!says_other || !has_id).then_some(outer),
            None if says_other => None,
            None => self.sections.last().map(|(_, task)| *task),
        })
    }

    /// The nearest task above whose id is the longest prefix of `id`.
    fn numbered_parent(&self, id: &str) -> Option<usize> {
        std::iter::successors(parent_id(id), |id| parent_id(id)).find_map(|id| self.by_id.get(id).copied())
    }
}
