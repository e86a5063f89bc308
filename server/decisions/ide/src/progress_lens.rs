use protocol::TaskState;
use spec::TaskList;

use crate::markdown::shortened;
use crate::tasks::state;
use crate::{Command, Document, Kind, Location, Spec, SpecTasks};

/// How far a spec is, above the title of one of its documents.
#[derive(Clone, Debug, PartialEq)]
pub struct ProgressLens {
    /// The line, 0-based.
    pub line: u32,
    /// "7 of 12 tasks done · next: 2.3 Write the parser"
    pub title: String,
    /// What a click does.
    pub does: ProgressLensDoes,
}

/// What a click on a [`ProgressLens`] does.
#[derive(Clone, Debug, PartialEq)]
pub enum ProgressLensDoes {
    /// Runs the next task: the command has the lens's title.
    Run(Command),
    /// Goes to a task: nothing can be run.
    Show(Location),
}

/// The progress of `spec`, for its requirements, its design and its tasks. None without tasks.
pub fn progress_lens(spec: &Spec, document: &Document, tasks: &SpecTasks<'_>) -> Option<ProgressLens> {
    let has_title = matches!(document.kind, Kind::Requirements | Kind::Bugfix | Kind::Design | Kind::Tasks);
    let (tasks_document, list) = spec.tasks().filter(|_| has_title)?;
    let (done, all) = progress(spec, list);
    if all == 0 {
        return None;
    }
    let counted = format!("{done} of {all} {} done", if all == 1 { "task" } else { "tasks" });
    let line = title_line(document);
    if let Some(command) = Command::run_next(tasks) {
        let next = crate::next_task(&tasks.tasks)?;
        let id = next.id.as_deref().map(|id| format!("{id} ")).unwrap_or_default();
        let title = format!("{counted} · next: {id}{}", shortened(&next.title, 60));
        let command = Command { title: title.clone(), ..command };
        return Some(ProgressLens { line, title, does: ProgressLensDoes::Run(command) });
    }
    let open = |task: &&spec::Task| task.mark.is_some() && !task.optional && state(task) != TaskState::Done;
    let span = list.tasks.iter().find(open).or(list.tasks.first())?.span.clone();
    let location = Location { path: std::sync::Arc::clone(&tasks_document.path), span };
    Some(ProgressLens { line, title: counted, does: ProgressLensDoes::Show(location) })
}

/// How many of the tasks that have to be done are, and how many there are: those with a checkbox and without sub-tasks.
fn progress(spec: &Spec, list: &TaskList) -> (usize, usize) {
    let counted = list
        .tasks
        .iter()
        .enumerate()
        .filter(|(index, task)| task.mark.is_some() && !task.optional && spec.graph().is_leaf(*index));
    let (done, open): (Vec<_>, Vec<_>) = counted.partition(|(_, task)| state(task) == TaskState::Done);
    (done.len(), done.len() + open.len())
}

/// The line of the first heading; the first line without one.
fn title_line(document: &Document) -> u32 {
    let mut lines = (0u32..).zip(text::lines(&document.text)).take(100);
    let title = lines.find(|(_, line)| line.text.trim_start_matches('\u{feff}').starts_with("# "));
    title.map_or(0, |(number, _)| number)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::{ProgressLensDoes, progress_lens};
    use crate::fixture::{library, running};
    use crate::{Model, SpecTasks};

    fn check(tasks: &str, runs: &[protocol::RunSummary], expect: Expect) {
        let design = "%! .kiro/specs/demo/design.md\n\n# Design\n";
        let (library, _) = library(&format!("{design}%! .kiro/specs/demo/tasks.md\n{tasks}"));
        let spec = library.spec_named("demo").unwrap();
        let (document, _) = spec.tasks().unwrap();
        let Model::Tasks(list) = document.model() else { panic!("tasks") };
        let tasks = SpecTasks::new("demo", list, runs, &[]);
        let shown = spec.documents().filter_map(|document| {
            let lens = progress_lens(spec, document, &tasks)?;
            let does = match lens.does {
                ProgressLensDoes::Run(command) => command.name.to_owned(),
                ProgressLensDoes::Show(location) => format!("{}@{}", location.path, location.span.start),
            };
            Some(format!("{}: {} -> {does}\n", lens.line, lens.title))
        });
        expect.assert_eq(&shown.collect::<String>());
    }

    #[test]
    fn what_comes_next() {
        check(
            "# Plan\n- [ ] 1. One\n  - [x] 1.1 A\n  - [ ] 1.2 B\n  - [ ]* 1.3 C\n",
            &[],
            expect![[r#"
            1: 1 of 2 tasks done · next: 1.2 B -> kiro.task.runNext
            0: 1 of 2 tasks done · next: 1.2 B -> kiro.task.runNext
        "#]],
        );
    }

    #[test]
    fn nothing_can_run() {
        check(
            "- [x] 1. One\n",
            &[],
            expect![[r#"
            1: 1 of 1 task done -> .kiro/specs/demo/tasks.md@0
            0: 1 of 1 task done -> .kiro/specs/demo/tasks.md@0
        "#]],
        );
        check(
            "- [x] 1. One\n- [-] 2. Two\n",
            &[running("2")],
            expect![[r#"
            1: 1 of 2 tasks done -> .kiro/specs/demo/tasks.md@13
            0: 1 of 2 tasks done -> .kiro/specs/demo/tasks.md@13
        "#]],
        );
        check("Nothing\n", &[], expect![[""]]);
    }
}
