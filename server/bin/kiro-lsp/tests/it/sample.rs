//! A workspace with a document of each kind, and how tests name places in them.

use serde_json::{Value, json};

use crate::client::{Client, TASKS, Workspace};

pub(crate) const REQUIREMENTS: &str = ".kiro/specs/demo/requirements.md";
pub(crate) const DESIGN: &str = ".kiro/specs/demo/design.md";
pub(crate) const STEERING: &str = ".kiro/steering/api.md";
pub(crate) const HOOK: &str = ".kiro/hooks/checks.json";
pub(crate) const LEVELS: &str = ".kiro/settings/diagnostics.json";

pub(crate) const REQUIREMENTS_TEXT: &str = "\
# Requirements Document

## Introduction

The Importer reads files.

## Glossary

- **Importer**: the program that reads files

## Requirements

### Requirement 1: Reading

**User Story:** As a clerk, I want files read, so that I need not type.

#### Acceptance Criteria

1. WHEN a file is dropped, THE Importer SHALL read the file within 2 seconds.
2. IF a file is damaged, THEN THE Importer SHALL name the file in its report.

### Requirement 2: Reports

**User Story:** As a clerk, I want a report, so that I know what was read.

#### Acceptance Criteria

1. WHEN all files are read, THE Importer SHALL list them.
";

const DESIGN_TEXT: &str = "\
# Design Document

## Overview

One program; see `src/main.rs`.

## Correctness Properties

### Property 1: Nothing is lost

*For any* folder of files, the report names each of them.

**Validates: Requirements 2.1**
";

pub(crate) const TASKS_TEXT: &str = "\
# Implementation Plan

- [x] 1. Set up 🦀
  - _Requirements: 1.1_
- [ ] 2. Read files
  - [ ] 2.1 Open 日本 🦀 files
    - _Requirements: 1.1, 1.2_
  - [ ] 2.2 Write the report
    - _Requirements: 2.1_
    - _Depends: 2.1_
";

const STEERING_TEXT: &str = "\
---
inclusion: fileMatch
fileMatchPattern: \"src/**/*.rs\"
---
# Rules

Read #[[file:src/main.rs]] first.
";

const HOOK_TEXT: &str = r#"{
  "version": "v1",
  "hooks": [
    {
      "name": "Check",
      "trigger": "PostFileSave",
      "matcher": "\\.rs$",
      "action": { "type": "command", "command": "cargo check" }
    }
  ]
}
"#;

/// Of which no rule has anything to say.
pub(crate) fn workspace() -> Workspace {
    let workspace = Workspace::new(TASKS_TEXT);
    workspace.write(REQUIREMENTS, REQUIREMENTS_TEXT);
    workspace.write(DESIGN, DESIGN_TEXT);
    workspace.write(STEERING, STEERING_TEXT);
    workspace.write(HOOK, HOOK_TEXT);
    workspace.write("src/main.rs", "fn main() {}\n");
    workspace
}

/// What a client of today announces that pulls diagnostics.
pub(crate) fn pulling() -> Value {
    json!({
        "textDocument": { "diagnostic": { "dynamicRegistration": false } },
        "workspace": { "diagnostics": { "refreshSupport": true } },
    })
}

/// What a client announces that takes edits with versions.
pub(crate) fn editing() -> Value {
    json!({ "workspace": { "applyEdit": true, "workspaceEdit": { "documentChanges": true } } })
}

/// The place of the `|` in `needle`, which stands in the text without it; columns are of UTF-16.
pub(crate) fn place(text: &str, needle: &str) -> Value {
    let cursor = needle.find('|').expect("a cursor");
    let needle = needle.replacen('|', "", 1);
    let offset = text.find(&needle).unwrap_or_else(|| panic!("no {needle:?} in {text}")) + cursor;
    position(&text[..offset])
}

/// The range of `needle` in a text.
pub(crate) fn range(text: &str, needle: &str) -> Value {
    json!({ "start": place(text, &format!("|{needle}")), "end": place(text, &format!("{needle}|")) })
}

fn position(before: &str) -> Value {
    let line = before.matches('\n').count();
    let column = before.rsplit('\n').next().unwrap_or_default().encode_utf16().count();
    json!({ "line": line, "character": column })
}

/// The bytes before a place of UTF-16.
fn offset(text: &str, place: &Value) -> usize {
    let number = |field: &str| usize::try_from(place[field].as_u64().unwrap()).unwrap();
    let start: usize = text.split_inclusive('\n').take(number("line")).map(str::len).sum();
    let mut units = 0;
    let column = text[start..].char_indices().find(|(_, c)| {
        let there = units >= number("character");
        units += c.len_utf16();
        there
    });
    column.map_or(text.len(), |(at, _)| start + at)
}

/// What stands in a range of a text.
pub(crate) fn slice<'a>(text: &'a str, range: &Value) -> &'a str {
    &text[offset(text, &range["start"])..offset(text, &range["end"])]
}

/// A text after edits that all refer to it as it is.
pub(crate) fn edited(text: &str, edits: &Value) -> String {
    let mut edits: Vec<&Value> = edits.as_array().expect("edits").iter().collect();
    edits.sort_by_key(|edit| offset(text, &edit["range"]["start"]));
    let mut text = text.to_owned();
    for edit in edits.into_iter().rev() {
        let (start, end) = (offset(&text, &edit["range"]["start"]), offset(&text, &edit["range"]["end"]));
        text.replace_range(start..end, edit["newText"].as_str().unwrap());
    }
    text
}

/// The edits of a document in an edit of several.
pub(crate) fn edits_of(edit: &Value, uri: &str) -> Value {
    let documents = edit["documentChanges"].as_array().expect("changes with versions");
    let found = documents.iter().find(|change| change["textDocument"]["uri"] == uri);
    found.unwrap_or_else(|| panic!("no {uri} in {edit}"))["edits"].clone()
}

impl Client {
    /// Opens a document of the workspace as it is on disk; its URI.
    pub(crate) fn open(&mut self, workspace: &Workspace, path: &str) -> String {
        let uri = workspace.uri(path);
        self.did_open(&uri, &workspace.read(path));
        uri
    }

    /// The answer to a request about a document.
    pub(crate) fn about(&mut self, method: &str, uri: &str) -> Value {
        self.call(&format!("textDocument/{method}"), json!({ "textDocument": { "uri": uri } }))
    }

    /// The answer to a request about a place in a document.
    pub(crate) fn at(&mut self, method: &str, uri: &str, place: &Value) -> Value {
        let params = json!({ "textDocument": { "uri": uri }, "position": place });
        self.call(&format!("textDocument/{method}"), params)
    }

    /// The codes of the diagnostics that were published for a document, once `wanted` holds for them.
    pub(crate) fn codes_until(&mut self, uri: &str, wanted: impl Fn(&[String]) -> bool) -> Vec<String> {
        let published = self
            .diagnostics(|published| published["uri"] == uri && wanted(&codes(&published["diagnostics"])));
        codes(&published["diagnostics"])
    }
}

/// Line, code and severity of each diagnostic.
pub(crate) fn codes(diagnostics: &Value) -> Vec<String> {
    let show = |found: &Value| {
        let line = &found["range"]["start"]["line"];
        format!("{line} {} {}", found["code"].as_str().unwrap(), found["severity"])
    };
    diagnostics.as_array().expect("diagnostics").iter().map(show).collect()
}

/// Replaces what of a text is `old`.
pub(crate) fn change(text: &str, old: &str, new: &str) -> Value {
    json!([{ "range": range(text, old), "text": new }])
}

/// The tasks of the sample are open.
pub(crate) fn open_tasks(capabilities: Value) -> (Workspace, Client, String) {
    let workspace = workspace();
    let client = workspace.open(capabilities);
    let uri = workspace.uri(TASKS);
    (workspace, client, uri)
}
