//! What a bugfix.md says: three behaviours, or whatever a requirements.md says.

use expect_test::{Expect, expect};
use spec::{parse_bugfix, parse_requirements};

use crate::requirements::show;

fn check_bugfix(text: &str, expect: Expect) {
    expect.assert_eq(&show(text, parse_bugfix(text)));
}

#[test]
fn a_bug_has_three_behaviours() {
    check_bugfix(
        "# Bugfix Requirements Document\n## Introduction\n## Bug Analysis\n### Current Behavior (Defect)\n\
         1.1 WHEN the list is empty THEN the system panics\n1.2 WHEN it is full\n  THEN too\n\n### Expected Behavior (Correct)\n\
         2.1 WHEN the list is empty THEN the system SHALL return None\n### Unchanged Behavior (Regression Prevention)\n\
         - 3.1 WHEN one THEN the system SHALL CONTINUE TO return it\n## Notes\n- 9.1 no\n",
        expect![[r#"
            4-8: 1 | Current Behavior (Defect)
              5: 1.1 (1.1) | WHEN the list is empty THEN the system panics
              6: 1.2 (1.2) | WHEN it is full⏎  THEN too
            9-10: 2 | Expected Behavior (Correct)
              10: 2.1 (2.1) | WHEN the list is empty THEN the system SHALL return None
            11-12: 3 | Unchanged Behavior (Regression Prevention)
              12: 3.1 (3.1) | WHEN one THEN the system SHALL CONTINUE TO return it
        "#]],
    );
    check_bugfix(
        "## 不具合分析\n### 現在の動作（不具合）\n1.1 空なら落ちる\n### 期待される動作\n2.1 空なら None\n### 変更されない動作\n3.1 一つなら返す\n",
        expect![[r#"
            2-3: 1 | 現在の動作（不具合）
              3: 1.1 (1.1) | 空なら落ちる
            4-5: 2 | 期待される動作
              5: 2.1 (2.1) | 空なら None
            6-7: 3 | 変更されない動作
              7: 3.1 (3.1) | 一つなら返す
        "#]],
    );
}

#[test]
fn each_document_may_have_the_shape_of_the_other() {
    let named = "### Requirement 1\n1. WHEN x\n### Expected Behavior\ntext\n";
    assert_eq!(parse_bugfix(named), parse_requirements(named));
    let behaviours = "### Current Behavior\n1.1 WHEN x\n### Expected Behavior\n2.1 WHEN x\n";
    assert_eq!(parse_requirements(behaviours), parse_bugfix(behaviours));
    assert_eq!(parse_requirements(behaviours).0.requirements.len(), 2);
}
