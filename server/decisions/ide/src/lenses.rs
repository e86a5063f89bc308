use protocol::WorkEstimate;

use crate::spent::estimated;
use crate::tasks::{Doing, doing, held_back};
use crate::{Command, SpecTasks, spent};

/// A command that is shown above a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Lens {
    /// The line, 0-based.
    pub line: u32,
    /// What a click does.
    pub command: Command,
}

/// What can be done about each task, in document order; "Run next" stands above the first task. `estimate`: of the run of one
/// task.
pub fn lenses(tasks: &SpecTasks<'_>, estimate: Option<&WorkEstimate>) -> Vec<Lens> {
    let first = tasks.tasks.first().map_or(1, |task| task.line);
    let will_cost = estimate.and_then(estimated);
    let next = Command::run_next(tasks).map(|command| lens(first, with_costs(command, &will_cost, None)));
    let mut lenses: Vec<Lens> = next.into_iter().collect();
    let held_back = held_back(&tasks.tasks);
    for task in &tasks.tasks {
        let answers = tasks.questions_of(task).flat_map(Command::answers);
        lenses.extend(answers.map(|(_, command)| lens(task.line, command)));
        let (command, will_cost) = match doing(&held_back, task) {
            Doing::Ready => (Command::implement(tasks.spec, task), &will_cost),
            Doing::Running => (Command::stop(tasks.spec, task), &None),
            Doing::Interrupted => (Command::resume(tasks.spec, task), &None),
            Doing::Nothing => continue,
        };
        let cost = spent(task.cost.as_ref()).map(|spent| format!("{spent} so far"));
        lenses.push(lens(task.line, with_costs(command, will_cost, cost)));
    }
    lenses
}

/// What it will cost, and what was spent before, are worth knowing before one begins.
fn with_costs(mut command: Command, will_cost: &Option<String>, cost: Option<String>) -> Command {
    let costs: Vec<&str> = will_cost.iter().chain(&cost).map(String::as_str).collect();
    if !costs.is_empty() {
        command.title += &format!(" ({})", costs.join("; "));
    }
    command
}

/// From a line that begins at 1.
fn lens(line: u32, command: Command) -> Lens {
    Lens { line: line.saturating_sub(1), command }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use protocol::{Cost, RunSummary, WorkEstimate};

    use super::lenses;
    use crate::fixture::{self, interrupted, question, running};

    fn check(text: &str, runs: &[protocol::RunSummary], questions: &[protocol::Question], expect: Expect) {
        let found: String = fixture::with(text, runs, questions, |tasks| {
            lenses(tasks, None)
                .into_iter()
                .map(|lens| format!("{}: {}\n", lens.line, fixture::show(&lens.command)))
                .collect()
        });
        expect.assert_eq(&found);
    }

    const TASKS: &str = "\
# Plan

- [x] 1. One
- [ ] 2. Two
  - [ ] 2.1 First half
  - [ ]* 2.2 Second half
";

    #[test]
    fn leaves_run_before_their_parents() {
        check(
            TASKS,
            &[],
            &[],
            expect![[r#"
                2: Run next: 2.1 -> kiro.task.runNext {"spec":"demo"}
                4: Implement task 2.1 -> kiro.task.run {"spec":"demo","task":"2.1"}
                5: Implement task 2.2 -> kiro.task.run {"spec":"demo","task":"2.2"}
            "#]],
        );
    }

    #[test]
    fn a_parent_is_ready_when_its_required_children_are_done() {
        check(
            "- [ ] 2. Two\n  - [x] 2.1 First half\n  - [ ]* 2.2 Second half\n",
            &[],
            &[],
            expect![[r#"
                0: Run next: 2 -> kiro.task.runNext {"spec":"demo"}
                0: Implement task 2 -> kiro.task.run {"spec":"demo","task":"2"}
                2: Implement task 2.2 -> kiro.task.run {"spec":"demo","task":"2.2"}
            "#]],
        );
    }

    #[test]
    fn a_live_run_can_be_stopped_and_an_interrupted_one_resumed() {
        check(
            "- [-] 1. One\n- [-] 2. Two\n- [-] 3. Three\n",
            &[running("1"), interrupted("2")],
            &[],
            expect![[r#"
                0: Stop task 1 -> kiro.task.stop {"spec":"demo","task":"1"}
                1: Resume task 2 -> kiro.task.run {"spec":"demo","task":"2"}
                2: Implement task 3 -> kiro.task.run {"spec":"demo","task":"3"}
            "#]],
        );
    }

    #[test]
    fn all_runs_of_a_task_have_cost_something() {
        let cost = |nanodollars| Some(Cost { nanodollars: Some(nanodollars), centicredits: None });
        let run = |task, nanodollars| RunSummary { cost: cost(nanodollars), ..interrupted(task) };
        check(
            "- [-] 1. One\n- [ ] 2. Two\n- [ ] 3. Three\n",
            &[run("1", 400_000_000), run("1", 25_000_000), run("2", 0)],
            &[],
            expect![[r#"
                0: Run next: 3 -> kiro.task.runNext {"spec":"demo"}
                0: Resume task 1 ($0.43 so far) -> kiro.task.run {"spec":"demo","task":"1"}
                1: Resume task 2 -> kiro.task.run {"spec":"demo","task":"2"}
                2: Implement task 3 -> kiro.task.run {"spec":"demo","task":"3"}
            "#]],
        );
    }

    #[test]
    fn what_a_run_will_cost() {
        let nanodollars = Some([400_000_000, 3_400_000_000]);
        let estimate = WorkEstimate { tasks: 1, nanodollars, ..WorkEstimate::default() };
        let runs = [RunSummary {
            cost: Some(Cost { nanodollars: Some(25_000_000), centicredits: None }),
            ..interrupted("1")
        }];
        let found: String = fixture::with("- [-] 1. One\n- [ ] 2. Two\n", &runs, &[], |tasks| {
            let lenses = lenses(tasks, Some(&estimate)).into_iter();
            lenses.map(|lens| format!("{}\n", lens.command.title)).collect()
        });
        expect![[r#"
            Run next: 2 (≈ $0.40 to $3.40)
            Resume task 1 ($0.0250 so far)
            Implement task 2 (≈ $0.40 to $3.40)
        "#]]
        .assert_eq(&found);
    }

    #[test]
    fn the_latest_run_counts() {
        check(
            "- [-] 1. One\n",
            &[running("1"), interrupted("1")],
            &[],
            expect![[r#"
            0: Stop task 1 -> kiro.task.stop {"spec":"demo","task":"1"}
        "#]],
        );
    }

    #[test]
    fn a_question_is_answered_on_the_line_of_its_task() {
        check(
            "- [-] 1. One\n",
            &[running("1")],
            &[question("1"), question("2")],
            expect![[r#"
                0: Allow once: run `make` -> kiro.answer {"id":"q-1","option":"allow_once"}
                0: Deny: run `make` -> kiro.answer {"id":"q-1","option":"deny"}
                0: Stop task 1 -> kiro.task.stop {"spec":"demo","task":"1"}
            "#]],
        );
    }

    #[test]
    fn tasks_without_an_id_or_a_checkbox() {
        check(
            "### Task 1: Heading\n\n- [ ] 2. Same\n- [ ] 2. Same\n- [ ] No id\n",
            &[],
            &[],
            expect![[r#"
                0: Run next: 2 -> kiro.task.runNext {"spec":"demo"}
                2: Implement task 2 -> kiro.task.run {"spec":"demo","task":"2@3"}
                3: Implement task 2 -> kiro.task.run {"spec":"demo","task":"2@4"}
                4: Implement this task -> kiro.task.run {"spec":"demo","task":"@5"}
            "#]],
        );
    }

    #[test]
    fn nothing_to_do() {
        check("# Plan\n", &[], &[], expect![""]);
        check("- [x] 1. One\n", &[], &[], expect![""]);
    }
}
