use std::collections::HashMap;

use engine::Run;
use ide::state;
use models::Model;
use protocol::{
    Actor, Cost, ErrorCode, EventBody, Response, RunId, RunPlan, RunStatus, RunSummary, TaskState, Trust,
    VerbError,
};
use spec::TaskList;
use store::{Filter, Holder, Lease};

use crate::sessions::MAX_MODEL_CALLS;
use crate::specs::{TasksDocument, find};
use crate::turn::bodies;
use crate::{Runtime, model_error, store_error};

impl Runtime {
    /// Begins the run of a task, or goes on with the one that was interrupted.
    pub(crate) fn run_task(
        &self,
        spec: &str,
        reference: &str,
        model: Option<&str>,
        trust: Trust,
        checks: Vec<String>,
    ) -> Result<Response, VerbError> {
        let tasks = self.spec_tasks(spec)?;
        let spec = tasks.spec.as_str();
        let index = find(&tasks.list, reference)?;
        let task = tasks.list.reference(index);
        let lease = self.take_or_refuse(&task_key(spec, &task), &format!("task {task} of `{spec}`"))?;
        let begun = self.begin(spec, &tasks, index, model, trust, checks, &lease);
        let (run, resumed) = match begun {
            Ok(begun) => begun,
            Err(error) => {
                self.leave(None, &lease);
                return Err(error);
            }
        };
        self.spawn_run(run.clone(), lease);
        Ok(Response::RunStarted { run_id: run, resumed })
    }

    #[expect(clippy::too_many_arguments)]
    fn begin(
        &self,
        spec: &str,
        tasks: &TasksDocument,
        index: usize,
        model: Option<&str>,
        trust: Trust,
        checks: Vec<String>,
        lease: &Lease,
    ) -> Result<(RunId, bool), VerbError> {
        let reference = tasks.list.reference(index);
        if let Some(run) = self.latest_run(spec, &reference)?
            && !matches!(run.status, RunStatus::Ended { .. })
        {
            let owner = self.inner.store.process_name().to_owned();
            let mut events =
                vec![EventBody::RunResumed { run: run.id.clone(), owner, trust: trust.clone(), checks }];
            events.extend(run.session.map(|session| EventBody::SessionTrusted { session, trust }));
            self.append(&events, Some(lease))?;
            return Ok((run.id, true));
        }
        let previous = runnable(spec, &tasks.list, index)?;
        let run = RunId(self.mint("r"));
        let model = Model::named(model, &self.inner.settings.models).map_err(model_error)?;
        let plan = RunPlan { checks, trust, ..plan_of(tasks, index, &model) };
        // An estimate is no condition of a run; without a price it is of no use later.
        let estimate = self.estimate(&plan, 1).ok();
        let ask_first = self.why_ask_first(&plan, estimate.as_ref()).map(String::into_boxed_str);
        let estimate = estimate.filter(|estimate| estimate.nanodollars.is_some()).map(Box::new);
        let plan = RunPlan { estimate, ask_first, ..plan };
        let requested = EventBody::RunRequested { run: run.clone(), plan, previous, actor: Actor::User };
        self.append(&[requested], Some(lease))?;
        Ok((run, false))
    }

    pub(crate) fn stop_task(&self, spec: &str, reference: &str) -> Result<Response, VerbError> {
        let tasks = self.spec_tasks(spec)?;
        let spec = tasks.spec.as_str();
        // A task that is gone from the document can still have a run to stop.
        let task = find(&tasks.list, reference).map(|index| tasks.list.reference(index));
        let task = task.unwrap_or_else(|_| reference.to_owned());
        match self.latest_run(spec, &task)? {
            Some(run) if !matches!(run.status, RunStatus::Ended { .. }) => self.stop_run(&run.id),
            Some(_) | None => {
                Err(VerbError::new(ErrorCode::NotFound, format!("task {task} of `{spec}` is not running")))
            }
        }
    }

    /// Stops a run wherever it is; one that nobody works on is brought to its end here.
    pub(crate) fn stop_run(&self, run: &RunId) -> Result<Response, VerbError> {
        let summary = self.run_summary(run)?;
        self.append(&[EventBody::RunStopRequested { run: run.clone() }], None)?;
        if matches!(summary.status, RunStatus::Interrupted { .. }) {
            let key = task_key(&summary.spec, &summary.task);
            let lease = self.take_or_refuse(&key, &format!("task {} of `{}`", summary.task, summary.spec))?;
            self.spawn_run(run.clone(), lease);
        }
        Ok(Response::Run { run: self.run_summary(run)? })
    }

    pub(crate) fn list_runs(&self) -> Result<Response, VerbError> {
        Ok(Response::Runs { runs: self.runs(None)? })
    }

    fn latest_run(&self, spec: &str, task: &str) -> Result<Option<RunSummary>, VerbError> {
        Ok(self.runs(Some(spec))?.into_iter().find(|run| run.task == task))
    }

    /// The process that works on a run now.
    pub(crate) fn run_holder(&self, run: &RunId) -> Result<Option<Holder>, VerbError> {
        let events = self.inner.store.events(&Filter::Run(run)).map_err(store_error)?;
        let Some(run) = bodies(&events).find_map(Run::open) else { return Ok(None) };
        self.inner.store.holder(&task_key(&run.plan.spec, &run.plan.task)).map_err(store_error)
    }

    fn run_summary(&self, run: &RunId) -> Result<RunSummary, VerbError> {
        self.runs(None)?
            .into_iter()
            .rfind(|summary| summary.id == *run)
            .ok_or_else(|| VerbError::new(ErrorCode::NotFound, format!("there is no run `{run}`")))
    }

    /// All runs, latest first.
    pub(crate) fn runs(&self, spec: Option<&str>) -> Result<Vec<RunSummary>, VerbError> {
        let types = ["runRequested", "runResumed", "runInterrupted", "runFinished", "sessionOpened"];
        let events = self.inner.store.events(&Filter::Types(&types)).map_err(store_error)?;
        let mut runs: Vec<(Run, i64)> = Vec::new();
        for event in &events {
            for body in bodies(std::slice::from_ref(event)) {
                if let Some(run) = Run::open(body) {
                    runs.push((run, event.at));
                } else if let Some((run, _)) = runs.iter_mut().rfind(|(run, _)| body.run() == Some(&run.id)) {
                    run.apply(body);
                }
            }
        }
        let costs = if runs.is_empty() { HashMap::new() } else { self.run_costs() };
        runs.into_iter()
            .rev()
            .filter(|(run, _)| spec.is_none_or(|spec| run.plan.spec == spec))
            .map(|(run, started)| {
                let cost = costs.get(&run.id.0).copied();
                self.summarise(run, started, cost)
            })
            .collect()
    }

    fn summarise(&self, run: Run, started: i64, cost: Option<Cost>) -> Result<RunSummary, VerbError> {
        let status = match run.outcome() {
            Some(outcome) => RunStatus::Ended { outcome: outcome.clone() },
            None => {
                let key = task_key(&run.plan.spec, &run.plan.task);
                match self.inner.store.holder(&key).map_err(store_error)? {
                    Some(holder) => RunStatus::Running { owner: holder.name },
                    // It may have ended, and given its lease back, since the log was read.
                    None => match self.load_run(&run.id)?.outcome() {
                        Some(outcome) => RunStatus::Ended { outcome: outcome.clone() },
                        None => RunStatus::Interrupted { why: run.interrupted().map(str::to_owned) },
                    },
                }
            }
        };
        Ok(RunSummary {
            id: run.id,
            session: run.session,
            spec: run.plan.spec,
            task: run.plan.task,
            title: run.plan.title,
            status,
            started,
            cost,
        })
    }
}

pub(crate) fn task_key(spec: &str, task: &str) -> String {
    format!("task:{spec}/{task}")
}

/// A run of a task, before anything more is said of it.
pub(crate) fn plan_of(tasks: &TasksDocument, index: usize, model: &str) -> RunPlan {
    RunPlan {
        spec: tasks.spec.clone(),
        task: tasks.list.reference(index),
        title: tasks.list.tasks.get(index).map(|task| task.title.clone()).unwrap_or_default(),
        base: tasks.digest.to_string(),
        claims: Vec::new(),
        checks: Vec::new(),
        max_model_calls: MAX_MODEL_CALLS,
        model: model.to_owned(),
        trust: Trust::None,
        estimate: None,
        ask_first: None,
    }
}

/// Whether a task can be implemented by itself; then its state.
fn runnable(spec: &str, list: &TaskList, index: usize) -> Result<TaskState, VerbError> {
    let reference = list.reference(index);
    let refuse = |why: String| Err(VerbError::new(ErrorCode::Invalid, why));
    let Some(task) = list.tasks.get(index) else { return refuse("no such task".to_owned()) };
    let open: Vec<String> = (0..list.tasks.len())
        .filter(|&child| {
            list.tasks.get(child).is_some_and(|child| {
                child.parent == Some(index)
                    && child.mark.is_some()
                    && !child.optional
                    && state(child) != TaskState::Done
            })
        })
        .map(|child| list.reference(child))
        .collect();
    if let Some(first) = open.first() {
        return refuse(format!(
            "task {reference} of `{spec}` has open sub-tasks ({}); run those, beginning with {first}",
            open.join(", ")
        ));
    }
    if task.mark.is_none() {
        return refuse(format!(
            "task {reference} of `{spec}` is a heading without a checkbox, so its state cannot be kept; write it as `- [ ] {}`",
            task.raw_title
        ));
    }
    match state(task) {
        TaskState::Done => refuse(format!(
            "task {reference} of `{spec}` is done already; `task set {spec} {reference} not_started` opens it again"
        )),
        found @ (TaskState::NotStarted | TaskState::Queued | TaskState::InProgress) => Ok(found),
    }
}
