use std::sync::Arc;

use protocol::TaskState;
use spec::{Task, TaskList};

use super::lines::{LISTED, asked, headed, in_a_line, task_line};
use crate::coverage::order_is_written;
use crate::markdown::{self, inline};
use crate::tasks::{state, state_in_words};
use crate::{Library, Named, Spec};

/// What there is to say about a task: its state, when it runs, what it waits for, what it is for.
pub(super) fn describe(library: &Library, spec: &Spec, list: &TaskList, index: usize) -> Option<String> {
    let task = list.tasks.get(index)?;
    let done = state(task) == TaskState::Done;
    let blockers = if done { Vec::new() } else { spec.plan().blockers(spec.graph(), index, LISTED + 1) };
    let blockers = blockers.into_iter().filter_map(|blocker| task_line(spec, blocker));
    let mut traces = asked(library, spec, spec.graph().asked_of(index));
    if let Some((design, _)) = spec.design() {
        let mut properties: Vec<usize> = spec.graph().properties_of(index).collect();
        properties.sort_unstable();
        let property = |index| Named::Property { path: Arc::clone(&design.path), index };
        traces.extend(properties.into_iter().filter_map(|index| in_a_line(library, &property(index))));
    }
    let id = task.id.as_deref().map(|id| format!("{} ", inline(id, 40))).unwrap_or_default();
    let title = format!("{id}{}", inline(&task.title, 160));
    Some(format!(
        "**{}**\n\n{}\n\n{}{}",
        title.trim(),
        facts(spec, list, index, task).join(" · "),
        headed("Waits for", markdown::list(blockers, LISTED)),
        headed("Traces to", markdown::list(traces, LISTED)),
    ))
}

/// What is true of a task, in a few words each.
fn facts(spec: &Spec, list: &TaskList, index: usize, task: &Task) -> Vec<String> {
    let plan = spec.plan();
    let wave = plan.levels.get(index).copied().flatten().filter(|_| order_is_written(list));
    let sub_tasks = list.tasks.iter().filter(|child| child.parent == Some(index) && child.mark.is_some());
    let (finished, open): (Vec<&Task>, Vec<&Task>) =
        sub_tasks.partition(|child| state(child) == TaskState::Done);
    let all = finished.len() + open.len();
    let facts = [
        Some(state_in_words(task).to_owned()).filter(|state| !state.is_empty()),
        wave.map(|wave| format!("wave {} of {}", wave + 1, plan.waves.len())),
        task.optional.then(|| "optional".to_owned()),
        task.checkpoint.then(|| "checkpoint: it waits for all tasks before it".to_owned()),
        task.parallel.then(|| "may run beside the task before it".to_owned()),
        plan.ready.binary_search(&index).is_ok().then(|| "can run now".to_owned()),
        (all > 0).then(|| format!("{} of {all} sub-tasks done", finished.len())),
    ];
    facts.into_iter().flatten().collect()
}
