use std::fmt::Write;
use std::path::Path;

use protocol::{Request, Response, RunStatus, Severity, SpecDetail, SpecGraph, SpecSummary, TaskState};
use runtime::{LiveLibrary, Runtime};

use crate::cli::{Format, OutputFormat, SpecVerb};
use crate::exit::Failure;
use crate::{Exit, check, drafts, order, output};

pub(crate) fn run(
    folder: &Path,
    workspace: &dyn Fn() -> Result<Runtime, Failure>,
    verb: SpecVerb,
    format: Format,
) -> Result<Exit, Failure> {
    let response = match verb {
        SpecVerb::List => workspace()?.handle(Request::SpecList {})?,
        SpecVerb::Show { spec } => workspace()?.handle(Request::SpecGet { spec })?,
        SpecVerb::Draft { spec, words, bugfix } => {
            return drafts::spec(&workspace()?, spec, &words, bugfix, format);
        }
        SpecVerb::Check(verb) => return check::run(folder, &verb, &[], OutputFormat::default()),
        SpecVerb::Graph { spec } => return graph(folder, &spec, OutputFormat::default()),
        SpecVerb::Trace { spec } => read(folder, &Request::SpecTrace { spec })?,
    };
    match (format, &response) {
        (Format::Json, response) => output::json(response)?,
        (Format::Text, Response::Specs { specs }) => output::text(&list(specs))?,
        (Format::Text, Response::Spec { spec }) => output::text(&show(spec))?,
        (Format::Text, Response::Trace { trace }) => output::text(&order::trace(trace))?,
        (Format::Text, other) => output::json(other)?,
    }
    Ok(Exit::Done)
}

/// The order of the tasks of a spec.
pub(crate) fn graph(folder: &Path, spec: &str, format: OutputFormat) -> Result<Exit, Failure> {
    let response = read(folder, &Request::SpecGraph { spec: spec.to_owned() })?;
    let Response::Graph { graph } = &response else {
        return Err(Failure::new("the graph came back as something else"));
    };
    match format {
        OutputFormat::Text => output::text(&order::waves(graph))?,
        OutputFormat::Json => output::json(&response)?,
        OutputFormat::Mermaid => output::text(&graph.mermaid)?,
        OutputFormat::Dot => output::text(&graph.dot)?,
        OutputFormat::Kiro => {
            output::text(&format!("{}\n", graph.kiro.trim_end()))?;
            if let Some(why) = left_out(graph) {
                eprintln!("{}", output::printable(&why));
            }
        }
        OutputFormat::Markdown | OutputFormat::Csv | OutputFormat::Html => {
            return Err(Failure::usage("the order of tasks has no such form"));
        }
        OutputFormat::Sarif => return Err(Failure::usage("SARIF is for checks, such as `spec check`")),
    }
    Ok(Exit::Done)
}

/// What Kiro's form cannot say of a graph. Whoever pastes it has to know.
fn left_out(graph: &SpecGraph) -> Option<String> {
    let unnamed = graph.waves.iter().flatten().filter(|task| task.contains('@'));
    let tasks: Vec<&str> = unnamed.chain(graph.cycles.iter().flatten()).map(String::as_str).collect();
    (!tasks.is_empty()).then(|| {
        format!(
            "kiro-cli: left out, for want of an id of their own or as they wait for each other: {}",
            tasks.join(", ")
        )
    })
}

/// What only needs documents needs no state of a workspace.
fn read(folder: &Path, request: &Request) -> Result<Response, Failure> {
    let root = workspace::find_root(folder, runtime::home().as_deref());
    Ok(LiveLibrary::answer_at(&root, request)?)
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
    let found = spec.checked.iter().flat_map(|file| file.findings.iter().map(move |found| (file, found)));
    let mut shown = found.filter(|(_, found)| found.severity != Severity::Hint).peekable();
    if shown.peek().is_some() {
        text.push('\n');
    }
    for (file, found) in shown {
        let name = file.path.rsplit('/').next().unwrap_or_default();
        let message = output::printable(&found.message);
        let _ = writeln!(text, "{name}:{}: {message} ({})", found.place.line, found.code);
    }
    text
}
