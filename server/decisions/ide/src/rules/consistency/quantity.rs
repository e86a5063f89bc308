use crate::rules::criteria::Statement;

/// A number with a unit.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Quantity {
    /// What is measured.
    pub(super) dimension: Dimension,
    /// In the smallest unit of the dimension.
    pub(super) value: f64,
    /// The unit as it is written, in lower case.
    pub(super) unit: String,
    /// Whether more or less is allowed.
    pub(super) bound: Bound,
}

/// What a unit measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dimension {
    /// Milliseconds.
    Time,
    /// Bytes.
    Size,
    /// Hundredths.
    Share,
    /// Things.
    Count,
}

/// Which side of a number is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    /// `within`, `up to`, `at most`
    Most,
    /// `at least`
    Least,
    /// Neither.
    Exact,
}

const UNITS: &[(&str, Dimension, f64)] = &[
    ("ms", Dimension::Time, 1.0),
    ("millisecond", Dimension::Time, 1.0),
    ("s", Dimension::Time, 1e3),
    ("sec", Dimension::Time, 1e3),
    ("second", Dimension::Time, 1e3),
    ("min", Dimension::Time, 6e4),
    ("minute", Dimension::Time, 6e4),
    ("hour", Dimension::Time, 3.6e6),
    ("day", Dimension::Time, 8.64e7),
    ("byte", Dimension::Size, 1.0),
    ("kb", Dimension::Size, 1e3),
    ("mb", Dimension::Size, 1e6),
    ("gb", Dimension::Size, 1e9),
    ("percent", Dimension::Share, 1.0),
    ("character", Dimension::Count, 1.0),
    ("item", Dimension::Count, 1.0),
    ("time", Dimension::Count, 1.0),
    ("attempt", Dimension::Count, 1.0),
    ("retry", Dimension::Count, 1.0),
    ("retries", Dimension::Count, 1.0),
];

/// The quantity that begins with the word at `at`, and how many words it is made of.
pub(super) fn quantity(statement: &Statement<'_>, at: usize) -> Option<(Quantity, usize)> {
    let said = statement.word(at);
    let digits = said.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(said.len());
    let (number, glued) = said.split_at_checked(digits)?;
    let number: f64 = number.replace(',', "").parse().ok()?;
    let (unit, length) =
        if glued.is_empty() { (statement.word(at + 1), 2) } else { (glued.trim_start_matches('-'), 1) };
    let known = |name: &str| UNITS.iter().find(|(unit, ..)| *unit == name);
    let (_, dimension, factor) = known(unit).or_else(|| known(&super::fact::singular(unit)))?;
    let unit = unit.to_owned();
    Some((
        Quantity { dimension: *dimension, value: number * factor, unit, bound: bound(statement, at) },
        length,
    ))
}

fn bound(statement: &Statement<'_>, at: usize) -> Bound {
    let ends = |phrase: &str| {
        let length = phrase.split(' ').count();
        at.checked_sub(length).is_some_and(|start| statement.says(start, phrase))
    };
    let any = |phrases: &[&str]| phrases.iter().any(|phrase| ends(phrase));
    if any(&["within", "up to", "at most", "maximum of", "no more than", "less than", "under", "maximum"]) {
        Bound::Most
    } else if any(&["at least", "minimum of", "no less than", "more than", "minimum", "after"]) {
        Bound::Least
    } else {
        Bound::Exact
    }
}
