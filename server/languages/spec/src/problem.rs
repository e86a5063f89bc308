//! What is odd about a tasks.md. Nothing here is an error: all of it occurs in healthy files.

use text::{Line, Problem, Severity};

use crate::{TaskList, checkbox::Checkbox};

pub(crate) fn empty_checkbox(line: &Line<'_>, checkbox: &Checkbox<'_>) -> Problem {
    let start = line.start + checkbox.mark.start;
    Problem {
        code: "tasks/empty-checkbox",
        severity: Severity::Warning,
        message: "This is no task: nothing stands between the brackets, and Kiro skips the line too. Write \"- [ ]\"."
            .to_owned(),
        span: start.saturating_sub(1)..start + 1,
    }
}

pub(crate) fn task_in_fence(line: &Line<'_>) -> Problem {
    Problem {
        code: "tasks/task-in-fence",
        severity: Severity::Hint,
        message: "This stands in a code fence and is no task here, but Kiro itself would count it as one."
            .to_owned(),
        span: line.span(),
    }
}

pub(crate) fn unclosed_fence(code: &'static str, line: &Line<'_>) -> Problem {
    Problem {
        code,
        severity: Severity::Warning,
        message: "This code fence is never closed; what stands below it is read all the same. \
                  Close it behind the code."
            .to_owned(),
        span: line.span(),
    }
}

pub(crate) fn unknown_marks(list: &TaskList) -> impl Iterator<Item = Problem> {
    let marks = list.tasks.iter().filter_map(|task| task.mark.as_ref()).filter(|mark| mark.state().is_none());
    marks.map(|mark| Problem {
        code: "tasks/unknown-mark",
        severity: Severity::Warning,
        message: format!(
            "The mark \"[{}]\" has no meaning, so the state of this task is unknown. \
             Use \"[ ]\" (not started), \"[~]\" (queued), \"[-]\" (in progress) or \"[x]\" (done).",
            mark.text
        ),
        span: mark.span.start.saturating_sub(1)..mark.span.end + 1,
    })
}

pub(crate) fn duplicate_ids(list: &TaskList) -> impl Iterator<Item = Problem> {
    let repeated = list.by_id.iter().flat_map(|(id, indices)| {
        let first = indices.first().copied();
        indices.iter().skip(1).map(move |index| (id, first, *index))
    });
    repeated.filter_map(|(id, first, index)| {
        let (first, task) = (list.tasks.get(first?)?, list.tasks.get(index)?);
        Some(Problem {
            code: "tasks/duplicate-id",
            severity: Severity::Warning,
            message: format!(
                "The id {id} is taken by the task on line {}. Give this task an id of its own, or call it {id}@{}.",
                first.line + 1,
                task.line + 1
            ),
            span: task.span.clone(),
        })
    })
}
