use crate::fixes::fixes;
use crate::fixture::library;

const KIRO: &str = "%! .kiro/settings/diagnostics.json\n{ \"profile\": \"kiro\" }\n";

/// The document after each fix of the findings of a code, with the titles.
fn mended(name: &str, code: &str, text: &str) -> Vec<(String, String)> {
    let path = format!(".kiro/specs/demo/{name}");
    let (library, _) = library(&format!("{KIRO}%! {path}\n{text}"));
    let document = library.document(&path).unwrap();
    let found = fixes(&library, document, 0..document.text.len());
    let fixes = found.into_iter().filter(|(finding, _)| finding.code == code).flat_map(|(_, fixes)| fixes);
    let apply = |fix: crate::Fix| {
        let edits: Vec<_> = fix.edits.into_iter().map(|edit| edit.edit).collect();
        (fix.title, text::apply(&document.text, &edits).unwrap())
    };
    fixes.map(apply).collect()
}

#[test]
fn findings_are_mended() {
    for (name, code, before, after) in [
        (
            "requirements.md",
            "requirements/missing-glossary",
            "# Requirements Document\n\n## Introduction\nText.\n## Requirements\n",
            "# Requirements Document\n\n## Introduction\nText.\n\n## Glossary\n\n## Requirements\n",
        ),
        (
            "requirements.md",
            "requirements/missing-introduction",
            "# Requirements Document\r\n\r\n## introduction\r\n",
            "# Requirements Document\r\n\r\n## Introduction\r\n",
        ),
        (
            "requirements.md",
            "requirements/missing-title",
            "\u{feff}## Introduction\r\n",
            "\u{feff}# Requirements Document\r\n\r\n## Introduction\r\n",
        ),
        ("requirements.md", "requirements/missing-title", "# 要件定義書\n", "# Requirements Document\n"),
        (
            "requirements.md",
            "requirements/malformed-requirement-heading",
            "### Requirement 1 — Quota\n",
            "### Requirement 1: Quota\n",
        ),
        (
            "requirements.md",
            "requirements/missing-user-story",
            "### Requirement 1: A\n\n#### Acceptance Criteria\n",
            "### Requirement 1: A\n\n**User Story:**\n\n#### Acceptance Criteria\n",
        ),
        (
            "requirements.md",
            "requirements/missing-acceptance-criteria",
            "### Requirement 1: A\n\n**User Story:** x\n\n1. WHEN y\n",
            "### Requirement 1: A\n\n**User Story:** x\n\n#### Acceptance Criteria\n\n1. WHEN y\n",
        ),
        (
            "requirements.md",
            "requirements/missing-acceptance-criteria",
            "### Requirement 1: A\n\n**User Story:** x\n\n### Requirement 2 - B\n",
            "### Requirement 1: A\n\n**User Story:** x\n\n#### Acceptance Criteria\n\n### Requirement 2 - B\n",
        ),
        (
            "design.md",
            "design/missing-testing-strategy",
            "# Design\n\n## Error Handling\n\n```sh\n## no heading\n```",
            "# Design\n\n## Error Handling\n\n```sh\n## no heading\n```\n\n## Testing Strategy\n",
        ),
        (
            "design.md",
            "design/malformed-property-heading",
            "## Correctness Properties\n\nProperty 1. A\n",
            "## Correctness Properties\n\nProperty 1: A\n",
        ),
        (
            "tasks.md",
            "tasks/missing-tasks-section",
            "# Plan\n\n## Overview\n\n- [ ] 1. A\n\n## Notes\n",
            "# Plan\n\n## Overview\n\n## Tasks\n\n- [ ] 1. A\n\n## Notes\n",
        ),
        (
            "tasks.md",
            "tasks/missing-overview",
            "# Plan\n\n## Phase 1\n\n- [ ] 1. A\n\n## Notes\n",
            "# Plan\n\n## Overview\n\n## Phase 1\n\n- [ ] 1. A\n\n## Notes\n",
        ),
        ("tasks.md", "tasks/missing-implementation-plan", "# Limiter\n", "# Implementation Plan: Limiter\n"),
        ("tasks.md", "tasks/malformed-checkbox", "## Tasks\n- [X] 1. A\n", "## Tasks\n- [x] 1. A\n"),
        ("tasks.md", "tasks/invalid-task-line", "## Tasks\n- [ ]* 1 A\n", "## Tasks\n- [ ]* 1. A\n"),
        (
            "bugfix.md",
            "bugfix/missing-current-behavior",
            "## Bug Analysis\nText\n## Notes\n",
            "## Bug Analysis\nText\n\n### Current Behavior (Defect)\n\n## Notes\n",
        ),
    ] {
        let [(_, mended)] = mended(name, code, before).try_into().expect("one fix");
        assert_eq!(mended, after, "{code}");
    }
}

#[test]
fn a_mark_without_a_plain_meaning_may_become_any() {
    let titles: Vec<_> = mended("tasks.md", "tasks/malformed-checkbox", "## Tasks\n- [!] 1. A\n")
        .into_iter()
        .map(|(title, _)| title)
        .collect();
    assert_eq!(titles, ["Mark it as \"[ ]\"", "Mark it as \"[x]\"", "Mark it as \"[-]\""]);
}

#[test]
fn the_graph_is_written_from_the_tasks() {
    const TASKS: &str = "## Tasks\n\n- [ ] 1. A\n  - [ ] 1.1 B\n  - [ ] 1.2 C\n- [ ] 2. D\n";
    const JSON: &str = "```json\n{\n  \"waves\": [\n    { \"id\": 0, \"tasks\": [\"1.1\"] },\n    { \"id\": 1, \"tasks\": [\"1.2\"] },\n    { \"id\": 2, \"tasks\": [\"2\"] }\n  ]\n}\n```\n";
    for (code, section) in [
        ("tasks/missing-dependency-graph", ""),
        ("tasks/missing-dag-json", "\n## Task Dependency Graph\n"),
        ("tasks/empty-dag-json", "\n## Task Dependency Graph\n\n```json\n```\n"),
        ("tasks/invalid-dag-json", "\n## Task Dependency Graph\n\n```json\n{ \"waves\": [,] }\n```\n"),
        ("tasks/invalid-dag-structure", "\n## Task Dependency Graph\n\n```json\n{}\n```\n"),
    ] {
        let [(_, mended)] =
            mended("tasks.md", code, &format!("{TASKS}{section}")).try_into().expect("one fix");
        assert_eq!(mended, format!("{TASKS}\n## Task Dependency Graph\n\n{JSON}"), "{code}");
    }
    let [(_, mended)] = mended("tasks.md", "tasks/missing-dependency-graph", "## task dependency graph\n")
        .try_into()
        .expect("one fix");
    assert_eq!(mended, "## Task Dependency Graph\n");
}
