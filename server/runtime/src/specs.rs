use ide::{Kind, SpecTasks, state};
use protocol::{
    DocumentKind, ErrorCode, Response, SpecDetail, SpecDocument, SpecSummary, TaskCounts, TaskState,
    VerbError,
};
use spec::{TaskList, parse_tasks};
use workspace::{Digest, NamedFile, RelPath, SpecFolder};

use crate::{Runtime, file_error, library};

/// The tasks of a spec as they are on disk.
pub(crate) struct TasksDocument {
    /// The spec's own name, however it was asked for.
    pub(crate) spec: String,
    pub(crate) path: RelPath,
    pub(crate) text: String,
    pub(crate) digest: Digest,
    pub(crate) list: TaskList,
}

impl Runtime {
    pub(crate) fn list_specs(&self) -> Result<Response, VerbError> {
        Ok(Response::Specs { specs: self.spec_summaries()? })
    }

    pub(crate) fn spec_summaries(&self) -> Result<Vec<SpecSummary>, VerbError> {
        let folders = self.inner.tree.specs().map_err(file_error)?;
        let summaries = folders
            .into_iter()
            .map(|folder| {
                // One document that cannot be read must not hide the others.
                let (tasks, problem) =
                    match tasks_path(&folder).map(|path| self.read_tasks(&folder.name, &path)) {
                        Some(Ok(read)) => (count(&read.list), None),
                        Some(Err(error)) => (TaskCounts::default(), Some(error.message)),
                        None => (TaskCounts::default(), None),
                    };
                SpecSummary { documents: documents(&folder), name: folder.name, tasks, problem }
            })
            .collect();
        Ok(summaries)
    }

    pub(crate) fn get_spec(&self, name: &str) -> Result<Response, VerbError> {
        let folder = self.spec_folder(name)?;
        let mut tasks = Vec::new();
        if let Some(path) = tasks_path(&folder) {
            let name = folder.name.as_str();
            let read = self.read_tasks(name, &path)?;
            tasks = SpecTasks::new(name, &read.list, &self.runs(Some(name))?, &[]).tasks;
        }
        let library = self.library_of(&folder.name)?;
        let (model, checked) = match library.spec_named(&folder.name) {
            Some(spec) => (library::spec_model(spec), library::checked_of_spec(&library, spec)),
            None => Default::default(),
        };
        let documents = documents(&folder);
        Ok(Response::Spec { spec: SpecDetail { documents, name: folder.name, tasks, model, checked } })
    }

    /// The documents of one spec as they are now, and the settings of rules.
    fn library_of(&self, spec: &str) -> Result<ide::Library, VerbError> {
        let mut library = library::empty(&self.inner.tree);
        let files =
            self.inner.tree.named_files(&format!(".kiro/specs/{spec}"), |name| Kind::of(name).is_some());
        let mut files = files.map_err(file_error)?;
        let settings = ".kiro/settings/diagnostics.json";
        if let Ok(path) = self.inner.tree.resolve(settings) {
            files.push(NamedFile { name: settings.to_owned(), path });
        }
        for NamedFile { name, path } in files {
            // What cannot be read says nothing; reading tasks.md tells why.
            if let Ok(read) = self.inner.tree.read_text(&path) {
                library.set(&name, Some(&read.text));
            }
        }
        Ok(library)
    }

    pub(crate) fn spec_folder(&self, name: &str) -> Result<SpecFolder, VerbError> {
        let name = name.trim_matches('/');
        let mut folders = self.inner.tree.specs().map_err(file_error)?;
        if let Some(at) = folders.iter().position(|folder| folder.name == name) {
            return Ok(folders.swap_remove(at));
        }
        let known: Vec<&str> = folders.iter().map(|folder| folder.name.as_str()).collect();
        let root = self.inner.tree.root().display();
        Err(VerbError::new(
            ErrorCode::NotFound,
            if known.is_empty() {
                format!("there is no spec `{name}`: `{root}` has no `.kiro/specs` folder with one in it")
            } else {
                format!("there is no spec `{name}` in `{root}`; there are: {}", known.join(", "))
            },
        ))
    }

    pub(crate) fn spec_tasks(&self, name: &str) -> Result<TasksDocument, VerbError> {
        let folder = self.spec_folder(name)?;
        let path = tasks_path(&folder).ok_or_else(|| {
            VerbError::new(
                ErrorCode::NotFound,
                format!("the spec `{name}` has no tasks.md yet; write one first"),
            )
        })?;
        self.read_tasks(&folder.name, &path)
    }

    fn read_tasks(&self, spec: &str, path: &RelPath) -> Result<TasksDocument, VerbError> {
        let read = self.inner.tree.read_text(path).map_err(file_error)?;
        let (list, _) = parse_tasks(&read.text);
        Ok(TasksDocument {
            spec: spec.to_owned(),
            path: path.clone(),
            text: read.text,
            digest: read.digest,
            list,
        })
    }
}

/// Finds a task by what a user typed.
pub(crate) fn find(list: &TaskList, reference: &str) -> Result<usize, VerbError> {
    list.find(reference).map_err(|error| {
        let code = match error {
            spec::FindTaskError::Unknown { .. } => ErrorCode::NotFound,
            spec::FindTaskError::Ambiguous { .. } => ErrorCode::Ambiguous,
        };
        VerbError::new(code, error.to_string())
    })
}

/// Finds a task again that was named when its text was `title`. Lines shift and ids are given anew while a run
/// goes on: the text decides, and only a task with an id of its own may have been reworded.
pub(crate) fn find_again(list: &TaskList, reference: &str, title: &str) -> Result<usize, VerbError> {
    let found = find(list, reference);
    let text = |index: usize| list.tasks.get(index).map(|task| task.title.as_str());
    let mut same = (0..list.tasks.len()).filter(|&index| text(index) == Some(title));
    match (found, same.next(), same.next()) {
        (Ok(index), _, _) if text(index) == Some(title) => Ok(index),
        (_, Some(only), None) => Ok(only),
        (Ok(index), None, _) if !reference.contains('@') => Ok(index),
        (Ok(_), _, _) => Err(VerbError::new(
            ErrorCode::NotFound,
            format!("the task \"{title}\" is no longer where `{reference}` says; set its mark yourself"),
        )),
        (Err(error), _, _) => Err(error),
    }
}

pub(crate) fn tasks_path(folder: &SpecFolder) -> Option<RelPath> {
    folder.documents.iter().find(|(name, _)| name == "tasks.md").map(|(_, path)| path.clone())
}

fn documents(folder: &SpecFolder) -> Vec<SpecDocument> {
    let kind = |name: &str| match name {
        "requirements.md" => Some(DocumentKind::Requirements),
        "bugfix.md" => Some(DocumentKind::Bugfix),
        "design.md" => Some(DocumentKind::Design),
        "tasks.md" => Some(DocumentKind::Tasks),
        _ => None,
    };
    let document = |(name, path): &(String, RelPath)| {
        Some(SpecDocument { kind: kind(name)?, path: path.as_str().to_owned() })
    };
    folder.documents.iter().filter_map(document).collect()
}

/// Tasks that are headings have no state and do not count.
fn count(list: &TaskList) -> TaskCounts {
    let mut counts = TaskCounts::default();
    for task in list.tasks.iter().filter(|task| task.mark.is_some()) {
        if task.optional {
            counts.optional += 1;
            continue;
        }
        counts.total += 1;
        match state(task) {
            TaskState::Done => counts.done += 1,
            TaskState::InProgress | TaskState::Queued => counts.active += 1,
            TaskState::NotStarted => {}
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::find_again;

    #[test]
    fn a_task_is_found_again_by_its_text() {
        for (text, reference, title, expected) in [
            ("- [ ] 1. One\n- [ ] 2. Two\n", "2", "Two", Some(1)),
            ("- [ ] 1. Two\n- [ ] 2. One\n", "1", "One", Some(1)),
            ("- [ ] 1. One, reworded\n", "1", "One", Some(0)),
            ("- [ ] new\n- [ ] One\n- [ ] Two\n", "@1", "One", Some(1)),
            ("- [ ] One\n- [ ] One\n", "@2", "One", Some(1)),
            ("- [ ] other\n", "@1", "One", None),
            ("- [ ] 2. Two\n", "1", "One", None),
        ] {
            let (list, _) = spec::parse_tasks(text);
            assert_eq!(find_again(&list, reference, title).ok(), expected, "{reference} {title} in {text}");
        }
    }
}
