#![allow(clippy::unwrap_used)]

use catalog::{Bonus, Catalog, Credits, Money, Plan, Used};

fn plan() -> Plan {
    let bonus = |credits, from: &str, until: &str| Bonus {
        credits: Credits::of(credits),
        from: from.to_owned(),
        until: until.to_owned(),
    };
    let bonus = vec![bonus(100.0, "2026-10-20", "2026-12-01"), bonus(10.0, "2026-11-01", "2026-11-03")];
    Plan { bonus, ..Catalog::built_in().plans.get("pro").cloned().unwrap() }
}

fn check(days: &[(&str, f64)], today: &str, month: f64, bonus_left: f64, overage: f64) {
    let days: Vec<_> = days.iter().map(|(day, credits)| ((*day).to_owned(), Credits::of(*credits))).collect();
    let overage = Some(Money::dollars(overage));
    let expected = Used { month: Credits::of(month), bonus_left: Credits::of(bonus_left), overage };
    assert_eq!(plan().used(&days, today), expected, "{days:?}");
}

#[test]
fn a_bonus_is_used_first_and_ends() {
    check(&[], "2026-11-27", 0.0, 100.0, 0.0);
    // What ends first is used first.
    check(&[("2026-11-02", 8.0)], "2026-11-02", 0.0, 102.0, 0.0);
    check(&[("2026-11-02", 30.0)], "2026-11-02", 0.0, 80.0, 0.0);
    check(&[("2026-11-02", 8.0), ("2026-11-03", 8.0)], "2026-11-03", 0.0, 92.0, 0.0);
    // What was used before there was one, and of another month, is neither of the bonus nor of the month.
    check(&[("2026-10-19", 50.0), ("2026-10-31", 40.0), ("2026-11-05", 70.0)], "2026-11-05", 10.0, 0.0, 0.0);
    // Nothing is left of one that ended, or of a month.
    check(&[("2026-11-05", 150.0)], "2026-12-01", 0.0, 0.0, 0.0);
    check(&[("2026-12-01", 1_001.5)], "2026-12-31", 1_001.5, 0.0, 0.06);
}

#[test]
fn a_surcharge_is_on_what_is_beyond() {
    let plan = Plan { surcharge: 20, ..plan() };
    let used = plan.used(&[("2026-12-01".to_owned(), Credits::of(1_100.0))], "2026-12-02");
    assert_eq!(used.overage, Some(Money::dollars(4.8)));
}
