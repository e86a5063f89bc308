use std::ops::Range;

use text::{Problem, Severity, TextEdit, apply, lines};

use crate::spanned::place;
use crate::yaml::parse_yaml;
use crate::yaml_lines::split_patterns;

/// The patterns in the YAML at `range` that begin with a character that YAML takes for its own (`*`, `{`, `!` …), each
/// with a warning, if they are all that keeps the YAML from parsing. `None` if it parses, or would not with quotes either.
pub(crate) fn unquoted_globs(text: &str, range: Range<usize>) -> Option<Vec<Problem>> {
    if parse_yaml(text, range.clone()).is_ok() {
        return None;
    }
    let yaml = text.get(range.clone())?;
    let spans = unquoted(yaml);
    let quote = |span: &Range<usize>| TextEdit {
        range: span.clone(),
        new: format!("\"{}\"", yaml.get(span.clone()).unwrap_or_default()),
    };
    let quoted = apply(yaml, &spans.iter().map(quote).collect::<Vec<_>>()).ok()?;
    if spans.is_empty() || parse_yaml(&quoted, 0..quoted.len()).is_err() {
        return None;
    }
    let problem = |span: Range<usize>| {
        let pattern = yaml.get(span.clone()).unwrap_or_default();
        let first = pattern.chars().next().unwrap_or('*');
        Problem {
            code: "steering/unquoted-glob",
            severity: Severity::Warning,
            message: format!(
                "YAML does not take \"{first}\" for the start of a text. Write \"{pattern}\" in quotes."
            ),
            span: range.start + span.start..range.start + span.end,
        }
    };
    Some(spans.into_iter().map(problem).collect())
}

/// The bytes of each pattern of `fileMatchPattern` that needs quotes: behind the key, in a `[…]` there, or in `- ` lines below.
fn unquoted(yaml: &str) -> Vec<Range<usize>> {
    let mut spans = Vec::new();
    let mut in_list = false;
    for line in lines(yaml) {
        let value = match line.text.strip_prefix("fileMatchPattern:") {
            Some(value) => {
                in_list = value.trim().is_empty();
                value
            }
            None if in_list && line.text.trim_start().starts_with("- ") => {
                line.text.trim_start().strip_prefix("- ").unwrap_or_default()
            }
            None => {
                in_list &= line.text.trim().is_empty();
                continue;
            }
        };
        let value = value.split_once(" #").map_or(value, |(value, _)| value).trim();
        let items = match value.strip_prefix('[').and_then(|value| value.strip_suffix(']')) {
            Some(items) => split_patterns(items),
            None => vec![value],
        };
        let needs_quotes = |item: &&str| {
            item.starts_with(['*', '{', '!', '&', '%', '@', '[', '?']) && !item.contains(['"', '\\'])
        };
        for item in items.into_iter().filter(needs_quotes) {
            let start = place(yaml, item);
            spans.push(start..start + item.len());
        }
    }
    spans
}
