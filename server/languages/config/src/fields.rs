use serde::Deserialize;
use text::lines;

/// The front matter keys that mean something in a steering file, as written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Fields {
    /// `Some("")` where the key is there without a value.
    #[serde(deserialize_with = "present")]
    pub(crate) inclusion: Option<String>,
    pub(crate) file_match_pattern: Option<Patterns>,
    pub(crate) name: Option<String>,
    pub(crate) description: Option<String>,
}

/// The value of `fileMatchPattern`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub(crate) enum Patterns {
    One(String),
    Many(Vec<String>),
}

/// A key without a value is not the same as no key.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Option::<String>::deserialize(deserializer).map(|value| Some(value.unwrap_or_default()))
}

impl Fields {
    /// Reads `yaml` as YAML.
    ///
    /// # Errors
    /// What is wrong, in words, and the 1-based line of `yaml` if it is known.
    pub(crate) fn from_yaml(yaml: &str) -> Result<Self, (String, Option<u64>)> {
        if yaml.trim().is_empty() {
            return Ok(Self::default());
        }
        serde_yaml::from_str(yaml).map_err(|error| {
            let error = error.without_snippet();
            let line = error.location().map(|location| location.line()).filter(|line| *line > 0);
            // The line that the message names counts from the front matter's start; the span says it better.
            let message = error.to_string();
            let reason = message.lines().next().and_then(|line| line.split(" at line ").next());
            (reason.unwrap_or_default().to_owned(), line)
        })
    }

    /// Reads what it can of `yaml` that does not parse: `key: value` lines one by one, and `- item` lines below a key
    /// without a value. An unquoted `**/*.rs` and a description with a colon are what this is for.
    pub(crate) fn from_lines(yaml: &str) -> Self {
        let mut fields = Self::default();
        let mut in_list = false;
        for line in lines(yaml) {
            if let Some(item) = line.text.trim_start().strip_prefix("- ").filter(|_| in_list) {
                let one = unquoted(item).to_owned();
                match &mut fields.file_match_pattern {
                    Some(Patterns::Many(patterns)) => patterns.push(one),
                    Some(Patterns::One(_)) | None => {
                        fields.file_match_pattern = Some(Patterns::Many(vec![one]))
                    }
                }
                continue;
            }
            let Some((key, value)) = line.text.split_once(':') else { continue };
            let value = unquoted(value);
            in_list = key == "fileMatchPattern" && value.is_empty();
            match key {
                // Two that disagree mean nothing together.
                "inclusion" => match &mut fields.inclusion {
                    Some(first) => *first = format!("{first}, {value}"),
                    None => fields.inclusion = Some(value.to_owned()),
                },
                "name" => fields.name = Some(value.to_owned()),
                "description" => fields.description = Some(value.to_owned()),
                "fileMatchPattern" if !in_list => fields.file_match_pattern = Some(patterns(value)),
                _ => {}
            }
        }
        fields
    }
}

/// `"a"`, or a flow list `["a", "b"]`.
fn patterns(value: &str) -> Patterns {
    match value.strip_prefix('[').and_then(|value| value.strip_suffix(']')) {
        Some(items) => {
            Patterns::Many(split_patterns(items).into_iter().map(|item| unquoted(&item).to_owned()).collect())
        }
        None => Patterns::One(value.to_owned()),
    }
}

/// `value` without the blanks, the comment and the quotes around it.
fn unquoted(value: &str) -> &str {
    let value = value.trim();
    for quote in ['"', '\''] {
        if let Some((inside, _)) = value.strip_prefix(quote).and_then(|value| value.split_once(quote)) {
            return inside;
        }
    }
    value.split_once(" #").map_or(value, |(value, _)| value.trim_end())
}

/// The patterns of a comma-joined string. A comma within `{…}`, `(…)` or `[…]` belongs to its pattern.
pub(crate) fn split_patterns(joined: &str) -> Vec<String> {
    let mut depth = 0usize;
    let parts = joined.split(|c: char| {
        match c {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ',' && depth == 0
    });
    parts.map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}
