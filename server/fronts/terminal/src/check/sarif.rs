//! Findings as SARIF 2.1.0 (OASIS), which code hosts show beside changes.

use std::collections::BTreeSet;

use protocol::{CheckedFile, Finding, Place, Severity, UnreadableFile};
use serde_json::{Value, json};

pub(super) fn log(checked: &[CheckedFile], unreadable: &[UnreadableFile]) -> Value {
    let codes: BTreeSet<&str> =
        checked.iter().flat_map(|file| &file.findings).map(|finding| finding.code.as_str()).collect();
    let rules: Vec<Value> = codes.iter().filter_map(|code| ide::rule_of(code)).map(rule).collect();
    let results: Vec<Value> = checked
        .iter()
        .flat_map(|file| file.findings.iter().map(|finding| result(&file.path, finding, &codes)))
        .collect();
    let notes: Vec<Value> = unreadable
        .iter()
        .map(|file| {
            json!({
                "level": "error",
                "message": { "text": file.why },
                "locations": [{ "physicalLocation": { "artifactLocation": artifact(&file.path) } }],
            })
        })
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "kiro-cli",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "invocations": [{ "executionSuccessful": unreadable.is_empty(), "toolExecutionNotifications": notes }],
            "results": results,
        }],
    })
}

fn rule(rule: &ide::Rule) -> Value {
    let summary = rule.page.lines().skip(1).find(|line| !line.trim().is_empty()).unwrap_or_default();
    let level = rule.default.severity().map_or("none", |severity| match severity {
        text::Severity::Error => "error",
        text::Severity::Warning => "warning",
        text::Severity::Info | text::Severity::Hint => "note",
    });
    json!({
        "id": rule.code,
        "shortDescription": { "text": summary },
        "help": { "text": rule.page, "markdown": rule.page },
        "defaultConfiguration": { "level": level },
    })
}

fn result(path: &str, finding: &Finding, codes: &BTreeSet<&str>) -> Value {
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Hint => "note",
    };
    let mut result = json!({
        "ruleId": finding.code,
        "level": level,
        "message": { "text": finding.message },
        "locations": [location(path, &finding.place)],
    });
    if let Some(fields) = result.as_object_mut() {
        if let Some(index) = codes.iter().position(|code| *code == finding.code) {
            fields.insert("ruleIndex".to_owned(), json!(index));
        }
        let related: Vec<Value> = finding
            .related
            .iter()
            .zip(1..)
            .map(|(related, id)| {
                let mut location = location(&related.path, &related.place);
                if let Some(fields) = location.as_object_mut() {
                    fields.insert("id".to_owned(), json!(id));
                    fields.insert("message".to_owned(), json!({ "text": related.message }));
                }
                location
            })
            .collect();
        if !related.is_empty() {
            fields.insert("relatedLocations".to_owned(), json!(related));
        }
    }
    result
}

fn location(path: &str, place: &Place) -> Value {
    json!({ "physicalLocation": {
        "artifactLocation": artifact(path),
        "region": {
            "startLine": place.line,
            "startColumn": place.column,
            "endLine": place.end_line,
            "endColumn": place.end_column,
            "byteOffset": place.start,
            "byteLength": place.end.saturating_sub(place.start),
        },
    } })
}

/// A path as a relative URI.
fn artifact(path: &str) -> Value {
    let encoded = percent_encoding::utf8_percent_encode(path, URI_PATH).to_string();
    json!({ "uri": encoded, "uriBaseId": "%SRCROOT%" })
}

/// What a path of a URI has to encode (RFC 3986, `pchar` and `/` aside).
const URI_PATH: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'@')
    .remove(b'+')
    .remove(b'=')
    .remove(b',');
