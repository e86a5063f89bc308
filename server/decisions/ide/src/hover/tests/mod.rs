mod config;
mod spec;

use expect_test::Expect;

use super::hover;
use crate::fixture::at_cursor;

/// What is explained, in brackets, and the explanation.
fn check(files: &str, expect: Expect) {
    let shown = at_cursor(files, |place| match hover(&place) {
        Some(hover) => format!("[{}]\n{}\n", place.document.slice(hover.span), hover.markdown.trim_end()),
        None => "nothing\n".to_owned(),
    });
    expect.assert_eq(&shown);
}
