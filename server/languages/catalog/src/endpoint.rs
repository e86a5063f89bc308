//! What is peculiar to endpoints that speak somebody else's dialect.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::Catalog;

/// What is peculiar to an endpoint. What is not said is as its dialect has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct Quirks {
    /// The header that the key stands in, alone.
    pub key_header: Option<HeaderName>,
    /// What each request says besides.
    pub headers: BTreeMap<HeaderName, String>,
    /// What the limit of an answer is called in chat completions.
    pub limit: Option<Limit>,
    /// Whether usage is asked for in chat completions. Where it may not be, it comes unasked, or never.
    pub ask_usage: Option<bool>,
}

/// The name of a header of HTTP.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(with = "String")]
pub struct HeaderName(String);

impl HeaderName {
    /// As it is sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for HeaderName {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        let fits = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        match !name.is_empty() && name.chars().all(fits) {
            true => Ok(Self(name)),
            false => Err(format!("\"{name}\" is no name of a header")),
        }
    }
}

/// A name of the limit of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// The older one.
    MaxTokens,
    /// That of models that reason.
    MaxCompletionTokens,
}

impl Catalog {
    /// Those of the endpoint at a host: of its own name, else of the nearest domain above it.
    pub fn quirks(&self, host: &str) -> Option<&Quirks> {
        let above = |host: &str| host.split_once('.').map(|(_, above)| above.to_owned());
        let mut name = host.to_ascii_lowercase();
        loop {
            if let Some(quirks) = self.endpoints.get(&name) {
                return Some(quirks);
            }
            name = above(&name)?;
        }
    }
}
