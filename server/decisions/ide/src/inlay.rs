//! What stands behind lines without being there: when a task runs, and how much of a requirement is planned and done.

use std::ops::Range;
use std::sync::Arc;

use protocol::TaskState;
use spec::{Requirements, Task, TaskList};

use crate::coverage::{covering, covering_all, order_is_written};
use crate::hover::task_line;
use crate::markdown::list;
use crate::tasks::state;
use crate::{Document, Library, Model, Named, Spec};

/// A note behind the text of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inlay {
    /// Behind this byte.
    pub offset: usize,
    /// What it says, without blanks around it.
    pub label: String,
    /// More about it, in Markdown.
    pub tooltip: Option<String>,
}

/// Most tasks that a label names.
const NAMED: usize = 3;

/// The notes to lines that begin in `range`.
pub fn inlay_hints(library: &Library, document: &Document, range: Range<usize>) -> Vec<Inlay> {
    let Some(spec) = library.spec_of(&document.path) else { return Vec::new() };
    if let Model::Tasks(tasks) = document.model() {
        return of_tasks(spec, tasks, &range);
    }
    let Model::Requirements(requirements) = document.model() else { return Vec::new() };
    of_requirements(spec, document, requirements, &range)
}

/// Wave and blockers of each task that is not done. Nothing where only the order of the document says what comes first:
/// that can be seen.
fn of_tasks(spec: &Spec, list: &TaskList, range: &Range<usize>) -> Vec<Inlay> {
    if !order_is_written(list) {
        return Vec::new();
    }
    let from = list.tasks.partition_point(|task| task.span.start < range.start);
    let tasks = list.tasks.iter().enumerate().skip(from).take_while(|(_, task)| task.span.start <= range.end);
    let open = tasks.filter(|(index, task)| {
        task.mark.is_some() && state(task) != TaskState::Done && spec.graph().is_leaf(*index)
    });
    open.filter_map(|(index, task)| of_task(spec, list, index, task)).collect()
}

fn of_task(spec: &Spec, list: &TaskList, index: usize, task: &Task) -> Option<Inlay> {
    let wave = spec.plan().levels.get(index).copied().flatten()? + 1;
    let mut blockers = spec.plan().blockers(spec.graph(), index, NAMED + 1);
    blockers.sort_unstable();
    let waits = match blockers.as_slice() {
        [] => String::new(),
        some => {
            let id =
                |index: &usize| list.tasks.get(*index).map(|task| task.id.as_deref().unwrap_or(&task.title));
            let ids: Vec<&str> = some.iter().take(NAMED).filter_map(id).collect();
            let more = if some.len() > NAMED { " …" } else { "" };
            format!(" · after {}{more}", ids.join(", "))
        }
    };
    let lines = blockers.iter().filter_map(|index| task_line(spec, *index));
    let tooltip = (!blockers.is_empty()).then(|| format!("Waits for:\n\n{}", list_of(lines)));
    Some(Inlay { offset: task.span.end, label: format!("wave {wave}{waits}"), tooltip })
}

fn list_of(lines: impl Iterator<Item = String>) -> String {
    list(lines, NAMED + 1)
}

/// How many criteria of each requirement have tasks. Nothing where no task refers to anything: people who do not trace
/// need not be told.
fn of_requirements(
    spec: &Spec,
    document: &Document,
    requirements: &Requirements,
    range: &Range<usize>,
) -> Vec<Inlay> {
    let traced = (0..spec.graph().task_count()).any(|task| spec.graph().asked_of(task).next().is_some());
    if !traced {
        return Vec::new();
    }
    let from = requirements.requirements.partition_point(|found| found.heading.start < range.start);
    let within = requirements.requirements.iter().enumerate().skip(from);
    let within = within.take_while(|(_, found)| found.heading.start <= range.end);
    within
        .filter_map(|(index, requirement)| {
            let criteria = requirement.criteria.len();
            let all = covering_all(spec, &document.path, index, criteria);
            let lines = all.tasks.iter().filter_map(|task| task_line(spec, *task));
            let tooltip = (!all.tasks.is_empty()).then(|| format!("Covered by:\n\n{}", list(lines, 10)));
            let label = match criteria {
                0 => whole(spec, &all.tasks)?,
                _ => {
                    let path = &document.path;
                    let criterion =
                        |at| Named::Criterion { path: Arc::clone(path), requirement: index, index: at };
                    let tasks = (0..criteria).map(|at| covering(spec, &criterion(at)).tasks);
                    let tasks: Vec<Vec<usize>> = tasks.filter(|tasks| !tasks.is_empty()).collect();
                    let done = tasks.iter().filter(|tasks| all_done(spec, tasks)).count();
                    let noun = if criteria == 1 { "criterion" } else { "criteria" };
                    let verb = if tasks.len() == 1 || criteria == 1 { "has" } else { "have" };
                    format!("{} of {criteria} {noun} {verb} tasks, {done} done", tasks.len())
                }
            };
            Some(Inlay { offset: requirement.heading.end, label, tooltip })
        })
        .collect()
}

/// A requirement without criteria.
fn whole(spec: &Spec, tasks: &[usize]) -> Option<String> {
    let done = tasks.iter().filter(|task| all_done(spec, &[**task])).count();
    match tasks.len() {
        0 => None,
        1 => Some(format!("1 task, {done} done")),
        many => Some(format!("{many} tasks, {done} done")),
    }
}

/// Every one of some tasks is done; optional ones need not be.
fn all_done(spec: &Spec, tasks: &[usize]) -> bool {
    let Some((_, list)) = spec.tasks() else { return false };
    let tasks = tasks.iter().filter_map(|task| list.tasks.get(*task));
    let (optional, required): (Vec<&Task>, Vec<&Task>) = tasks.partition(|task| task.optional);
    let counted = if required.is_empty() { optional } else { required };
    counted.iter().all(|task| state(task) == TaskState::Done)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::inlay_hints;
    use crate::fixture::library;

    /// Each line of each document that has a note, with it.
    fn check(files: &str, expect: Expect) {
        let (library, _) = library(files);
        let mut shown = String::new();
        for document in library.documents() {
            for inlay in inlay_hints(&library, document, 0..document.text.len()) {
                let line = document.text[..inlay.offset].lines().next_back().unwrap_or_default();
                shown += &format!("{line} «{}»\n", inlay.label);
            }
        }
        expect.assert_eq(&shown);
    }

    const WAVES: &str = "
## Task Dependency Graph

```json
{ \"waves\": [ { \"id\": 0, \"tasks\": [\"1.1\", \"1.2\"] }, { \"id\": 1, \"tasks\": [\"1.3\", \"2\"] } ] }
```
";

    const TASKS: &str = "\
%! .kiro/specs/demo/tasks.md
- [ ] 1. Core
  - [x] 1.1 Counter
    - _Requirements: 1.1_
  - [-] 1.2 Log
    - _Requirements: 1.2, 2_
  - [ ]* 1.3 Test
    - _Requirements: 1.1_
- [ ] 2. Report
";

    #[test]
    fn waves_and_blockers() {
        check(
            &format!("{TASKS}{WAVES}"),
            expect![[r#"
              - [-] 1.2 Log «wave 1»
              - [ ]* 1.3 Test «wave 2 · after 1.2»
            - [ ] 2. Report «wave 2 · after 1.2»
        "#]],
        );
    }

    #[test]
    fn the_order_of_the_document_can_be_seen() {
        check(TASKS, expect![[""]]);
    }

    #[test]
    fn how_much_of_a_requirement_is_planned() {
        let requirements = "\
%! .kiro/specs/demo/requirements.md
## Requirements

### Requirement 1: Quota

#### Acceptance Criteria

1. THE Limiter SHALL count
2. THE Limiter SHALL log
3. THE Limiter SHALL forget

### Requirement 2: Report

### Requirement 3: Nothing

1. THE Limiter SHALL rest
";
        check(
            &format!("{requirements}{TASKS}"),
            expect![[r#"
                ### Requirement 1: Quota «2 of 3 criteria have tasks, 1 done»
                ### Requirement 2: Report «1 task, 0 done»
                ### Requirement 3: Nothing «0 of 1 criterion has tasks, 0 done»
            "#]],
        );
        check(&format!("{requirements}%! .kiro/specs/demo/tasks.md\n- [ ] 1. One\n"), expect![[""]]);
    }
}
