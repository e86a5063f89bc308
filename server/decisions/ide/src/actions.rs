use std::ops::RangeInclusive;

use protocol::{QuestionId, TaskState};

use crate::tasks::{Doing, doing, held_back};
use crate::{Command, SpecTasks};

/// A command that is offered at a place of the document.
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    /// What it does.
    pub command: Command,
    /// The question it answers.
    pub question: Option<QuestionId>,
}

/// What can be done about the tasks on `lines` (0-based), what waits for an answer first.
pub fn actions(tasks: &SpecTasks<'_>, lines: RangeInclusive<u32>) -> Vec<Action> {
    let here = || tasks.tasks.iter().filter(|task| lines.contains(&task.line.saturating_sub(1)));
    let mut actions = Vec::new();
    for question in here().flat_map(|task| tasks.questions_of(task)) {
        let answer = |(_, command)| Action { command, question: Some(question.id.clone()) };
        actions.extend(Command::answers(question).map(answer));
    }

    let held_back = held_back(&tasks.tasks);
    let mut commands = Vec::new();
    for task in here() {
        match doing(&held_back, task) {
            Doing::Ready => commands.push(Command::implement(tasks.spec, task)),
            Doing::Running => commands.push(Command::stop(tasks.spec, task)),
            Doing::Interrupted => {
                commands.push(Command::resume(tasks.spec, task));
                commands.push(Command::stop(tasks.spec, task));
            }
            Doing::Nothing => {}
        }
        if task.mark.is_none() {
            continue;
        }
        if task.state != TaskState::Done {
            commands.push(Command::mark("Mark done", tasks.spec, task, TaskState::Done));
        }
        if task.state != TaskState::NotStarted {
            commands.push(Command::mark("Mark not started", tasks.spec, task, TaskState::NotStarted));
        }
    }
    if here().next().is_some() {
        commands.extend(Command::run_next(tasks));
    }
    actions.extend(commands.into_iter().map(|command| Action { command, question: None }));
    actions
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::actions;
    use crate::fixture::{self, interrupted, question, running};

    /// The actions on the lines that end in `$0`.
    fn check(text: &str, runs: &[protocol::RunSummary], questions: &[protocol::Question], expect: Expect) {
        let marked = |line: &&str| line.ends_with("$0");
        let first = text.lines().position(|line| marked(&line)).unwrap() as u32;
        let last = text.lines().count() as u32
            - 1
            - text.lines().rev().position(|line| marked(&line)).unwrap() as u32;
        let found: String = fixture::with(&text.replace("$0", ""), runs, questions, |tasks| {
            let actions = actions(tasks, first..=last).into_iter();
            actions.map(|action| format!("{}\n", fixture::show(&action.command))).collect()
        });
        expect.assert_eq(&found);
    }

    #[test]
    fn by_the_state_of_the_task() {
        let text = "- [ ] 1. One$0\n- [-] 2. Two\n- [x] 3. Three\n";
        check(
            text,
            &[],
            &[],
            expect![[r#"
                Implement task 1 -> kiro.task.run {"spec":"demo","task":"1"}
                Mark done -> kiro.task.set {"spec":"demo","task":"1","state":"done"}
                Run next: 1 -> kiro.task.runNext {"spec":"demo"}
            "#]],
        );
        let text = "- [ ] 1. One\n- [-] 2. Two$0\n- [x] 3. Three\n";
        check(
            text,
            &[running("2")],
            &[],
            expect![[r#"
                Stop task 2 -> kiro.task.stop {"spec":"demo","task":"2"}
                Mark done -> kiro.task.set {"spec":"demo","task":"2","state":"done"}
                Mark not started -> kiro.task.set {"spec":"demo","task":"2","state":"not_started"}
                Run next: 1 -> kiro.task.runNext {"spec":"demo"}
            "#]],
        );
        let text = "- [ ] 1. One\n- [-] 2. Two\n- [x] 3. Three$0\n";
        check(
            text,
            &[interrupted("2")],
            &[],
            expect![[r#"
                Mark not started -> kiro.task.set {"spec":"demo","task":"3","state":"not_started"}
                Run next: 1 -> kiro.task.runNext {"spec":"demo"}
            "#]],
        );
    }

    #[test]
    fn an_interrupted_run_can_be_resumed_or_given_up() {
        check(
            "- [-] 1. One$0\n",
            &[interrupted("1")],
            &[],
            expect![[r#"
                Resume task 1 -> kiro.task.run {"spec":"demo","task":"1"}
                Stop task 1 -> kiro.task.stop {"spec":"demo","task":"1"}
                Mark done -> kiro.task.set {"spec":"demo","task":"1","state":"done"}
                Mark not started -> kiro.task.set {"spec":"demo","task":"1","state":"not_started"}
            "#]],
        );
    }

    #[test]
    fn answers_come_first() {
        check(
            "- [-] 1. One$0\n",
            &[running("1")],
            &[question("1")],
            expect![[r#"
                Allow once: run `make` -> kiro.answer {"id":"q-1","option":"allow_once"}
                Deny: run `make` -> kiro.answer {"id":"q-1","option":"deny"}
                Stop task 1 -> kiro.task.stop {"spec":"demo","task":"1"}
                Mark done -> kiro.task.set {"spec":"demo","task":"1","state":"done"}
                Mark not started -> kiro.task.set {"spec":"demo","task":"1","state":"not_started"}
            "#]],
        );
    }

    #[test]
    fn none_beside_a_task() {
        check("- [ ] 1. One\n\nProse.$0\n", &[], &[], expect![""]);
        check("### Task 1: No checkbox$0\n", &[], &[], expect![""]);
    }
}
