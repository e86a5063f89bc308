use catalog::{Credits, Money};
use protocol::Cost;

/// What was spent, for people: dollars where they are known, else credits. None for nothing.
pub fn spent(cost: Option<&Cost>) -> Option<String> {
    match (cost?.nanodollars, cost?.centicredits) {
        (Some(0) | None, Some(0) | None) => None,
        (Some(nanodollars @ 1..), _) => Some(Money(nanodollars).to_string()),
        (Some(0) | None, Some(centicredits)) => Some(format!("{} credits", Credits(centicredits))),
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
