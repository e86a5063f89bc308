//! A small shop in Rust, and a project of which nothing is known.

use codebase::{Language, outline, project};
use draft::{Ground, Source};

const CART: &str = "\
/// What a customer is about to buy.
pub struct Cart {
    items: Vec<Item>,
}

impl Cart {
    /// Adds an item to the cart.
    pub fn add_item(&mut self, item: Item) {}
    pub fn total(&self) -> u64 { 0 }
}
";

const PAYMENT: &str = "\
pub enum PaymentError { Refused }

/// Takes the money.
pub fn pay(total: u64) -> Result<(), PaymentError> { Ok(()) }
";

const MANIFEST: &str = "\
[package]
name = \"shop\"
version = \"0.3.0\"
description = \"Sells tea.\"

[dependencies]
axum = \"0.8\"
aws-sdk-s3 = \"1\"
";

const README: &str = "# Shop\n\n![badge](b.svg)\n\nA shop for tea,\nwith few kinds.\n\n- fast\n";

pub(crate) fn shop() -> Ground {
    let sources = [("src/cart.rs", CART), ("src/payment.rs", PAYMENT)];
    let sources = sources.map(|(path, text)| Source {
        path: path.to_owned(),
        outline: outline(Language::of(path).unwrap(), text),
    });
    Ground {
        project: project(&[("Cargo.toml", MANIFEST)]),
        readme: Some(README.to_owned()),
        sources: sources.into(),
    }
}
