use std::ops::Range;

/// Where the cursor stands in a configuration file that need not be complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Spot {
    /// From the root to the value; for a key, to the object that it belongs to.
    pub(crate) path: Vec<Step>,
    /// What belongs there.
    pub(crate) slot: Slot,
    /// The bytes of the key or value at the cursor, without quotes; empty where nothing stands yet.
    pub(crate) token: Range<usize>,
    /// How the token is quoted.
    pub(crate) quotes: Quotes,
}

/// One step into a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Key(String),
    Element,
}

/// What belongs where the cursor stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    /// A key.
    Key {
        /// The other keys of the object.
        taken: Vec<String>,
        /// A colon follows already.
        colon: bool,
    },
    /// A value.
    Value,
}

/// How the token at the cursor is quoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quotes {
    None,
    /// The quote that closes it is missing.
    Open,
    Both,
}
