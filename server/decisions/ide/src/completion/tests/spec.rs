use expect_test::expect;

use super::check;

#[test]
fn new_tasks() {
    let tasks = |line: &str| {
        format!("%! .kiro/specs/demo/tasks.md\n- [x] 1. One\n  - [x] 1.1 Half\n{line}\n- [ ] 2. Two\n")
    };
    check(
        &tasks("$0"),
        expect![[r#"
        - [ ] 1.2 (new sub-task) =>   - [ ] 1.2 ${1:Title}
        - [ ] 3. (new task) => - [ ] 3. ${1:Title}
    "#]],
    );
    check(
        &tasks("  - [ ] $0"),
        expect![[r#"
        - [ ] 1.2 (new sub-task) =>   - [ ] 1.2 ${1:Title}
        - [ ] 3. (new task) => - [ ] 3. ${1:Title}
    "#]],
    );
    check(&tasks("  - text$0"), expect![[""]]);
    check(
        "%! .kiro/specs/demo/tasks.md\n# Implementation Plan\n\n$0",
        expect![[r#"
        - [ ] 1. (new task) => - [ ] 1. ${1:Title}
    "#]],
    );
}

#[test]
fn headings_that_are_missing() {
    check(
        "%! .kiro/specs/demo/tasks.md\n# Implementation Plan: demo\n\n#$0\n\n## Tasks\n",
        expect![[r#"
        ## Overview () => ## Overview
        ## Notes () => ## Notes
        ## Task Dependency Graph () => ## Task Dependency Graph
    "#]],
    );
    check(
        "%! .kiro/specs/demo/design.md\n# Design Document\n## Ov$0\n%! .kiro/specs/demo/bugfix.md\n",
        expect![[r#"
        # Bugfix Design Document () => # Bugfix Design Document
        ## Overview () => ## Overview
        ## Glossary () => ## Glossary
        ## Bug Details () => ## Bug Details
        ## Expected Behavior () => ## Expected Behavior
        ## Hypothesized Root Cause () => ## Hypothesized Root Cause
        ## Correctness Properties () => ## Correctness Properties
        ## Fix Implementation () => ## Fix Implementation
        ## Testing Strategy () => ## Testing Strategy
    "#]],
    );
}

const REQUIREMENTS: &str = "\
%! .kiro/specs/demo/requirements.md
# Requirements Document

## Glossary

- **Limiter**: component that counts requests
- **Client_Key**: identity that a quota is kept for

## Requirements

### Requirement 1: Enforce a quota

#### Acceptance Criteria

1. WHEN a request exceeds the quota, THE Limiter SHALL answer 429
2. WHILE the Limiter starts, THE Limiter SHALL count nothing

### Requirement 2: Report

#### Acceptance Criteria

1. THE Limiter SHALL report once a minute
";

const DESIGN: &str = "\
%! .kiro/specs/demo/design.md
# Design Document

## Correctness Properties

### Property 1: Quota

*For any* key.

**Validates: Requirements 1.1**

### Property 2: Report
";

fn in_task(line: &str) -> String {
    format!(
        "{REQUIREMENTS}{DESIGN}%! .kiro/specs/demo/tasks.md\n- [x] 1. One\n  - _Requirements: 1.1_\n- [ ] 2. Two\n  - {line}\n- [ ] 3. Three\n"
    )
}

#[test]
fn ids_of_requirements() {
    check(
        &in_task("_Requirements: $0_"),
        expect![[r#"
        1.2 (WHILE the Limiter starts, THE Limiter SHALL count nothing (no task yet)) =>   - _Requirements: 1.2_
        2.1 (THE Limiter SHALL report once a minute (no task yet)) =>   - _Requirements: 2.1_
        1.1 (WHEN a request exceeds the quota, THE Limiter SHALL answer 429) =>   - _Requirements: 1.1_
        1 (Enforce a quota) =>   - _Requirements: 1_
        2 (Report) =>   - _Requirements: 2_
    "#]],
    );
    check(
        &in_task("_Requirements: 1.2, 2$0"),
        expect![[r#"
        1.1 (WHEN a request exceeds the quota, THE Limiter SHALL answer 429) =>   - _Requirements: 1.2, 1.1
        2.1 (THE Limiter SHALL report once a minute) =>   - _Requirements: 1.2, 2.1
        1 (Enforce a quota) =>   - _Requirements: 1.2, 1
        2 (Report) =>   - _Requirements: 1.2, 2
    "#]],
    );
    check(
        &in_task("_Requirements: 1.1-1.2, $0_"),
        expect![[r#"
        2.1 (THE Limiter SHALL report once a minute (no task yet)) =>   - _Requirements: 1.1-1.2, 2.1_
        1 (Enforce a quota) =>   - _Requirements: 1.1-1.2, 1_
        2 (Report) =>   - _Requirements: 1.1-1.2, 2_
    "#]],
    );
    check(
        &in_task("**Validates: Requirements 1.$01**"),
        expect![[r#"
        1.2 (WHILE the Limiter starts, THE Limiter SHALL count nothing (no task yet)) =>   - **Validates: Requirements 1.2**
        2.1 (THE Limiter SHALL report once a minute (no task yet)) =>   - **Validates: Requirements 2.1**
        1.1 (WHEN a request exceeds the quota, THE Limiter SHALL answer 429) =>   - **Validates: Requirements 1.1**
        1 (Enforce a quota) =>   - **Validates: Requirements 1**
        2 (Report) =>   - **Validates: Requirements 2**
    "#]],
    );
    check(&in_task("_Requirements: 1.1_ $0"), expect![""]);
}

#[test]
fn ids_of_tasks_and_properties() {
    check(
        &in_task("_Depends: $0_"),
        expect![[r#"
        1 (One (done)) =>   - _Depends: 1_
        3 (Three (not started)) =>   - _Depends: 3_
    "#]],
    );
    check(
        &in_task("**Property $0**"),
        expect![[r#"
        1 (Quota) =>   - **Property 1: Quota**
        2 (Report) =>   - **Property 2: Report**
    "#]],
    );
    check(
        &in_task("**Property 1$0: Quota**"),
        expect![[r#"
        1 (Quota) =>   - **Property 1: Quota**
        2 (Report) =>   - **Property 2: Quota**
    "#]],
    );
    let waves =
        "%! .kiro/specs/demo/tasks.md\n- [x] 1. One\n- [ ] 2. Two\n\n## Task Dependency Graph\n\n```json\n";
    check(
        &format!("{waves}{{ \"waves\": [ {{ \"id\": 0, \"tasks\": [\"1\", $0] }} ] }}\n```\n"),
        expect![[r#"
        2 (Two) => { "waves": [ { "id": 0, "tasks": ["1", "2"] } ] }
        1 (One (in a wave already)) => { "waves": [ { "id": 0, "tasks": ["1", "1"] } ] }
    "#]],
    );
    check(
        &format!("{waves}{{ \"waves\": [ {{ \"$0\" }} ]"),
        expect![[r#"
        id () => { "waves": [ { "id": $1 } ]
        tasks () => { "waves": [ { "tasks": [$1] } ]
    "#]],
    );
}

/// A line behind the criteria of the first requirement, which is the last one.
fn criterion(line: &str) -> String {
    let (first, _) = REQUIREMENTS.split_once("\n### Requirement 2").expect("two requirements");
    format!("{first}{line}\n")
}

#[test]
fn criteria() {
    check(
        &criterion("3. $0"),
        expect![[r#"
        WHEN …, THE … SHALL … (event) => 3. WHEN ${1:trigger}, THE ${2:Limiter} SHALL ${3:response}
        WHILE …, THE … SHALL … (state) => 3. WHILE ${1:state}, THE ${2:Limiter} SHALL ${3:response}
        IF …, THEN THE … SHALL … (unwanted behaviour) => 3. IF ${1:trigger}, THEN THE ${2:Limiter} SHALL ${3:response}
        WHERE …, THE … SHALL … (optional feature) => 3. WHERE ${1:feature}, THE ${2:Limiter} SHALL ${3:response}
        THE … SHALL … (always) => 3. THE ${1:Limiter} SHALL ${2:response}
        WHILE …, WHEN …, THE … SHALL … (complex) => 3. WHILE ${1:state}, WHEN ${2:trigger}, THE ${3:Limiter} SHALL ${4:response}
        Limiter (component that counts requests) => 3. Limiter$0
        Client_Key (identity that a quota is kept for) => 3. Client_Key$0
    "#]],
    );
    check(
        &criterion("3. WH$0"),
        expect![[r#"
        WHEN …, THE … SHALL … (event) => 3. WHEN ${1:trigger}, THE ${2:Limiter} SHALL ${3:response}
        WHILE …, THE … SHALL … (state) => 3. WHILE ${1:state}, THE ${2:Limiter} SHALL ${3:response}
        IF …, THEN THE … SHALL … (unwanted behaviour) => 3. IF ${1:trigger}, THEN THE ${2:Limiter} SHALL ${3:response}
        WHERE …, THE … SHALL … (optional feature) => 3. WHERE ${1:feature}, THE ${2:Limiter} SHALL ${3:response}
        THE … SHALL … (always) => 3. THE ${1:Limiter} SHALL ${2:response}
        WHILE …, WHEN …, THE … SHALL … (complex) => 3. WHILE ${1:state}, WHEN ${2:trigger}, THE ${3:Limiter} SHALL ${4:response}
        Limiter (component that counts requests) => 3. Limiter$0
        Client_Key (identity that a quota is kept for) => 3. Client_Key$0
    "#]],
    );
    check(
        &criterion("3. WHEN a key is new, THE Cl$0"),
        expect![[r#"
        Limiter (component that counts requests) => 3. WHEN a key is new, THE Limiter$0
        Client_Key (identity that a quota is kept for) => 3. WHEN a key is new, THE Client_Key$0
    "#]],
    );
    check(
        &criterion("3. WHEN a key is new, THE Limiter SH$0"),
        expect![[r#"
        Limiter (component that counts requests) => 3. WHEN a key is new, THE Limiter Limiter$0
        Client_Key (identity that a quota is kept for) => 3. WHEN a key is new, THE Limiter Client_Key$0
        THE (the system that is meant) => 3. WHEN a key is new, THE Limiter THE
        SHALL (what the system has to do) => 3. WHEN a key is new, THE Limiter SHALL
        SHALL NOT (what the system must not do) => 3. WHEN a key is new, THE Limiter SHALL NOT
        THEN (the answer to IF) => 3. WHEN a key is new, THE Limiter THEN
        AND (one condition more) => 3. WHEN a key is new, THE Limiter AND
        WHEN (an event) => 3. WHEN a key is new, THE Limiter WHEN
        WHILE (a state) => 3. WHEN a key is new, THE Limiter WHILE
        IF (something unwanted) => 3. WHEN a key is new, THE Limiter IF
        WHERE (a feature that is there) => 3. WHEN a key is new, THE Limiter WHERE
    "#]],
    );
    check(
        &criterion("text$0"),
        expect![[r#"
        Limiter (component that counts requests) => Limiter$0
        Client_Key (identity that a quota is kept for) => Client_Key$0
        THE (the system that is meant) => THE
        SHALL (what the system has to do) => SHALL
        SHALL NOT (what the system must not do) => SHALL NOT
        THEN (the answer to IF) => THEN
        AND (one condition more) => AND
        WHEN (an event) => WHEN
        WHILE (a state) => WHILE
        IF (something unwanted) => IF
        WHERE (a feature that is there) => WHERE
    "#]],
    );
}

#[test]
fn headings_of_requirements_and_properties() {
    check(
        &criterion("\n#$0"),
        expect![[r#"
        ## Introduction () => ## Introduction
        ### Requirement 2: Title () => ### Requirement 2: ${1:Title}
        #### Acceptance Criteria () => #### Acceptance Criteria
    "#]],
    );
    check(
        &format!("{DESIGN}\n### P$0\n"),
        expect![[r#"
        ## Overview () => ## Overview
        ## Architecture () => ## Architecture
        ## Components and Interfaces () => ## Components and Interfaces
        ## Data Models () => ## Data Models
        ## Error Handling () => ## Error Handling
        ## Testing Strategy () => ## Testing Strategy
        ### Property 3: Title () => ### Property 3: ${1:Title}
    "#]],
    );
}
