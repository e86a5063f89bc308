//! Globs as Kiro's files write them: minimatch, where `*` stays within a folder.

use std::sync::OnceLock;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// A glob over paths relative to the workspace root, with `/`.
#[derive(Clone, Debug)]
pub struct Glob {
    glob: globset::Glob,
    excludes: bool,
    /// Made when it is first needed; it names nothing if it would be too big.
    set: OnceLock<GlobSet>,
}

/// Bytes. Nobody writes a longer pattern.
const LONGEST: usize = 4096;

impl Glob {
    /// Reads a pattern: `**`, `*`, `?`, `[a-z]`, `{a,b}`, `(a|b)`, and `!` before a pattern that excludes.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn new(pattern: &str) -> Result<Self, String> {
        if pattern.len() > LONGEST {
            return Err("it is too long".to_owned());
        }
        let excludes = pattern.starts_with('!');
        let pattern = pattern.strip_prefix('!').unwrap_or(pattern);
        let pattern = pattern.strip_prefix("./").unwrap_or(pattern);
        let pattern = alternatives_in_braces(pattern)?;
        let mut builder = GlobBuilder::new(&pattern);
        builder.literal_separator(true).empty_alternates(true).backslash_escape(true);
        match builder.build() {
            Ok(glob) => Ok(Self { glob, excludes, set: OnceLock::new() }),
            Err(error) => {
                let reason = error.kind().to_string();
                // Advice that suits those who write globs in Rust.
                Err(reason.split(" (maybe").next().unwrap_or_default().to_owned())
            }
        }
    }

    /// Whether it names `path`, or would if it did not exclude.
    pub fn is_match(&self, path: &str) -> bool {
        let set = || GlobSetBuilder::new().add(self.glob.clone()).build().unwrap_or_default();
        self.set.get_or_init(set).is_match(path)
    }

    /// It begins with `!`: what it names is left out.
    pub fn excludes(&self) -> bool {
        self.excludes
    }
}

/// Whether `path` is named by one of `patterns` and excluded by none. A pattern that is no glob names nothing.
pub fn matches_any<'a>(patterns: impl IntoIterator<Item = &'a str>, path: &str) -> bool {
    let mut named = false;
    for glob in patterns.into_iter().filter_map(|pattern| Glob::new(pattern).ok()) {
        if glob.is_match(path) {
            if glob.excludes() {
                return false;
            }
            named = true;
        }
    }
    named
}

/// `*.(ts|tsx)` and `@(a|b)` as `*.{ts,tsx}` and `{a,b}`.
fn alternatives_in_braces(pattern: &str) -> Result<String, String> {
    if !pattern.contains('|') {
        return Ok(pattern.to_owned());
    }
    let mut out = String::with_capacity(pattern.len());
    let mut depth = 0usize;
    for c in pattern.chars() {
        match c {
            '(' => {
                depth += 1;
                if out.ends_with('@') {
                    out.pop();
                }
                out.push('{');
            }
            ')' if depth > 0 => {
                depth -= 1;
                out.push('}');
            }
            '|' if depth > 0 => out.push(','),
            other => out.push(other),
        }
    }
    if depth > 0 { Err("unclosed group; missing ')'".to_owned()) } else { Ok(out) }
}

#[cfg(test)]
mod tests {
    use super::{Glob, matches_any};

    #[test]
    fn globs_of_real_files() {
        for (patterns, path, named) in [
            (&["**/*.rs"][..], "src/main.rs", true),
            (&["**/*.rs"], "main.rs", true),
            (&["*.rs"], "src/main.rs", false),
            (&["src/**/*.{ts,tsx}"], "src/a/b.tsx", true),
            (&["**/*.(ts|tsx)"], "a.tsx", true),
            (&["**/@(a|b).md"], "x/b.md", true),
            (&["./src/*"], "src/a", true),
            (&["**/*", "!**/*.md"], "a.md", false),
            (&["[z-a]", "a"], "a", true),
            (&["app/[id]/*.ts"], "app/i/x.ts", true),
        ] {
            assert_eq!(matches_any(patterns.iter().copied(), path), named, "{patterns:?} {path}");
        }
        for bad in ["a[", "{a", "(a|b", "[z-a]"] {
            assert!(Glob::new(bad).is_err(), "{bad}");
        }
    }
}
