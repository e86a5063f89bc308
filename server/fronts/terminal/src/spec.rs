use std::fmt::Write;

use protocol::{Request, Response, RunStatus, SpecDetail, SpecSummary, TaskState};
use runtime::Runtime;

use crate::cli::{Format, SpecVerb};
use crate::exit::Failure;
use crate::{Exit, output};

pub(crate) fn run(runtime: &Runtime, verb: SpecVerb, format: Format) -> Result<Exit, Failure> {
    let request = match verb {
        SpecVerb::List => Request::SpecList {},
        SpecVerb::Show { spec } => Request::SpecGet { spec },
    };
    let response = runtime.handle(request)?;
    match (format, &response) {
        (Format::Json, response) => output::json(response)?,
        (Format::Text, Response::Specs { specs }) => output::text(&list(specs))?,
        (Format::Text, Response::Spec { spec }) => output::text(&show(spec))?,
        (Format::Text, other) => output::json(other)?,
    }
    Ok(Exit::Done)
}

fn list(specs: &[SpecSummary]) -> String {
    if specs.is_empty() {
        return "No specs: `.kiro/specs` holds none. `kiro-cli demo` shows what one looks like.\n".to_owned();
    }
    let width = specs.iter().map(|spec| spec.name.chars().count()).max().unwrap_or_default();
    let mut text = String::new();
    for spec in specs {
        if let Some(problem) = &spec.problem {
            let _ = writeln!(text, "{:width$}  {problem}", spec.name);
            continue;
        }
        let tasks = &spec.tasks;
        let _ = write!(text, "{:width$}  {:>3}/{} done", spec.name, tasks.done, tasks.total);
        if tasks.active > 0 {
            let _ = write!(text, ", {} in progress", tasks.active);
        }
        if tasks.optional > 0 {
            let _ = write!(text, ", {} optional", tasks.optional);
        }
        text.push('\n');
    }
    text
}

pub(crate) fn show(spec: &SpecDetail) -> String {
    let mut text = format!("{}\n", spec.name);
    for document in &spec.documents {
        let _ = writeln!(text, "  {}", document.path);
    }
    text.push('\n');
    for task in &spec.tasks {
        let indent = if task.parent.is_some() { "    " } else { "  " };
        let mark = match &task.mark {
            Some(_) => output::mark(task.state),
            None => "###",
        };
        let star = if task.optional { "*" } else { "" };
        let _ = write!(text, "{indent}{mark}{star} {} {}", task.reference, output::printable(&task.title));
        match task.run.as_ref().map(|run| &run.status) {
            Some(RunStatus::Running { owner }) => {
                let _ = write!(text, "  (running: {owner})");
            }
            Some(RunStatus::Interrupted { why }) => {
                let why =
                    why.as_ref().map(|why| format!(": {}", output::one_line(why, 60))).unwrap_or_default();
                let _ = write!(text, "  (interrupted{why}; `task run` goes on)");
            }
            Some(RunStatus::Ended { .. }) | None if task.state == TaskState::InProgress => {
                text.push_str("  (nobody works on it)");
            }
            Some(RunStatus::Ended { .. }) | None => {}
        }
        text.push('\n');
    }
    for problem in &spec.problems {
        let _ = write!(text, "\nline {}: {} ({})", problem.line, problem.message, problem.code);
    }
    if !spec.problems.is_empty() {
        text.push('\n');
    }
    text
}
