use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Usage;

/// What calls of models are added up by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum UsageBy {
    /// Workspaces.
    Workspace,
    /// Sessions.
    Session,
    /// Specs.
    Spec,
    /// Tasks.
    Task,
    /// Models.
    Model,
    /// What they were for.
    Class,
    /// Days, by UTC.
    Day,
}

/// What calls of models took together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UsageSum {
    /// What they have in common; empty where they have nothing, such as a task.
    pub key: String,
    /// How many they are.
    pub calls: u64,
    /// Their tokens, and what they cost as far as prices are known.
    pub usage: Usage,
    /// Calls whose price nobody knows.
    pub unpriced: u64,
}

/// What is used of a plan in this month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanUse {
    /// As people say it.
    pub name: String,
    /// Credits of the month, in hundredths.
    pub centicredits: u64,
    /// Those of them that are used, and those beyond; without what a bonus paid for.
    pub used: u64,
    /// What is left of a bonus, in hundredths of a credit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bonus_left: Option<u64>,
    /// What those beyond cost, in billionths of a dollar; absent: the plan has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overage: Option<u64>,
}

/// Whether a model can be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ModelChecked {
    /// As it was asked for, such as `bedrock:claude-sonnet-4.6`.
    pub name: String,
    /// It answered.
    pub usable: bool,
    /// Why it cannot be used, and what to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why_not: Option<String>,
}

/// What runs will probably take: half of them at most the first, nine in ten at most the second.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct WorkEstimate {
    /// Tasks, each of which is a run.
    pub tasks: u64,
    /// The model.
    pub model: String,
    /// Tokens, read and written.
    pub tokens: [u64; 2],
    /// US dollars, in billionths; absent: nobody knows what the model costs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nanodollars: Option<[u64; 2]>,
    /// Credits, in hundredths; absent: the model has no factor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub centicredits: Option<[u64; 2]>,
    /// Runs of this workspace that it is based on; 0: what is usual elsewhere.
    pub history: u64,
}

/// How well earlier runs were estimated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Calibration {
    /// Runs that were estimated and are over.
    pub runs: u64,
    /// Those of them that cost no more than nine in ten should.
    pub within: u64,
}

/// A model of the catalogue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ModelInfo {
    /// As users name it.
    pub id: String,
    /// As people say it.
    pub name: String,
    /// Tokens that it reads and writes together.
    pub context: u64,
    /// Tokens that it writes at most.
    pub output: u64,
    /// What it can do: `tools`, `images`, `reasoning`, `caching`.
    pub can: Vec<String>,
    /// Credits that it takes where "auto" takes 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credits: Option<f64>,
    /// Where it is asked for here; absent: nowhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<ModelAsked>,
    /// Why it is not, if so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why_not: Option<String>,
    /// What it costs, there if it is asked for; absent: nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prices: Option<ModelPrices>,
}

/// Where a model is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ModelAsked {
    /// The name that `--model` takes.
    pub name: String,
}

/// US dollars for a million tokens.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ModelPrices {
    /// Read for the first time.
    pub input: f64,
    /// Written.
    pub output: f64,
    /// Read from a cache.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_read: Option<f64>,
    /// Put into a cache.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_write: Option<f64>,
}
