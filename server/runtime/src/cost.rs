//! What a model call cost.

use catalog::{Prices, Tokens};
use models::{Keep, Model, ModelSettings};
use protocol::{Cost, Usage};

/// By the prices and factors of the catalogue; `None` for a model that reads from a file.
pub(crate) fn cost(settings: &ModelSettings, model: &Model, usage: &Usage) -> Option<Cost> {
    if model.costs_nothing() {
        return None;
    }
    let tokens = tokens(usage, settings.cache_ttl);
    let catalog = settings.catalog();
    let credits = catalog.find(&model.name()).and_then(|model| model.credits_for(&tokens, &catalog.credit));
    Some(Cost {
        nanodollars: model.prices().as_ref().map(|prices: &Prices| prices.cost(&tokens).0),
        centicredits: credits.map(|credits| credits.0),
    })
}

/// What an endpoint counted, by what each token costs.
pub(crate) fn tokens(usage: &Usage, keep: Keep) -> Tokens {
    let written = usage.written_tokens;
    let (cache_write, cache_write_hour) = match keep {
        Keep::Minutes => (written, 0),
        Keep::Hour => (0, written),
    };
    Tokens {
        input: usage.input_tokens.saturating_sub(written),
        output: usage.output_tokens,
        cache_read: usage.cached_tokens,
        cache_write,
        cache_write_hour,
    }
}
