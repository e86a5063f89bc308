use expect_test::{Expect, expect};

use super::{RenameError, prepare_rename, rename};
use crate::{FileEdit, Library, fixture};

/// Renames what `$0` stands on in `files` and shows every line that changes, or why none does.
fn check(files: &str, new_name: &str, expect: Expect) {
    let found = fixture::at_cursor(files, |place| {
        let prepared = match prepare_rename(&place) {
            Some((span, name)) => format!("{:?} {name}\n", place.document.slice(span)),
            None => "nothing to rename\n".to_owned(),
        };
        match rename(&place, new_name) {
            Ok(edits) => prepared + &changed_lines(place.library, &edits),
            Err(error) => format!("{prepared}{error}\n"),
        }
    });
    expect.assert_eq(&found);
}

fn changed_lines(library: &Library, edits: &[FileEdit]) -> String {
    let mut shown = String::new();
    for group in edits.chunk_by(|a, b| a.path == b.path) {
        let document = library.document(&group[0].path).unwrap();
        let edits: Vec<_> = group.iter().map(|it| it.edit.clone()).collect();
        let after = text::apply(&document.text, &edits).unwrap();
        let name = document.path.rsplit('/').next().unwrap();
        for (number, (old, new)) in (1..).zip(document.text.lines().zip(after.lines())) {
            if old != new {
                shown += &format!("{name}:{number}: {new}\n");
            }
        }
    }
    shown
}

const REQUIREMENTS: &str = "%! .kiro/specs/a/requirements.md
## Glossary

- **Limiter**: counts requests
- **Rate Limiter**: another one

## Requirements

### Requirement $R1: Quota

#### Acceptance Criteria

1. THE Limiter SHALL count
$C2. THE Rate Limiter SHALL not
3. THE Limiters SHALL be many

### Requirement 2: Rest

2.1 THE Limiter SHALL rest
- 2.2 THE Limiter SHALL sleep

%! .kiro/specs/a/design.md
## Correctness Properties

### Property $P1: Never `Limiter`

**Validates: Requirements 1.1, 1.2**

### Property 2: Always

**Validates: R1.AC2, Requirement 1, 要件1.3**

%! .kiro/specs/a/tasks.md
- [ ] $T1. Count
  - [ ] 1.1 Write the Limiter
    - _Requirements: 1.1, $W1.2_
  - [ ] 1.2 Test it
    - **Property 1: Never `Limiter`**
    - _Requirements: 1.*, 2.1-2.2_
    - _Depends: 1.1_
- [ ] 2. Rest
  - _Requirements: 1-2_
  - _Depends: 1_

## Task Dependency Graph

```json
{\"waves\": [{\"id\": 0, \"tasks\": [\"1.1\"]}, {\"id\": 1, \"tasks\": [\"1.2\", 2]}]}
```
%! .kiro/specs/a/tasks.meta.json
{\"executionHistory\": {\"1. Count\": [], \"1.1 Write the Limiter\": [], \"2. Rest\": []}}
";

/// The spec with the cursor at one of its marks.
fn at(mark: &str) -> String {
    let with_cursor = REQUIREMENTS.replacen(mark, "$0", 1);
    ["$R", "$C", "$P", "$T", "$W"].iter().fold(with_cursor, |files, mark| files.replacen(mark, "", 1))
}

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

#[test]
fn a_property() {
    check(
        &at("$P"),
        "7",
        expect![[r#"
        "1" 1
        design.md:3: ### Property 7: Never `Limiter`
        tasks.md:5:     - **Property 7: Never `Limiter`**
    "#]],
    );
    check(
        &at("$P"),
        "2",
        expect![[r#"
        "1" 1
        "2" is taken: the property 2 is called so.
    "#]],
    );
}

#[test]
fn a_task_takes_its_sub_tasks_along() {
    check(
        &at("$T"),
        "7",
        expect![[r#"
        "1" 1
        tasks.md:1: - [ ] 7. Count
        tasks.md:2:   - [ ] 7.1 Write the Limiter
        tasks.md:4:   - [ ] 7.2 Test it
        tasks.md:7:     - _Depends: 7.1_
        tasks.md:10:   - _Depends: 7_
        tasks.md:15: {"waves": [{"id": 0, "tasks": ["7.1"]}, {"id": 1, "tasks": ["7.2", 2]}]}
        tasks.meta.json:1: {"executionHistory": {"7. Count": [], "7.1 Write the Limiter": [], "2. Rest": []}}
    "#]],
    );
    check(
        &at("$T"),
        "T0",
        expect![[r#"
        "1" 1
        tasks.md:1: - [ ] T0. Count
        tasks.md:2:   - [ ] T0.1 Write the Limiter
        tasks.md:4:   - [ ] T0.2 Test it
        tasks.md:7:     - _Depends: T0.1_
        tasks.md:10:   - _Depends: T0_
        tasks.md:15: {"waves": [{"id": 0, "tasks": ["T0.1"]}, {"id": 1, "tasks": ["T0.2", 2]}]}
        tasks.meta.json:1: {"executionHistory": {"T0. Count": [], "T0.1 Write the Limiter": [], "2. Rest": []}}
    "#]],
    );
    check(
        &at("$T"),
        "2",
        expect![[r#"
        "1" 1
        "2" is taken: the task 2 is called so.
    "#]],
    );
    check(
        &at("$T"),
        "three",
        expect![[r#"
        "1" 1
        "three" would not be read as the id of a task. Write a number, such as 7 or 2.1.
    "#]],
    );
    let second = at("nothing").replacen("- [ ] 2. Rest", "- [ ] 2$0. Rest", 1);
    check(
        &second,
        "3",
        expect![[r#"
        "2" 2
        tasks.md:8: - [ ] 3. Rest
        tasks.md:15: {"waves": [{"id": 0, "tasks": ["1.1"]}, {"id": 1, "tasks": ["1.2", 3]}]}
        tasks.meta.json:1: {"executionHistory": {"1. Count": [], "1.1 Write the Limiter": [], "3. Rest": []}}
    "#]],
    );
    check(
        &second,
        "FIX-3",
        expect![[r#"
        "2" 2
        tasks.md:8: - [ ] FIX-3. Rest
        tasks.md:15: {"waves": [{"id": 0, "tasks": ["1.1"]}, {"id": 1, "tasks": ["1.2", "FIX-3"]}]}
        tasks.meta.json:1: {"executionHistory": {"1. Count": [], "1.1 Write the Limiter": [], "FIX-3. Rest": []}}
    "#]],
    );
    check(
        &second,
        "1.3",
        expect![[r#"
        "2" 2
        With that name the task 2 would be read otherwise: it would belong to the task 1.
    "#]],
    );
    check(
        "%! .kiro/specs/a/tasks.md\n- [ ] 1$0. One\n- [ ] 1. Two\n",
        "3",
        expect![[r#"
        "1" 1
        2 things are called "1", and it can't be told which one a reference means. Renumber by hand first.
    "#]],
    );
    check(
        "%! .kiro/specs/a/tasks.md\n### タスク 1$0: 題\n\n### タスク 1.1: 題\n- _Depends: 1_\n",
        "2",
        expect![[r#"
            "1" 1
            tasks.md:1: ### タスク 2: 題
            tasks.md:3: ### タスク 2.1: 題
            tasks.md:4: - _Depends: 2_
        "#]],
    );
}

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

#[test]
fn an_error_says_what_to_do() {
    for error in [
        RenameError::Nothing,
        RenameError::NoId { what: "The task".to_owned() },
        RenameError::Ambiguous { id: "1".to_owned(), count: 2 },
        RenameError::Elsewhere { requirement: "1".to_owned() },
    ] {
        assert!(error.to_string().ends_with('.'), "{error}");
    }
}
