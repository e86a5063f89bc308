//! What models cost: written down after each call, and looked at before the next.

use std::fmt;

use agent::ModelRequest;
use catalog::{Allowed, Credits, Crossed, Money, Planned, Scope};
use models::{Model, ModelError};
use protocol::{RunId, VerbError};
use store::{Ledger, StoreError, Sums, Which};

use crate::turn::Turn;
use crate::{Runtime, store_error};

/// How long what is reserved for a call counts after the process that made it has died.
const RESERVED: i64 = 30 * 60 * 1_000;

/// Prompts are estimated before they are counted: so many per cent more may they have.
const MARGIN: u64 = 15;

/// A call that may be made.
pub(crate) struct Reservation {
    /// Tokens that it may write.
    pub(crate) output: Option<u64>,
    id: Option<String>,
}

impl Runtime {
    /// The user's ledger. It is opened when it is first needed.
    pub(crate) fn ledger(&self) -> Result<&Ledger, VerbError> {
        if let Some(ledger) = self.inner.ledger.get() {
            return Ok(ledger);
        }
        let ledger = Ledger::open(&self.inner.settings.usage).map_err(store_error)?;
        Ok(self.inner.ledger.get_or_init(|| ledger))
    }

    /// How the ledger names this workspace.
    pub(crate) fn workspace_key(&self) -> String {
        self.inner.settings.root.display().to_string()
    }

    /// Writes down what the log has of calls that the ledger does not have yet, also those of processes that died.
    pub(crate) fn write_down(&self, reserved: Option<&str>) -> Result<(), VerbError> {
        let (ledger, store) = (self.ledger()?, &self.inner.store);
        let calls = ledger.known(store.log()).and_then(|known| store.calls_since(known));
        let calls = calls.map_err(store_error)?;
        if calls.is_empty() && reserved.is_none() {
            return Ok(());
        }
        ledger.record((&self.workspace_key(), store.log()), &calls, reserved).map_err(store_error)
    }

    /// What a call may take, reserved until it is written down; or why it is not made. `prompt`: how many tokens it reads at
    /// most.
    pub(crate) fn reserve(
        &self,
        model: &Model,
        prompt: u64,
        run: Option<&RunId>,
    ) -> Result<Reservation, Refused> {
        let settings = &self.inner.settings.models;
        if settings.caps.is_empty() || model.costs_nothing() {
            return Ok(Reservation { output: None, id: None });
        }
        self.write_down(None).map_err(Refused::Broken)?;
        let catalog = settings.catalog();
        let prices = model.prices();
        let planned = Planned {
            model: catalog.find(&model.name()),
            prices: prices.as_ref(),
            credit: &catalog.credit,
            prompt,
        };
        let plan = run.and_then(|run| self.load_run(run).ok()).map(|run| run.plan);
        let task = plan.as_ref().map(|plan| (plan.spec.as_str(), plan.task.as_str()));
        let (now, workspace) = (self.now(), self.workspace_key());
        let mut output = None;
        let allow = |sums: &Sums<'_>| -> Result<Option<(u64, u64)>, Refused> {
            let (day, month) = sums.starts(now).map_err(Refused::from)?;
            let reserved = sums.reserved().map_err(Refused::from)?;
            let here = Some(workspace.as_str());
            let of = |which: Which<'_>| {
                let sum = sums.total(&which)?;
                let money = Money(sum.nanodollars) + Money(reserved.0);
                Ok::<_, StoreError>((money, Credits(sum.centicredits) + Credits(reserved.1)))
            };
            let all = Which::default();
            let of_day = of(Which { since: day, ..all }).map_err(Refused::from)?;
            let of_month = of(Which { since: month, ..all }).map_err(Refused::from)?;
            let run = run.map(|run| of(Which { run: Some(&run.0), workspace: here, ..all })).transpose();
            let task = task.map(|task| of(Which { task: Some(task), workspace: here, ..all })).transpose();
            let (run, task) = (run.map_err(Refused::from)?, task.map_err(Refused::from)?);
            let spent = |scope| match scope {
                Scope::Call => Default::default(),
                Scope::Task => task.unwrap_or_default(),
                Scope::Run => run.unwrap_or_default(),
                Scope::Day => of_day,
                Scope::Month => of_month,
            };
            let allowed: Allowed = settings.caps.allow(&planned, spent).map_err(Refused::Crossed)?;
            output = allowed.output;
            Ok(Some((allowed.money.0, allowed.credits.0)))
        };
        let id = self.mint("call");
        self.ledger()
            .map_err(Refused::Broken)?
            .reserve(&id, (now, now + RESERVED), allow)
            .map_err(Refused::from)??;
        Ok(Reservation { output, id: Some(id) })
    }
}

impl Reservation {
    /// What it is called in the ledger, if something is set aside.
    pub(crate) fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }
}

/// Why a call is not made.
pub(crate) enum Refused {
    Crossed(Crossed),
    Broken(VerbError),
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Crossed(crossed) => crossed.fmt(f),
            Self::Broken(error) => error.fmt(f),
        }
    }
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Self::Broken(store_error(error))
    }
}

impl Turn<'_> {
    /// What the next call may take.
    ///
    /// # Errors
    /// A cap would be crossed; the turn can go on once there is room again.
    pub(crate) async fn reserve(
        &self,
        model: &Model,
        request: &ModelRequest,
    ) -> Result<Result<Reservation, ModelError>, VerbError> {
        let estimate = self.with_conversation(|conversation| conversation.context().tokens());
        let most = estimate.saturating_mul(100 + MARGIN) / 100;
        let mut reserved = self.runtime.reserve(model, most, self.run.as_ref());
        // The estimate says that it may be too much. Whoever counts exactly knows whether it is.
        if let Err(Refused::Crossed(_)) = &reserved
            && let Ok(Some(counted)) = self.listener.unless_stopped(model.count(request)).await
            && counted < most
        {
            reserved = self.runtime.reserve(model, counted, self.run.as_ref());
        }
        match reserved {
            Ok(reservation) => Ok(Ok(reservation)),
            Err(Refused::Crossed(crossed)) => Ok(Err(ModelError::OverCap { why: crossed.to_string() })),
            Err(Refused::Broken(error)) => Err(error),
        }
    }

    /// The call is over, and what it cost is in the log.
    pub(crate) fn spent(&self, reservation: &Reservation) {
        // The log has it: what is not written down now is before the next call.
        if let Err(error) = self.runtime.write_down(reservation.id.as_deref()) {
            tracing::warn!("what a call cost is not written down yet: {error}");
        }
    }
}
