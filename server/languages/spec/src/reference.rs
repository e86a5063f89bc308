use crate::{TaskList, id::parent_id};

/// Why a reference names no single task.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FindTaskError {
    /// No task is called so.
    #[error("there is no task \"{reference}\"{}", did_you_mean(near))]
    Unknown {
        /// What was asked for.
        reference: String,
        /// References of tasks that may have been meant, at most five.
        near: Vec<String>,
    },
    /// Several tasks are called so.
    #[error("{} tasks have the id \"{reference}\"; say which: {}", lines.len(), at_lines(reference, lines))]
    Ambiguous {
        /// What was asked for.
        reference: String,
        /// Their lines, 1-based.
        lines: Vec<u32>,
    },
}

fn did_you_mean(near: &[String]) -> String {
    match near {
        [] => "; the document has no tasks".to_owned(),
        near => format!("; did you mean {}?", near.join(", ")),
    }
}

fn at_lines(reference: &str, lines: &[u32]) -> String {
    lines.iter().map(|line| format!("{reference}@{line}")).collect::<Vec<_>>().join(", ")
}

const NEAR: usize = 5;

impl TaskList {
    /// How to name the task at `index` of [`Self::tasks`]: its id, `id@line` where the id repeats, `@line` where there
    /// is none (lines are 1-based); empty if there is no such task.
    pub fn reference(&self, index: usize) -> String {
        let Some(task) = self.tasks.get(index) else {
            return String::new();
        };
        let line = task.line + 1;
        match &task.id {
            None => format!("@{line}"),
            Some(id) if self.with_id(id).nth(1).is_some() => format!("{id}@{line}"),
            Some(id) => id.clone(),
        }
    }

    /// The index of the task that `reference` names: an id, `id@line` or `@line`. Blanks around it and a final dot
    /// do not count.
    ///
    /// # Errors
    /// No task is called so, or several are, or the line no longer fits the id.
    pub fn find(&self, reference: &str) -> Result<usize, FindTaskError> {
        let reference = reference.trim();
        let (id, line) = match reference.rsplit_once('@') {
            Some((id, line)) => match line.parse::<u32>() {
                Ok(line) => (id, Some(line)),
                Err(_) => (reference, None),
            },
            None => (reference, None),
        };
        let id = id.trim_end().trim_end_matches('.');

        if let Some(line) = line {
            let at_line = self.tasks.iter().position(|task| task.line + 1 == line);
            let fits = |task: usize| id.is_empty() || self.with_id(id).any(|other| other == task);
            return at_line.filter(|task| fits(*task)).ok_or_else(|| self.unknown(reference, id));
        }
        let found: Vec<usize> = self.with_id(id).collect();
        match found.as_slice() {
            [] => Err(self.unknown(reference, id)),
            [task] => Ok(*task),
            several => Err(FindTaskError::Ambiguous {
                reference: id.to_owned(),
                lines: several
                    .iter()
                    .filter_map(|task| self.tasks.get(*task))
                    .map(|task| task.line + 1)
                    .collect(),
            }),
        }
    }

    /// The indices of the tasks with that id, in document order.
    pub fn with_id(&self, id: &str) -> impl Iterator<Item = usize> {
        self.by_id.get(id).map_or(&[][..], Vec::as_slice).iter().copied()
    }

    /// Proposes tasks of that id, else of the same family (`3.1` for `3`, `3` for `3.9`), else the first ones.
    fn unknown(&self, reference: &str, id: &str) -> FindTaskError {
        let among = |related: &dyn Fn(&str) -> bool| -> Vec<usize> {
            let tasks = self.tasks.iter().enumerate();
            let related = tasks.filter(|(_, task)| task.id.as_deref().is_some_and(related));
            related.map(|(index, _)| index).take(NEAR).collect()
        };
        let mut near = among(&|other| other.eq_ignore_ascii_case(id));
        if near.is_empty() {
            near = among(&|other| root(other) == root(id));
        }
        if near.is_empty() {
            near = (0..self.tasks.len().min(NEAR)).collect();
        }
        FindTaskError::Unknown {
            reference: reference.to_owned(),
            near: near.into_iter().map(|index| self.reference(index)).collect(),
        }
    }
}

/// The first number of an id: `3` for `3.1.2`.
fn root(id: &str) -> &str {
    std::iter::successors(Some(id), |id| parent_id(id)).last().unwrap_or(id)
}
