//! What can be read of YAML that does not parse.

use std::ops::Range;

use text::{Json, JsonMember, JsonValue, lines};

use crate::spanned::place;

/// Reads `key: value` lines one by one, and `- item` lines below a key without a value. An unquoted `**/*.rs` and a
/// description with a colon are what this is for. Only keys at the start of a line count.
pub(crate) fn parse_yaml_lines(text: &str, range: Range<usize>) -> Json {
    let yaml = text.get(range.clone()).unwrap_or_default();
    let value_at = |part: &str, value: JsonValue| {
        let start = range.start + place(yaml, part);
        Json { value, span: start..start + part.len() }
    };
    let mut members: Vec<JsonMember> = Vec::new();
    let mut in_list = false;
    for line in lines(yaml) {
        if let Some(item) = line.text.trim_start().strip_prefix("- ").filter(|_| in_list) {
            let (written, item) = unquoted(item);
            let element = value_at(written, JsonValue::String(item.to_owned()));
            let Some(list) = members.last_mut().map(|member| &mut member.value) else { continue };
            list.span.end = element.span.end;
            match &mut list.value {
                JsonValue::Array(elements) => elements.push(element),
                JsonValue::Null
                | JsonValue::Bool(_)
                | JsonValue::Number(_)
                | JsonValue::String(_)
                | JsonValue::Object(_) => {
                    list.span.start = element.span.start;
                    list.value = JsonValue::Array(vec![element]);
                }
            }
            continue;
        }
        let Some((key, value)) = line.text.split_once(':') else { continue };
        if key.is_empty() || key.starts_with([' ', '\t', '#', '-']) {
            continue;
        }
        let (written, value) = unquoted(value);
        in_list = written.is_empty();
        let value = match value.strip_prefix('[').and_then(|value| value.strip_suffix(']')) {
            Some(items) => {
                let item = |item: &str| {
                    let (written, item) = unquoted(item);
                    value_at(written, JsonValue::String(item.to_owned()))
                };
                let elements = split_patterns(items).into_iter().map(item).collect();
                value_at(written, JsonValue::Array(elements))
            }
            None => value_at(written, JsonValue::String(value.to_owned())),
        };
        let start = range.start + line.start;
        members.push(JsonMember {
            key: key.trim_end().to_owned(),
            key_span: start..start + key.len(),
            value,
        });
    }
    Json { value: JsonValue::Object(members), span: range }
}

/// `value` without the blanks and the comment around it, with and without its quotes.
fn unquoted(value: &str) -> (&str, &str) {
    let value = value.trim();
    for quote in ['"', '\''] {
        if let Some((inside, _)) = value.strip_prefix(quote).and_then(|value| value.split_once(quote)) {
            return (value.get(..inside.len() + 2).unwrap_or(value), inside);
        }
    }
    let bare = value.split_once(" #").map_or(value, |(value, _)| value.trim_end());
    (bare, bare)
}

/// The patterns of a comma-joined string, without the blanks around them. A comma within `{…}`, `(…)` or `[…]` belongs
/// to its pattern.
pub(crate) fn split_patterns(joined: &str) -> Vec<&str> {
    let mut depth = 0usize;
    let parts = joined.split(|c: char| {
        match c {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ',' && depth == 0
    });
    parts.map(str::trim).filter(|part| !part.is_empty()).collect()
}
