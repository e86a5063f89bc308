use std::path::Path;

use spec::parse_tasks;
use text::TextEdit;
use workspace::{Expect, RelPath, Tree, TreeError};

use super::mend::keep;
use crate::marks::changes_marks;

/// The tasks.md of all specs before a command: its marks are not for commands to set.
#[derive(Debug)]
pub(crate) struct MarksBefore {
    documents: Vec<(RelPath, String)>,
}

impl MarksBefore {
    /// As they are on disk now; those that cannot be read are none of an agent's.
    pub(crate) fn of(tree: &Tree) -> Self {
        let documents = tree.specs().into_iter().flatten().flat_map(|spec| spec.documents);
        let tasks = documents.filter(|(name, _)| name == "tasks.md");
        let read = |(_, path): (String, RelPath)| Some((path.clone(), tree.read_text(&path).ok()?.text));
        Self { documents: tasks.filter_map(read).collect() }
    }

    /// What the gate has let happen since counts as it is.
    pub(crate) fn look_again(&mut self, tree: &Tree, path: &str) {
        for (document, content) in self.documents.iter_mut().filter(|(document, _)| document.as_str() == path)
        {
            if let Ok(now) = tree.read_text(document) {
                *content = now.text;
            }
        }
    }

    /// Gives tasks back the marks that they had, and says so. All other text stays: somebody may have saved it meanwhile. What
    /// was there is kept in `aside`. Where `others` may have set marks, they stay.
    pub(crate) fn settle(&self, tree: &Tree, aside: &Path, others: &dyn Fn(&str) -> bool) -> Vec<String> {
        let mend = |(path, old): &(RelPath, String)| {
            let mended = mend_marks(tree, path, old, aside, others);
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
}
