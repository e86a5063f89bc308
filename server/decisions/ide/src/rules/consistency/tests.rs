use expect_test::{Expect, expect};

use crate::fixture::findings;

/// Compares what is found between criteria.
fn check(glossary: &str, criteria: &str, expect: Expect) {
    let text = format!("## Glossary\n{glossary}\n## Requirements\n\n### Requirement 1\n\n{criteria}\n");
    let found = findings(&format!("%! .kiro/specs/demo/requirements.md\n{text}"));
    let mut ours = String::new();
    let mut shown = false;
    for line in found.lines() {
        shown = line.contains(" consistency/") || shown && line.starts_with("  ");
        if shown {
            ours += &format!("{line}\n");
        }
    }
    expect.assert_eq(&ours);
}

#[test]
fn contradictions() {
    check(
        "",
        "\
1. WHEN a key is new, THE Store SHALL keep the key
2. WHEN a key is new, THE Store SHALL discard the key
3. WHEN keys are new, THE Store SHALL NOT keep a key
4. WHEN a key is old, THE Store SHALL discard the key
5. THE Store SHALL accept files up to 10 MB
6. THE Store SHALL accept files up to 5 MB
7. THE Store SHALL answer within 2 seconds
8. THE Store SHALL answer within 2000 ms",
        expect![[r#"
            requirements.md:8 warning consistency/contradiction "discard the key": Criterion 1.1 asks for the opposite in the same case. One of them has to go.
              see .kiro/specs/demo/requirements.md:7: criterion 1.1
            requirements.md:9 warning consistency/contradiction "keep a key": Criterion 1.1 asks for the opposite in the same case. One of them has to go.
              see .kiro/specs/demo/requirements.md:7: criterion 1.1
            requirements.md:12 warning consistency/contradiction "accept files up to 5 MB": Criterion 1.5 has another number for the same thing in the same case.
              see .kiro/specs/demo/requirements.md:11: criterion 1.5
            requirements.md:14 info consistency/unit-mix "answer within 2000 ms": Criterion 1.7 says the same in another unit. Use one of them.
              see .kiro/specs/demo/requirements.md:13: criterion 1.7
        "#]],
    );
}

#[test]
fn exceptions_and_repetitions() {
    check(
        "",
        "\
1. THE Page SHALL show the banner
2. WHILE the user is away, THE Page SHALL hide the banner
3. WHEN the user leaves, THE Page SHALL save the draft
4. WHEN the user leaves, THE Page SHALL save drafts
5. WHEN the user comes, THE Page SHALL save the draft
6. WHEN the user comes, THE Page SHALL show 3 items
7. WHEN the user comes, THE Page SHALL show `3` items",
        expect![[r#"
            requirements.md:8 info consistency/conflicting-exception "hide the banner": Criterion 1.1 asks for the opposite, and both hold when "user is away". Say in the general one when it does not apply.
              see .kiro/specs/demo/requirements.md:7: criterion 1.1
            requirements.md:10 info consistency/near-duplicate "save drafts": Criterion 1.3 says the same. Keep one of them.
              see .kiro/specs/demo/requirements.md:9: criterion 1.3
        "#]],
    );
}

#[test]
fn terms() {
    check(
        "- **Key_Store**: keeps keys\n- **Limiter (LM)**: counts\n- **Audit Log**: what happened",
        "\
1. THE Key Store SHALL keep keys
2. THE LM SHALL count
3. THE Web_Portal SHALL greet
4. THE Key_Store cache SHALL be empty
5. the user SHALL sign in",
        expect![[r#"
            requirements.md:4 hint consistency/unused-term "Audit Log": Nothing in this spec speaks of "Audit Log". Use the term, or take it out of the glossary.
            requirements.md:11 info consistency/undefined-term "Web_Portal": The glossary does not explain "Web_Portal". Add it, or use the term that it has.
        "#]],
    );
    check("", "1. THE Web_Portal SHALL greet", expect![[""]]);
}

#[test]
fn values_without_a_criterion() {
    check(
        "- **State**: one of `open`, `closed`, `lost`, `found`\n- **Mode**: one of `x`, `y`, `z`",
        "\
1. WHEN the state is `open`, THE Desk SHALL answer
2. WHEN the state is `closed`, THE Desk SHALL wait
3. WHEN the state is `found`, THE Desk SHALL call
4. WHEN the Mode is x, THE Desk SHALL stop",
        expect![[r#"
            requirements.md:2 info consistency/coverage-gap "`lost`": "State" can be `lost`, and no criterion says what happens then. Others are covered.
              see .kiro/specs/demo/requirements.md:2: the values of "State"
        "#]],
    );
}
