//! Drafts as a user gets them.
#![allow(clippy::unwrap_used)]

mod bugs;
mod criteria;
mod features;
mod grounds;
mod nothing;
mod steering;

use draft::{Ground, Kind, spec};
use expect_test::Expect;

/// The documents of a spec, all of them.
fn check(name: &str, words: &str, kind: Kind, ground: &Ground, expected: Expect) {
    let documents = spec(name, words, kind, ground).into_iter();
    expected
        .assert_eq(&documents.map(|draft| format!("=== {}\n{}", draft.name, draft.text)).collect::<String>());
}
