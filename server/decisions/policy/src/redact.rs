use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use regex::{Captures, Regex};

use crate::secret_forms::forms;
use crate::secret_patterns::{CODE, PATTERNS, Pattern, Shape};

/// Shorter values are ordinary words (`ollama`, `none`): replacing those would make text unreadable and hide nothing.
pub const MIN_SECRET: usize = 8;

static COMPILED: LazyLock<Vec<(&Pattern, Regex)>> = LazyLock::new(|| {
    let compile = |pattern: &'static Pattern| Some((pattern, Regex::new(pattern.regex).ok()?));
    PATTERNS.iter().filter_map(compile).collect()
});

static IS_CODE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(CODE).ok());

/// Takes secrets out of text: values that are known, and what looks like one.
#[derive(Debug, Default)]
pub struct Redactor {
    known: Option<AhoCorasick>,
    /// For each form that is looked for, whose it is.
    names: Vec<String>,
}

impl Redactor {
    /// `known` are secrets with their names, such as `("OPENAI_API_KEY", "sk-…")`. Each is found as it is, as JSON and
    /// URLs write it, and within base64. Values shorter than [`MIN_SECRET`] bytes are left out.
    pub fn new<'a>(known: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let (mut names, mut wanted) = (Vec::new(), Vec::new());
        for (name, value) in known {
            for form in forms(value) {
                names.push(name.to_owned());
                wanted.push(form);
            }
        }
        // The only error is more text than can be numbered.
        let known = if wanted.is_empty() { None } else { AhoCorasick::new(&wanted).ok() };
        Self { known, names }
    }

    /// The text with `[redacted: NAME]` in place of each secret. Secrets that overlap are one. Time is linear in the
    /// length of the text. A secret must not be cut in two: give whole lines.
    pub fn redact<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut found = self.find(text);
        if found.is_empty() {
            return Cow::Borrowed(text);
        }
        // Of those that begin together the longest; a known name (found first) beats a guessed one.
        found.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
        let mut clean = String::with_capacity(text.len());
        let mut end = 0;
        for (range, name) in found {
            if range.start >= end {
                clean.push_str(text.get(end..range.start).unwrap_or_default());
                clean.push_str("[redacted: ");
                clean.push_str(name);
                clean.push(']');
            }
            end = end.max(range.end);
        }
        clean.push_str(text.get(end..).unwrap_or_default());
        Cow::Owned(clean)
    }

    fn find(&self, text: &str) -> Vec<(Range<usize>, &str)> {
        let known =
            self.known.iter().flat_map(|known| known.find_overlapping_iter(text)).filter_map(|found| {
                Some((found.range(), self.names.get(found.pattern().as_usize())?.as_str()))
            });
        let mut all: Vec<_> = known.collect();
        for (pattern, regex) in COMPILED.iter() {
            all.extend(
                regex.captures_iter(text).filter_map(|found| Some((secret(pattern, &found)?, pattern.name))),
            );
        }
        all
    }
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

/// Words in the name of a variable or setting whose value is a secret.
const SECRET_WORDS: [&str; 11] = [
    "TOKEN",
    "SECRET",
    "PASSWORD",
    "PASSWD",
    "PASSPHRASE",
    "CREDENTIAL",
    "CREDENTIALS",
    "APIKEY",
    "KEY",
    "PAT",
    "AUTH",
];

/// Last words of names whose value only says where a secret is, or how long it lives.
const ABOUT_SECRETS: [&str; 9] =
    ["FILE", "PATH", "DIR", "URI", "URL", "TYPE", "EXPIRATION", "TIMEOUT", "SOCK"];

/// Whether a variable or setting of this name holds a secret: `GITHUB_TOKEN`, `openaiApiKey`, `aws_secret_access_key`.
pub fn is_secret_name(name: &str) -> bool {
    let words = words(name);
    let about = words.last().is_some_and(|last| ABOUT_SECRETS.contains(&last.as_str()));
    let secret = |word: &String| {
        SECRET_WORDS.iter().any(|secret| match secret.len() {
            // `PGPASSWORD`, `SENTRYTOKEN`; but not `MONKEY`.
            5.. => word.ends_with(secret),
            _ => word == secret,
        })
    };
    // `PWD` alone is the working directory.
    let pwd = words.len() > 1 && words.last().is_some_and(|last| last == "PWD") && words != ["OLD", "PWD"];
    !about && (pwd || words.iter().any(secret))
}

/// `openaiApiKey` and `OPENAI_API_KEY` are `OPENAI`, `API`, `KEY`.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut after_small = false;
    for c in name.chars() {
        if !c.is_ascii_alphanumeric() || (after_small && c.is_ascii_uppercase()) {
            words.push(String::new());
        }
        if c.is_ascii_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.push(c.to_ascii_uppercase());
        }
        after_small = c.is_ascii_lowercase() || c.is_ascii_digit();
    }
    words.retain(|word| !word.is_empty());
    words
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_is_a_regular_expression() {
        assert_eq!(COMPILED.len(), PATTERNS.len());
        assert!(IS_CODE.is_some());
    }
}
