use std::ops::Range;

use text::{Line, Problem, Severity, lines};

use crate::{
    Inclusion,
    fields::{Fields, Patterns, split_patterns},
    front_matter::{FrontMatter, front_matter},
};

/// A steering file: text for a prompt, and when it belongs there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Steering {
    /// When it belongs in a prompt.
    pub inclusion: Inclusion,
    /// What it is called; where absent, its file name.
    pub name: Option<String>,
    /// When to load it, for [`Inclusion::Auto`].
    pub description: Option<String>,
    /// The bytes behind the front matter, or behind a BOM.
    pub body: Range<usize>,
}

/// Reads a steering file (`.kiro/steering/*.md`, <https://kiro.dev/docs/steering>).
///
/// Without front matter it is [`Inclusion::Always`]. With an `inclusion` that has no meaning it is
/// [`Inclusion::Manual`]: somebody meant to restrict it, so it must not slip into every prompt.
pub fn parse_steering(text: &str) -> (Steering, Vec<Problem>) {
    let Some(block) = front_matter(text) else {
        let start = text.len() - text.trim_start_matches('\u{feff}').len();
        let body = start..text.len();
        return (Steering { inclusion: Inclusion::Always, name: None, description: None, body }, Vec::new());
    };
    let mut problems = Vec::new();
    let fields = read(text, &block, &mut problems);
    let mut warn =
        |key, code, message: String| problems.push(warning(code, message, key_line(text, &block, key)));

    let patterns = match fields.file_match_pattern {
        Some(Patterns::One(joined)) => split_patterns(&joined),
        Some(Patterns::Many(patterns)) => patterns.iter().flat_map(|joined| split_patterns(joined)).collect(),
        None => Vec::new(),
    };
    let given = |value: &Option<String>| value.as_ref().is_some_and(|value| !value.trim().is_empty());
    let inclusion = match fields
        .inclusion
        .as_deref()
        .map(|value| value.trim().to_ascii_lowercase())
        .as_deref()
    {
        None => {
            if !patterns.is_empty() {
                let message = "\"fileMatchPattern\" has no effect and the file goes into every prompt. \
                               Add \"inclusion: fileMatch\".";
                warn("fileMatchPattern", "steering/pattern-without-inclusion", message.to_owned());
            }
            Inclusion::Always
        }
        Some("always") => Inclusion::Always,
        Some("manual") => Inclusion::Manual,
        Some("filematch") => {
            if patterns.is_empty() {
                let message = "This file never matches: \"inclusion: fileMatch\" needs a \"fileMatchPattern\", \
                               such as \"src/**/*.rs\".";
                warn("inclusion", "steering/missing-pattern", message.to_owned());
            }
            Inclusion::FileMatch(patterns)
        }
        Some("auto") => {
            if !given(&fields.name) || !given(&fields.description) {
                let message = "\"inclusion: auto\" needs a \"name\" and a \"description\" that says when to load the file.";
                warn("inclusion", "steering/missing-description", message.to_owned());
            }
            Inclusion::Auto
        }
        Some(other) => {
            let message = format!(
                "\"inclusion: {other}\" has no meaning, so the file is only used when you name it. \
                 Use always, fileMatch, manual or auto."
            );
            warn("inclusion", "steering/unknown-inclusion", message);
            Inclusion::Manual
        }
    };
    let steering = Steering {
        inclusion,
        name: fields.name,
        description: fields.description,
        body: block.body..text.len(),
    };
    (steering, problems)
}

fn read(text: &str, block: &FrontMatter, problems: &mut Vec<Problem>) -> Fields {
    let yaml = text.get(block.yaml.clone()).unwrap_or_default();
    if !block.closed {
        let message = "The front matter is never closed. Put a line \"---\" behind it.".to_owned();
        problems.push(warning("steering/unclosed-front-matter", message, block.yaml.clone()));
    }
    Fields::from_yaml(yaml).unwrap_or_else(|(error, line)| {
        let line = line.and_then(|line| lines(yaml).nth(usize::try_from(line).ok()?.checked_sub(1)?));
        let span = line.map_or(block.yaml.clone(), |line| within(block, line));
        let message = format!(
            "The front matter is not valid YAML ({error}); its lines were read one by one. \
             Quote values that hold \": \" or start with \"*\"."
        );
        problems.push(warning("steering/invalid-yaml", message, span));
        Fields::from_lines(yaml)
    })
}

/// The bytes of the line that sets `key`, or of the whole front matter.
fn key_line(text: &str, block: &FrontMatter, key: &str) -> Range<usize> {
    let sets_key =
        |line: &Line<'_>| line.text.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with(':'));
    let line = text.get(block.yaml.clone()).and_then(|yaml| lines(yaml).find(sets_key));
    line.map_or(block.yaml.clone(), |line| within(block, line))
}

/// The bytes of a line of the front matter.
fn within(block: &FrontMatter, line: Line<'_>) -> Range<usize> {
    block.yaml.start + line.span().start..block.yaml.start + line.span().end
}

fn warning(code: &'static str, message: String, span: Range<usize>) -> Problem {
    Problem { code, severity: Severity::Warning, message, span }
}
