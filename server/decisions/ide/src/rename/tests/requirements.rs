use expect_test::expect;

use super::{at, check};

#[test]
fn a_requirement_takes_its_criteria_along() {
    check(
        &at("$R"),
        "0",
        expect![[r#"
        "1" 1
        requirements.md:8: ### Requirement 0: Quota
        design.md:5: **Validates: Requirements 0.1, 0.2**
        design.md:9: **Validates: R0.AC2, Requirement 0, 要件0.3**
        tasks.md:3:     - _Requirements: 0.1, 0.2_
        tasks.md:6:     - _Requirements: 0.*, 2.1-2.2_
        tasks.md:9:   - _Requirements: 0-2_
    "#]],
    );
    check(
        &at("$R"),
        "REQ-0",
        expect![[r#"
        "1" 1
        requirements.md:8: ### Requirement 0: Quota
        design.md:5: **Validates: Requirements 0.1, 0.2**
        design.md:9: **Validates: R0.AC2, Requirement 0, 要件0.3**
        tasks.md:3:     - _Requirements: 0.1, 0.2_
        tasks.md:6:     - _Requirements: 0.*, 2.1-2.2_
        tasks.md:9:   - _Requirements: 0-2_
    "#]],
    );
    check(
        &at("$R"),
        "2",
        expect![[r#"
        "1" 1
        "2" is taken: the requirement 2 is called so.
    "#]],
    );
    check(
        &at("$R"),
        "7",
        expect![[r#"
            "1" 1
            "1-2" in .kiro/specs/a/tasks.md, line 9, would no longer mean the same. Change it by hand first.
        "#]],
    );
    check(
        &at("$R"),
        "no id",
        expect![[r#"
            "1" 1
            "no id" would not be read as the id of a requirement. Write a number, such as 7, or REQ-7.
        "#]],
    );
    check(
        &at("$R"),
        "",
        expect![[r#"
        "1" 1
        "" would not be read as the id of a requirement. Write a number, such as 7, or REQ-7.
    "#]],
    );
}

#[test]
fn prefixes_and_zeros_stay() {
    let spec = "%! .kiro/specs/a/requirements.md
### REQ-001: One
1. WHEN a THE b SHALL c
### NFR-2: Fast
- NFR-2.1 WHEN a THE b SHALL d
%! .kiro/specs/a/tasks.md
- [ ] 1. Do
  - _Requirements: REQ-001.1, req-1, R1$0, 1.9, NFR2.1, NFR 2_
";
    check(
        spec,
        "REQ-7",
        expect![[r#"
            "R1" REQ-001
            requirements.md:1: ### REQ-007: One
            tasks.md:2:   - _Requirements: REQ-007.1, req-7, R7, 7.9, NFR2.1, NFR 2_
        "#]],
    );
    check(
        &spec.replace("R1$0", "R1").replace("NFR 2", "NFR $02"),
        "NFR-3",
        expect![[r#"
            "NFR 2" NFR-2
            requirements.md:3: ### NFR-3: Fast
            requirements.md:4: - NFR-3.1 WHEN a THE b SHALL d
            tasks.md:2:   - _Requirements: REQ-001.1, req-1, R1, 1.9, NFR3.1, NFR 3_
        "#]],
    );
    check(
        &spec.replace("R1$0", "R1").replace("NFR2.1", "NFR2$0.1"),
        "4",
        expect![[r#"
            "NFR2.1" NFR-2.1
            requirements.md:4: - NFR-2.4 WHEN a THE b SHALL d
            tasks.md:2:   - _Requirements: REQ-001.1, req-1, R1, 1.9, NFR2.4, NFR 2_
        "#]],
    );
}

#[test]
fn a_criterion_stays_in_its_requirement() {
    check(
        &at("$C"),
        "7",
        expect![[r#"
        "2" 1.2
        requirements.md:13: 7. THE Rate Limiter SHALL not
        design.md:5: **Validates: Requirements 1.1, 1.7**
        design.md:9: **Validates: R1.AC7, Requirement 1, 要件1.3**
        tasks.md:3:     - _Requirements: 1.1, 1.7_
    "#]],
    );
    check(
        &at("$W"),
        "1.7",
        expect![[r#"
        "1.2" 1.2
        requirements.md:13: 7. THE Rate Limiter SHALL not
        design.md:5: **Validates: Requirements 1.1, 1.7**
        design.md:9: **Validates: R1.AC7, Requirement 1, 要件1.3**
        tasks.md:3:     - _Requirements: 1.1, 1.7_
    "#]],
    );
    let range = at("nothing").replace("_Requirements: 1-2_", "_Requirements: 1.1$0-1.3_");
    check(
        &range,
        "1.0",
        expect![[r#"
        "1.1" 1.1
        requirements.md:12: 0. THE Limiter SHALL count
        design.md:5: **Validates: Requirements 1.0, 1.2**
        tasks.md:3:     - _Requirements: 1.0, 1.2_
        tasks.md:9:   - _Requirements: 1.0-1.3_
    "#]],
    );
    check(
        &range.replace("1.1$0-1.3", "1.1-$01.3"),
        "1.4",
        expect![[r#"
        "1.3" 1.3
        requirements.md:14: 4. THE Limiters SHALL be many
        design.md:9: **Validates: R1.AC2, Requirement 1, 要件1.4**
        tasks.md:9:   - _Requirements: 1.1-1.4_
    "#]],
    );
    check(
        &range.replace("1.1$0-1.3", "1.*$0"),
        "7",
        expect![[r#"
        "1.*" 1
        requirements.md:8: ### Requirement 7: Quota
        design.md:5: **Validates: Requirements 7.1, 7.2**
        design.md:9: **Validates: R7.AC2, Requirement 7, 要件7.3**
        tasks.md:3:     - _Requirements: 7.1, 7.2_
        tasks.md:6:     - _Requirements: 7.*, 2.1-2.2_
        tasks.md:9:   - _Requirements: 7.*_
    "#]],
    );
    check(
        &at("$W"),
        "1.3",
        expect![[r#"
        "1.2" 1.2
        "1.3" is taken: the criterion 1.3 is called so.
    "#]],
    );
    check(
        &at("$W"),
        "2.7",
        expect![[r#"
        "1.2" 1.2
        A criterion stays with its requirement: its id begins with "1.". To move it, move its text.
    "#]],
    );
    check(
        "%! .kiro/specs/a/requirements.md
### Requirement 1
#### Acceptance Criteria
1. WHEN a THE b SHALL c
2. WHEN a THE b SHALL d
3. WHEN a THE b SHALL e
%! .kiro/specs/a/tasks.md
- [ ] 1. Do
  - _Requirements: 1.1-1.3, 1.$02_
",
        "9",
        expect![[r#"
            "1.2" 1.2
            "1.1-1.3" in .kiro/specs/a/tasks.md, line 2, would no longer mean the same. Change it by hand first.
        "#]],
    );
    check(
        "%! .kiro/specs/a/requirements.md
### Requirement 1
#### Acceptance Criteria
- WHEN a $0THE b SHALL c
",
        "9",
        expect![[r#"
            nothing to rename
            The criterion 1.1 has no id of its own that could be changed.
        "#]],
    );
}
