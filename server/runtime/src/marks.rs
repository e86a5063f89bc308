use std::time::{Duration, Instant};

use ide::SpecTasks;
use protocol::{Actor, ErrorCode, EventBody, Response, RunId, TaskState, VerbError};
use spec::{State, parse_tasks};
use store::{Filter, Lease};
use workspace::{Expect, TreeError};

use crate::specs::{find, find_again};
use crate::turn::bodies;
use crate::{Runtime, file_error};

/// The wait before a mark is tried again in a buffer that changed at the same moment; it doubles each time.
const BREATH: Duration = Duration::from_millis(10);

/// How often that is done. While somebody types, an edit may come too late several times.
const BREATHS: u32 = 6;

/// An editor that took longer did not answer.
const SILENT: Duration = Duration::from_secs(15);

/// How often a mark is tried again when the file changes at the same moment.
const ATTEMPTS: u32 = 5;

impl Runtime {
    pub(crate) fn set_task(
        &self,
        spec: &str,
        reference: &str,
        state: TaskState,
    ) -> Result<Response, VerbError> {
        let tasks = self.spec_tasks(spec)?;
        let spec = tasks.spec.as_str();
        let named = find(&tasks.list, reference)?;
        let title = tasks.list.tasks.get(named).map(|task| task.title.clone()).unwrap_or_default();
        let (index, changed) = self.set_mark(spec, &tasks.list.reference(named), &title, state)?;
        let list = self.spec_tasks(spec)?.list;
        let tasks = SpecTasks::new(spec, &list, &self.runs(Some(spec))?, &[]).tasks;
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
        self.set_mark(&plan.spec, &plan.task, &plan.title, state)?;
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
    fn set_mark(
        &self,
        spec: &str,
        reference: &str,
        title: &str,
        new: TaskState,
    ) -> Result<(usize, bool), VerbError> {
        let begun = Instant::now();
        let mut attempt = 0;
        loop {
            let tasks = self.spec_tasks(spec)?;
            let index = find_again(&tasks.list, reference, title)?;
            let invalid = |why: String| VerbError::new(ErrorCode::Invalid, why);
            let Some(task) = tasks.list.tasks.get(index) else {
                return Err(invalid("no such task".to_owned()));
            };
            if let Some(holder) = self.holder_of(&tasks.path)? {
                match self.mark_in_editor(&holder, &tasks.path, spec, reference, title, new) {
                    Ok(()) => return Ok((index, true)),
                    // An editor that does not answer at all is asked only once more.
                    Err(error)
                        if error.code == ErrorCode::Busy && attempt < BREATHS && begun.elapsed() < SILENT =>
                    {
                        std::thread::sleep(BREATH * 2_u32.pow(attempt));
                        attempt += 1;
                    }
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

impl Runtime {
    /// Whether somebody else than an agent may have set marks in a tasks.md: a run or a user by way of us, or a user in
    /// an editor. If that is not known they have.
    pub(crate) fn marked_by_others(&self, path: &str, since: u64) -> bool {
        let marked = self.inner.store.events(&Filter::Since(since)).map(|events| {
            bodies(&events)
                .any(|body| matches!(body, EventBody::TaskMarked { .. } | EventBody::EditRequested { .. }))
        });
        let held = self.inner.store.document_holder(path).map(|holder| holder.is_some());
        marked.unwrap_or(true) || held.unwrap_or(true)
    }
}

/// Whether a change of a tasks.md sets or loses marks, which is not an agent's to do: the tasks that are not open must
/// be the same before and after. Open tasks may come, go and be reworded.
pub(crate) fn changes_marks(old: &str, new: &str) -> bool {
    not_open(old) != not_open(new)
}

/// The tasks with another mark than the open one, sorted: text and mark. A box of any shape counts.
fn not_open(text: &str) -> Vec<(String, String)> {
    let (list, _) = parse_tasks(text);
    let marked = |task: spec::Task| {
        let mark = task.mark?;
        (mark.state() != Some(State::NotStarted)).then(|| (task.raw_title, mark.text.to_lowercase()))
    };
    let mut tasks: Vec<_> = list.tasks.into_iter().filter_map(marked).collect();
    tasks.sort_unstable();
    tasks
}

#[cfg(test)]
mod tests {
    use super::changes_marks;

    #[test]
    fn marks_are_not_an_agents_to_set() {
        let old = "- [ ] 1. One\n- [x] 2. Two\n";
        for (new, expected) in [
            ("- [ ] 1. One\n  - more\n- [x] 2. Two\n", false),
            ("- [ ] 1. One\n- [x] 2. Two\n- [ ] 3. Three\n", false),
            ("- [ ] 1. Renamed\n- [x] 2. Two\n", false),
            ("- [x] 1. One\n- [x] 2. Two\n", true),
            ("- [ ] 1. One\n- [ ] 2. Two\n", true),
            ("- [ ] 1. One\n- [ ] 2. Two!\n", true),
            ("- [ ] 1. One\n- [x] 2. Two\n- [x] 3. Three\n", true),
            ("- [ ] 1. One\n", true),
            ("", true),
        ] {
            assert_eq!(changes_marks(old, new), expected, "{new}");
        }
        let twice = "- [ ] Write tests\n- [x] Write tests\n";
        assert!(changes_marks(twice, "- [x] Write tests\n- [x] Write tests\n"));
    }
}
