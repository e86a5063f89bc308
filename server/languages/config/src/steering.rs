use std::ops::Range;

use text::{Json, JsonMember, JsonValue, Problem, Severity, misspelled};

use crate::front_matter::{FrontMatterCodes, Headed, read_front_matter};
use crate::glob::{Glob, matches_any};
use crate::spanned::{place, strings_at};
use crate::unquoted_glob::unquoted_globs;
use crate::yaml_lines::split_patterns;
use crate::{Inclusion, Spanned};

/// A steering file: text for a prompt, and when it belongs there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Steering {
    /// When it belongs in a prompt.
    pub inclusion: Inclusion,
    /// What it is called; where absent, its file name.
    pub name: Option<String>,
    /// When to load it, for [`Inclusion::Auto`].
    pub description: Option<String>,
    /// Each glob of `fileMatchPattern` with its bytes, whether or not the inclusion uses them.
    pub patterns: Vec<Spanned<String>>,
    /// All of the front matter, an object; empty where there is none.
    pub fields: Json,
    /// Where the front matter stands: the bytes between its two `---` lines.
    pub front_matter: Option<Range<usize>>,
    /// The bytes behind the front matter, or behind a BOM.
    pub body: Range<usize>,
}

const CODES: FrontMatterCodes = FrontMatterCodes {
    unclosed: "steering/unclosed-front-matter",
    invalid: "steering/invalid-yaml",
    not_first: "steering/front-matter-not-first",
    keys: &["inclusion", "fileMatchPattern"],
};

/// The keys that mean something.
const KEYS: [&str; 4] = ["inclusion", "fileMatchPattern", "name", "description"];

/// What people write for a key, and other tools have, where no letter was merely mistyped.
const MISTAKEN_KEYS: [(&str, &str); 9] = [
    ("include", "inclusion"),
    ("inclusion_mode", "inclusion"),
    ("inclusionMode", "inclusion"),
    ("fileMatch", "fileMatchPattern"),
    ("file_patterns", "fileMatchPattern"),
    ("filePatterns", "fileMatchPattern"),
    ("filePattern", "fileMatchPattern"),
    ("patterns", "fileMatchPattern"),
    ("globs", "fileMatchPattern"),
];

impl Steering {
    /// Whether a file, relative to the workspace root, makes this one join a conversation: for
    /// [`Inclusion::FileMatch`], whether its patterns name it.
    pub fn matches(&self, path: &str) -> bool {
        match &self.inclusion {
            Inclusion::FileMatch(patterns) => matches_any(patterns.iter().map(String::as_str), path),
            Inclusion::Always | Inclusion::Manual | Inclusion::Auto => false,
        }
    }
}

/// Reads a steering file (`.kiro/steering/*.md`, <https://kiro.dev/docs/steering>).
///
/// Without front matter it is [`Inclusion::Always`]. With an `inclusion` that has no meaning it is
/// [`Inclusion::Manual`]: somebody meant to restrict it, so it must not slip into every prompt.
pub fn parse_steering(text: &str) -> (Steering, Vec<Problem>) {
    let Headed { fields, yaml, body, mut problems } = read_front_matter(text, &CODES);
    if let Some(globs) = yaml.clone().and_then(|yaml| unquoted_globs(text, yaml)) {
        // They are why the YAML does not parse, and they are all that is wrong with it.
        problems.retain(|problem| problem.code != CODES.invalid);
        problems.extend(globs);
    }
    let patterns = patterns(text, &fields);
    let value = |key| last(&fields, key).map(|member| written(text, &member.value));
    let (inclusion, problem) = inclusion(text, &fields, &patterns);
    problems.extend(problem);
    problems.extend(patterns.iter().filter_map(invalid_pattern));
    problems.extend(fields.members().iter().filter_map(|member| mistaken_key(member, &fields)));
    let (name, description) = (value("name"), value("description"));
    (Steering { inclusion, name, description, patterns, fields, front_matter: yaml, body }, problems)
}

fn inclusion(text: &str, fields: &Json, patterns: &[Spanned<String>]) -> (Inclusion, Option<Problem>) {
    let warn = |key, code, message: String| {
        let span = last(fields, key).map_or(fields.span.clone(), |member| member_span(text, member));
        Some(warning(code, message, span))
    };
    let given = |key| last(fields, key).is_some_and(|member| !written(text, &member.value).trim().is_empty());
    let globs = || patterns.iter().map(|pattern| pattern.value.clone()).collect();
    // Two that disagree mean nothing together.
    let all = fields.members().iter().filter(|member| member.key == "inclusion");
    let mut values: Vec<String> = all.map(|member| written(text, &member.value).trim().to_owned()).collect();
    values.dedup();
    let value = values.join(", ");
    match value.to_ascii_lowercase().as_str() {
        _ if values.is_empty() && patterns.is_empty() => (Inclusion::Always, None),
        _ if values.is_empty() => {
            let message = "\"fileMatchPattern\" has no effect and the file goes into every prompt. \
                           Add \"inclusion: fileMatch\".";
            let problem = warn("fileMatchPattern", "steering/pattern-without-inclusion", message.to_owned());
            (Inclusion::Always, problem)
        }
        "always" => (Inclusion::Always, None),
        "manual" => (Inclusion::Manual, None),
        "filematch" if patterns.is_empty() => {
            let message = "This file never matches: \"inclusion: fileMatch\" needs a \"fileMatchPattern\", \
                           such as \"src/**/*.rs\".";
            (
                Inclusion::FileMatch(Vec::new()),
                warn("inclusion", "steering/missing-pattern", message.to_owned()),
            )
        }
        "filematch" => (Inclusion::FileMatch(globs()), None),
        "auto" if given("name") && given("description") => (Inclusion::Auto, None),
        "auto" => {
            let message =
                "\"inclusion: auto\" needs a \"name\" and a \"description\" that says when to load the file.";
            (Inclusion::Auto, warn("inclusion", "steering/missing-description", message.to_owned()))
        }
        _ => {
            let message = format!(
                "\"inclusion: {value}\" has no meaning, so the file is only used when you name it. \
                 Use always, fileMatch, manual or auto."
            );
            (Inclusion::Manual, warn("inclusion", "steering/unknown-inclusion", message))
        }
    }
}

/// The globs of `fileMatchPattern`: a string, a comma-joined string, or a list of either.
fn patterns(text: &str, fields: &Json) -> Vec<Spanned<String>> {
    let one = |joined: Spanned<String>| {
        let raw = text.get(joined.span.clone()).unwrap_or_default();
        let written = split_patterns(raw.trim_matches(['"', '\'']));
        let meant = split_patterns(&joined.value);
        // After an escape or a folded line, what it says is not what is written.
        let as_written = written == meant;
        let span = |at: usize| match written.get(at).filter(|_| as_written) {
            Some(pattern) => {
                let start = joined.span.start + place(raw, pattern);
                start..start + pattern.len()
            }
            None => joined.span.clone(),
        };
        let patterns = meant.iter().enumerate();
        patterns.map(|(at, pattern)| Spanned::new((*pattern).to_owned(), span(at))).collect::<Vec<_>>()
    };
    strings_at(fields, "fileMatchPattern").into_iter().flat_map(one).collect()
}

fn invalid_pattern(pattern: &Spanned<String>) -> Option<Problem> {
    let error = Glob::new(&pattern.value).err()?;
    let message = format!("This pattern matches nothing: {error}. Write a glob, such as \"src/**/*.rs\".");
    Some(warning("steering/invalid-pattern", message, pattern.span.clone()))
}

fn mistaken_key(member: &JsonMember, fields: &Json) -> Option<Problem> {
    let key = member.key.as_str();
    if KEYS.contains(&key) {
        return None;
    }
    let meant = meant_steering_key(key)?;
    if fields.get(meant).is_some() {
        return None;
    }
    let message = format!("Kiro does not know \"{key}\" and passes over it. Did you mean \"{meant}\"?");
    Some(Problem {
        code: "steering/unknown-key",
        severity: Severity::Hint,
        message,
        span: member.key_span.clone(),
    })
}

/// The key that a key without meaning most likely stands for: a near miss, or what other tools call it.
pub fn meant_steering_key(key: &str) -> Option<&'static str> {
    let known = MISTAKEN_KEYS.iter().find(|(mistaken, _)| *mistaken == key).map(|(_, meant)| *meant);
    known.or_else(|| misspelled(key, KEYS))
}

/// A scalar as text; of anything else, its bytes.
fn written(text: &str, value: &Json) -> String {
    match &value.value {
        JsonValue::String(value) => value.clone(),
        JsonValue::Null => String::new(),
        JsonValue::Bool(_) | JsonValue::Number(_) | JsonValue::Array(_) | JsonValue::Object(_) => {
            text.get(value.span.clone()).unwrap_or_default().trim().to_owned()
        }
    }
}

fn last<'a>(fields: &'a Json, key: &str) -> Option<&'a JsonMember> {
    fields.members().iter().rev().find(|member| member.key == key)
}

/// From the key to the end of its value.
fn member_span(text: &str, member: &JsonMember) -> Range<usize> {
    let colon = text.get(member.key_span.end..).and_then(|rest| rest.find(':')).map_or(0, |at| at + 1);
    let end = member.value.span.end.max(member.key_span.end + colon);
    member.key_span.start..end
}

fn warning(code: &'static str, message: String, span: Range<usize>) -> Problem {
    Problem { code, severity: Severity::Warning, message, span }
}
