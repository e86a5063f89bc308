use protocol::{Request, Response, RunId, RunStatus, RunSummary};
use runtime::Runtime;

use crate::cli::{Format, RunVerb, TaskName, TaskVerb};
use crate::exit::Failure;
use crate::follow::{Answers, Ended, Follower, Shown};
use crate::narrate::narrate;
use crate::{Exit, output, trust, usage};

/// The tasks of a wave.
fn in_wave(runtime: &Runtime, spec: &str, wave: u32) -> Result<Vec<String>, Failure> {
    let response = runtime.handle(Request::SpecGraph { spec: spec.to_owned() })?;
    let Response::Graph { graph } = response else {
        return Err(Failure::new("the graph came back as something else"));
    };
    let count = graph.waves.len();
    let found = wave.checked_sub(1).and_then(|index| graph.waves.into_iter().nth(index as usize));
    found.ok_or_else(|| {
        Failure::usage(format!("`{spec}` has no wave {wave}; `kiro-cli spec graph {spec}` shows its {count}"))
    })
}

pub(crate) async fn run(runtime: &Runtime, verb: TaskVerb, format: Format) -> Result<Exit, Failure> {
    match verb {
        TaskVerb::Run(verb) => implement(runtime, verb, format).await,
        TaskVerb::Stop(name) => stop(runtime, name, format).await,
        TaskVerb::Estimate { spec, tasks, wave, model } => {
            let tasks = match wave {
                Some(wave) => in_wave(runtime, &spec, wave)?,
                None => tasks,
            };
            let response = runtime.handle(Request::TaskEstimate { spec, tasks, model })?;
            match (format, &response) {
                (Format::Text, Response::Estimated { estimate, calibration, prices_of }) => {
                    output::text(&usage::estimated(estimate, calibration, prices_of))?;
                }
                (Format::Text | Format::Json, response) => output::json(response)?,
            }
            Ok(Exit::Done)
        }
        TaskVerb::Set { name, state } => {
            let response = runtime.handle(Request::TaskSet { spec: name.spec, task: name.task, state })?;
            match (format, &response) {
                (Format::Text, Response::TaskSet { task, changed }) => {
                    let unchanged = if *changed { "" } else { "  (it was already)" };
                    let mark = output::mark(task.state);
                    output::text(&format!(
                        "{mark} {} {}{unchanged}\n",
                        task.reference,
                        output::printable(&task.title)
                    ))?;
                }
                (Format::Text | Format::Json, response) => output::json(response)?,
            }
            Ok(Exit::Done)
        }
    }
}

async fn implement(runtime: &Runtime, verb: RunVerb, format: Format) -> Result<Exit, Failure> {
    if verb.no_interactive {
        trust::settle(runtime, &verb.untrusted)?;
    }
    let subscription = runtime.subscribe(runtime.head()?)?;
    let response = runtime.handle(Request::TaskRun {
        spec: verb.name.spec,
        task: verb.name.task,
        trust: verb.model.trust(),
        model: verb.model.model,
        checks: verb.checks,
    })?;
    let Response::RunStarted { run_id, .. } = &response else {
        return Err(Failure::new("the run's start came back as something else"));
    };
    if format == Format::Json {
        output::json(&response)?;
    }
    let answers = if verb.no_interactive { Answers::Nobody } else { Answers::Anybody };
    let session = summary(runtime, run_id)?.session;
    let mut follower = Follower::run(runtime, subscription, run_id.clone(), session.clone(), answers);
    let mut show = shower(format);
    if let Response::Questions { questions } = runtime.handle(Request::QuestionList {})? {
        // A resumed run may still wait for what it asked before.
        for question in questions.into_iter().filter(|question| session.as_ref() == Some(&question.session)) {
            follower.ask(question, &mut show)?;
        }
    }
    Ok(follower.follow(show).await?.exit())
}

/// Returns when the run has ended, wherever it runs.
async fn stop(runtime: &Runtime, name: TaskName, format: Format) -> Result<Exit, Failure> {
    let subscription = runtime.subscribe(runtime.head()?)?;
    let response = runtime.handle(Request::TaskStop { spec: name.spec, task: name.task })?;
    let Response::Run { run } = response else {
        return Err(Failure::new("the run came back as something else"));
    };
    let mut follower =
        Follower::run(runtime, subscription, run.id.clone(), run.session.clone(), Answers::Anybody);
    let own = matches!(run.status, RunStatus::Interrupted { .. });
    let silent = |_: Shown<'_>| Ok(());
    let wait = async {
        match own {
            true => follower.follow(silent).await,
            false => follower.follow_elsewhere(silent).await,
        }
    };
    match tokio::time::timeout(std::time::Duration::from_secs(30), wait).await {
        Ok(ended) => match ended? {
            Ended::Run(_) => {}
            Ended::Turn(_) | Ended::Interrupted(_) | Ended::CtrlC => return Ok(Exit::Interrupted),
        },
        Err(_) => return Err(Failure::new("the run was asked to stop and has not ended within 30 seconds")),
    }
    let run = summary(runtime, &run.id)?;
    match format {
        Format::Json => output::json(&Response::Run { run })?,
        Format::Text => output::text(&format!("Stopped task {} of {}.\n", run.task, run.spec))?,
    }
    Ok(Exit::Done)
}

pub(crate) fn summary(runtime: &Runtime, id: &RunId) -> Result<RunSummary, Failure> {
    let Response::Runs { runs } = runtime.handle(Request::RunList {})? else {
        return Err(Failure::new("the list of runs came back as something else"));
    };
    runs.into_iter().find(|run| run.id == *id).ok_or_else(|| Failure::new(format!("there is no run `{id}`")))
}

fn shower(format: Format) -> Box<dyn FnMut(Shown<'_>) -> std::io::Result<()>> {
    match format {
        Format::Text => Box::new(narrate()),
        Format::Json => Box::new(|shown| match shown {
            Shown::Event(event) => output::json(event),
            Shown::Notice(_) | Shown::Question(_) | Shown::AnsweredElsewhere(_) => Ok(()),
        }),
    }
}
