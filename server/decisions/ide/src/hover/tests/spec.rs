use expect_test::expect;

use super::check;

const REQUIREMENTS: &str = "\
%! .kiro/specs/demo/requirements.md
# Requirements Document

## Glossary

- **Limiter**: component that counts requests
- **Client_Key**: identity that a quota is kept for, see [the wiki](https://example.org)

## Requirements

### Requirement 1: Enforce a quota

**User Story:** As an operator, I want a quota, so that nobody starves.

#### Acceptance Criteria

1. WHEN a request exceeds the quota of its Client_Key, THE Limiter SHALL answer `429`
2. WHILE the Limiter starts, WHEN a request comes, THE Limiter SHALL NOT count it
3. IF the store is gone, THEN THE Limiter SHALL log it

### Requirement 2: Report

#### Acceptance Criteria

1. THE Limiter SHALL report <b>once</b> a minute
";

const DESIGN: &str = "\
%! .kiro/specs/demo/design.md
# Design Document

## Correctness Properties

### Property 1: Quota is never exceeded

*For any* sequence of requests, accepted ones SHALL number at most the quota.

**Validates: Requirements 1.1, 1.2**
";

const TASKS: &str = "\
%! .kiro/specs/demo/tasks.md
# Implementation Plan

- [-] 1. Core
  - [x] 1.1 Counter
    - _Requirements: 1.1_
  - [ ] 1.2 Log
    - _Requirements: 1.1-1.3, 2_
  - [ ]* 1.3 Test the quota
    - **Property 1: Quota is never exceeded**
    - **Validates: Requirements 1.1**
- [ ] 2. Checkpoint - all tests pass
- [ ] 3. Report
  - _Requirements: 9.9_
";

/// The documents with a cursor put in before `what` behind `after`, in the document that holds both.
fn at(after: &str, what: &str) -> String {
    let all = format!("{REQUIREMENTS}{DESIGN}{TASKS}");
    let from = all.find(after).expect("a place") + after.len();
    let found = from + all[from..].find(what).expect("a place behind it");
    format!("{}$0{}", &all[..found], &all[found..])
}

#[test]
fn what_references_lead_to() {
    check(
        &at("Counter\n    - _Requirements: ", "1.1"),
        expect![[r#"
        [1.1]
        **Requirement 1: Enforce a quota**

        1.1 WHEN a request exceeds the quota of its Client_Key, THE Limiter SHALL answer `429`

        Covered by:

        - task 1.1 Counter (done)
        - task 1.2 Log (not started)
        - task 1.3 Test the quota (not started)
        - Property 1: Quota is never exceeded
    "#]],
    );
    check(
        &at("_Requirements: 1.1-1.3, ", "2_"),
        expect![[r#"
            [2]
            **Requirement 2: Report**

            - 2.1 THE Limiter SHALL report \<b\>once\</b\> a minute


            Covered by:

            - task 1.2 Log (not started)
        "#]],
    );
    check(
        &at("_Requirements: 1.1", "-1.3"),
        expect![[r#"
        [1.1]
        **Requirement 1: Enforce a quota**

        1.1 WHEN a request exceeds the quota of its Client_Key, THE Limiter SHALL answer `429`

        Covered by:

        - task 1.1 Counter (done)
        - task 1.2 Log (not started)
        - task 1.3 Test the quota (not started)
        - Property 1: Quota is never exceeded
    "#]],
    );
    check(
        &at("**Property ", "1: Quota is never exceeded**"),
        expect![[r#"
        [1]
        **Property 1: Quota is never exceeded**

        *For any* sequence of requests, accepted ones SHALL number at most the quota.

        Validates:

        - 1.1 WHEN a request exceeds the quota of its Client_Key, THE Limiter SHALL answer `429`
        - 1.2 WHILE the Limiter starts, WHEN a request comes, THE Limiter SHALL NOT count it

        Tested by:

        - 1.3 Test the quota (not started)
    "#]],
    );
    check(
        &at("_Requirements: ", "9.9"),
        expect![[r#"
        nothing
    "#]],
    );
}

#[test]
fn tasks() {
    check(
        &at("  - [ ] ", "1.2 Log"),
        expect![[r#"
        [1.2]
        **1.2 Log**

        not started · can run now

        Traces to:

        - 1.1 WHEN a request exceeds the quota of its Client_Key, THE Limiter SHALL answer `429`
        - 1.2 WHILE the Limiter starts, WHEN a request comes, THE Limiter SHALL NOT count it
        - 1.3 IF the store is gone, THEN THE Limiter SHALL log it
        - Requirement 2: Report
    "#]],
    );
    check(
        &at("- [ ]* ", "1.3 Test"),
        expect![[r#"
            [1.3]
            **1.3 Test the quota**

            not started · optional

            Waits for:

            - 1.2 Log (not started)

            Traces to:

            - 1.1 WHEN a request exceeds the quota of its Client_Key, THE Limiter SHALL answer `429`
            - Property 1: Quota is never exceeded
        "#]],
    );
    check(
        &at("- [ ] ", "2. Checkpoint"),
        expect![[r#"
        [2]
        **2 Checkpoint - all tests pass**

        not started · checkpoint: it waits for all tasks before it

        Waits for:

        - 1 Core (in progress)
        - 1.2 Log (not started)
    "#]],
    );
    check(
        &at("- [-] ", "1. Core"),
        expect![[r#"
        [1]
        **1 Core**

        in progress · 1 of 3 sub-tasks done

        Waits for:

        - 1.2 Log (not started)
    "#]],
    );
}

#[test]
fn what_is_required() {
    check(
        &at("### ", "Requirement 1"),
        expect![[r#"
            [### Requirement 1: Enforce a quota]
            **Requirement 1: Enforce a quota**

            Covered by:

            - task 1.1 Counter (done)
            - task 1.2 Log (not started)
            - task 1.3 Test the quota (not started)
            - Property 1: Quota is never exceeded
        "#]],
    );
    check(
        &at("Criteria\n\n1. WHEN a request", " exceeds"),
        expect![[r#"
            [1. WHEN a request exceeds the quota of its Client_Key, THE Limiter SHALL answer `429`]
            **Requirement 1: Enforce a quota**

            Covered by:

            - task 1.1 Counter (done)
            - task 1.2 Log (not started)
            - task 1.3 Test the quota (not started)
            - Property 1: Quota is never exceeded
        "#]],
    );
    check(
        &at("### Property", " 1: Quota"),
        expect![[r#"
            [### Property 1: Quota is never exceeded]
            **Property 1: Quota is never exceeded**

            Validates:

            - 1.1 WHEN a request exceeds the quota of its Client_Key, THE Limiter SHALL answer `429`
            - 1.2 WHILE the Limiter starts, WHEN a request comes, THE Limiter SHALL NOT count it

            Tested by:

            - 1.3 Test the quota (not started)
        "#]],
    );
}

#[test]
fn words_of_criteria() {
    check(
        &at("1. ", "WHEN a request"),
        expect![[r#"
        [WHEN]
        **Event**: the system answers something that happens.

        `WHEN` trigger, `THE` system `SHALL` response
    "#]],
    );
    check(
        &at("2. ", "WHILE"),
        expect![[r#"
        [WHILE]
        **State**: the system does it as long as something holds.

        `WHILE` state, `THE` system `SHALL` response

        This criterion: **Complex**: several conditions, in the order `WHERE`, `WHILE`, `WHEN` or `IF`.
    "#]],
    );
    check(
        &at("comes, THE Limiter ", "SHALL"),
        expect![[r#"
        [SHALL]
        **SHALL NOT** says what the system must never do.

        **Complex**: several conditions, in the order `WHERE`, `WHILE`, `WHEN` or `IF`.
    "#]],
    );
    check(
        &at("quota of its Client", "_Key"),
        expect![[r#"
        [Client_Key]
        **Client_Key**: identity that a quota is kept for, see \[the wiki\](https://example.org)
    "#]],
    );
}
