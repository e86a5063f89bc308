use expect_test::{Expect, expect};

use super::check_criterion;
use crate::fixture::findings;

/// Compares what is found in each line of `criteria`.
fn check(code: &str, criteria: &str, expect: Expect) {
    let mut shown = String::new();
    for criterion in criteria.lines() {
        let faults = check_criterion(criterion);
        let found: Vec<&str> = faults
            .iter()
            .filter(|fault| fault.code == code)
            .map(|fault| &criterion[fault.span.clone()])
            .collect();
        shown += &if found.is_empty() { "ok".to_owned() } else { found.join(" | ") };
        shown.push('\n');
    }
    expect.assert_eq(&shown);
}

#[test]
fn not_ears() {
    check(
        "ears/not-ears",
        "\
WHEN the list is empty THEN the system panics
WHEN the list is empty, THE System SHALL return nothing
Uses a list
WHEN 一覧を開く THEN システムは一覧を表示する",
        expect![[r#"
            WHEN the list is empty THEN the system panics
            ok
            ok
            ok
        "#]],
    );
    check(
        "ears/no-shall",
        "WHEN 一覧を開く THEN システムは一覧を表示する\nWHEN 一覧を開く THEN システムは一覧を表示する SHALL",
        expect![[r#"
            WHEN 一覧を開く THEN システムは一覧を表示する
            ok
        "#]],
    );
}

#[test]
fn clause_order() {
    check(
        "ears/clause-order",
        "\
THE Build SHALL use the notes when creating the release
THE Build SHALL use the notes WHEN it creates the release
WHEN a key is new, WHILE the store is up, THE Store SHALL keep it
WHILE the store is up, WHEN a key is new, THE Store SHALL keep it
WHEN a release is made, THE Build SHALL use the notes
THE Build SHALL check if the notes exist
THE Store SHALL allow SELECT only WHERE owner = user
THE List SHALL cut titles (with dots if longer)",
        expect![[r#"
            when creating the release
            WHEN it creates the release
            WHEN a key is new, WHILE the store is up
            ok
            ok
            ok
            ok
            ok
        "#]],
    );
}

#[test]
fn multi_shall() {
    check(
        "ears/multi-shall",
        "\
THE Portal SHALL greet and SHALL NOT log the password
IF a tag is unknown, THEN THE Renderer SHALL report it, and no file SHALL be written
WHEN a comes, THE Portal SHALL b. WHEN c comes, THE Portal SHALL d
THE Portal SHALL greet and wait
THE Portal SHALL say that a password `SHALL` be entered",
        expect![[r#"
            SHALL
            SHALL
            ok
            ok
            ok
        "#]],
    );
}

#[test]
fn no_actor_and_empty_trigger() {
    check(
        "ears/no-actor",
        "WHEN a key is old THEN it SHALL go\nSHALL display a list\nTHE Portal SHALL greet\nEACH tab SHALL have a name\nTHIS SHALL be so\nTHEN システムは返す SHALL",
        expect![[r#"
            it
            SHALL
            ok
            ok
            THIS
            ok
        "#]],
    );
    check(
        "ears/empty-trigger",
        "WHEN , THE Portal SHALL greet\nWHEN a comes, THE Portal SHALL greet",
        expect![[r#"
            WHEN
            ok
        "#]],
    );
}

#[test]
fn when_for_error() {
    check(
        "ears/when-for-error",
        "\
WHEN the store is unreachable, THE Limiter SHALL wait
WHEN an upload fails, THE Portal SHALL say so
WHEN a server answers with a 503 status, THE Client SHALL try again
WHEN a name is taken twice, THE Portal SHALL display an error message
IF an upload fails, THEN THE Portal SHALL say so
WHEN showing validation errors, THE Portal SHALL use red
WHEN a count exceeds 20 items, THE List SHALL show pages
WHEN an upload ends, THE Portal SHALL show success or error feedback
WHEN no errors are found, THE Portal SHALL greet
WHEN no validation errors exist, THE Portal SHALL greet
WHEN a form has validation errors, THE Portal SHALL stay
WHEN a client sends an expired token, THE Portal SHALL ask for a new one
WHEN a user attempts to add a sixth key, THE Portal SHALL prevent it
WHEN a place has not failed before, THE Portal SHALL look it up",
        expect![[r#"
            WHEN
            WHEN
            WHEN
            WHEN
            ok
            ok
            ok
            ok
            ok
            ok
            WHEN
            WHEN
            WHEN
            ok
        "#]],
    );
}

#[test]
fn vague() {
    check(
        "quality/vague",
        "\
THE Portal SHALL show an appropriate message
THE Portal SHALL show an appropriate message (\"Not found\")
THE Portal SHALL answer quickly
THE Portal SHALL handle errors gracefully
THE Portal SHALL clear the cache
THE Portal SHALL show a clear error message
THE Portal SHALL show a clear error message stating the name of the file
THE Store SHALL use consistent reads
THE Store SHALL use names consistent with the API
THE Portal SHALL offer the Fast mode and `quickly`
THE Portal SHALL use flexbox where appropriate
The portal shows an appropriate message
WHEN 失敗する THEN システムは適切なメッセージを表示する SHALL",
        expect![[r#"
            appropriate
            ok
            quickly
            gracefully
            ok
            clear
            ok
            ok
            ok
            ok
            ok
            ok
            適切な
        "#]],
    );
}

#[test]
fn escape_clause_and_open_ended() {
    check(
        "quality/escape-clause",
        "\
THE Store SHALL reuse connections where possible
THE Store SHALL keep keys as required by the policy
WHEN it rains, THE Roof MAY leak
WHEN a user tries to leave, THE Portal SHALL ask
THE Portal SHALL allow that a user may leave",
        expect![[r#"
            where possible
            ok
            MAY
            ok
            ok
        "#]],
    );
    check(
        "quality/open-ended",
        "\
THE Portal SHALL read names, dates, etc.
THE Portal SHALL read names, dates, …
THE Portal SHALL show \"Loading...\" at the start
THE Portal SHALL accept formats including but not limited to PNG
THE Portal SHALL accept PNG and JPEG",
        expect![[r#"
            etc
            …
            ok
            not limited to
            ok
        "#]],
    );
}

#[test]
fn no_measure_and_unbounded() {
    check(
        "quality/no-measure",
        "\
THE Portal SHALL answer in real time
THE Portal SHALL answer in real time, within 200 ms
THE Portal SHALL put the name immediately before the number
THE Portal SHALL delete old keys periodically
THE Portal SHALL delete old keys every 5 minutes",
        expect![[r#"
            real time
            ok
            ok
            periodically
            ok
        "#]],
    );
    check(
        "quality/unbounded",
        "THE Portal SHALL always answer\nTHE Portal SHALL answer all open questions",
        expect![[r#"
            always
            ok
        "#]],
    );
}

#[test]
fn placeholder() {
    let later = "TBD";
    check(
        "quality/placeholder",
        &format!(
            "\
THE Portal SHALL wait {later} seconds
THE Portal SHALL wait [NEEDS CLARIFICATION: how long?]
WHEN [event] happens, THE [system] SHALL [response]
WHEN {{{{event}}}}, THE {{{{system}}}} SHALL {{{{response}}}} {later}
THE Portal SHALL read `<system>` and <system_name>
THE Portal SHALL greet the
THE Portal SHALL"
        ),
        expect![[r#"
            TBD
            [NEEDS CLARIFICATION
            [event]
            ok
            ok
            the
            SHALL
        "#]],
    );
}

#[test]
fn a_mark_is_not_a_word_about_marks() {
    let mark = concat!("TO", "DO");
    let is_found =
        |criterion: &str| check_criterion(criterion).iter().any(|it| it.code == "quality/placeholder");
    assert!(is_found(&format!("THE Portal SHALL do this: {mark}")));
    assert!(!is_found(&format!("THE Portal SHALL list every {mark} comment")));
}

#[test]
fn passive_and_too_long() {
    check(
        "quality/passive",
        "\
A note SHALL be shown
A note SHALL be safely stored
A note SHALL be shown by the Portal
THE Portal SHALL be available
THE Portal SHALL be red",
        expect![[r#"
            be shown
            be safely stored
            ok
            ok
            ok
        "#]],
    );
    let long = format!("THE Portal SHALL show {}", "one more thing and ".repeat(15).trim_end());
    check(
        "quality/too-long",
        &format!("THE Portal SHALL greet\n{long}"),
        expect![[r#"
            ok
            THE Portal SHALL show one more thing and one more thing and one more thing and one more thing and one more thing and one more thing and one more thing and one more thing and one more thing and one more thing and one more thing and one more thing and one more thing and one more thing and one more thing and
        "#]],
    );
}

const HEALTHY: &str = "\
# Requirements Document

## Introduction
One paragraph.

## Glossary
- **Limiter**: component that counts requests
- **Client_Key**: identity a quota is kept for

## Requirements

### Requirement 1: Enforce a quota

**User Story:** As an operator, I want a quota per Client_Key, so that one client cannot starve the others.

#### Acceptance Criteria

1. WHEN a request exceeds the quota, THE Limiter SHALL answer with status 429
2. WHILE the Limiter is starting, THE Limiter SHALL accept requests without counting
3. IF the store is unreachable, THEN THE Limiter SHALL log one warning per minute
4. WHERE burst mode is enabled, THE Limiter SHALL allow twice the quota for one second
";

const BUGFIX: &str = "\
# Bugfix Requirements Document

## Introduction
## Bug Analysis

### Current Behavior (Defect)
1.1 WHEN the list is empty THEN the system panics

### Expected Behavior (Correct)
2.1 WHEN the list is empty THEN the system SHALL return None

### Unchanged Behavior (Regression Prevention)
3.1 WHEN the list has one element THEN the system SHALL CONTINUE TO return it
";

#[test]
fn healthy_documents_are_left_alone() {
    let lower = HEALTHY.replace("SHALL", "shall").replace("WHEN", "When").replace("WHILE", "While");
    let lower =
        lower.replace("IF", "If").replace("THEN", "then").replace("WHERE", "Where").replace("THE ", "the ");
    for (name, text) in [
        ("requirements.md", HEALTHY),
        ("bugfix.md", BUGFIX),
        ("requirements.md", &lower.replace("answer", "appropriately answer")),
    ] {
        let found = findings(&format!("%! .kiro/specs/demo/{name}\n{text}"));
        let ours = found
            .lines()
            .filter(|line| ["ears/", "quality/", "consistency/"].iter().any(|group| line.contains(group)));
        assert_eq!(ours.collect::<Vec<_>>(), Vec::<&str>::new(), "{text}");
    }
}

#[test]
fn terms_of_the_glossary_are_not_vague() {
    let text = HEALTHY.replace("accept requests", "use the friendly mode for requests");
    let found = |text: &str| findings(&format!("%! .kiro/specs/demo/requirements.md\n{text}"));
    assert!(found(&text).contains("quality/vague"));
    let defined = text.replace("- **Client", "- **friendly mode**: without counting\n- **Client");
    assert!(!found(&defined).contains("quality/vague"));
}

#[test]
fn the_odd_one_out() {
    let criteria = "### Requirement 1\n\n1. THE A SHALL b\n2. Uses c\n3. WHEN d, THE A SHALL e\n";
    expect![[r#"
        requirements.md:4 warning ears/not-ears "Uses c": The other criteria here say who SHALL do what; this one obliges nobody.
    "#]].assert_eq(&findings(&format!("%! .kiro/specs/demo/requirements.md\n{criteria}")));
}
