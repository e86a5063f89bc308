use catalog::{Credits, Money};
use protocol::{Cost, WorkEstimate};

/// What was spent, for people: dollars where they are known, else credits. None for nothing.
pub fn spent(cost: Option<&Cost>) -> Option<String> {
    match (cost?.nanodollars, cost?.centicredits) {
        (Some(0) | None, Some(0) | None) => None,
        (Some(nanodollars @ 1..), _) => Some(Money(nanodollars).to_string()),
        (Some(0) | None, Some(centicredits)) => Some(format!("{} credits", Credits(centicredits))),
    }
}

/// What half of such runs cost at most, and nine in ten, for people: dollars where they are known, else credits.
pub(crate) fn estimated(estimate: &WorkEstimate) -> Option<String> {
    match (estimate.nanodollars, estimate.centicredits) {
        (Some([half, most]), _) if most > 0 => Some(format!("≈ {} to {}", Money(half), Money(most))),
        (_, Some([half, most])) if most > 0 => {
            Some(format!("≈ {} to {} credits", Credits(half), Credits(most)))
        }
        (_, Some(_) | None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dollars_or_credits() {
        let told = |nanodollars, centicredits| spent(Some(&Cost { nanodollars, centicredits }));
        assert_eq!(told(Some(425_000_000), Some(7)).as_deref(), Some("$0.43"));
        assert_eq!(told(None, Some(7)).as_deref(), Some("0.07 credits"));
        assert_eq!((told(Some(0), None), told(None, None), spent(None)), (None, None, None));
    }
}
