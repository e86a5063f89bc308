//! The YAML at the start of Markdown files: steering, skills, powers, agents.

use std::ops::Range;

use text::{Json, JsonValue, Problem, Severity, lines};

use crate::yaml::parse_yaml;
use crate::yaml_lines::parse_yaml_lines;

/// The block between two `---` lines at the very start of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FrontMatter {
    /// The bytes between the two lines.
    pub(crate) yaml: Range<usize>,
    /// Offset of what follows.
    pub(crate) body: usize,
    /// The closing `---` is there. Without it, the block is the run of entries below the opening line.
    pub(crate) closed: bool,
}

/// What the problems of a front matter are called; it depends on whose it is.
pub(crate) struct FrontMatterCodes {
    pub(crate) unclosed: &'static str,
    pub(crate) invalid: &'static str,
    pub(crate) not_first: &'static str,
    /// Keys that tell a front matter from a block between two rules.
    pub(crate) keys: &'static [&'static str],
}

/// A Markdown file with settings at its start.
pub(crate) struct Headed {
    /// The settings, an object; empty where there are none.
    pub(crate) fields: Json,
    /// Where they stand: the bytes between the two `---` lines.
    pub(crate) yaml: Option<Range<usize>>,
    /// The bytes behind the front matter, or behind a BOM.
    pub(crate) body: Range<usize>,
    /// What was odd.
    pub(crate) problems: Vec<Problem>,
}

/// Reads the front matter of `text`. YAML that does not parse is read line by line.
pub(crate) fn read_front_matter(text: &str, codes: &FrontMatterCodes) -> Headed {
    let mut problems = Vec::new();
    let mut warn = |code, message: String, span| {
        problems.push(Problem { code, severity: Severity::Warning, message, span });
    };
    let empty = |span| Json { value: JsonValue::Object(Vec::new()), span };
    let Some(block) = front_matter(text) else {
        let start = text.len() - text.trim_start_matches('\u{feff}').len();
        if let Some(span) = late_front_matter(text, codes.keys) {
            let message = "These settings have no effect: front matter must be the first thing in the file. \
                           Move it to the top.";
            warn(codes.not_first, message.to_owned(), span);
        }
        return Headed { fields: empty(start..start), yaml: None, body: start..text.len(), problems };
    };
    if !block.closed {
        let message = "The front matter is never closed. Put a line \"---\" behind it.".to_owned();
        warn(codes.unclosed, message, block.yaml.clone());
    }
    let is_object = |json: &Json| matches!(json.value, JsonValue::Object(_));
    let fields = match parse_yaml(text, block.yaml.clone()) {
        Ok(None) => empty(block.yaml.clone()),
        Ok(Some(fields)) if is_object(&fields) => fields,
        not_read => {
            let (reason, span) = match not_read {
                Err(error) => (error.reason, error.span),
                Ok(_) => ("not a list of keys and values".to_owned(), block.yaml.clone()),
            };
            let message = format!(
                "The front matter is not valid YAML ({reason}); its lines were read one by one. \
                 Quote values that hold \": \" or start with \"*\"."
            );
            warn(codes.invalid, message, span);
            parse_yaml_lines(text, block.yaml.clone())
        }
    };
    Headed { fields, yaml: Some(block.yaml), body: block.body..text.len(), problems }
}

/// A block of settings between two `---` lines that would be a front matter if it stood first: only blank lines, a
/// comment or a title stand before it, and it has one of `keys`. With its `---` lines, without the last line end.
fn late_front_matter(text: &str, keys: &[&str]) -> Option<Range<usize>> {
    let is_rule = |line: &str| line.trim_end() == "---";
    let mut lines = lines(text);
    let opening = lines.by_ref().find(|line| {
        let text = line.text.trim_start_matches('\u{feff}').trim();
        !(text.is_empty() || text.starts_with("# ") || text.starts_with("<!--") && text.ends_with("-->"))
    })?;
    if !is_rule(opening.text) {
        return None;
    }
    let mut known = false;
    for line in lines {
        if is_rule(line.text) {
            return known.then_some(opening.start..line.span().end);
        }
        if !is_entry(line.text) && !is_continuation(line.text) {
            return None;
        }
        known |= line.text.split_once(':').is_some_and(|(key, _)| keys.contains(&key));
    }
    None
}

/// Finds the front matter of `text`. It must be the first thing in it; a BOM before it is tolerated. `None` also for
/// a document that merely starts with a rule, and for prose between two rules.
pub(crate) fn front_matter(text: &str) -> Option<FrontMatter> {
    let is_rule = |line: &str| line.trim_end() == "---";
    let mut lines = lines(text);
    let opening = lines.next()?;
    if !is_rule(opening.text.trim_start_matches('\u{feff}')) {
        return None;
    }
    let start = opening.next;
    // Where the run of entries at the top ends, once something else was met.
    let (mut top_end, mut has_entry, mut blank) = (None, false, true);
    for line in lines {
        if is_rule(line.text) {
            return (has_entry || blank).then_some(FrontMatter {
                yaml: start..line.start,
                body: line.next,
                closed: true,
            });
        }
        let entry = is_entry(line.text);
        if !entry && !is_continuation(line.text) {
            top_end.get_or_insert(line.start);
        }
        has_entry |= entry;
        blank &= line.text.trim().is_empty();
    }
    let end = top_end.unwrap_or(text.len());
    let top_has_entry = text.get(start..end)?.lines().next().is_some_and(is_entry);
    top_has_entry.then_some(FrontMatter { yaml: start..end, body: end, closed: false })
}

/// `key:` or `key: value`.
fn is_entry(line: &str) -> bool {
    line.split_once(':').is_some_and(|(key, value)| {
        !key.is_empty()
            && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
            && (value.is_empty() || value.starts_with(char::is_whitespace))
    })
}

/// A list item, or something indented.
fn is_continuation(line: &str) -> bool {
    line.starts_with("- ") || line.starts_with([' ', '\t']) && !line.trim().is_empty()
}
