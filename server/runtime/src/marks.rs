use std::path::Path;
use std::time::{Duration, Instant};

use ide::SpecTasks;
use protocol::{Actor, ErrorCode, EventBody, Response, RunId, TaskState, VerbError};
use spec::{State, parse_tasks};
use store::{Filter, Lease};
use text::TextEdit;
use workspace::{Expect, RelPath, Tree, TreeError};

use crate::control_files::keep;
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

/// The tasks.md of all specs before a command: its marks are not for commands to set.
#[derive(Debug)]
pub(crate) struct MarksBefore {
    documents: Vec<(RelPath, Vec<u8>)>,
}

impl MarksBefore {
    /// As they are on disk now; those that cannot be read are none of an agent's.
    pub(crate) fn of(tree: &Tree) -> Self {
        let documents = tree.specs().into_iter().flatten().flat_map(|spec| spec.documents);
        let tasks = documents.filter(|(name, _)| name == "tasks.md");
        let read = |(_, path): (String, RelPath)| Some((path.clone(), tree.read(&path).ok()?.bytes));
        Self { documents: tasks.filter_map(read).collect() }
    }

    /// What the gate has let happen since counts as it is.
    pub(crate) fn look_again(&mut self, tree: &Tree, path: &str) {
        for (document, content) in self.documents.iter_mut().filter(|(document, _)| document.as_str() == path)
        {
            if let Ok(now) = tree.read(document) {
                *content = now.bytes;
            }
        }
    }

    /// Gives tasks back the marks that they had, and says so. All other text stays: somebody may have saved it meanwhile. What
    /// was there is kept in `aside`. Where `others` may have set marks, they stay.
    pub(crate) fn settle(&self, tree: &Tree, aside: &Path, others: &dyn Fn(&str) -> bool) -> Vec<String> {
        let mend = |(path, old): &(RelPath, Vec<u8>)| {
            let mended = mend_marks(tree, path, &String::from_utf8_lossy(old), aside, others);
            let could_not =
                |why| Some(format!("`{path}` had marks of tasks changed, and could not be mended: {why}"));
            mended.unwrap_or_else(could_not)
        };
        self.documents.iter().filter_map(mend).collect()
    }
}

/// What was mended in one document.
fn mend_marks(
    tree: &Tree,
    path: &RelPath,
    old: &str,
    aside: &Path,
    others: &dyn Fn(&str) -> bool,
) -> Result<Option<String>, String> {
    let set = "marks of tasks changed, which a run sets itself";
    match tree.read_text(path) {
        Ok(now) => {
            if !changes_marks(old, &now.text) || others(path.as_str()) {
                return Ok(None);
            }
            let edits = marks_back(old, &now.text);
            if edits.is_empty() {
                return Ok(None);
            }
            let text = text::apply(&now.text, &edits).map_err(|error| error.to_string())?;
            let kept = keep(aside, path.as_str(), now.text.as_bytes())?;
            tree.write(path, text.as_bytes(), Expect::Unchanged(now.digest))
                .map_err(|error| error.to_string())?;
            Ok(Some(format!(
                "`{path}` had {set}, and has the old ones again; what it was is kept in `{kept}`"
            )))
        }
        Err(TreeError::NotFound { .. }) => {
            if !changes_marks(old, "") || others(path.as_str()) {
                return Ok(None);
            }
            tree.write(path, old.as_bytes(), Expect::Absent).map_err(|error| error.to_string())?;
            Ok(Some(format!("`{path}` with its marks of tasks was gone, and is again what it was")))
        }
        Err(error) => Err(error.to_string()),
    }
}

/// The edits that give tasks the marks they had. Tasks are the same by their text, else by an id; of several that are the same,
/// the first is the first. Those that are new or gone have no old mark.
fn marks_back(old: &str, new: &str) -> Vec<TextEdit> {
    let (old, new) = (parse_tasks(old).0.tasks, parse_tasks(new).0.tasks);
    let mut had: Vec<Option<&spec::Task>> = old.iter().map(Some).collect();
    let mut found: Vec<Option<&spec::Task>> = vec![None; new.len()];
    let same: [fn(&spec::Task, &spec::Task) -> bool; 2] =
        [|a, b| a.raw_title == b.raw_title, |a, b| a.id.is_some() && a.id == b.id];
    for same in same {
        for (task, found) in new.iter().zip(&mut found).filter(|(_, found)| found.is_none()) {
            *found = had.iter_mut().find(|had| had.is_some_and(|had| same(had, task))).and_then(Option::take);
        }
    }
    let back = |(task, had): (&spec::Task, Option<&spec::Task>)| {
        let (now, had) = (task.mark.as_ref()?, had?.mark.as_ref()?);
        let differs = now.text.to_lowercase() != had.text.to_lowercase();
        differs.then(|| TextEdit { range: now.span.clone(), new: had.text.clone() })
    };
    new.iter().zip(found).filter_map(back).collect()
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
    #![allow(clippy::unwrap_used)]
    use std::fs;

    use super::*;

    /// Only marks go back. What somebody wrote meanwhile stays, and so do tasks that nobody knows.
    #[test]
    fn tasks_get_the_marks_back_that_they_had() {
        let old = "- [ ] 1. One\n- [X] 2. Two\n  - [-] 2.1 Half\n- [ ] Same\n- [x] Same\n";
        for (new, expected) in [
            ("- [x] 1. One\n- [X] 2. Two\n", "- [ ] 1. One\n- [X] 2. Two\n"),
            (
                "# Mine\n\n* [x]  1. One\n  My note\n- [ ] 2. Two\n",
                "# Mine\n\n* [ ]  1. One\n  My note\n- [X] 2. Two\n",
            ),
            ("- [x] 1. One, reworded\n- [x] 2.1 Half\n", "- [ ] 1. One, reworded\n- [-] 2.1 Half\n"),
            ("- [x] 3. New\n", "- [x] 3. New\n"),
            ("- [x] Same\n- [x] Same\n", "- [ ] Same\n- [x] Same\n"),
        ] {
            assert_eq!(text::apply(new, &marks_back(old, new)).unwrap(), expected, "{new}");
        }
    }

    #[test]
    fn what_was_there_is_kept_and_a_document_that_is_gone_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let (root, aside) = (folder.path().join("work"), folder.path().join("aside"));
        let file = root.join(".kiro/specs/s/tasks.md");
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, "- [ ] 1. One\n- [x] 2. Two\n").unwrap();
        let tree = Tree::open(&root).unwrap();
        let before = MarksBefore::of(&tree);
        let settle = |others: bool| before.settle(&tree, &aside, &|_| others);
        let theirs = "- [x] 1. One\n  a note\n- [x] 2. Two\n";
        fs::write(&file, theirs).unwrap();
        assert!(settle(true).is_empty());
        assert_eq!(settle(false).len(), 1);
        assert!(settle(false).is_empty());
        assert_eq!(fs::read_to_string(&file).unwrap(), "- [ ] 1. One\n  a note\n- [x] 2. Two\n");
        let kept = fs::read_dir(&aside).unwrap().next().unwrap().unwrap().path();
        assert_eq!(fs::read_to_string(kept).unwrap(), theirs);
        fs::remove_file(&file).unwrap();
        assert_eq!(settle(false).len(), 1);
        assert_eq!(fs::read_to_string(&file).unwrap(), "- [ ] 1. One\n- [x] 2. Two\n");
    }

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
