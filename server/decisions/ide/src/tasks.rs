use std::collections::HashSet;

use protocol::{Cost, Question, RunStatus, RunSummary, Task, TaskState};
use spec::{State, TaskList};

/// The tasks of a spec with what is going on about them.
#[derive(Clone, Debug)]
pub struct SpecTasks<'a> {
    /// Name of the spec.
    pub spec: &'a str,
    /// Its tasks, in document order, each with its latest run.
    pub tasks: Vec<Task>,
    /// The questions that wait for an answer, of any spec.
    pub questions: &'a [Question],
}

impl<'a> SpecTasks<'a> {
    /// Puts together what the document says and what the log says. Of `runs`, those of this spec count; the first
    /// one of a task is its latest.
    pub fn new(spec: &'a str, list: &TaskList, runs: &[RunSummary], questions: &'a [Question]) -> Self {
        let own: Vec<&RunSummary> = runs.iter().filter(|run| run.spec == spec).collect();
        let latest = |task: &str| own.iter().find(|run| run.task == task).map(|run| (*run).clone());
        let cost = |task: &str| Cost::sum(own.iter().filter(|run| run.task == task).map(|run| run.cost));
        let tasks = list.tasks.iter().enumerate().map(|(index, task)| {
            let reference = list.reference(index);
            Task {
                id: task.id.clone(),
                title: task.title.clone(),
                state: state(task),
                mark: task.mark.as_ref().map(|mark| mark.text.clone()),
                optional: task.optional,
                parent: task.parent.map(|parent| list.reference(parent)),
                line: task.line + 1,
                run: latest(&reference),
                cost: cost(&reference),
                reference,
            }
        });
        Self { spec, tasks: tasks.collect(), questions }
    }

    /// The questions that the run of a task waits for.
    pub(crate) fn questions_of(&self, task: &Task) -> impl Iterator<Item = &'a Question> {
        let run = task.run.as_ref().map(|run| run.id.clone());
        self.questions.iter().filter(move |question| run.is_some() && question.run == run)
    }
}

/// What there is to do about a task.
pub(crate) enum Doing {
    /// It can be implemented.
    Ready,
    /// A process works on it.
    Running,
    /// Its run was cut off.
    Interrupted,
    /// Nothing: it is done, has no checkbox, or its sub-tasks come first.
    Nothing,
}

/// `held_back` is that of all tasks.
pub(crate) fn doing(held_back: &HashSet<&str>, task: &Task) -> Doing {
    let ready = || {
        let open = task.mark.is_some() && task.state != TaskState::Done;
        open && !held_back.contains(task.reference.as_str())
    };
    match task.run.as_ref().map(|run| &run.status) {
        Some(RunStatus::Running { .. }) => Doing::Running,
        Some(RunStatus::Interrupted { .. }) => Doing::Interrupted,
        Some(RunStatus::Ended { .. }) | None if ready() => Doing::Ready,
        Some(RunStatus::Ended { .. }) | None => Doing::Nothing,
    }
}

/// The references of tasks with required sub-tasks that are not done. A task runs by itself once they are; the runtime
/// refuses it earlier.
pub(crate) fn held_back(tasks: &[Task]) -> HashSet<&str> {
    let holds = |task: &&Task| task.mark.is_some() && !task.optional && task.state != TaskState::Done;
    tasks.iter().filter(holds).filter_map(|task| task.parent.as_deref()).collect()
}

/// The first required task that was not started and can run.
pub fn next_task(tasks: &[Task]) -> Option<&Task> {
    let held_back = held_back(tasks);
    tasks.iter().find(|task| {
        let open = !task.optional && task.state == TaskState::NotStarted;
        open && matches!(doing(&held_back, task), Doing::Ready)
    })
}

/// The state of a task on every surface: a mark without a meaning counts as not started.
pub fn state(task: &spec::Task) -> TaskState {
    match task.mark.as_ref().and_then(spec::Mark::state) {
        Some(State::Queued) => TaskState::Queued,
        Some(State::InProgress) => TaskState::InProgress,
        Some(State::Done) => TaskState::Done,
        Some(State::NotStarted) | None => TaskState::NotStarted,
    }
}

/// The state of a task in words: `in progress`; empty for a task without a checkbox.
pub(crate) fn state_in_words(task: &spec::Task) -> &'static str {
    match (&task.mark, state(task)) {
        (None, _) => "",
        (Some(_), TaskState::NotStarted) => "not started",
        (Some(_), TaskState::Queued) => "queued",
        (Some(_), TaskState::InProgress) => "in progress",
        (Some(_), TaskState::Done) => "done",
    }
}
