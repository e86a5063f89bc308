//! Which model a name means, in whatever form providers and gateways write it.

use text::nearest;

use crate::{Catalog, Model};

/// What may stand before a name: providers of ours.
const PROVIDERS: [&str; 4] = ["bedrock:", "openai:", "responses:", "anthropic:"];

impl Catalog {
    /// The model that a name means: its id, or an id of a provider with or without profile, version and date, the name of
    /// a profile's ARN, or what gateways make of it (`anthropic/claude-sonnet-4.5`). `None` if it is another one.
    pub fn find(&self, name: &str) -> Option<&Model> {
        let name = without_provider(name.trim());
        if let Some(model) = self.models.get(name) {
            return Some(model);
        }
        let wanted = plain(name);
        let is_it = |model: &&Model| {
            let offers = &model.offers;
            let of_bedrock = offers.bedrock.as_ref().map(|offer| plain(&offer.id));
            let others =
                [&offers.anthropic, &offers.openai].into_iter().flatten().map(|offer| plain(&offer.id));
            plain(&model.id) == wanted || of_bedrock.into_iter().chain(others).any(|id| id == wanted)
        };
        self.models.values().find(is_it)
    }

    /// The model that a name that means none most likely means.
    pub fn nearest(&self, name: &str) -> Option<&str> {
        nearest(without_provider(name.trim()), self.models.keys().map(String::as_str))
    }
}

fn without_provider(name: &str) -> &str {
    PROVIDERS.iter().find_map(|provider| name.strip_prefix(provider)).unwrap_or(name)
}

/// A name without what says where it is had and when it was made.
fn plain(name: &str) -> String {
    let name = name.rsplit('/').next().unwrap_or(name).to_ascii_lowercase();
    // Behind a colon gateways write a variant, and Bedrock a version's part.
    let name = name.split(':').next().unwrap_or_default();
    // Profile and vendor: what is before a dot that no digit follows.
    let mut rest = name;
    while let Some((_, behind)) = rest.split_once('.') {
        if behind.starts_with(|c: char| c.is_ascii_digit()) {
            break;
        }
        rest = behind;
    }
    let mut parts: Vec<&str> = rest.split(['-', '.', '_', '@']).collect();
    while let Some(last) = parts.last() {
        let number = |from: &str| from.bytes().all(|byte| byte.is_ascii_digit());
        let is_date = last.len() == 8 && number(last);
        let is_version = last.strip_prefix('v').is_some_and(|rest| !rest.is_empty() && number(rest));
        if parts.len() > 1 && (is_date || (is_version && parts.len() > 2)) {
            parts.pop();
        } else {
            break;
        }
    }
    parts.join("-")
}
