//! What was spent, and on what; and which models there are to spend it on.

use std::collections::HashMap;

use catalog::{Capability, Catalog, Credits, Model, Money, Plan, Prices, Provider, Rate};
use protocol::{
    Cost, ModelAsked, ModelInfo, ModelPrices, PlanUse, Response, Usage, UsageBy, UsageSum, VerbError,
};
use store::{By, StoreError, Sum, Sums, Which};

use crate::{Runtime, store_error};

impl Runtime {
    /// What was spent since a moment, in this workspace or in all.
    pub(crate) fn usage(&self, by: UsageBy, since: Option<i64>, all: bool) -> Result<Response, VerbError> {
        self.write_down(None)?;
        let own = self.workspace_key();
        let workspace = Some(own.as_str()).filter(|_| !all);
        let which = Which { since: since.unwrap_or(i64::MIN), workspace, ..Which::default() };
        let by = match by {
            UsageBy::Workspace => By::Workspace,
            UsageBy::Session => By::Session,
            UsageBy::Spec => By::Spec,
            UsageBy::Task => By::Task,
            UsageBy::Model => By::Model,
            UsageBy::Class => By::Class,
            UsageBy::Day => By::Day(0),
        };
        let now = self.now();
        let look = |sums: &Sums<'_>| {
            let plan = self.plan().map(|plan| plan_use(plan, sums, now)).transpose()?;
            Ok::<_, StoreError>((sums.of(&which, by)?, sums.total(&which)?, plan))
        };
        let (sums, total, plan) = self.ledger()?.look(look).map_err(store_error)?;
        Ok(Response::Usage {
            sums: sums.into_iter().map(summed).collect(),
            total: summed(total),
            plan,
            prices_of: self.inner.settings.models.catalog().prices.as_of.clone(),
        })
    }

    /// What the runs of this workspace cost, as far as that is written down. A list is shown without it, if need be.
    pub(crate) fn run_costs(&self) -> HashMap<String, Cost> {
        let workspace = self.workspace_key();
        let which = Which { since: i64::MIN, workspace: Some(&workspace), ..Which::default() };
        let sums = self.ledger().ok().and_then(|ledger| ledger.look(|sums| sums.of(&which, By::Run)).ok());
        let priced = sums.into_iter().flatten().filter(|sum| sum.nanodollars > 0 || sum.centicredits > 0);
        priced.map(|sum| (sum.key.clone(), cost(&sum))).collect()
    }

    /// The user's plan.
    fn plan(&self) -> Option<&Plan> {
        let settings = &self.inner.settings.models;
        settings.catalog().plans.get(settings.plan.as_deref()?)
    }

    /// The folder of the workspace.
    pub fn root(&self) -> &std::path::Path {
        self.inner.tree.root()
    }

    /// The id in the catalogue of the model that a name means.
    ///
    /// # Errors
    /// There is none: the nearest, if something comes close.
    pub fn model_named(&self, name: &str) -> Result<String, Option<String>> {
        let catalog = self.inner.settings.models.catalog();
        let found = catalog.find(name).map(|model| model.id.clone());
        found.ok_or_else(|| catalog.nearest(name).map(str::to_owned))
    }

    /// All models of the catalogue, and whether they can be asked here.
    pub(crate) fn list_models(&self) -> Response {
        let settings = &self.inner.settings.models;
        let catalog = settings.catalog();
        let providers = models::known_providers(settings);
        let info = |model: &Model| {
            let (asked, why_not, prices) = match catalog.offered(model, &providers) {
                Ok((provider, id, prices)) => {
                    let name = match provider {
                        // By the name of the catalogue it is one of each region.
                        Provider::Bedrock => format!("bedrock:{}", model.id),
                        Provider::Anthropic => format!("anthropic:{id}"),
                        Provider::OpenAi => format!("openai:{id}"),
                    };
                    (Some(ModelAsked { name }), None, prices)
                }
                Err(why) => (None, Some(why), model.prices()),
            };
            described(model, asked, why_not, prices)
        };
        Response::Models {
            models: catalog.models.values().map(info).collect(),
            prices_of: catalog.prices.as_of.clone(),
            source: catalog.prices.source.clone(),
            problems: settings.catalog_problems.clone(),
        }
    }
}

/// What a user's catalogue file says, over ours, and what is wrong with it: file, line and what.
pub(crate) fn read_catalog(file: &std::path::Path) -> Option<(Catalog, Vec<String>)> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
        Err(error) => {
            return Some((Catalog::clone(Catalog::built_in()), vec![format!("{}: {error}", file.display())]));
        }
    };
    let (catalog, problems) = Catalog::with(&text);
    let index = text::LineIndex::new(&text);
    let told = problems.iter().map(|problem| {
        format!("{}:{}: {}", file.display(), index.line(problem.span.start) + 1, problem.message)
    });
    let told = told.collect();
    Some((catalog, told))
}

fn cost(sum: &Sum) -> Cost {
    Cost { nanodollars: Some(sum.nanodollars), centicredits: Some(sum.centicredits) }
}

fn summed(sum: Sum) -> UsageSum {
    UsageSum { usage: counted(&sum), key: sum.key, calls: sum.calls, unpriced: sum.unpriced }
}

/// The tokens of a sum, and what they cost.
pub(crate) fn counted(sum: &Sum) -> Usage {
    Usage {
        input_tokens: sum.input,
        output_tokens: sum.output,
        cached_tokens: sum.cached,
        written_tokens: sum.written,
        cost: Some(cost(sum)),
    }
}

fn described(
    model: &Model,
    asked: Option<ModelAsked>,
    why_not: Option<String>,
    prices: Option<Prices>,
) -> ModelInfo {
    let can = [
        (Capability::Tools, "tools"),
        (Capability::Images, "images"),
        (Capability::Reasoning, "reasoning"),
        (Capability::Caching, "caching"),
    ];
    #[expect(clippy::cast_precision_loss, reason = "prices and factors are far below 2^52")]
    let number = |amount: u64, unit: f64| amount as f64 / unit;
    let rate = |Rate(picos): Rate| number(picos, 1e6);
    ModelInfo {
        id: model.id.clone(),
        name: model.name.clone(),
        context: model.context,
        output: model.output,
        can: can.iter().filter(|(can, _)| model.can(*can)).map(|(_, name)| (*name).to_owned()).collect(),
        credits: model.credits.map(|factor| number(Credits(factor.0).0, 100.0)),
        asked,
        why_not,
        prices: prices.map(|Prices { tokens, .. }| ModelPrices {
            input: rate(tokens.input),
            output: rate(tokens.output),
            cache_read: tokens.cache_read.map(rate),
            cache_write: tokens.cache_write.map(rate),
        }),
    }
}

/// What is used of a plan now, in all workspaces.
fn plan_use(plan: &Plan, sums: &Sums<'_>, now: i64) -> Result<PlanUse, StoreError> {
    let (_, month) = sums.starts(now)?;
    // A bonus may have begun long ago.
    let since = if plan.bonus.is_empty() { month } else { i64::MIN };
    let days = sums.of(&Which { since, ..Which::default() }, By::Day(0))?;
    let mut days: Vec<_> = days.into_iter().map(|day| (day.key, Credits(day.centicredits))).collect();
    days.sort_unstable();
    let used = plan.used(&days, &sums.day(now)?);
    Ok(PlanUse {
        name: plan.name.clone(),
        centicredits: plan.credits.0,
        used: used.month.0,
        bonus_left: (!plan.bonus.is_empty()).then_some(used.bonus_left.0),
        overage: used.overage.map(|Money(cost)| cost),
    })
}
