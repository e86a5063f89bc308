use expect_test::{Expect, expect};

use super::{Symbol, symbols};
use crate::Document;

fn show(text: &str, symbols: &[Symbol], depth: usize) -> String {
    let line = |symbol: &Symbol| {
        let Symbol { name, detail, kind, range, selection, children } = symbol;
        assert!(range.start <= selection.start && selection.end <= range.end, "{name}");
        let (indent, kind) = ("  ".repeat(depth), format!("{kind:?}").to_lowercase());
        let detail = if detail.is_empty() { String::new() } else { format!(" ({detail})") };
        let selected = &text[selection.clone()];
        format!("{indent}{kind} {name}{detail} {range:?} {selected:?}\n{}", show(text, children, depth + 1))
    };
    symbols.iter().map(line).collect()
}

fn check(path: &str, text: &str, expected: Expect) {
    let document = Document::new(path.into(), crate::Kind::of(path).unwrap(), text.into());
    expected.assert_eq(&show(text, &symbols(&document), 0));
}

#[test]
fn tasks_are_a_tree() {
    check(
        ".kiro/specs/demo/tasks.md",
        "# Plan\n\n- [x] 1. One\n- [ ] 2. Two\n  - [-] 2.1 Half\n    - a note\n  - [~] 2.2 Half\n- [ ] No id\n",
        expect![[r#"
            task 1 One (done) 8..21 "- [x] 1. One"
            task 2 Two (not started) 21..81 "- [ ] 2. Two"
              task 2.1 Half (in progress) 34..64 "  - [-] 2.1 Half"
              task 2.2 Half (queued) 64..81 "  - [~] 2.2 Half"
            task No id (not started) 81..93 "- [ ] No id"
        "#]],
    );
}

#[test]
fn criteria_stand_below_their_requirement() {
    check(
        ".kiro/specs/demo/requirements.md",
        "\
# Requirements Document

## Glossary

- **Limiter**: counts requests

## Requirements

### Requirement 1: Quota

**User Story:** As an operator, I want a quota.

#### Acceptance Criteria

1. WHEN a request exceeds the quota,
   THE Limiter SHALL refuse it
2. THE Limiter SHALL count

### Requirement 2

## Notes
",
        expect![[r####"
            section Requirements Document 0..312 "# Requirements Document"
              section Glossary 25..70 "## Glossary"
                term Limiter 42..68 "Limiter"
              section Requirements 70..303 "## Requirements"
                requirement 1 Quota 87..284 "### Requirement 1: Quota"
                  criterion 1.1 WHEN a request exceeds the quota, THE Limiter SHALL refuse it 188..255 "1. WHEN a request exceeds the quota,"
                  criterion 1.2 THE Limiter SHALL count 256..282 "2. THE Limiter SHALL count"
                requirement 2 284..303 "### Requirement 2"
              section Notes 303..312 "## Notes"
        "####]],
    );
}

#[test]
fn behaviors_of_a_bugfix_are_requirements() {
    check(
        ".kiro/specs/demo/bugfix.md",
        "\
# Bugfix Requirements Document

## Bug Analysis

### Current Behavior (Defect)

1.1 WHEN the list is empty THEN the system panics

### Expected Behavior (Correct)

2.1 WHEN the list is empty THEN the system SHALL return None
",
        expect![[r####"
            section Bugfix Requirements Document 0..225 "# Bugfix Requirements Document"
              section Bug Analysis 32..225 "## Bug Analysis"
                requirement Current Behavior (Defect) 49..131 "### Current Behavior (Defect)"
                  criterion 1.1 WHEN the list is empty THEN the system panics 80..129 "1.1 WHEN the list is empty THEN the system panics"
                requirement Expected Behavior (Correct) 131..225 "### Expected Behavior (Correct)"
                  criterion 2.1 WHEN the list is empty THEN the system SHALL return None 164..224 "2.1 WHEN the list is empty THEN the system SHALL return None"
        "####]],
    );
}

#[test]
fn properties_stand_below_their_section() {
    check(
        ".kiro/specs/demo/design.md",
        "\
# Design

## Correctness Properties

### Property 1: Quota

**Validates: Requirements 1.1**

### Property 2

## Testing Strategy

### Unit tests
",
        expect![[r####"
            section Design 0..145 "# Design"
              section Correctness Properties 10..109 "## Correctness Properties"
                property 1 Quota 37..93 "### Property 1: Quota"
                property 2 93..109 "### Property 2"
              section Testing Strategy 109..145 "## Testing Strategy"
                section Unit tests 130..145 "### Unit tests"
        "####]],
    );
}

#[test]
fn other_documents_have_headings_or_keys() {
    check(
        ".kiro/steering/tech.md",
        "---\n# always\ninclusion: always\n---\n# Tech\n\n```sh\n# a comment\n```\n\n## Rust\n\n##\n",
        expect![[r###"
            section Tech 35..78 "# Tech"
              section Rust 66..75 "## Rust"
              section (unnamed) 75..78 "##"
        "###]],
    );
    check(
        ".kiro/settings/mcp.json",
        "{\n  // ours\n  \"mcpServers\": {\n    \"aws\": { \"command\": \"uvx\", \"env\": { \"TOKEN\": \"hidden\" } }\n  }\n}\n",
        expect![[r#"
            key mcpServers 14..95 "\"mcpServers\""
              key aws 34..91 "\"aws\""
        "#]],
    );
    check(
        ".kiro/hooks/lint.json",
        r#"{ "version": "v1", "hooks": [{ "name": "Lint", "trigger": "FileSave" }, 1] }"#,
        expect![[r#"
            key version 2..17 "\"version\""
            key hooks 19..74 "\"hooks\""
              key Lint 29..70 "\"Lint\""
        "#]],
    );
    check(".kiro/hooks/broken.json", "{ \"version\": ", expect![[r#""#]]);
}
