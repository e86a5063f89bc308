use std::collections::HashMap;

use ide::SpecTasks;
use protocol::{Actor, ErrorCode, EventBody, Response, RunId, TaskState, VerbError};
use spec::{State, parse_tasks};
use store::Lease;
use workspace::{Expect, TreeError};

use crate::specs::find;
use crate::{Runtime, file_error};

/// How often a mark is tried again when the file changes at the same moment.
const ATTEMPTS: u32 = 5;

impl Runtime {
    pub(crate) fn set_task(
        &self,
        spec: &str,
        reference: &str,
        state: TaskState,
    ) -> Result<Response, VerbError> {
        let (index, changed) = self.set_mark(spec, reference, state)?;
        let tasks = self.spec_tasks(spec)?;
        let tasks = SpecTasks::new(spec, &tasks.list, &self.runs(Some(spec))?, &[]).tasks;
        let mut task = tasks.into_iter().nth(index).ok_or_else(|| {
            VerbError::new(
                ErrorCode::Busy,
                format!("tasks.md of `{spec}` changed at the same moment; look again"),
            )
        })?;
        if changed {
            // The buffer of another process has it; the disk will when its user saves.
            (task.state, task.mark) = (state, Some(mark(state).char().to_string()));
            let marked = EventBody::TaskMarked {
                spec: spec.to_owned(),
                task: task.reference.clone(),
                state,
                actor: Actor::User,
                run: None,
            };
            self.append(&[marked], None)?;
        }
        Ok(Response::TaskSet { task, changed })
    }

    /// Sets a mark for a run, and records it. Setting the same mark again is harmless.
    pub(crate) fn mark_for_run(
        &self,
        run: &RunId,
        plan: &protocol::RunPlan,
        state: TaskState,
        lease: &Lease,
    ) -> Result<(), VerbError> {
        self.set_mark(&plan.spec, &plan.task, state)?;
        let marked = EventBody::TaskMarked {
            spec: plan.spec.clone(),
            task: plan.task.clone(),
            state,
            actor: Actor::Agent,
            run: Some(run.clone()),
        };
        self.append(&[marked], Some(lease)).map(drop)
    }

    /// Changes the bytes between the brackets of one task and nothing else: in the editor that holds the
    /// document, else on disk. Returns the task's index, and whether anything was asked to change.
    fn set_mark(&self, spec: &str, reference: &str, new: TaskState) -> Result<(usize, bool), VerbError> {
        let mut attempt = 0;
        loop {
            let tasks = self.spec_tasks(spec)?;
            let index = find(&tasks.list, reference)?;
            let invalid = |why: String| VerbError::new(ErrorCode::Invalid, why);
            let Some(task) = tasks.list.tasks.get(index) else {
                return Err(invalid("no such task".to_owned()));
            };
            if let Some(holder) = self.holder_of(&tasks.path)? {
                match self.mark_in_editor(&holder, &tasks.path, spec, reference, new) {
                    Ok(()) => return Ok((index, true)),
                    Err(error) if error.code == ErrorCode::Busy && attempt == 0 => attempt += 1,
                    Err(error) => return Err(error),
                }
                continue;
            }
            let Some(edit) =
                spec::set_state(&tasks.text, task, mark(new)).map_err(|e| invalid(e.to_string()))?
            else {
                return Ok((index, false));
            };
            let text = text::apply(&tasks.text, &[edit]).map_err(|e| invalid(e.to_string()))?;
            let expect = Expect::Unchanged(tasks.digest);
            match self.inner.tree.write(&tasks.path, text.as_bytes(), expect) {
                Ok(_) => return Ok((index, true)),
                Err(TreeError::Stale { .. }) if attempt < ATTEMPTS => attempt += 1,
                Err(error) => return Err(file_error(error)),
            }
        }
    }
}

pub(crate) fn mark(state: TaskState) -> State {
    match state {
        TaskState::NotStarted => State::NotStarted,
        TaskState::Queued => State::Queued,
        TaskState::InProgress => State::InProgress,
        TaskState::Done => State::Done,
    }
}

/// Whether a change of a file sets marks of tasks, which is not an agent's to do: a task that stays has
/// another mark, or a new one is not open.
pub(crate) fn changes_marks(path: &str, old: &str, new: &str) -> bool {
    if !path.contains(".kiro/specs/") || !path.ends_with("/tasks.md") {
        return false;
    }
    let before: HashMap<String, Option<State>> = marks(old).collect();
    marks(new).any(|(task, state)| match before.get(&task) {
        Some(previous) => *previous != state,
        None => state != Some(State::NotStarted),
    })
}

/// The state of each task by its text.
fn marks(text: &str) -> impl Iterator<Item = (String, Option<State>)> {
    let (list, _) = parse_tasks(text);
    list.tasks.into_iter().filter_map(|task| Some((task.raw_title, task.mark?.state())))
}

#[cfg(test)]
mod tests {
    use super::changes_marks;

    #[test]
    fn marks_are_not_an_agents_to_set() {
        let path = ".kiro/specs/a/tasks.md";
        let old = "- [ ] 1. One\n- [x] 2. Two\n";
        for (new, expected) in [
            ("- [ ] 1. One\n  - more\n- [x] 2. Two\n", false),
            ("- [ ] 1. One\n- [x] 2. Two\n- [ ] 3. Three\n", false),
            ("- [ ] 1. Renamed\n- [x] 2. Two\n", false),
            ("- [x] 1. One\n- [x] 2. Two\n", true),
            ("- [ ] 1. One\n- [ ] 2. Two\n", true),
            ("- [ ] 1. One\n- [x] 2. Two\n- [x] 3. Three\n", true),
        ] {
            assert_eq!(changes_marks(path, old, new), expected, "{new}");
        }
        assert!(!changes_marks("docs/tasks.md", old, "- [x] 1. One\n"));
        assert!(changes_marks("web/.kiro/specs/b/c/tasks.md", old, "- [x] 1. One\n"));
    }
}
