use schemars::JsonSchema;
use serde::Deserialize;

use crate::{Credits, Money};

/// A plan of credits.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Plan {
    /// As people say it.
    pub name: String,
    /// Credits for each month; what is left of them ends with it.
    pub credits: Credits,
    /// For each month.
    pub price: Money,
    /// For each credit beyond those; none: there are no more.
    #[serde(default)]
    pub overage: Option<Money>,
    /// Per cent by which price and overage are higher, as they are in GovCloud.
    #[serde(default)]
    pub surcharge: u64,
    /// Credits besides. They are used first, those that end first before the others.
    #[serde(default)]
    pub bonus: Vec<Bonus>,
}

/// Credits that end on a day. Days are those of UTC, as in `2026-11-01`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Bonus {
    /// How many.
    pub credits: Credits,
    /// The first day on which they can be used.
    pub from: String,
    /// The first day on which they cannot be used any more.
    pub until: String,
}

/// What is used of a plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Used {
    /// Credits of this month, and those beyond.
    pub month: Credits,
    /// What is left of the bonus of today.
    pub bonus_left: Credits,
    /// What those beyond cost, if the plan has any.
    pub overage: Option<Money>,
}

impl Plan {
    /// What is used of it `today`, if so many credits were used on these days, the oldest first.
    pub fn used(&self, days: &[(String, Credits)], today: &str) -> Used {
        let mut bonus: Vec<Bonus> = self.bonus.clone();
        bonus.sort_by(|one, other| one.until.cmp(&other.until));
        let mut month = Credits::default();
        for (day, credits) in days {
            let mut rest = credits.0;
            for bonus in bonus.iter_mut().filter(|bonus| bonus.counts(day)) {
                let taken = rest.min(bonus.credits.0);
                bonus.credits.0 -= taken;
                rest -= taken;
            }
            if month_of(day) == month_of(today) {
                month += Credits(rest);
            }
        }
        let left = bonus.iter().filter(|bonus| bonus.counts(today)).map(|bonus| bonus.credits);
        let beyond = month.0.saturating_sub(self.credits.0);
        Used { month, bonus_left: left.sum(), overage: self.overage.map(|each| self.charged(each, beyond)) }
    }

    /// What so many hundredths of a credit cost.
    fn charged(&self, Money(each): Money, centicredits: u64) -> Money {
        let whole = u128::from(each) * u128::from(centicredits) * u128::from(100 + self.surcharge);
        Money(u64::try_from(whole.div_ceil(10_000)).unwrap_or(u64::MAX))
    }
}

impl Bonus {
    fn counts(&self, day: &str) -> bool {
        (self.from.as_str()..self.until.as_str()).contains(&day)
    }
}

fn month_of(day: &str) -> &str {
    day.get(..7).unwrap_or(day)
}
