use std::ops::Range;

use spec::TaskList;

use crate::tasks::state_in_words;

/// A task in the outline of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// Its id and title.
    pub name: String,
    /// Its state in words; empty for a task without a checkbox.
    pub detail: &'static str,
    /// The bytes of the task and of everything below it.
    pub range: Range<usize>,
    /// The bytes of its line.
    pub selection: Range<usize>,
    /// The tasks that belong to it.
    pub children: Vec<Symbol>,
}

/// The tasks as a tree.
pub fn symbols(list: &TaskList) -> Vec<Symbol> {
    let mut pending: Vec<Vec<Symbol>> = vec![Vec::new(); list.tasks.len()];
    let mut roots = Vec::new();
    // A parent stands before its children, so from the end each task meets its children complete.
    for (index, task) in list.tasks.iter().enumerate().rev() {
        let mut children = pending.get_mut(index).map(std::mem::take).unwrap_or_default();
        children.reverse();
        let end = children.iter().map(|child| child.range.end).fold(task.body.end, usize::max);
        let symbol = Symbol {
            name: match &task.id {
                Some(id) => format!("{id} {}", task.title),
                None => task.title.clone(),
            },
            detail: state_in_words(task),
            range: task.body.start..end,
            selection: task.span.clone(),
            children,
        };
        match task.parent.and_then(|parent| pending.get_mut(parent)) {
            Some(siblings) => siblings.push(symbol),
            None => roots.push(symbol),
        }
    }
    roots.reverse();
    roots
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::{Symbol, symbols};

    fn show(symbols: &[Symbol], depth: usize) -> String {
        let line = |symbol: &Symbol| {
            let Symbol { name, detail, range, selection, children } = symbol;
            let indent = "  ".repeat(depth);
            format!("{indent}{name} ({detail}) {range:?} {selection:?}\n{}", show(children, depth + 1))
        };
        symbols.iter().map(line).collect()
    }

    #[test]
    fn tasks_are_a_tree() {
        let text = "# Plan\n\n- [x] 1. One\n- [ ] 2. Two\n  - [-] 2.1 Half\n    - a note\n  - [~] 2.2 Half\n- [ ] No id\n";
        expect![[r#"
            1 One (done) 8..21 8..20
            2 Two (not started) 21..81 21..33
              2.1 Half (in progress) 34..64 34..50
              2.2 Half (queued) 64..81 64..80
            No id (not started) 81..93 81..92
        "#]]
        .assert_eq(&show(&symbols(&spec::parse_tasks(text).0), 0));
    }
}
