#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod attacks;
mod floors;
mod licences;
mod links;
mod repository;
mod sources;
mod words;

/// Fails with all violations at once, one a line.
#[track_caller]
fn none(violations: Vec<String>) {
    assert!(violations.is_empty(), "\n{}\n", violations.join("\n"));
}
