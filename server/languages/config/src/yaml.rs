//! YAML as a tree of values that know their place: the same tree that JSON is read into, so that whoever reads a
//! configuration need not know how it is written.

use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_yaml::Location;
use text::{Json, JsonMember, JsonValue, lines};

/// Values in a document. A front matter has a dozen; one that is built to be big is not read.
const MAX_NODES: usize = 20_000;

/// Why a text is not YAML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct YamlError {
    /// In words, without a place.
    pub(crate) reason: String,
    /// The bytes of the line, if it is known; else of everything.
    pub(crate) span: Range<usize>,
}

/// Reads the YAML that stands at `range` of `text`; `None` for nothing but blanks and comments. Spans are bytes of `text`.
pub(crate) fn parse_yaml(text: &str, range: Range<usize>) -> Result<Option<Json>, YamlError> {
    let yaml = text.get(range.clone()).unwrap_or_default();
    if lines(yaml).all(|line| line.text.trim().is_empty() || line.text.trim_start().starts_with('#')) {
        return Ok(None);
    }
    let options = serde_yaml::options! {
        budget: serde_yaml::budget! { max_nodes: MAX_NODES, max_events: 3 * MAX_NODES, max_depth: 64 },
        with_snippet: false,
    };
    match serde_yaml::from_str_with_options::<Node>(yaml, options) {
        Ok(node) => Ok(Some(Reader { text, range }.convert(node))),
        Err(error) => {
            let error = error.without_snippet();
            let number = error.location().map(|location| location.line()).filter(|line| *line > 0);
            let line = number.and_then(|line| lines(yaml).nth(usize::try_from(line).ok()?.checked_sub(1)?));
            let span = line.map(|line| range.start + line.start..range.start + line.span().end);
            // The line that the message names counts from the front matter's start; the span says it better.
            let message = error.to_string();
            let reason = message.lines().next().and_then(|line| line.split(" at line ").next());
            Err(YamlError { reason: reason.unwrap_or_default().to_owned(), span: span.unwrap_or(range) })
        }
    }
}

/// A value as the deserializer gives it.
struct Node {
    value: NodeValue,
    at: Location,
}

enum NodeValue {
    Null,
    Bool(bool),
    Number,
    String(String),
    Sequence(Vec<Node>),
    Mapping(Vec<(Node, Node)>),
}

/// Turns nodes into values with bytes.
struct Reader<'a> {
    text: &'a str,
    range: Range<usize>,
}

impl Reader<'_> {
    fn convert(&self, node: Node) -> Json {
        let span = self.span(node.at);
        let (value, span) = match node.value {
            NodeValue::Null => (JsonValue::Null, span),
            NodeValue::Bool(value) => (JsonValue::Bool(value), span),
            NodeValue::Number => (JsonValue::Number(self.slice(&span).to_owned()), span),
            NodeValue::String(value) => (JsonValue::String(value), span),
            NodeValue::Sequence(nodes) => {
                let elements: Vec<Json> = nodes.into_iter().map(|node| self.convert(node)).collect();
                let span = self.covering(span, elements.last().map(|last| &last.span));
                (JsonValue::Array(elements), span)
            }
            NodeValue::Mapping(entries) => {
                let member = |(key, value): (Node, Node)| {
                    let key_span = self.span(key.at);
                    let key = match key.value {
                        NodeValue::String(key) => key,
                        NodeValue::Null
                        | NodeValue::Bool(_)
                        | NodeValue::Number
                        | NodeValue::Sequence(_)
                        | NodeValue::Mapping(_) => self.slice(&key_span).to_owned(),
                    };
                    JsonMember { key, key_span, value: self.convert(value) }
                };
                let members: Vec<JsonMember> = entries.into_iter().map(member).collect();
                let span = self.covering(span, members.last().map(|last| &last.value.span));
                (JsonValue::Object(members), span)
            }
        };
        Json { value, span }
    }

    /// Its bytes; none, at the start, where the place is not known.
    fn span(&self, at: Location) -> Range<usize> {
        let offset = |bytes: Option<u64>| bytes.and_then(|bytes| usize::try_from(bytes).ok()).unwrap_or(0);
        let at = at.span();
        let start = (self.range.start + offset(at.byte_offset())).min(self.range.end);
        let end = (start + offset(at.byte_len())).min(self.range.end);
        if self.text.get(start..end).is_some() { start..end } else { self.range.start..self.range.start }
    }

    /// From the start of `span` to the end of its last value or its bracket: the deserializer places a collection at its
    /// start.
    fn covering(&self, span: Range<usize>, last: Option<&Range<usize>>) -> Range<usize> {
        let start = span.start;
        let end = last.map_or(span.end, |last| last.end.max(span.end));
        let opening = self.text.get(start..).and_then(|text| text.chars().next());
        let closing = match opening {
            Some('[') => ']',
            Some('{') => '}',
            Some(_) | None => return start..end,
        };
        let behind = self.text.get(end..self.range.end).unwrap_or_default();
        let gap = behind.len() - behind.trim_start_matches([' ', '\t', '\r', '\n', ',']).len();
        let closed = behind.get(gap..).is_some_and(|behind| behind.starts_with(closing));
        start..if closed { end + gap + 1 } else { end }
    }

    fn slice(&self, span: &Range<usize>) -> &str {
        self.text.get(span.clone()).unwrap_or_default().trim()
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = serde_yaml::Spanned::<NodeValue>::deserialize(deserializer)?;
        Ok(Self { value: spanned.value, at: spanned.referenced })
    }
}

impl<'de> Deserialize<'de> for NodeValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = NodeValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<NodeValue, E> {
        Ok(NodeValue::Null)
    }

    fn visit_none<E>(self) -> Result<NodeValue, E> {
        Ok(NodeValue::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<NodeValue, D::Error> {
        NodeValue::deserialize(deserializer)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<NodeValue, D::Error> {
        NodeValue::deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<NodeValue, E> {
        Ok(NodeValue::Bool(value))
    }

    fn visit_i64<E>(self, _: i64) -> Result<NodeValue, E> {
        Ok(NodeValue::Number)
    }

    fn visit_u64<E>(self, _: u64) -> Result<NodeValue, E> {
        Ok(NodeValue::Number)
    }

    fn visit_i128<E>(self, _: i128) -> Result<NodeValue, E> {
        Ok(NodeValue::Number)
    }

    fn visit_u128<E>(self, _: u128) -> Result<NodeValue, E> {
        Ok(NodeValue::Number)
    }

    fn visit_f64<E>(self, _: f64) -> Result<NodeValue, E> {
        Ok(NodeValue::Number)
    }

    fn visit_str<E>(self, value: &str) -> Result<NodeValue, E> {
        Ok(NodeValue::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<NodeValue, A::Error> {
        let mut nodes = Vec::new();
        while let Some(node) = sequence.next_element()? {
            nodes.push(node);
        }
        Ok(NodeValue::Sequence(nodes))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut mapping: A) -> Result<NodeValue, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = mapping.next_entry()? {
            entries.push(entry);
        }
        Ok(NodeValue::Mapping(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str, json: &Json, out: &mut String) {
        let bytes = &text[json.span.clone()];
        match &json.value {
            JsonValue::Object(members) => {
                for member in members {
                    *out += &format!("{}={:?} ", member.key, &text[member.key_span.clone()]);
                    show(text, &member.value, out);
                }
            }
            JsonValue::Array(elements) => elements.iter().for_each(|element| show(text, element, out)),
            JsonValue::String(value) => *out += &format!("{value:?} at {bytes:?}\n"),
            JsonValue::Null | JsonValue::Bool(_) | JsonValue::Number(_) => *out += &format!("{bytes:?}\n"),
        }
    }

    #[test]
    fn values_know_their_place() {
        let text = "---\nname: 日本 # why\nn: 1_0\non: yes\nlist: [\"a\\n\", 'b']\nblock:\n  - x y\n  - deep: true\n\"k\": >\n  folded\n  text\nnone:\n";
        let json = parse_yaml(text, 4..text.len()).unwrap().unwrap();
        let mut out = String::new();
        show(text, &json, &mut out);
        expect_test::expect![[r#"
            name="name" "日本" at "日本"
            n="n" "1_0"
            on="on" "yes"
            list="list" "a\n" at "\"a\\n\""
            "b" at "'b'"
            block="block" "x y" at "x y"
            deep="deep" "true"
            k="\"k\"" "folded text\n" at "folded\n  text\n"
            none="none" ""
        "#]]
        .assert_eq(&out);
        assert_eq!(parse_yaml("# nothing\n", 0..10), Ok(None));
    }

    #[test]
    fn what_is_no_yaml_says_where() {
        let text = "a: b\nc: **/*.rs\n";
        let error = parse_yaml(text, 0..text.len()).unwrap_err();
        assert_eq!(&text[error.span], "c: **/*.rs");
        let deep = "[".repeat(100_000);
        assert!(parse_yaml(&deep, 0..deep.len()).is_err());
        let bomb = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d,*d]\n";
        assert!(parse_yaml(bomb, 0..bomb.len()).is_err());
    }
}
