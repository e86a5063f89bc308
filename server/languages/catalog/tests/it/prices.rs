//! What calls cost, to the billionth.

use catalog::{Catalog, Credits, Money, Tokens};
use proptest::prelude::*;

fn cost(model: &str, tokens: Tokens) -> Money {
    let prices = Catalog::built_in().find(model).and_then(catalog::Model::prices);
    prices.map_or(Money(1), |prices| prices.cost(&tokens))
}

#[test]
fn each_kind_of_token_has_its_price() {
    let million = 1_000_000;
    for (tokens, dollars) in [
        (Tokens { input: million, ..Tokens::default() }, 3.0),
        (Tokens { output: million, ..Tokens::default() }, 15.0),
        (Tokens { cache_read: million, ..Tokens::default() }, 0.3),
        (Tokens { cache_write: million, ..Tokens::default() }, 3.75),
        (Tokens { cache_write_hour: million, ..Tokens::default() }, 6.0),
        (Tokens::default(), 0.0),
    ] {
        assert_eq!(cost("claude-sonnet-4.6", tokens), Money::dollars(dollars), "{tokens:?}");
    }
    // Without a cache of its own, what was read from one costs like anything else.
    let cached = Tokens { cache_read: million, cache_write: million, ..Tokens::default() };
    assert_eq!(cost("glm-5", cached), Money::dollars(2.0));
    // The smallest part of a dollar is rounded up.
    assert_eq!(cost("claude-haiku-5.5", Tokens { cache_read: 1, ..Tokens::default() }), Money(10));
    assert_eq!(
        cost("claude-sonnet-4.6", Tokens { cache_read: u64::MAX, ..Tokens::default() }),
        Money(u64::MAX)
    );
}

#[test]
fn a_long_prompt_makes_all_of_a_call_dearer() {
    let call = |prompt| Tokens { input: prompt, output: 1_000, ..Tokens::default() };
    assert_eq!(cost("claude-haiku-5.5", call(100_000)), Money::dollars(0.01 + 0.0005));
    assert_eq!(cost("claude-haiku-5.5", call(100_001)), Money::dollars(0.050_000_5 + 0.0025));
}

#[test]
fn credits_by_the_published_factors() {
    let catalog = Catalog::built_in();
    let credits = |model: &str, tokens| catalog.models[model].credits_for(&tokens, &catalog.credit);
    let unit = Tokens { input: 10_000, ..Tokens::default() };
    for (model, expected) in [
        ("claude-opus-4.7", Some(Credits(220))),
        ("claude-sonnet-4.6", Some(Credits(130))),
        ("claude-haiku-4.5", Some(Credits(40))),
        ("qwen3-coder-next", Some(Credits(5))),
        ("gpt-4o", None),
    ] {
        assert_eq!(credits(model, unit), expected, "{model}");
    }
    let agent =
        Tokens { input: 500, output: 900, cache_read: 25_000, cache_write: 3_000, cache_write_hour: 0 };
    // (500 + 4500 + 2500 + 3750) / 10000 × 1.3
    assert_eq!(credits("claude-sonnet-4.6", agent), Some(Credits(146)));
    assert_eq!(credits("claude-sonnet-4.6", Tokens { input: 1, ..Tokens::default() }), Some(Credits(1)));
    assert_eq!(credits("claude-sonnet-4.6", Tokens::default()), Some(Credits(0)));
}

proptest! {
    /// Whoever splits a conversation into calls pays at most the rounding of each.
    #[test]
    fn sums_are_those_of_their_parts(parts in prop::collection::vec(0_u64..1_000_000, 1..20)) {
        let whole: u64 = parts.iter().sum();
        let sum: Money =
            parts.iter().map(|input| cost("claude-opus-4.7", Tokens { input: *input, ..Tokens::default() })).sum();
        prop_assert_eq!(sum, cost("claude-opus-4.7", Tokens { input: whole, ..Tokens::default() }));
    }
}
