use std::{collections::HashMap, ops::Range};

use text::{Line, Problem, lines};

use crate::{
    Mark, ReferenceLine, WaveBlock,
    checkbox::{Checkbox, checkbox},
    details,
    fence::fences,
    heading::{Heading, heading},
    id::{Numbered, numbered},
    optional::says_optional,
    problem::{duplicate_ids, empty_checkbox, task_in_fence, unclosed_fence, unknown_marks},
    reference_line::reference_lines,
    sequence::Sequences,
    tree::Tree,
    waves::wave_blocks,
};

/// The tasks of a tasks.md.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskList {
    /// In document order.
    pub tasks: Vec<Task>,
    /// The blocks that say which tasks may run side by side, in document order.
    pub waves: Vec<WaveBlock>,
    /// The indices of each id's tasks.
    pub(crate) by_id: HashMap<String, Vec<usize>>,
}

/// A task: a list item with a checkbox, or a heading such as `### Task 1: …`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Its id as written, without a final dot. Text, not a number: `1.10` and `1.1` differ, and `0` is one.
    pub id: Option<String>,
    /// The rest of its line, without mark, star and id.
    pub title: String,
    /// Its line behind bracket and star, id included: the key of `tasks.meta.json`.
    pub raw_title: String,
    /// What stands between the brackets; `None` for a heading.
    pub mark: Option<Mark>,
    /// It carries a star, or its title says so.
    pub optional: bool,
    /// Its title says that it may run beside the task before it: `(P)` (cc-sdd).
    pub parallel: bool,
    /// It checks what was done so far (`Checkpoint - …`): it waits for all tasks before it and holds up all after it.
    pub checkpoint: bool,
    /// The lines of its body that refer to something.
    pub references: Vec<ReferenceLine>,
    /// The task it belongs to, an index into [`TaskList::tasks`] that is smaller than its own.
    pub parent: Option<usize>,
    /// Number of tasks above it in the tree.
    pub depth: usize,
    /// Its line, 0-based.
    pub line: u32,
    /// The bytes of its line, without the line end.
    pub span: Range<usize>,
    /// The bytes from the start of its line to the next task or heading. The body of a heading task goes on over
    /// headings below its own level.
    pub body: Range<usize>,
}

/// Reads a tasks.md: any text gives a list, and what is odd about it.
///
/// Source of the shapes: 801 real files, and Kiro's own grammar (`- [ ]* 1.2 Title`), of which this accepts a superset.
pub fn parse_tasks(text: &str) -> (TaskList, Vec<Problem>) {
    let lines: Vec<Line<'_>> = lines(text).collect();
    let fences = fences(&lines);
    let mut problems: Vec<Problem> =
        fences.unclosed(&lines).map(|line| unclosed_fence("tasks/unclosed-fence", line)).collect();

    let mut blocks = Vec::new();
    for ((number, line), fenced) in (0u32..).zip(&lines).zip(&fences.inside) {
        let shape = match (checkbox(line.text), *fenced) {
            (Some(checkbox), false) if checkbox.mark.is_empty() => {
                problems.push(empty_checkbox(line, &checkbox));
                continue;
            }
            (Some(checkbox), true) => {
                problems.extend((!checkbox.mark.is_empty()).then(|| task_in_fence(line)));
                continue;
            }
            (Some(checkbox), false) => Shape::Item(checkbox),
            (None, true) => continue,
            (None, false) => match heading(line.text) {
                Some(heading) => Shape::Heading(heading),
                None => continue,
            },
        };
        let numbered = match &shape {
            Shape::Item(checkbox) => numbered(checkbox.title),
            Shape::Heading(heading) => heading.task(),
        };
        blocks.push(Block { line: *line, number, shape, numbered });
    }
    promote_headings(&mut blocks);
    drop_prose_numbers(&mut blocks);

    let mut list = build(&blocks, text.len());
    list.waves = wave_blocks(text, &lines, &fences);
    details::fill(&mut list.tasks, reference_lines(text, &lines, &fences.inside));
    problems.extend(unknown_marks(&list));
    problems.extend(duplicate_ids(&list));
    problems.sort_by_key(|problem| problem.span.start);
    (list, problems)
}

/// A line that matters: a task, or a heading, which ends one.
struct Block<'a> {
    line: Line<'a>,
    number: u32,
    shape: Shape<'a>,
    numbered: Option<Numbered<'a>>,
}

enum Shape<'a> {
    Item(Checkbox<'a>),
    Heading(Heading<'a>),
}

/// In a document without checkboxes and without headings that say "task", numbered headings are the tasks.
fn promote_headings(blocks: &mut [Block<'_>]) {
    let is_task = |block: &Block<'_>| matches!(block.shape, Shape::Item(_)) || block.numbered.is_some();
    if blocks.iter().any(is_task) {
        return;
    }
    for block in blocks {
        if let Shape::Heading(heading) = block.shape {
            block.numbered = heading.lone_task();
        }
    }
}

/// `404 handling works` has no id, but `1 Set up` above `2 Build` has.
fn drop_prose_numbers(blocks: &mut [Block<'_>]) {
    let sequences = Sequences::of(blocks.iter().filter_map(|block| block.numbered.as_ref()));
    let prose: Vec<bool> =
        blocks.iter().map(|block| block.numbered.as_ref().is_some_and(|id| !sequences.confirm(id))).collect();
    for (block, prose) in blocks.iter_mut().zip(prose) {
        if prose {
            block.numbered = None;
        }
    }
}

fn build(blocks: &[Block<'_>], end: usize) -> TaskList {
    let mut list = TaskList::default();
    let mut tree = Tree::default();
    // The task whose body is open, and its level if it is a heading.
    let mut open: Option<(usize, Option<usize>)> = None;
    for block in blocks {
        let index = list.tasks.len();
        let id = block.numbered.as_ref().map(|numbered| numbered.id);
        let (task_level, ends_body) = match block.shape {
            Shape::Item(_) => (Some(None), true),
            Shape::Heading(heading) => {
                tree.heading(heading.level);
                let below = open.is_some_and(|(_, level)| level.is_some_and(|level| heading.level > level));
                (id.map(|_| Some(heading.level)), id.is_some() || !below)
            }
        };
        if ends_body && let Some(task) = open.take().and_then(|(task, _)| list.tasks.get_mut(task)) {
            task.body.end = block.line.start;
        }
        let Some(level) = task_level else { continue };
        open = Some((index, level));

        let parent = match &block.shape {
            Shape::Item(checkbox) => tree.item(index, id, checkbox.indent),
            Shape::Heading(heading) => id.and_then(|id| tree.heading_task(index, id, heading.level)),
        };
        let depth = parent.and_then(|parent| list.tasks.get(parent)).map_or(0, |parent| parent.depth + 1);
        if let Some(id) = id {
            list.by_id.entry(id.to_owned()).or_default().push(index);
        }
        list.tasks.push(task(block, parent, depth, end));
    }
    list
}

fn task(block: &Block<'_>, parent: Option<usize>, depth: usize, end: usize) -> Task {
    let (raw_title, mark, star) = match &block.shape {
        Shape::Item(checkbox) => (checkbox.title, Some(mark(&block.line, checkbox)), checkbox.star),
        Shape::Heading(heading) => (heading.text, None, false),
    };
    let (id, title, numbered_star) = match &block.numbered {
        Some(numbered) => (Some(numbered.id.to_owned()), numbered.title.clone(), numbered.star),
        None => (None, raw_title.to_owned(), false),
    };
    Task {
        optional: star || numbered_star || says_optional(&title),
        id,
        title,
        raw_title: raw_title.to_owned(),
        parallel: false,
        checkpoint: false,
        references: Vec::new(),
        mark,
        parent,
        depth,
        line: block.number,
        span: block.line.span(),
        body: block.line.start..end,
    }
}

fn mark(line: &Line<'_>, checkbox: &Checkbox<'_>) -> Mark {
    let text = line.text.get(checkbox.mark.clone()).unwrap_or_default().to_owned();
    Mark { span: line.start + checkbox.mark.start..line.start + checkbox.mark.end, text }
}
