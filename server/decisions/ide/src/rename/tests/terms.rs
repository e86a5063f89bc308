use expect_test::expect;

use super::{at, check};

#[test]
fn a_term() {
    let files = at("nothing").replacen("THE Limiter SHALL count", "THE Limi$0ter SHALL count", 1);
    check(
        &files,
        "Quota_Keeper",
        expect![[r#"
            "Limiter" Limiter
            requirements.md:3: - **Quota_Keeper**: counts requests
            requirements.md:12: 1. THE Quota_Keeper SHALL count
            requirements.md:18: 2.1 THE Quota_Keeper SHALL rest
            requirements.md:19: - 2.2 THE Quota_Keeper SHALL sleep
            design.md:3: ### Property 1: Never `Quota_Keeper`
            tasks.md:2:   - [ ] 1.1 Write the Quota_Keeper
            tasks.md:5:     - **Property 1: Never `Quota_Keeper`**
            tasks.meta.json:1: {"executionHistory": {"1. Count": [], "1.1 Write the Quota_Keeper": [], "2. Rest": []}}
        "#]],
    );
    check(
        &files,
        "Rate Limiter",
        expect![[r#"
        "Limiter" Limiter
        "Rate Limiter" is taken: the term Rate Limiter is called so.
    "#]],
    );
    check(
        &files,
        "two\nlines",
        expect![[r#"
        "Limiter" Limiter
        "two
        lines" would not be read as a term of the glossary. Write plain words on one line.
    "#]],
    );
    check(
        "%! .kiro/specs/a/requirements.md\n## Glossary\r\n\r\n- **制限器$0**: 数える\r\n\r\n### 要件 1: 題\r\n\r\n1. 制限器は数えること\r\n",
        "リミッター",
        expect![[r#"
            "制限器" 制限器
            requirements.md:3: - **リミッター**: 数える
            requirements.md:7: 1. リミッターは数えること
        "#]],
    );
}

#[test]
fn what_has_no_id() {
    check(
        "%! .kiro/specs/a/bugfix.md\n# Bugfix\n\n## Bug Analysis\n\n### Current $0Behavior (Defect)\n\n1.1 WHEN a THEN b\n",
        "3",
        expect![[r#"
            nothing to rename
            There is nothing to rename here. Put the cursor on an id or on a term of the glossary.
        "#]],
    );
    check(
        "%! .kiro/specs/a/tasks.md\n- [ ] Tidy$0 up\n",
        "3",
        expect![[r#"
        nothing to rename
        The task has no id of its own that could be changed.
    "#]],
    );
    check(
        "%! .kiro/steering/a.md\n#[[file:REA$0DME.md]]\n",
        "3",
        expect![[r#"
        nothing to rename
        There is nothing to rename here. Put the cursor on an id or on a term of the glossary.
    "#]],
    );
    check(
        "%! .kiro/steering/a.md\nplain $0text\n",
        "3",
        expect![[r#"
        nothing to rename
        There is nothing to rename here. Put the cursor on an id or on a term of the glossary.
    "#]],
    );
}
