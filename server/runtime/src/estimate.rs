//! What tasks will probably cost, and how well that was foretold before.

use std::collections::HashMap;

use catalog::{Basis, Credits, Estimate, Money, Providers, TaskClass, Tokens, Wish, Work};
use ide::state;
use models::{AUTO, Model};
use protocol::{Calibration, EventBody, Response, RunPlan, VerbError, WorkEstimate};
use spec::TaskList;
use store::{By, Filter, Sum, Which};

use crate::cost::tokens;
use crate::runs::plan_of;
use crate::specs::find;
use crate::turn::bodies;
use crate::usage::counted;
use crate::{Runtime, model_error, store_error};

/// Runs further back say little about those of today.
const REMEMBERED: i64 = 90 * 24 * 60 * 60 * 1_000;

/// Bytes of a prompt for each of its tokens, until an endpoint has counted one.
const BYTES: usize = 4;

impl Runtime {
    /// What tasks of a spec will take: these, or all that are open.
    pub(crate) fn estimate_tasks(
        &self,
        spec: &str,
        tasks: &[String],
        model: Option<&str>,
    ) -> Result<Response, VerbError> {
        let document = self.spec_tasks(spec)?;
        let list = &document.list;
        let chosen: Vec<usize> = match tasks {
            [] => open(list),
            tasks => tasks.iter().map(|task| find(list, task)).collect::<Result<_, _>>()?,
        };
        let model = Model::named(model, &self.inner.settings.models).map_err(model_error)?;
        let plans: Vec<RunPlan> = chosen.iter().map(|&index| plan_of(&document, index, &model)).collect();
        let estimate = match plans.first() {
            Some(first) => self.estimate(first, plans.len() as u64)?,
            None => WorkEstimate { model, ..WorkEstimate::default() },
        };
        Ok(Response::Estimated {
            estimate,
            calibration: self.calibration()?,
            prices_of: self.inner.settings.models.catalog().prices.as_of.clone(),
        })
    }

    /// What so many runs will take that are like this one.
    pub(crate) fn estimate(&self, plan: &RunPlan, runs: u64) -> Result<WorkEstimate, VerbError> {
        let narrowing = self.narrowing().map_err(model_error)?;
        let settings = &*narrowing.settings(&self.inner.settings.models);
        let catalog = settings.catalog();
        let words = self.system_prompt()?.len() + self.run_prompt(plan)?.len() + tools();
        let prompt = (words / BYTES) as u64;
        let (name, prices) = match plan.model.as_str() {
            AUTO => {
                let only = narrowing.only(settings);
                let providers = Providers { only, ..models::known_providers(settings) };
                let wish = Wish {
                    class: TaskClass::Implementation,
                    tokens: prompt,
                    needs: [catalog::Capability::Tools].into(),
                    unwell: [].into(),
                    pinned: settings.auto.pins.get(&TaskClass::Implementation).cloned(),
                    dearest: settings.auto.max_input_price.map(catalog::Rate::dollars),
                };
                catalog.route(&wish, &providers).map_or((AUTO.to_owned(), None), |it| (it.model, it.prices))
            }
            named => {
                let model = Model::open(Some(named), settings).map_err(model_error)?;
                (model.name(), model.prices())
            }
        };
        // Without a price no run of the history has one.
        let runs_spent = if prices.is_some() { self.runs_spent()? } else { Vec::new() };
        let history: Vec<Tokens> =
            runs_spent.iter().map(|run| tokens(&counted(run), settings.cache_ttl)).collect();
        let work = Work { class: TaskClass::Implementation, pieces: runs, prompt, history: &history };
        let Estimate { tokens, money, credits, basis } =
            catalog.estimate(&work, catalog.find(&name), prices.as_ref());
        Ok(WorkEstimate {
            tasks: runs,
            model: name,
            tokens,
            nanodollars: money.map(|money| money.map(|money| money.0)),
            centicredits: credits.map(|credits| credits.map(|credits| credits.0)),
            history: match basis {
                Basis::Prior => 0,
                Basis::History(runs) => runs as u64,
            },
        })
    }

    /// Why the user is to be asked before this run: it will probably take more than what may begin unasked.
    pub(crate) fn why_ask_first(&self, plan: &RunPlan, estimate: Option<&WorkEstimate>) -> Option<String> {
        let settings = &self.inner.settings.models;
        let above = settings.ask_above?;
        if plan.model != AUTO && Model::open(Some(&plan.model), settings).is_ok_and(|it| it.costs_nothing()) {
            return None;
        }
        let money = estimate.and_then(|estimate| estimate.nanodollars).map(|[_, most]| Money(most));
        let credits = estimate.and_then(|estimate| estimate.centicredits).map(|[_, most]| Credits(most));
        let passed = above.passed(money, credits)?;
        Some(format!(
            "nine in ten such runs stay within what is estimated, and {passed}, above which you want to be asked"
        ))
    }

    /// What the runs of this workspace took that are not long ago.
    fn runs_spent(&self) -> Result<Vec<Sum>, VerbError> {
        self.write_down(None)?;
        let workspace = self.workspace_key();
        let since = self.now().saturating_sub(REMEMBERED);
        let which = Which { since, workspace: Some(&workspace), ..Which::default() };
        let runs = self.ledger()?.look(|sums| sums.of(&which, By::Run)).map_err(store_error)?;
        // What cost nothing was read from a file.
        Ok(runs.into_iter().filter(|run| !run.key.is_empty() && run.nanodollars > 0).collect())
    }

    /// How many of the runs that were estimated and are over stayed within what nine in ten should.
    fn calibration(&self) -> Result<Calibration, VerbError> {
        let types = ["runRequested", "runFinished"];
        let events = self.inner.store.events(&Filter::Types(&types)).map_err(store_error)?;
        let spent: HashMap<String, u64> =
            self.runs_spent()?.into_iter().map(|run| (run.key, run.nanodollars)).collect();
        let mut estimated = HashMap::new();
        let mut calibration = Calibration::default();
        for body in bodies(&events) {
            if let EventBody::RunRequested { run, plan, .. } = body {
                let most =
                    plan.estimate.as_ref().and_then(|estimate| estimate.nanodollars).map(|[_, most]| most);
                estimated.extend(most.map(|most| (run.clone(), most)));
            } else if let EventBody::RunFinished { run, .. } = body
                && let (Some(most), Some(spent)) = (estimated.remove(run), spent.get(&run.0))
            {
                calibration.runs += 1;
                calibration.within += u64::from(*spent <= most);
            }
        }
        Ok(calibration)
    }
}

/// Tasks that are to be done and have no sub-tasks that are.
fn open(list: &TaskList) -> Vec<usize> {
    let is_open = |index: usize| {
        list.tasks.get(index).is_some_and(|task| {
            task.mark.is_some() && !task.optional && state(task) != protocol::TaskState::Done
        })
    };
    let has_open = |index: usize| {
        let mut children = (0..list.tasks.len()).filter(|&child| {
            list.tasks.get(child).is_some_and(|task| task.parent == Some(index)) && is_open(child)
        });
        children.next().is_some()
    };
    (0..list.tasks.len()).filter(|&index| is_open(index) && !has_open(index)).collect()
}

/// Bytes of the tools that every request offers.
fn tools() -> usize {
    let specs = agent::tool_specs();
    specs.iter().map(|tool| tool.name.len() + tool.description.len() + tool.schema.to_string().len()).sum()
}
