use text::{Problem, Severity, lines};

use crate::{Glob, Spanned};

/// A `.kiroignore`: what agents are not to see, in the syntax of `.gitignore`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ignore {
    /// Its patterns, in order: the last one that names a file counts, and with `!` it is seen again.
    pub patterns: Vec<Spanned<String>>,
}

/// Reads a `.kiroignore`.
pub fn parse_ignore(text: &str) -> (Ignore, Vec<Problem>) {
    let (mut ignore, mut problems) = (Ignore::default(), Vec::new());
    for line in lines(text) {
        let bare = line.text.trim_start_matches('\u{feff}');
        let start = line.start + line.text.len() - bare.len();
        // A blank at the end counts only behind a backslash.
        let pattern = match bare.trim_end() {
            trimmed if trimmed.ends_with('\\') && trimmed.len() < bare.len() => bare,
            trimmed => trimmed,
        };
        if pattern.is_empty() || pattern.starts_with('#') {
            continue;
        }
        let span = start..start + pattern.len();
        let escaped = without_alternatives(pattern);
        if let Err(error) = Glob::new(&escaped) {
            let message = format!(
                "This pattern hides nothing: {error}. Put a \"\\\" before a bracket that is meant as such."
            );
            problems.push(Problem {
                code: "ignore/invalid-pattern",
                severity: Severity::Warning,
                message,
                span: span.clone(),
            });
        }
        ignore.patterns.push(Spanned::new(pattern.to_owned(), span));
    }
    (ignore, problems)
}

/// To git, braces and bars are letters.
fn without_alternatives(pattern: &str) -> String {
    let mut escaped = String::with_capacity(pattern.len());
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '{' | '}' | '|' => escaped.extend(['\\', c]),
            '\\' => escaped.extend([c].into_iter().chain(chars.next())),
            other => escaped.push(other),
        }
    }
    escaped
}
