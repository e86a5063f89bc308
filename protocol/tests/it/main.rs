//! The published form of the contract: JSON Schema, TypeScript and the reference page are derived from the
//! types and from one example of everything; the examples are checked against them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod contract;
mod documents;
mod examples;
mod generated;
mod notices;
mod permissions;
mod reference;
mod round_trip;
mod sessions;
mod specs;
mod tsc;
mod typescript;
mod usage;
