#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod corpus;
mod kiro_session;
mod models;
mod properties;
mod steering;
