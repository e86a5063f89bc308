//! What work will probably take.

use catalog::{Basis, Catalog, Estimate, Money, TaskClass, Tokens, Work};
use expect_test::expect;
use proptest::prelude::*;

fn estimate(model: &str, pieces: u64, history: &[Tokens]) -> Estimate {
    let catalog = Catalog::built_in();
    let model = catalog.find(model);
    let prices = model.and_then(catalog::Model::prices);
    let work = Work { class: TaskClass::Implementation, pieces, prompt: 12_000, history };
    catalog.estimate(&work, model, prices.as_ref())
}

fn show(estimate: Estimate) -> String {
    let Estimate { tokens: [half, most], money, credits, basis } = estimate;
    let money = money.map_or("?".to_owned(), |[half, most]| format!("{half} to {most}"));
    let credits = credits.map_or("?".to_owned(), |[half, most]| format!("{half} to {most}"));
    format!("{half} to {most} tokens, {money}, {credits} credits, {basis:?}\n")
}

#[test]
fn before_there_is_a_history() {
    let text: String = [
        show(estimate("claude-sonnet-4.6", 1, &[])),
        show(estimate("claude-sonnet-4.6", 9, &[])),
        show(estimate("claude-haiku-4.5", 1, &[])),
        show(estimate("glm-5", 1, &[])),
        show(estimate("unknown", 1, &[])),
    ]
    .concat();
    expect![[r#"
        405300 to 5553000 tokens, $0.42 to $3.40, 18.16 to 147.00 credits, Prior
        3647700 to 19090800 tokens, $3.78 to $12.70, 163.44 to 549.96 credits, Prior
        405300 to 5553000 tokens, $0.14 to $1.14, 5.59 to 45.23 credits, Prior
        405300 to 5553000 tokens, $0.43 to $5.70, 22.23 to 290.25 credits, Prior
        405300 to 5553000 tokens, ?, ? credits, Prior
    "#]]
    .assert_eq(&text);
}

#[test]
fn five_pieces_say_more_than_the_prior() {
    let ran = |millions: u64| Tokens { input: millions * 1_000_000, ..Tokens::default() };
    let four = [1, 2, 3, 4].map(ran);
    assert_eq!(estimate("claude-sonnet-4.6", 1, &four).basis, Basis::Prior);
    let ten = [1, 2, 3, 4, 5, 6, 7, 8, 9, 30].map(ran);
    let known = estimate("claude-sonnet-4.6", 1, &ten);
    assert_eq!(known.basis, Basis::History(10));
    assert_eq!(known.money, Some([Money::dollars(15.0), Money::dollars(27.0)]));
    // Four of them: the typical ones add up, the bad ones less.
    let four = estimate("claude-sonnet-4.6", 4, &ten);
    assert_eq!(four.money, Some([Money::dollars(60.0), Money::dollars(84.0)]));
}

proptest! {
    /// Whatever was spent before, of runs like those nine in ten and more stay within the estimate.
    #[test]
    fn most_runs_stay_within(costs in prop::collection::vec(1_u64..1_000_000, 10..60)) {
        let history: Vec<_> = costs.iter().map(|input| Tokens { input: *input, ..Tokens::default() }).collect();
        let [half, most] = estimate("glm-5", 1, &history).tokens;
        prop_assert!(half <= most);
        let within = costs.iter().filter(|cost| **cost <= most).count();
        prop_assert!(within * 100 >= costs.len() * 90, "{within} of {}", costs.len());
    }
}
