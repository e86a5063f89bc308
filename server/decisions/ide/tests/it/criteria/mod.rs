//! What the rules about criteria find in real documents: how often it is right, and how much of what people see they see.
//! `UPDATE_EXPECT=1 cargo test -p ide criteria` writes the tables of docs/rules/README.md anew.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros)]

pub(crate) mod firings;
mod judgements;
mod labels;
mod tables;

use std::env;
use std::path::{Path, PathBuf};

/// The folder of the shared data.
fn data() -> PathBuf {
    env::var_os("KIRO_TEST_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared"), PathBuf::from)
}

/// A ratio with its 95 % interval after Wilson: `12/14 = 0.86 (0.60–0.96)`.
fn ratio(hits: usize, all: usize) -> String {
    if all == 0 {
        return "–".to_owned();
    }
    let (n, z) = (all as f64, 1.96_f64);
    let p = hits as f64 / n;
    let middle = p + z * z / (2.0 * n);
    let reach = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    let whole = 1.0 + z * z / n;
    let (low, high) = ((middle - reach) / whole, (middle + reach) / whole);
    format!("{hits}/{all} = {p:.2} ({:.2}–{:.2})", low.max(0.0), high.min(1.0))
}

#[test]
fn intervals_are_wilsons() {
    assert_eq!(ratio(12, 14), "12/14 = 0.86 (0.60–0.96)");
    assert_eq!(ratio(50, 50), "50/50 = 1.00 (0.93–1.00)");
    assert_eq!(ratio(0, 0), "–");
}
