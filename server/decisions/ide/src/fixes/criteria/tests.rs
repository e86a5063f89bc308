use expect_test::{Expect, expect};
use text::apply;

use crate::fixture::library;
use crate::{fix_all, fixes};

const PATH: &str = ".kiro/specs/demo/requirements.md";

/// Compares what each fix of a rule makes of the acceptance criteria.
fn check(code: &str, criteria: &str, others: &str, expect: Expect) {
    let (library, _) =
        library(&format!("%! {PATH}\n## Requirements\n\n### Requirement 1: A\n\n{criteria}\n{others}"));
    let document = library.document(PATH).unwrap();
    let mut shown = String::new();
    for (finding, fixes) in fixes(&library, document, 0..document.text.len()) {
        for fix in fixes.into_iter().filter(|_| finding.code == code) {
            let edits: Vec<_> = fix.edits.into_iter().map(|edit| edit.edit).collect();
            let new = apply(&document.text, &edits).unwrap();
            let star = if fix.preferred { "*" } else { "" };
            shown += &format!("{}{star}\n{}\n", fix.title, new.split_once("A\n\n").unwrap().1.trim_end());
        }
    }
    expect.assert_eq(&shown);
}

#[test]
fn a_fact_becomes_an_obligation() {
    check(
        "ears/not-ears",
        "1. WHEN the list is empty THEN the system displays a note\n2. WHEN it rains, THE Roof MAY leak",
        "",
        expect![[r#"
            Write SHALL display*
            1. WHEN the list is empty THEN the system SHALL display a note
            2. WHEN it rains, THE Roof MAY leak
            Write SHALL for MAY
            1. WHEN the list is empty THEN the system displays a note
            2. WHEN it rains, THE Roof SHALL leak
        "#]],
    );
}

#[test]
fn conditions_move_to_the_front() {
    check(
        "ears/clause-order",
        "1. THE Build SHALL use the notes when creating the release.\n\
         2. THE Build SHALL stop if it fails, so that nobody waits\n\
         3. WHEN a key is new, WHILE the store is up, THE Store SHALL keep it\n\
         4. THE Build SHALL stop only when it fails",
        "",
        expect![[r#"
            Begin with WHEN …*
            1. WHEN creating the release, THE Build SHALL use the notes.
            2. THE Build SHALL stop if it fails, so that nobody waits
            3. WHEN a key is new, WHILE the store is up, THE Store SHALL keep it
            4. THE Build SHALL stop only when it fails
            Begin with IF …*
            1. THE Build SHALL use the notes when creating the release.
            2. IF it fails, THEN THE Build SHALL stop, so that nobody waits
            3. WHEN a key is new, WHILE the store is up, THE Store SHALL keep it
            4. THE Build SHALL stop only when it fails
            Put the conditions in the order of EARS*
            1. THE Build SHALL use the notes when creating the release.
            2. THE Build SHALL stop if it fails, so that nobody waits
            3. WHILE the store is up, WHEN a key is new, THE Store SHALL keep it
            4. THE Build SHALL stop only when it fails
        "#]],
    );
}

#[test]
fn what_nobody_wants_becomes_an_if_at_once() {
    check(
        "ears/clause-order",
        "1. THE Build SHALL stop when the upload fails\n2. THE Build SHALL 大きい場合でも止まる\n\
         3. THE Build SHALL stop, if it fails, and say why\n4. THE Build SHALL show the log (WHEN enabled) too\n\
         5. THE Build SHALL let users choose when to stop",
        "",
        expect![[r#"
            Begin with IF …*
            1. IF the upload fails, THEN THE Build SHALL stop
            2. THE Build SHALL 大きい場合でも止まる
            3. THE Build SHALL stop, if it fails, and say why
            4. THE Build SHALL show the log (WHEN enabled) too
            5. THE Build SHALL let users choose when to stop
            Begin with IF …*
            1. THE Build SHALL stop when the upload fails
            2. THE Build SHALL 大きい場合でも止まる
            3. IF it fails, THEN THE Build SHALL stop, and say why
            4. THE Build SHALL show the log (WHEN enabled) too
            5. THE Build SHALL let users choose when to stop
        "#]],
    );
}

#[test]
fn each_shall_becomes_a_criterion() {
    let criteria = "1. WHEN a user signs in, THE Portal SHALL greet and SHALL NOT log the password.\n2. THE Portal SHALL wait";
    check(
        "ears/multi-shall",
        criteria,
        "",
        expect![[r#"
        Make 2 criteria of it
        1. WHEN a user signs in, THE Portal SHALL greet.
        2. WHEN a user signs in, THE Portal SHALL NOT log the password.
        3. THE Portal SHALL wait
    "#]],
    );
    let task =
        |reference| format!("%! .kiro/specs/demo/tasks.md\n- [ ] 1. Do\n  - _Requirements: {reference}_\n");
    check("ears/multi-shall", criteria, &task("1.2"), expect![[""]]);
    check(
        "ears/multi-shall",
        &criteria.replace("1. ", "- ").replace("2. ", "- "),
        &task("1.1"),
        expect![[r#"
            Make 2 criteria of it
            - WHEN a user signs in, THE Portal SHALL greet.
            - WHEN a user signs in, THE Portal SHALL NOT log the password.
            - THE Portal SHALL wait
        "#]],
    );
}

#[test]
fn the_system_is_named() {
    let pronoun = "1. WHEN a key is new, THE Store SHALL keep it\n2. WHEN a key is old THEN it SHALL go\n3. SHALL answer";
    check(
        "ears/no-actor",
        pronoun,
        "",
        expect![[r#"
        Name THE Store*
        1. WHEN a key is new, THE Store SHALL keep it
        2. WHEN a key is old THEN THE Store SHALL go
        3. SHALL answer
        Name THE Store*
        1. WHEN a key is new, THE Store SHALL keep it
        2. WHEN a key is old THEN it SHALL go
        3. THE Store SHALL answer
    "#]],
    );
    check("ears/no-actor", &format!("{pronoun}\n4. THE Limiter SHALL wait"), "", expect![[""]]);
}

#[test]
fn errors_are_unwanted() {
    check(
        "ears/when-for-error",
        "1. WHEN the store fails, THE Limiter SHALL wait\n2. WHEN the store fails THEN the system SHALL wait",
        "",
        expect![[r#"
            Write IF …, THEN …*
            1. IF the store fails, THEN THE Limiter SHALL wait
            2. WHEN the store fails THEN the system SHALL wait
            Write IF …, THEN …*
            1. WHEN the store fails, THE Limiter SHALL wait
            2. IF the store fails THEN the system SHALL wait
        "#]],
    );
}

#[test]
fn keywords_get_capitals() {
    check(
        "ears/keyword-case",
        "1. THE A SHALL b\n2. THE A SHALL c\n3. WHEN d, THE A shall e\n4. THE A SHALL not f",
        "",
        expect![[r#"
            Write SHALL*
            1. THE A SHALL b
            2. THE A SHALL c
            3. WHEN d, THE A SHALL e
            4. THE A SHALL not f
            Write NOT*
            1. THE A SHALL b
            2. THE A SHALL c
            3. WHEN d, THE A shall e
            4. THE A SHALL NOT f
        "#]],
    );
}

#[test]
fn all_of_a_kind_at_once() {
    let text = "### Requirement 1\n\n1. WHEN a fails, THE A SHALL b\n2. WHEN b fails, THE A SHALL c\n";
    let (library, _) = library(&format!("%! {PATH}\n{text}"));
    let document = library.document(PATH).unwrap();
    let edits: Vec<_> = fix_all(&library, document, |code| code == "ears/when-for-error")
        .into_iter()
        .map(|edit| edit.edit)
        .collect();
    expect![[r#"
        ### Requirement 1

        1. IF a fails, THEN THE A SHALL b
        2. IF b fails, THEN THE A SHALL c
    "#]]
    .assert_eq(&apply(text, &edits).unwrap());
}
