//! The secrets that this process can know of, and text without them.

use std::borrow::Cow;
use std::path::Path;
use std::sync::LazyLock;

use policy::{Redactor, secrets_in};
use serde_json::Value;

use crate::environment::{read_json, settings_file, vendor_settings_file};
use crate::machine::AwsFiles;

/// Made when the first text is redacted: a process that says nothing pays nothing.
static REDACTOR: LazyLock<Redactor> = LazyLock::new(|| {
    let known = known();
    Redactor::new(known.iter().map(|(name, value)| (name.as_str(), value.as_str())))
});

/// `text` with `[redacted: NAME]` in place of secrets: those of the environment, of settings files and of AWS's
/// files, and what looks like one.
pub fn redact(text: &str) -> Cow<'_, str> {
    REDACTOR.redact(text)
}

fn known() -> Vec<(String, String)> {
    let mut known = Vec::new();
    let mut add = |name: &str, value: &str| {
        known.extend(secrets_in(name, value).into_iter().map(|secret| (name.to_owned(), secret.to_owned())));
    };
    for (name, value) in std::env::vars_os() {
        add(&name.to_string_lossy(), &value.to_string_lossy());
    }
    for file in [settings_file(), vendor_settings_file()].into_iter().flatten() {
        add_json(&file, &mut add);
    }
    let aws = AwsFiles::of_this_machine();
    for file in [&aws.config, &aws.credentials] {
        let text = std::fs::read_to_string(file).unwrap_or_default();
        for (name, value) in text.lines().filter_map(|line| line.split_once('=')) {
            add(name.trim(), value.trim());
        }
    }
    for file in aws.cached_logins() {
        add_json(&file, &mut add);
    }
    known
}

/// A file that is not there, or no JSON, holds no secret that could be known.
fn add_json(file: &Path, add: &mut impl FnMut(&str, &str)) {
    if let Ok(Some(json)) = read_json::<Value>(file) {
        add_value("", &json, add);
    }
}

fn add_value(name: &str, value: &Value, add: &mut impl FnMut(&str, &str)) {
    match value {
        Value::String(text) => add(name, text),
        Value::Array(items) => items.iter().for_each(|item| add_value(name, item, add)),
        Value::Object(fields) => fields.iter().for_each(|(name, value)| add_value(name, value, add)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
