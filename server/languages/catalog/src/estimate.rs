//! What work will probably take. One number would be a lie: runs of one task differ by thirty times.

use crate::{Catalog, Credits, Model, Money, Prices, Prior, TaskClass, Tokens};

/// Work that is to be done.
#[derive(Clone, Debug)]
pub struct Work<'a> {
    /// What it is.
    pub class: TaskClass,
    /// How many pieces of it, one after the other or at once.
    pub pieces: u64,
    /// Tokens that every conversation begins with: system prompt, tools, documents.
    pub prompt: u64,
    /// What pieces of this class took here before.
    pub history: &'a [Tokens],
}

/// For half of all runs, and for nine in ten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Estimate {
    /// Tokens.
    pub tokens: [u64; 2],
    /// Dollars; none: nobody knows what the model costs.
    pub money: Option<[Money; 2]>,
    /// Credits; none: the model has no factor.
    pub credits: Option<[Credits; 2]>,
    /// What it is based on.
    pub basis: Basis,
}

/// What an estimate is based on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The catalogue's priors: there is too little history.
    Prior,
    /// So many pieces that were done here.
    History(usize),
}

/// Fewer pieces say less than the prior.
const LEAST: usize = 5;

impl Catalog {
    /// What work will take with a model that costs this.
    pub fn estimate(&self, work: &Work<'_>, model: Option<&Model>, prices: Option<&Prices>) -> Estimate {
        let prior = self.priors.get(&work.class).copied().unwrap_or_default();
        let cached = model.is_some_and(|model| model.cache.is_some());
        let typical = [0, 1].map(|at| conversation(&prior, at, work.prompt, cached));
        let of = |amount: &dyn Fn(&Tokens) -> u64| {
            let each = match work.history {
                known if known.len() >= LEAST => quantiles(known.iter().map(amount).collect()),
                _ => [amount(&typical[0]), amount(&typical[1])],
            };
            together(each, work.pieces)
        };
        let all = |tokens: &Tokens| tokens.prompt().saturating_add(tokens.output);
        let credits = |tokens: &Tokens| {
            model.and_then(|model| model.credits_for(tokens, &self.credit)).map_or(0, |credits| credits.0)
        };
        Estimate {
            tokens: of(&all),
            money: prices.map(|prices| of(&|tokens| prices.cost(tokens).0).map(Money)),
            credits: model.filter(|model| model.credits.is_some()).map(|_| of(&credits).map(Credits)),
            basis: if work.history.len() >= LEAST {
                Basis::History(work.history.len())
            } else {
                Basis::Prior
            },
        }
    }
}

/// Tokens of a conversation that grows with each call, and is read from the cache where there is one.
fn conversation(prior: &Prior, at: usize, prompt: u64, cached: bool) -> Tokens {
    let of = |values: [u64; 2]| values.get(at).copied().unwrap_or_default();
    let (calls, growth, output) = (of(prior.calls), of(prior.growth), of(prior.output));
    let mut tokens = Tokens { output: output.saturating_mul(calls), ..Tokens::default() };
    for call in 0..calls {
        let before = if call == 0 { 0 } else { prompt.saturating_add(growth.saturating_mul(call - 1)) };
        let new = if call == 0 { prompt } else { growth };
        if cached {
            tokens.cache_read = tokens.cache_read.saturating_add(before);
            tokens.cache_write = tokens.cache_write.saturating_add(new);
        } else {
            tokens.input = tokens.input.saturating_add(before).saturating_add(new);
        }
    }
    tokens
}

/// The median, and what nine in ten do not exceed.
fn quantiles(mut values: Vec<u64>) -> [u64; 2] {
    values.sort_unstable();
    let at = |percent: usize| {
        let rank = (values.len() * percent).div_ceil(100).saturating_sub(1);
        values.get(rank).copied().unwrap_or_default()
    };
    [at(50), at(90)]
}

/// Of several pieces at once: what is typical adds up; that all of them are bad ones is rarer than that one is.
fn together([half, most]: [u64; 2], pieces: u64) -> [u64; 2] {
    let typical = half.saturating_mul(pieces);
    let root = pieces.isqrt() + u64::from(pieces.isqrt().pow(2) < pieces);
    [typical, typical.saturating_add(most.saturating_sub(half).saturating_mul(root))]
}
