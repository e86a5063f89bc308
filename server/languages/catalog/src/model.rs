//! What is known of a model.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Credit, Credits, Hundredths, Money, Rate};

/// A model.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Model {
    /// As users name it, and Kiro.
    #[serde(skip)]
    pub id: String,
    /// As people say it.
    pub name: String,
    /// Tokens that it reads and writes together.
    pub context: u64,
    /// Tokens that it writes at most in one answer.
    pub output: u64,
    /// What it can do.
    #[serde(default)]
    pub can: BTreeSet<Capability>,
    /// How many credits it takes for what the model "auto" takes 1 for.
    #[serde(default)]
    pub credits: Option<Hundredths>,
    /// How its cache of prompts works; none: nothing is asked to be kept.
    #[serde(default)]
    pub cache: Option<CacheRules>,
    /// How it is told to think more, or less.
    #[serde(default)]
    pub thinking: Option<Thinking>,
    /// What its tokens cost where nothing else is said; none: nobody knows.
    #[serde(default)]
    pub prices: Option<TokenPrices>,
    /// What they cost in calls with long prompts.
    #[serde(default)]
    pub long_prices: Option<LongPrices>,
    /// Where it is had.
    pub offers: Offers,
}

/// What a model can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Capability {
    /// It calls tools.
    Tools,
    /// It sees images.
    Images,
    /// It thinks before it answers.
    Reasoning,
    /// It keeps prompts that begin alike.
    Caching,
}

/// How a cache of prompts works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CacheRules {
    /// Tokens below which nothing is kept, silently.
    pub minimum: u64,
    /// It can be kept for an hour instead of five minutes.
    #[serde(default)]
    pub hour: bool,
}

/// How a model is told how much to think.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Thinking {
    /// The form that its endpoints want.
    pub style: ThinkingStyle,
    /// What is sent for each level: a word, or tokens for the style `budget`.
    pub efforts: BTreeMap<Effort, EffortValue>,
}

/// In which form a model is told how much to think.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum ThinkingStyle {
    /// Claude from 4.6 on: `thinking: adaptive` and `output_config.effort`.
    Adaptive,
    /// Claude up to 4.5: `thinking: enabled` and `budget_tokens`.
    Budget,
    /// OpenAI: `reasoning_effort`.
    Effort,
}

/// How much a model is to think.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Effort {
    /// As little as it can.
    Low,
    /// Some.
    Medium,
    /// More than usual.
    High,
    /// A lot.
    Xhigh,
    /// As much as it can.
    Max,
}

/// What is sent for a level.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum EffortValue {
    /// Tokens to think with.
    Tokens(u64),
    /// The endpoint's word.
    Word(String),
}

/// What tokens cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TokenPrices {
    /// Read for the first time.
    pub input: Rate,
    /// Written.
    pub output: Rate,
    /// Read from the cache; none: as `input`.
    #[serde(default)]
    pub cache_read: Option<Rate>,
    /// Read for the first time, and kept for five minutes; none: as `input`.
    #[serde(default)]
    pub cache_write: Option<Rate>,
    /// Read for the first time, and kept for an hour; none: as `cacheWrite`.
    #[serde(default)]
    pub cache_write_hour: Option<Rate>,
}

/// What a model costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prices {
    /// What each token costs.
    pub tokens: TokenPrices,
    /// What it costs in a call with a long prompt.
    pub above: Option<LongPrices>,
}

/// Prices of calls with long prompts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LongPrices {
    /// Tokens of the prompt above which they count.
    pub tokens: u64,
    /// What each token costs then.
    pub prices: TokenPrices,
}

/// Where a model is had, by provider.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Offers {
    /// Amazon Bedrock.
    #[serde(default)]
    pub bedrock: Option<BedrockOffer>,
    /// Anthropic itself, or what speaks like it.
    #[serde(default)]
    pub anthropic: Option<Offer>,
    /// OpenAI itself, or what speaks like it.
    #[serde(default)]
    pub openai: Option<Offer>,
}

/// A model as a provider names it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Offer {
    /// Its id there.
    pub id: String,
}

/// A model in Amazon Bedrock.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BedrockOffer {
    /// Its id, without a profile.
    pub id: String,
    /// Inference profiles by what goes before the id, and how many per cent more they cost.
    #[serde(default)]
    pub profiles: BTreeMap<String, u32>,
    /// Regions that have it themselves.
    #[serde(default)]
    pub regions: BTreeSet<String>,
    /// Regions that have it themselves, at other prices.
    #[serde(default)]
    pub regional_prices: BTreeMap<String, TokenPrices>,
}

/// Tokens of one call, or of many. Each token is counted once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tokens {
    /// Read for the first time, and not kept.
    pub input: u64,
    /// Written.
    pub output: u64,
    /// Read from the cache.
    pub cache_read: u64,
    /// Read for the first time, and kept for five minutes.
    pub cache_write: u64,
    /// Read for the first time, and kept for an hour.
    pub cache_write_hour: u64,
}

impl Tokens {
    /// All that was read.
    pub fn prompt(&self) -> u64 {
        [self.input, self.cache_read, self.cache_write, self.cache_write_hour]
            .into_iter()
            .fold(0, u64::saturating_add)
    }
}

impl std::ops::AddAssign for Tokens {
    fn add_assign(&mut self, more: Self) {
        self.input = self.input.saturating_add(more.input);
        self.output = self.output.saturating_add(more.output);
        self.cache_read = self.cache_read.saturating_add(more.cache_read);
        self.cache_write = self.cache_write.saturating_add(more.cache_write);
        self.cache_write_hour = self.cache_write_hour.saturating_add(more.cache_write_hour);
    }
}

impl TokenPrices {
    fn cost(&self, tokens: &Tokens) -> Money {
        let write = self.cache_write.unwrap_or(self.input);
        let each = [
            (tokens.input, self.input),
            (tokens.output, self.output),
            (tokens.cache_read, self.cache_read.unwrap_or(self.input)),
            (tokens.cache_write, write),
            (tokens.cache_write_hour, self.cache_write_hour.unwrap_or(write)),
        ];
        let picos: u128 = each.iter().map(|(tokens, rate)| u128::from(*tokens) * u128::from(rate.0)).sum();
        Money(u64::try_from(picos.div_ceil(1_000)).unwrap_or(u64::MAX))
    }

    /// The same with so many per cent more.
    #[must_use]
    fn plus(self, percent: u32) -> Self {
        let more = |rate: Rate| Rate(rate.0.saturating_mul(100 + u64::from(percent)).div_ceil(100));
        Self {
            input: more(self.input),
            output: more(self.output),
            cache_read: self.cache_read.map(more),
            cache_write: self.cache_write.map(more),
            cache_write_hour: self.cache_write_hour.map(more),
        }
    }
}

impl Prices {
    /// What one call costs, rounded up.
    pub fn cost(&self, tokens: &Tokens) -> Money {
        match &self.above {
            Some(long) if tokens.prompt() > long.tokens => long.prices.cost(tokens),
            Some(_) | None => self.tokens.cost(tokens),
        }
    }

    /// The same with so many per cent more.
    #[must_use]
    pub fn plus(self, percent: u32) -> Self {
        let above = self.above.map(|long| LongPrices { prices: long.prices.plus(percent), ..long });
        Self { tokens: self.tokens.plus(percent), above }
    }
}

impl Model {
    /// What it costs where nothing else is said.
    pub fn prices(&self) -> Option<Prices> {
        self.prices.map(|tokens| Prices { tokens, above: self.long_prices })
    }

    /// Whether it can do this.
    pub fn can(&self, capability: Capability) -> bool {
        self.can.contains(&capability)
    }

    /// The credits of one call, to the nearest hundredth and never none for something. `None` if it has no factor.
    pub fn credits_for(&self, tokens: &Tokens, credit: &Credit) -> Option<Credits> {
        let factor = self.credits?;
        let weighted = [
            (tokens.input, Hundredths(100)),
            (tokens.output, credit.output),
            (tokens.cache_read, credit.cache_read),
            (tokens.cache_write, credit.cache_write),
            (tokens.cache_write_hour, credit.cache_write_hour),
        ];
        let tokens: u128 =
            weighted.iter().map(|(count, weight)| u128::from(*count) * u128::from(weight.0)).sum();
        let unit = u128::from(credit.tokens.max(1)) * 100;
        let hundredths = (tokens * u128::from(factor.0) + unit / 2) / unit;
        let least = u128::from(tokens > 0 && factor.0 > 0);
        Some(Credits(u64::try_from(hundredths.max(least)).unwrap_or(u64::MAX)))
    }
}
