use agent::{PromptDocument, system_prompt, task_prompt};
use config::{Inclusion, parse_steering};
use protocol::{RunPlan, VerbError};

use crate::specs::find;
use crate::{Runtime, file_error, redact};

impl Runtime {
    /// The system prompt of a new session: our words and the steering that is always included. A steering file
    /// that cannot be read is left out with a warning; it must not stop the work.
    pub(crate) fn system_prompt(&self) -> Result<String, VerbError> {
        let tree = &self.inner.tree;
        let mut steering = Vec::new();
        for path in tree.steering().map_err(file_error)? {
            match tree.read_text(&path) {
                Ok(read) => {
                    let (parsed, _) = parse_steering(&read.text);
                    if parsed.inclusion == Inclusion::Always {
                        let text = redact(read.text.get(parsed.body).unwrap_or_default()).into_owned();
                        steering.push(PromptDocument { path: path.to_string(), text });
                    }
                }
                Err(error) => tracing::warn!("steering is left out: {error}"),
            }
        }
        Ok(system_prompt(std::env::consts::OS, &steering))
    }

    /// The first prompt of a run, and what stands for it later: the spec's documents and the task's own text, as they are
    /// now.
    pub(crate) fn run_prompt(&self, plan: &RunPlan) -> Result<String, VerbError> {
        let folder = self.spec_folder(&plan.spec)?;
        let mut documents = Vec::new();
        for (_, path) in &folder.documents {
            let read = self.inner.tree.read_text(path).map_err(file_error)?;
            documents.push(PromptDocument { path: path.to_string(), text: redact(&read.text).into_owned() });
        }
        let budget = self.budget(&plan.model);
        let tasks = self.spec_tasks(&plan.spec)?;
        let index = find(&tasks.list, &plan.task)?;
        let body = tasks.list.tasks.get(index).and_then(|task| {
            let rest = tasks.text.get(task.span.end..task.body.end)?;
            Some(format!("{}{rest}", task.raw_title))
        });
        Ok(task_prompt(&plan.spec, &body.unwrap_or_else(|| plan.title.clone()), &documents, &budget))
    }
}
