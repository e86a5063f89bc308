use protocol::{Answer, Question, Task, TaskState};
use serde_json::{Value, json};

use crate::SpecTasks;

/// The names of the commands, as `workspace/executeCommand` has them.
pub mod names {
    /// Implements a task, or goes on with its interrupted run. The parameters of `kiro/task/run`.
    pub const RUN: &str = "kiro.task.run";
    /// Stops the run of a task. The parameters of `kiro/task/stop`.
    pub const STOP: &str = "kiro.task.stop";
    /// Sets the mark of a task. The parameters of `kiro/task/set`.
    pub const SET: &str = "kiro.task.set";
    /// Implements the next task of a spec: `{"spec": …}`.
    pub const RUN_NEXT: &str = "kiro.task.runNext";
    /// Answers a question. The parameters of `kiro/permission/answer`; `by` is optional.
    pub const ANSWER: &str = "kiro.answer";
    /// Shows a place of a document: `{"uri": …, "line": …}`, the line from 1.
    pub const SHOW: &str = "kiro.show";
    /// Makes a new chat document and shows it. No parameters.
    pub const CHAT_NEW: &str = "kiro.chat.new";
    /// Sends what stands below the last `## You` of a chat document: `{"uri": …}`.
    pub const CHAT_SEND: &str = "kiro.chat.send";
    /// Cancels the turn of a session. The parameters of `kiro/session/cancel`.
    pub const CHAT_CANCEL: &str = "kiro.chat.cancel";
}

/// Something a user can do, ready to be sent back.
#[derive(Clone, Debug, PartialEq)]
pub struct Command {
    /// What the user reads.
    pub title: String,
    /// One of [`names`].
    pub name: &'static str,
    /// Its one argument.
    pub arguments: Value,
}

impl Command {
    pub(crate) fn implement(spec: &str, task: &Task) -> Self {
        Self::of_task(format!("Implement {}", spoken(task)), names::RUN, spec, task)
    }

    pub(crate) fn resume(spec: &str, task: &Task) -> Self {
        Self::of_task(format!("Resume {}", spoken(task)), names::RUN, spec, task)
    }

    pub(crate) fn stop(spec: &str, task: &Task) -> Self {
        Self::of_task(format!("Stop {}", spoken(task)), names::STOP, spec, task)
    }

    pub(crate) fn mark(title: &str, spec: &str, task: &Task, state: TaskState) -> Self {
        let arguments = json!({ "spec": spec, "task": task.reference, "state": state });
        Self { title: title.to_owned(), name: names::SET, arguments }
    }

    pub(crate) fn run_next(tasks: &SpecTasks<'_>) -> Option<Self> {
        let next = crate::next_task(&tasks.tasks)?;
        let title = format!("Run next: {}", next.id.as_deref().unwrap_or(&next.title));
        Some(Self { title, name: names::RUN_NEXT, arguments: json!({ "spec": tasks.spec }) })
    }

    /// What can be done about a chat document: send the prompt, or cancel the answer that is coming.
    pub fn of_chat(chat: &crate::Chat, uri: &str, answering: bool) -> Option<Self> {
        match (&chat.session, answering) {
            (Some(session), true) => Some(Self {
                title: "Cancel".to_owned(),
                name: names::CHAT_CANCEL,
                arguments: json!({ "session": session }),
            }),
            (Some(_) | None, _) if !chat.prompt.is_empty() => Some(Self {
                title: "Send".to_owned(),
                name: names::CHAT_SEND,
                arguments: json!({ "uri": uri }),
            }),
            (Some(_) | None, _) => None,
        }
    }

    /// One command for each answer to a question.
    pub(crate) fn answers(question: &Question) -> impl Iterator<Item = (Answer, Self)> {
        question.options.iter().map(|option| {
            let arguments = json!({ "id": question.id, "option": option.id });
            let title = format!("{}: {}", option.label, question.title);
            (option.id, Self { title, name: names::ANSWER, arguments })
        })
    }

    fn of_task(title: String, name: &'static str, spec: &str, task: &Task) -> Self {
        Self { title, name, arguments: json!({ "spec": spec, "task": task.reference }) }
    }
}

/// A task as a command on its own line names it: there, a repeated id is no riddle.
fn spoken(task: &Task) -> String {
    match &task.id {
        Some(id) => format!("task {id}"),
        None => "this task".to_owned(),
    }
}
