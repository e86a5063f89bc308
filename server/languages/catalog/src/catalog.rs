//! All that is known, and where it comes from.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Hundredths, Model, Plan, Quirks};

/// Models, and what is said of all of them. As JSON it is a catalogue file, of which a user's holds only what differs.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Catalog {
    /// Of this format: 1.
    pub version: u32,
    /// Where the prices come from.
    pub prices: PriceNote,
    /// Where Bedrock is.
    pub regions: Vec<String>,
    /// Which profiles serve which regions, the nearest first.
    pub geographies: Vec<Geography>,
    /// What a credit is.
    pub credit: Credit,
    /// The models that "auto" takes for a class of work, best first.
    pub routes: BTreeMap<TaskClass, Vec<String>>,
    /// What work of a class takes before there is a history of it.
    pub priors: BTreeMap<TaskClass, Prior>,
    /// What users pay for credits.
    pub plans: BTreeMap<String, Plan>,
    /// What is peculiar to endpoints, by host or domain.
    pub endpoints: BTreeMap<String, Quirks>,
    /// By id.
    pub models: BTreeMap<String, Model>,
}

/// Where prices come from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PriceNote {
    /// The day they were looked up, as in 2026-11-26.
    pub as_of: String,
    /// Who says so.
    pub source: String,
}

/// An inference profile that regions may use.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Geography {
    /// What goes before the id of a model.
    pub profile: String,
    /// How the names of its regions begin.
    pub regions: Vec<String>,
}

/// What one credit is: so many tokens of input by a model whose factor is 1. Other tokens weigh more or less.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Credit {
    /// Tokens of input.
    pub tokens: u64,
    /// What a token of output weighs.
    pub output: Hundredths,
    /// What one weighs that was read from a cache.
    pub cache_read: Hundredths,
    /// What one weighs that was put into a cache.
    pub cache_write: Hundredths,
    /// What one weighs that was put into a cache for an hour.
    pub cache_write_hour: Hundredths,
}

/// What work takes: for half of all runs, and for nine in ten.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Prior {
    /// Calls of the model.
    pub calls: [u64; 2],
    /// Tokens of input that each adds to the conversation.
    pub growth: [u64; 2],
    /// Tokens that each writes.
    pub output: [u64; 2],
}

/// What a model is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum TaskClass {
    /// Writing requirements, designs and tasks.
    SpecDrafting,
    /// What is hard to think through.
    Reasoning,
    /// Implementing a task; talking about code.
    Implementation,
    /// What a hook asks.
    Hook,
    /// What stands for older parts of a conversation.
    Summary,
    /// A line for a list.
    Title,
    /// Which steering files a prompt needs.
    Steering,
}
