//! No answer that a model may give crosses a cap.

use catalog::{Allowed, Cap, Caps, Catalog, Credits, Crossed, Money, Planned, Scope};
use proptest::prelude::*;

fn allow(caps: &Caps, model: &str, prompt: u64, spent: (Money, Credits)) -> Result<Allowed, Crossed> {
    let catalog = Catalog::built_in();
    let model = catalog.find(model);
    let prices = model.and_then(catalog::Model::prices);
    caps.allow(&Planned { model, prices: prices.as_ref(), credit: &catalog.credit, prompt }, |_| spent)
}

fn dollars(amount: f64) -> Option<Cap> {
    Some(Cap { dollars: Some(Money::dollars(amount)), credits: None })
}

#[test]
fn the_answer_is_as_long_as_the_money() {
    let nothing = (Money(0), Credits(0));
    let none = Caps::default();
    assert_eq!(allow(&none, "claude-sonnet-4.6", 10_000, nothing).unwrap().output, None);

    // 10,000 tokens for the cache cost 3.75 cents, and each of the answer 0.0015.
    let call = Caps { call: dollars(0.1), ..none };
    let allowed = allow(&call, "claude-sonnet-4.6", 10_000, nothing).unwrap();
    assert_eq!((allowed.output, allowed.money), (Some(4_166), Money(99_990_000)));
    let day = Caps { day: dollars(5.0), ..none };
    let spent = |amount| (Money::dollars(amount), Credits(0));
    assert_eq!(allow(&day, "claude-sonnet-4.6", 10_000, spent(1.0)).unwrap().output, None);
    assert_eq!(allow(&day, "claude-sonnet-4.6", 10_000, spent(4.9)).unwrap().output, Some(4_166));
    let crossed = allow(&day, "claude-sonnet-4.6", 10_000, spent(4.95)).unwrap_err();
    assert_eq!(crossed, Crossed::Dollars(Scope::Day, Money::dollars(5.0), Money::dollars(4.95)));
    assert_eq!(
        crossed.to_string(),
        "the next call could cross the cap of $5.00 on one day; $4.95 are spent or set aside"
    );
    assert_eq!(allow(&day, "unknown", 10, nothing), Err(Crossed::NoPrice(Scope::Day)));

    let month = Caps { month: Some(Cap { dollars: None, credits: Some(Credits::of(10.0)) }), ..none };
    let left = |spent| allow(&month, "claude-sonnet-4.6", 10_000, (Money(0), Credits::of(spent)));
    assert_eq!(
        left(9.5).map_err(|crossed| crossed.to_string()).unwrap_err(),
        "the next call could cross the cap of 10.00 credits on one month; 9.50 are spent or set aside"
    );
    assert!(left(7.0).unwrap().output.is_some_and(|output| output < 4_000));
    // A model without a factor takes none.
    assert_eq!(allow(&month, "gpt-4o", 10_000, (Money(0), Credits::of(10.0))).unwrap().credits, Credits(0));
}

proptest! {
    #[test]
    fn nothing_that_is_allowed_crosses(
        prompt in 0_u64..900_000,
        cap in 0_u64..30_000_000_000,
        share in 0_u64..120,
        answered in 0_u64..=100,
    ) {
        let spent = Money(cap / 100 * share);
        let caps = Caps { run: Some(Cap { dollars: Some(Money(cap)), credits: None }), ..Caps::default() };
        for model in ["claude-opus-4.7", "claude-haiku-5.5", "glm-5", "gpt-5.6-sol"] {
            if let Ok(allowed) = allow(&caps, model, prompt, (spent, Credits(0))) {
                let longest = Catalog::built_in().models[model].output;
                let output = allowed.output.unwrap_or(longest) * answered / 100;
                let tokens = catalog::Tokens { cache_write: prompt, output, ..Default::default() };
                let cost = Catalog::built_in().models[model].prices().unwrap().cost(&tokens);
                prop_assert!(spent + cost <= Money(cap), "{model}: {cost:?}");
                prop_assert!(cost <= allowed.money);
            }
        }
    }
}
