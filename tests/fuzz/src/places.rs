//! What holds for every place that a model names.

use std::fmt::Debug;
use std::ops::Range;

/// Bytes of the text, from a border of a character to another.
#[track_caller]
pub(crate) fn is_place(text: &str, span: &Range<usize>) {
    assert!(text.get(span.clone()).is_some(), "{span:?} is no part of the text");
}

/// Each of `spans` is within `outer` and begins where the one before it ended or later.
#[track_caller]
pub(crate) fn in_order<'a>(
    text: &str,
    outer: &Range<usize>,
    spans: impl IntoIterator<Item = &'a Range<usize>>,
) {
    let mut end = outer.start;
    for span in spans {
        is_place(text, span);
        assert!(
            end <= span.start && span.end <= outer.end,
            "{span:?} overlaps what ends at {end}, or leaves {outer:?}"
        );
        end = span.end;
    }
}

/// Every range that a model holds anywhere is a place of the text. They are found in what `Debug` shows, so that no field
/// is forgotten.
#[track_caller]
pub(crate) fn all_fit(text: &str, model: &impl Debug) {
    let shown = format!("{model:?}");
    let bytes = shown.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => at = behind_string(bytes, at),
            b'0'..=b'9' => {
                let (start, next) = number(bytes, at);
                at = next;
                // `1..=2` counts lines.
                if bytes[at..].starts_with(b"..") && bytes.get(at + 2).is_some_and(u8::is_ascii_digit) {
                    let (end, next) = number(bytes, at + 2);
                    at = next;
                    is_place(text, &(start..end));
                }
            }
            _ => at += 1,
        }
    }
}

fn number(bytes: &[u8], at: usize) -> (usize, usize) {
    let digits = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let number = std::str::from_utf8(&bytes[at..at + digits]).unwrap();
    (number.parse().unwrap_or(usize::MAX), at + digits)
}

/// Behind the quotation mark that ends what begins at `at`.
fn behind_string(bytes: &[u8], at: usize) -> usize {
    let mut at = at + 1;
    while at < bytes.len() && bytes[at] != b'"' {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    at + 1
}
