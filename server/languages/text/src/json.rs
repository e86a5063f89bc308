//! JSON with the place of every value, for documents that people write by hand.

use std::ops::Range;

use jsonc_parser::ast::{self, ObjectPropName};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions};

use crate::lines;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Json {
    /// What it is.
    pub value: JsonValue,
    /// Its bytes, quotes and brackets included.
    pub span: Range<usize>,
}

/// What a [`Json`] is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JsonValue {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// As written.
    Number(String),
    /// Unescaped.
    String(String),
    /// Its elements.
    Array(Vec<Json>),
    /// Its members in document order; a key may repeat.
    Object(Vec<JsonMember>),
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonMember {
    /// Unescaped.
    pub key: String,
    /// The bytes of the key with its quotes.
    pub key_span: Range<usize>,
    /// The value.
    pub value: Json,
}

/// What a parser of JSON accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonSyntax {
    /// RFC 8259.
    Strict,
    /// With comments and trailing commas, as editors write their settings.
    WithComments,
}

/// Why a text is not JSON.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct JsonError {
    /// What is wrong, without a place.
    pub message: String,
    /// Where, within one line.
    pub span: Range<usize>,
}

impl Json {
    /// Reads `text`; `None` for one that is empty, blanks, comments and a BOM aside.
    ///
    /// # Errors
    /// It is not JSON of that syntax, or nested deeper than 512 levels.
    pub fn parse(text: &str, syntax: JsonSyntax) -> Result<Option<Self>, JsonError> {
        let body = text.trim_start_matches('\u{feff}');
        let base = text.len() - body.len();
        let loose = syntax == JsonSyntax::WithComments;
        let options = ParseOptions {
            allow_comments: loose,
            allow_trailing_commas: loose,
            allow_loose_object_property_names: false,
            allow_missing_commas: false,
            allow_single_quoted_strings: false,
            allow_hexadecimal_numbers: false,
            allow_unary_plus_numbers: false,
            allow_bare_decimal_point_numbers: false,
            allow_non_finite_numbers: false,
            allow_extended_string_escapes: false,
        };
        match jsonc_parser::parse_to_ast(body, &CollectOptions::default(), &options) {
            Ok(parsed) => Ok(parsed.value.map(|value| convert(value, base))),
            Err(error) => {
                let range = error.range();
                let end = (base + range.end).min(text.len());
                let start = (base + range.start).min(end);
                // What is never closed reaches to the end; its first line says enough.
                let first_line = lines(text.get(start..end).unwrap_or_default()).next();
                let end = first_line.map_or(end, |line| start + line.span().end);
                Err(JsonError { message: error.kind().to_string(), span: start..end })
            }
        }
    }

    /// The value of a key of an object; the last one where it repeats, as `JSON.parse` has it.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.members().iter().rev().find(|member| member.key == key).map(|member| &member.value)
    }

    /// The members of an object; none for anything else.
    pub fn members(&self) -> &[JsonMember] {
        match &self.value {
            JsonValue::Object(members) => members,
            JsonValue::Null
            | JsonValue::Bool(_)
            | JsonValue::Number(_)
            | JsonValue::String(_)
            | JsonValue::Array(_) => &[],
        }
    }

    /// The elements of an array; none for anything else.
    pub fn elements(&self) -> &[Self] {
        match &self.value {
            JsonValue::Array(elements) => elements,
            JsonValue::Null
            | JsonValue::Bool(_)
            | JsonValue::Number(_)
            | JsonValue::String(_)
            | JsonValue::Object(_) => &[],
        }
    }

    /// A string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            JsonValue::String(text) => Some(text),
            JsonValue::Null
            | JsonValue::Bool(_)
            | JsonValue::Number(_)
            | JsonValue::Array(_)
            | JsonValue::Object(_) => None,
        }
    }

    /// `true` or `false`.
    pub fn as_bool(&self) -> Option<bool> {
        if let JsonValue::Bool(value) = self.value { Some(value) } else { None }
    }
}

fn convert(value: ast::Value<'_>, base: usize) -> Json {
    let span = shifted(value.range(), base);
    let value = match value {
        ast::Value::NullKeyword(_) => JsonValue::Null,
        ast::Value::BooleanLit(literal) => JsonValue::Bool(literal.value),
        ast::Value::NumberLit(literal) => JsonValue::Number(literal.value.to_owned()),
        ast::Value::StringLit(literal) => JsonValue::String(literal.value.into_owned()),
        ast::Value::Array(array) => {
            JsonValue::Array(array.elements.into_iter().map(|element| convert(element, base)).collect())
        }
        ast::Value::Object(object) => {
            let members = object.properties.into_iter().map(|property| JsonMember {
                key_span: shifted(property.name.range(), base),
                key: match property.name {
                    ObjectPropName::String(name) => name.value.into_owned(),
                    ObjectPropName::Word(name) => name.value.to_owned(),
                },
                value: convert(property.value, base),
            });
            JsonValue::Object(members.collect())
        }
    };
    Json { value, span }
}

fn shifted(range: jsonc_parser::common::Range, base: usize) -> Range<usize> {
    base + range.start..base + range.end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_know_their_place() {
        let text = "\u{feff}{ \"a\": [1, \"é\\n\"], \"b\": null, \"a\": true }";
        let json = Json::parse(text, JsonSyntax::Strict).unwrap().unwrap();
        assert_eq!(json.get("a").unwrap().as_bool(), Some(true));
        let member = &json.members()[0];
        assert_eq!(&text[member.key_span.clone()], "\"a\"");
        let [one, text_value] = member.value.elements() else { panic!("{member:?}") };
        assert_eq!((&text[one.span.clone()], one.as_str()), ("1", None));
        assert_eq!((&text[text_value.span.clone()], text_value.as_str()), ("\"é\\n\"", Some("é\n")));
    }

    #[test]
    fn comments_only_where_they_are_allowed() {
        let text = "// why\n{ \"a\": 1, }";
        assert!(Json::parse(text, JsonSyntax::WithComments).unwrap().is_some());
        let error = Json::parse(text, JsonSyntax::Strict).unwrap_err();
        assert_eq!(&text[error.span], "// why");
        assert_eq!(Json::parse(" \n", JsonSyntax::Strict), Ok(None));
    }

    #[test]
    fn what_is_too_deep_is_refused() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(Json::parse(&deep, JsonSyntax::Strict).is_err());
    }
}
