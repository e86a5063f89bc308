use std::borrow::Cow;
use std::ops::Range;

use aho_corasick::AhoCorasick;
use secrets::secrets;

use crate::secret_forms::forms;

/// Shorter values are ordinary words (`ollama`, `none`): replacing those would make text unreadable and hide nothing.
pub const MIN_SECRET: usize = 8;

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

    fn find<'a>(&'a self, text: &str) -> Vec<(Range<usize>, &'a str)> {
        let known =
            self.known.iter().flat_map(|known| known.find_overlapping_iter(text)).filter_map(|found| {
                Some((found.range(), self.names.get(found.pattern().as_usize())?.as_str()))
            });
        let mut all: Vec<(Range<usize>, &'a str)> = known.collect();
        for found in secrets(text) {
            all.push(found);
        }
        all
    }
}
