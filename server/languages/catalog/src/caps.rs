//! What may be spent at most, and what a call may cost under it.

use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{Credit, Credits, Model, Money, Prices, Tokens};

/// What may be spent at most, and on what. None: as much as there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct Caps {
    /// On one call of a model.
    pub call: Option<Cap>,
    /// On one task, by all its runs.
    pub task: Option<Cap>,
    /// On one run.
    pub run: Option<Cap>,
    /// On one day, by UTC.
    pub day: Option<Cap>,
    /// In one month, by UTC.
    pub month: Option<Cap>,
}

/// A cap. Both count, if both are there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct Cap {
    /// US dollars.
    pub dollars: Option<Money>,
    /// Kiro's credits.
    pub credits: Option<Credits>,
}

impl Cap {
    /// Says how work passes it that takes so much at most, or why that is not known; `None` if it stays within.
    pub fn passed(&self, money: Option<Money>, credits: Option<Credits>) -> Option<String> {
        match (self.dollars, money) {
            (Some(cap), Some(money)) if money > cap => return Some(format!("{money} is more than {cap}")),
            (Some(_), None) => {
                return Some("nobody knows what this model costs: models.json can say it".to_owned());
            }
            (Some(_), Some(_)) | (None, _) => {}
        }
        let (cap, credits) = (self.credits?, credits?);
        (credits > cap).then(|| format!("{credits} credits are more than {cap}"))
    }
}

/// What a cap is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// One call of a model.
    Call,
    /// One task.
    Task,
    /// One run.
    Run,
    /// This day.
    Day,
    /// This month.
    Month,
}

/// A call that is about to be made.
#[derive(Clone, Copy, Debug)]
pub struct Planned<'a> {
    /// The model, if it is known.
    pub model: Option<&'a Model>,
    /// What it costs, if that is known.
    pub prices: Option<&'a Prices>,
    /// What a credit is.
    pub credit: &'a Credit,
    /// Tokens of the prompt, at most.
    pub prompt: u64,
}

/// What a call may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowed {
    /// Tokens that it may write; none: as many as the model can.
    pub output: Option<u64>,
    /// What it costs at most.
    pub money: Money,
    /// What it takes at most.
    pub credits: Credits,
}

/// Why a call is not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Crossed {
    /// It would cost more dollars than are left.
    Dollars(Scope, Money, Money),
    /// It would take more credits than are left.
    Credits(Scope, Credits, Credits),
    /// There is a cap in dollars, and nobody knows what the model costs.
    NoPrice(Scope),
}

/// An answer that may be shorter is of no use.
const LEAST: u64 = 1_024;

/// Tokens that a model writes at most of which nothing is known.
const OUTPUT: u64 = 8_192;

impl Caps {
    /// Whether there are any.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn each(&self) -> impl Iterator<Item = (Scope, Cap)> {
        let Self { call, task, run, day, month } = *self;
        let all = [
            (Scope::Call, call),
            (Scope::Task, task),
            (Scope::Run, run),
            (Scope::Day, day),
            (Scope::Month, month),
        ];
        all.into_iter().filter_map(|(scope, cap)| Some((scope, cap?)))
    }

    /// What a call may take so that no cap is crossed, whatever the model answers. `spent`: what was spent, or is reserved, in
    /// a scope.
    ///
    /// # Errors
    /// Too little is left even for a short answer.
    pub fn allow(
        &self,
        planned: &Planned<'_>,
        spent: impl Fn(Scope) -> (Money, Credits),
    ) -> Result<Allowed, Crossed> {
        let longest = planned.model.map_or(OUTPUT, |model| model.output);
        let least = LEAST.min(longest);
        let mut output = longest;
        for (scope, cap) in self.each() {
            let (money, credits) = if scope == Scope::Call { Default::default() } else { spent(scope) };
            if let Some(limit) = cap.dollars {
                let cost = |output| planned.cost(output).ok_or(Crossed::NoPrice(scope));
                let left = limit.less(money);
                if cost(least)? > left {
                    return Err(Crossed::Dollars(scope, limit, money));
                }
                output = longest_within(least, output, |output| cost(output).is_ok_and(|cost| cost <= left));
            }
            if let Some(limit) = cap.credits {
                let left = Credits(limit.0.saturating_sub(credits.0));
                if planned.credits(least) > left {
                    return Err(Crossed::Credits(scope, limit, credits));
                }
                output = longest_within(least, output, |output| planned.credits(output) <= left);
            }
        }
        Ok(Allowed {
            output: (output < longest).then_some(output),
            money: planned.cost(output).unwrap_or_default(),
            credits: planned.credits(output),
        })
    }
}

/// The most tokens between two counts that fit, the least of which does.
fn longest_within(least: u64, most: u64, fits: impl Fn(u64) -> bool) -> u64 {
    if fits(most) {
        return most;
    }
    let (mut fit, mut too_many) = (least, most);
    while too_many - fit > 1 {
        let middle = fit + (too_many - fit) / 2;
        if fits(middle) { fit = middle } else { too_many = middle }
    }
    fit
}

impl Planned<'_> {
    /// At most: all of the prompt may have to be put into the cache.
    fn tokens(&self, output: u64) -> Tokens {
        Tokens { cache_write: self.prompt, output, ..Tokens::default() }
    }

    fn cost(&self, output: u64) -> Option<Money> {
        let cached = self.prices?.cost(&self.tokens(output));
        let plain = self.prices?.cost(&Tokens { input: self.prompt, output, ..Tokens::default() });
        Some(cached.max(plain))
    }

    fn credits(&self, output: u64) -> Credits {
        self.model.and_then(|model| model.credits_for(&self.tokens(output), self.credit)).unwrap_or_default()
    }
}

impl Scope {
    /// As people say it, and as the settings file has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Task => "task",
            Self::Run => "run",
            Self::Day => "day",
            Self::Month => "month",
        }
    }
}

impl fmt::Display for Crossed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dollars(scope, cap, spent) => {
                write!(
                    f,
                    "the next call could cross the cap of {cap} on one {}; {spent} are spent or set aside",
                    scope.name()
                )
            }
            Self::Credits(scope, cap, spent) => {
                write!(
                    f,
                    "the next call could cross the cap of {cap} credits on one {}; {spent} are spent or set aside",
                    scope.name()
                )
            }
            Self::NoPrice(scope) => write!(
                f,
                "there is a cap in dollars on one {}, and nobody knows what this model costs: say so in models.json",
                scope.name()
            ),
        }
    }
}
