use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::is_secret_name;
use crate::patterns::{CODE, PATTERNS, Pattern, Shape};

static COMPILED: LazyLock<Vec<(&Pattern, Regex)>> = LazyLock::new(|| {
    let compile = |pattern: &'static Pattern| Some((pattern, Regex::new(pattern.regex).ok()?));
    PATTERNS.iter().filter_map(compile).collect()
});

static IS_CODE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(CODE).ok());

/// What looks like a secret in `text`: its bytes and what it seems to be, pattern by pattern. Time is linear in the length
/// of the text.
pub fn secrets(text: &str) -> impl Iterator<Item = (Range<usize>, &'static str)> {
    COMPILED.iter().flat_map(move |(pattern, regex)| {
        regex.captures_iter(text).filter_map(|found| Some((secret(pattern, &found)?, pattern.name)))
    })
}

/// The secrets in the value of a variable or setting: all of it if its name says so, otherwise the passwords of URLs.
pub fn secrets_in<'v>(name: &str, value: &'v str) -> Vec<&'v str> {
    if is_secret_name(name) {
        return vec![value];
    }
    let url = COMPILED.iter().find(|(pattern, _)| pattern.name == "password in a URL");
    let passwords = url.into_iter().flat_map(|(pattern, regex)| {
        regex.captures_iter(value).filter_map(|found| value.get(secret(pattern, &found)?))
    });
    passwords.collect()
}

fn secret(pattern: &Pattern, found: &Captures<'_>) -> Option<Range<usize>> {
    let secret = found.name("s").or_else(|| found.get(0))?;
    let has = |kind: fn(&u8) -> bool| secret.as_str().as_bytes().iter().any(kind);
    let taken = match pattern.shape {
        Shape::Sure => true,
        Shape::Mixed => has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic) && !is_code(secret.as_str()),
        Shape::Chosen => !is_code(secret.as_str()),
    };
    taken.then(|| secret.range())
}

fn is_code(text: &str) -> bool {
    IS_CODE.as_ref().is_some_and(|code| code.is_match(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_is_a_regular_expression() {
        assert_eq!(COMPILED.len(), PATTERNS.len());
        assert!(IS_CODE.is_some());
    }
}
