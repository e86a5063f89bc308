use std::collections::HashSet;

use spec::SpecType::{self, Bugfix, Feature};

use super::findings;
use crate::Kind::{self, Design, Requirements, Tasks};
use crate::rules::kiro::TABLES;

/// A code; what the spec is about; text that gives it, the places in `«»`; text that does not.
type Row = (&'static str, Kind, Option<SpecType>, &'static str, &'static str);

const TABLE: &[Row] = &[
    (
        "requirements/missing-title",
        Requirements,
        None,
        "«# Requirements»\n\n## Introduction\n",
        "\u{feff}# Requirements Document \r\n",
    ),
    (
        "requirements/missing-introduction",
        Requirements,
        None,
        "# Requirements Document\n\n« ## Introduction»\n",
        "## Introduction\n",
    ),
    ("requirements/missing-glossary", Requirements, None, "«## GLOSSARY»\n", "```\n## Glossary\n```\n"),
    (
        "requirements/missing-requirements-section",
        Requirements,
        None,
        "text\n\n«# Requirements:»\n",
        "## Requirements\t\n",
    ),
    (
        "requirements/malformed-requirement-heading",
        Requirements,
        None,
        "«### Requirement 1 — Quota»\n«### Requirement 4A: Quota»\n",
        "### Requirement 1: Quota\n### Requirement 2:\n### Requirements\n  ### Requirement 3\n## Requirement 4\n",
    ),
    (
        "requirements/missing-user-story",
        Requirements,
        None,
        "«### Requirement 1: A»\n**User story:** x\n### Other\n**User Story:** x\n",
        "### Requirement 1: A\n\n> **User Story:** x\n### Requirement 2 - B\n",
    ),
    (
        "requirements/missing-acceptance-criteria",
        Requirements,
        None,
        "«### Requirement 1: A»\n ####  Acceptance Criteria\n1. WHEN x\n",
        "### Requirement 1: A\n## Even here\n#### Acceptance Criteria \n",
    ),
    ("design/missing-overview", Design, None, "«# Design»\n\n## Overview and goals\n", "##  OVERVIEW \n"),
    ("design/missing-architecture", Design, None, "«### Architecture»\n", "## architecture\n"),
    (
        "design/missing-components",
        Design,
        Some(Feature),
        "«# Design»\n## Components & Interfaces\n## Bug Details\n",
        "## Components and interfaces\n",
    ),
    ("design/missing-data-models", Design, None, "«## 4. Data Models»\n", "## Fix Implementation\n"),
    (
        "design/missing-correctness-properties",
        Design,
        Some(Bugfix),
        "«##Correctness Properties»\n",
        "## Correctness properties\n",
    ),
    ("design/missing-error-handling", Design, None, "«»", "### Bug condition\n"),
    ("design/missing-testing-strategy", Design, None, "«# Design»\n## Testing\n", "## Testing Strategy\r\n"),
    ("design/missing-glossary", Design, Some(Bugfix), "«# Design»\n", "## Glossary\n"),
    ("design/missing-bug-details", Design, Some(Bugfix), "«# Design»\n", "## bug details\n"),
    ("design/missing-expected-behavior", Design, None, "«# Design»\n## Bug Details\n", "# Design\n"),
    (
        "design/missing-hypothesized-root-cause",
        Design,
        Some(Bugfix),
        "«# Design»\n## Root Cause\n",
        "## Hypothesized Root Cause\n",
    ),
    (
        "design/missing-fix-implementation",
        Design,
        None,
        "«# Design»\n### Fault Condition\n",
        "## Fix Implementation\n",
    ),
    (
        "design/malformed-property-heading",
        Design,
        None,
        "## Correctness Properties\n«### Property 1 - A»\n«Property tests follow.»\n## Testing\nProperty x\n",
        "Property\n## Correctness Properties\nProperty 1: A\n### Property 2:\n### Properties\n- Property x\n",
    ),
    (
        "design/empty-correctness-properties",
        Design,
        None,
        "«## Correctness Properties»\n### Property A\n## Testing\n### Property 1: A\n",
        "## correctness properties\n",
    ),
    (
        "design/missing-property-validates",
        Design,
        None,
        "## Correctness Properties\n«### Property 1: A»\n**Validates: Requirement 1.1**\n«Property 2: B»\n**Validates: Requirements 1.1-1.3**\n«### Property 3: C»\n**Validates:Requirements1**",
        "## Correctness Properties\n### Property 1: A\n\nso **Validates: Requirements 1.1, 2**.\n",
    ),
    (
        "tasks/missing-implementation-plan",
        Tasks,
        None,
        "«# Tasks»\n## Implementation Plan for x\n",
        "# Implementation Plans\n",
    ),
    ("tasks/missing-overview", Tasks, None, "«# Overview»\n", "## Overview\n"),
    ("tasks/missing-tasks-section", Tasks, None, "«- [ ] 1. A»\n", "# Plan\n## Tasks\n"),
    (
        "tasks/invalid-task-heading",
        Tasks,
        None,
        "«### Task 1: A»\n«## Task 2»\n",
        "#### Task 1\n# Task 1\n### Task A\n## Tasks\n ### Task 1\n",
    ),
    (
        "tasks/malformed-checkbox",
        Tasks,
        None,
        "## Tasks\n«- [X] 1. A»\n«  - [✅] 1.1 B»\n```\n«- [/] 2. C»\n```\n## Notes\n- [!] 3. D\n",
        "- [X] 1. A\n## Tasks\n- [ ] 1. A\n- [x] 2. A\n- [~] 3. A\n- [-] 4. A\n- [] 5.\n- [xx] 6.\n- [🔥] 7.\n* [X] 8.\n",
    ),
    (
        "tasks/invalid-task-line",
        Tasks,
        None,
        "## Tasks\n«- [ ] A»\n«- [x] 1 A»\n«- [ ]  1. A»\n«- [ ]** 1. A»\n«- [ ] T1. A»\n",
        "- [ ] A\n## Tasks\n- [ ] 1. A\n- [ ]* 2. A\n- [ ]\\* 3.A\n- [ ] 1.1 A\n- [x] 1.1.1 A\n  - [ ] A\n",
    ),
    (
        "tasks/invalid-subtask-line",
        Tasks,
        None,
        "## Tasks\n«  - [ ] 1. A»\n«\t- [ ] A»\n« - [ ] **1.1** A»\n",
        "## Tasks\n  - [ ] 1.1 A\n    - [-]* 1.1. A\n- [ ] A\n",
    ),
    ("tasks/missing-notes", Tasks, None, "«# Plan»\n", "## Notes\n"),
    (
        "tasks/missing-dependency-graph",
        Tasks,
        None,
        "«# Plan»\n## Dependencies\n",
        "## Task Dependency Graph\n",
    ),
    (
        "tasks/missing-dag-json",
        Tasks,
        Some(Bugfix),
        "«## Task Dependency Graph»\n```\n{}\n```\n## Notes\n```json\n{}\n```\n",
        "## Task Dependency Graph\n\nWords.\n\n```json\n```\n",
    ),
    (
        "tasks/empty-dag-json",
        Tasks,
        None,
        "## Task Dependency Graph\n«```json»\n\n```\n",
        "## Task Dependency Graph\n```json\n{\n```\n",
    ),
    (
        "tasks/invalid-dag-json",
        Tasks,
        None,
        "## Task Dependency Graph\n```json\n«// why»\n{ \"waves\": [1] }\n```\n",
        "## Task Dependency Graph\n```json\n[]\n```\n",
    ),
    (
        "tasks/invalid-dag-structure",
        Tasks,
        None,
        "## Task Dependency Graph\n```json\n{ \"waves\": «[]» }\n```\n",
        "## Task Dependency Graph\n```json\n{ \"waves\": [1] }\n```\n```json\n{}\n```\n",
    ),
    (
        "bugfix/missing-introduction",
        Kind::Bugfix,
        None,
        "«# Bugfix Requirements Document»\n",
        "## Introduction\n",
    ),
    ("bugfix/missing-bug-analysis", Kind::Bugfix, None, "«# Bug»\n", "## Bug Analysis\n"),
    (
        "bugfix/missing-current-behavior",
        Kind::Bugfix,
        None,
        "# Bug\n«### Current Behavior»\n",
        "### Current Behavior (Defect)\n",
    ),
    (
        "bugfix/missing-expected-behavior",
        Kind::Bugfix,
        None,
        "«### Expected behavior (correct)»\n",
        "### Expected Behavior (Correct)\n",
    ),
    (
        "bugfix/missing-unchanged-behavior",
        Kind::Bugfix,
        None,
        "«## Unchanged Behavior (Regression Prevention)»\n",
        "### Unchanged Behavior (Regression Prevention)\n",
    ),
    (
        "bugfix/unexpected-section",
        Kind::Bugfix,
        None,
        "## Bug\n«### The Architecture of it»\n## Data Models\n",
        "# Architecture\n#### Data Models\n##Architecture\n ## Architecture\nArchitecture\n",
    ),
];

#[test]
fn each_code_is_given_where_kiro_gives_it() {
    for (code, kind, spec_type, bad, good) in TABLE {
        let found = findings(*kind, *spec_type, &bad.replace(['«', '»'], ""));
        let mut shown = bad.replace(['«', '»'], "");
        for finding in found.iter().rev().filter(|finding| finding.code == *code) {
            shown.insert(finding.span.end, '»');
            shown.insert(finding.span.start, '«');
        }
        assert_eq!(&shown, bad, "{code}");
        let found = findings(*kind, *spec_type, good);
        assert!(!found.iter().any(|finding| finding.code == *code), "{code}: {good:?} gives it");
    }
}

#[test]
fn no_code_is_left_out() {
    let tested: HashSet<&str> = TABLE.iter().map(|(code, ..)| *code).collect();
    let all: HashSet<&str> = TABLES.into_iter().flatten().map(|rule| rule.code).collect();
    assert_eq!(tested, all);
}

#[test]
fn a_graph_is_not_asked_of_a_bug_fix() {
    let asked = |spec_type| {
        let found = findings(Tasks, spec_type, "# Implementation Plan\n");
        found.iter().any(|finding| finding.code == "tasks/missing-dependency-graph")
    };
    assert!(asked(None) && asked(Some(Feature)) && asked(Some(SpecType::QuickSpec)));
    assert!(!asked(Some(Bugfix)));
}
