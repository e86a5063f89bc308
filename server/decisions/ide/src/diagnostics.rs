use std::ops::Range;

use protocol::{Question, RunStatus};
use text::{Problem, Severity};

use crate::{Chat, SpecTasks};

/// The code of a question that waits.
const QUESTION: &str = "kiro/question";

/// The code of a run that was cut off.
const INTERRUPTED: &str = "kiro/interrupted";

/// The runs that were cut off, and the questions that wait on the lines of their tasks, which is how an editor without
/// dialogs asks. Of all questions, those are shown that `show` wants. Beside each problem stands the question it is about.
pub fn diagnostics<'a>(
    tasks: &SpecTasks<'a>,
    list: &spec::TaskList,
    show: impl Fn(&Question) -> bool,
) -> Vec<(Problem, Option<&'a Question>)> {
    let mut found = Vec::new();
    for (task, place) in tasks.tasks.iter().zip(&list.tasks) {
        for question in tasks.questions_of(task).filter(|question| show(question)) {
            found.push((waiting(question, place.span.clone()), Some(question)));
        }
        if let Some(RunStatus::Interrupted { why }) = task.run.as_ref().map(|run| &run.status) {
            found.push((interrupted(why.as_deref(), place.span.clone()), None));
        }
    }
    found
}

/// The questions that wait in a chat document, at its last heading.
pub fn chat_diagnostics<'a>(
    chat: &Chat,
    questions: &'a [Question],
    show: impl Fn(&Question) -> bool,
) -> Vec<(Problem, Option<&'a Question>)> {
    let shown = chat.questions(questions).filter(|question| show(question));
    shown.map(|question| (waiting(question, chat.heading.clone()), Some(question))).collect()
}

fn waiting(question: &Question, span: Range<usize>) -> Problem {
    let parts = [question.title.as_str(), &question.why, &question.detail];
    let said: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let message = format!("Waiting for your answer: {}", said.join("\n"));
    Problem { code: QUESTION, severity: Severity::Warning, message, span }
}

fn interrupted(why: Option<&str>, span: Range<usize>) -> Problem {
    let why = why.map(|why| format!(": {why}")).unwrap_or_default();
    let message = format!("The run of this task was interrupted{why}. It can be resumed or stopped.");
    Problem { code: INTERRUPTED, severity: Severity::Hint, message, span }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::diagnostics;
    use crate::{SpecTasks, fixture};

    fn check(text: &str, show: bool, expect: Expect) {
        let (list, _) = spec::parse_tasks(text);
        let runs = [fixture::running("1"), fixture::interrupted("3")];
        let questions = [fixture::question("1")];
        let tasks = SpecTasks::new("demo", &list, &runs, &questions);
        let found: String = diagnostics(&tasks, &list, |_| show)
            .into_iter()
            .map(|(problem, _)| {
                let place = &text[problem.span];
                format!("{:?} {} {place:?}: {}\n", problem.severity, problem.code, problem.message)
            })
            .collect();
        expect.assert_eq(&found);
    }

    #[test]
    fn a_waiting_question_stands_on_the_line_of_its_task() {
        check(
            "- [-] 1. One\n- [ ] 2. Two\n",
            true,
            expect![[r#"
            Warning kiro/question "- [-] 1. One": Waiting for your answer: run `make`
            a command asks
        "#]],
        );
    }

    #[test]
    fn an_interrupted_run_stands_on_the_line_of_its_task() {
        check(
            "- [-] 3. Three\n",
            true,
            expect![[r#"
            Hint kiro/interrupted "- [-] 3. Three": The run of this task was interrupted. It can be resumed or stopped.
        "#]],
        );
    }

    #[test]
    fn a_question_that_is_shown_elsewhere_is_not_repeated() {
        check("- [-] 1. One\n", false, expect![""]);
    }
}
