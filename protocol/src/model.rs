use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::CallId;

/// A tool call as the model asked for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ToolCall {
    /// The endpoint's id of this call.
    pub id: CallId,
    /// Name of the tool.
    pub name: String,
    /// Arguments. An object; a string holds arguments that were not valid JSON, verbatim.
    pub input: serde_json::Value,
}

/// Tokens of model calls, as their endpoints counted them, and what they cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Usage {
    /// Tokens of the request that were not read from a cache.
    pub input_tokens: u64,
    /// Tokens of the answer.
    pub output_tokens: u64,
    /// Tokens of the request that were read from a cache.
    #[serde(default)]
    pub cached_tokens: u64,
    /// Of `inputTokens`, those that were put into a cache.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub written_tokens: u64,
    /// What they cost; absent: nobody knows, or nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Cost>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// What a model thought before it answered. It is given back to that model as it came.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Thought {
    /// As far as it is shown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// What proves to the endpoint that it is unchanged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
    /// What the endpoint shows to nobody, in a form that only it can read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<String>,
}

/// What a model call cost, by the prices and factors of its day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Cost {
    /// US dollars, in billionths; absent: no price is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nanodollars: Option<u64>,
    /// Kiro's credits, in hundredths; absent: the model has no factor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub centicredits: Option<u64>,
}

impl Cost {
    /// All of them together; `None` if there are none.
    pub fn sum(costs: impl IntoIterator<Item = Option<Self>>) -> Option<Self> {
        costs.into_iter().flatten().reduce(|cost, more| Self {
            nanodollars: sum(cost.nanodollars, more.nanodollars),
            centicredits: sum(cost.centicredits, more.centicredits),
        })
    }
}

fn sum(one: Option<u64>, more: Option<u64>) -> Option<u64> {
    match (one, more) {
        (Some(one), Some(more)) => Some(one.saturating_add(more)),
        (one, more) => one.or(more),
    }
}

/// Why a model stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StopReason {
    /// The answer is complete.
    EndTurn,
    /// The model waits for the results of its tool calls.
    ToolUse,
    /// The answer was cut at the output limit; it may be incomplete.
    MaxTokens,
    /// The endpoint refused to answer on policy grounds.
    Refused,
}

/// Sums have an end: what a log says of tokens may be damage.
impl std::ops::AddAssign for Usage {
    fn add_assign(&mut self, more: Self) {
        self.input_tokens = self.input_tokens.saturating_add(more.input_tokens);
        self.output_tokens = self.output_tokens.saturating_add(more.output_tokens);
        self.cached_tokens = self.cached_tokens.saturating_add(more.cached_tokens);
        self.written_tokens = self.written_tokens.saturating_add(more.written_tokens);
        self.cost = Cost::sum([self.cost, more.cost]);
    }
}
