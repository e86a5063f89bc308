//! Amounts that add up exactly.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign};

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de};

/// US dollars, in billionths. A cost is rounded up once, for each call; sums are exact. In JSON: US dollars.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(pub u64);

/// Credits, in hundredths, as Kiro meters them. In JSON: credits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Credits(pub u64);

/// A price of one token, in 10⁻¹² US dollars. In JSON: US dollars for a million tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rate(pub u64);

/// A number with two decimals, times a hundred. In JSON: the number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hundredths(pub u64);

const DOLLAR: u64 = 1_000_000_000;

impl Money {
    /// From US dollars; what is negative or no number is nothing.
    pub fn dollars(dollars: f64) -> Self {
        Self(scaled(dollars, 1e9).unwrap_or_default())
    }

    /// What is left of it after `spent`.
    #[must_use]
    pub fn less(self, spent: Self) -> Self {
        Self(self.0.saturating_sub(spent.0))
    }
}

impl Rate {
    /// From US dollars for a million tokens; what is negative or no number is nothing.
    pub fn dollars(dollars: f64) -> Self {
        Self(scaled(dollars, 1e6).unwrap_or_default())
    }
}

impl Credits {
    /// From whole credits and their parts.
    pub fn of(credits: f64) -> Self {
        Self(scaled(credits, 100.0).unwrap_or_default())
    }
}

/// Two decimals from a dime on, four below it: most calls cost less than a cent.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(nanos) = self;
        match *nanos {
            0 => f.write_str("$0.00"),
            1..100_000 => f.write_str("<$0.0001"),
            nanos if nanos < DOLLAR / 10 => {
                let parts = nanos.div_ceil(100_000);
                write!(f, "$0.{parts:04}")
            }
            nanos => {
                let cents = nanos.div_ceil(DOLLAR / 100);
                write!(f, "${}.{:02}", cents / 100, cents % 100)
            }
        }
    }
}

impl fmt::Display for Credits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

macro_rules! sums {
    ($name:ident) => {
        impl Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0.saturating_add(other.0))
            }
        }
        impl AddAssign for $name {
            fn add_assign(&mut self, other: Self) {
                *self = *self + other;
            }
        }
        impl Sum for $name {
            fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
                amounts.fold(Self::default(), Add::add)
            }
        }
    };
}

sums!(Money);
sums!(Credits);

fn number<'de, D: Deserializer<'de>>(deserializer: D, by: f64) -> Result<u64, D::Error> {
    let number = f64::deserialize(deserializer)?;
    scaled(number, by).ok_or_else(|| de::Error::custom("a number from 0 to 1,000,000 is expected"))
}

fn scaled(number: f64, by: f64) -> Option<u64> {
    let within = (0.0..=1e6).contains(&number);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is within 0 and 10^15")]
    within.then(|| (number * by).round() as u64)
}

macro_rules! is_a_number {
    ($name:ident, $by:expr) => {
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                number(deserializer, $by).map(Self)
            }
        }
        impl JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "number", "minimum": 0, "maximum": 1_000_000 })
            }
        }
    };
}

is_a_number!(Money, 1e9);
is_a_number!(Credits, 100.0);
is_a_number!(Rate, 1e6);
is_a_number!(Hundredths, 100.0);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_as_people_read_them() {
        for (dollars, shown) in [
            (0.0, "$0.00"),
            (0.000_000_3, "<$0.0001"),
            (0.0001, "$0.0001"),
            (0.012_345, "$0.0124"),
            (0.099_999, "$0.1000"),
            (0.1, "$0.10"),
            (1.234, "$1.24"),
            (1_234.5, "$1234.50"),
            (-1.0, "$0.00"),
            (f64::NAN, "$0.00"),
        ] {
            assert_eq!(Money::dollars(dollars).to_string(), shown, "{dollars}");
        }
        assert_eq!(Credits::of(1.3).to_string(), "1.30");
        assert_eq!([Credits(120), Credits(7)].into_iter().sum::<Credits>().to_string(), "1.27");
    }
}
