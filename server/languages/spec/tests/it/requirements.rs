//! What a requirements.md asks for, however it is written.

use std::fmt::Write;

use expect_test::{Expect, expect};
use spec::{Requirements, parse_requirements};
use text::LineIndex;

/// Compares the requirements of `text`: a line each (`line id | title`), below it the user story and the criteria
/// (`line id (number as written) | text`), then the terms, then the problems.
fn check(text: &str, expect: Expect) {
    expect.assert_eq(&show(text, parse_requirements(text)));
}

/// Those of what was read from `text`.
pub(crate) fn show(text: &str, (read, problems): (Requirements, Vec<text::Problem>)) -> String {
    let mut out = String::new();
    let said =
        |span: &std::ops::Range<usize>| text[span.clone()].replace("\r\n", "⏎").replace(['\n', '\r'], "⏎");
    for requirement in &read.requirements {
        let end = LineIndex::new(text).line(requirement.range.end);
        writeln!(out, "{}-{end}: {} | {}", requirement.line + 1, requirement.id, said(&requirement.title))
            .unwrap();
        if let Some(story) = &requirement.user_story {
            writeln!(out, "  story: {}", said(story)).unwrap();
        }
        for criterion in &requirement.criteria {
            let (line, number, text) = (criterion.line + 1, said(&criterion.number), said(&criterion.text));
            writeln!(out, "  {line}: {} ({number}) | {text}", criterion.id).unwrap();
        }
    }
    for term in &read.glossary {
        writeln!(out, "term {}: {}", said(&term.name), said(&term.definition)).unwrap();
    }
    for problem in problems {
        let line = LineIndex::new(text).line(problem.span.start) + 1;
        writeln!(out, "{} at {line}: {:?}", problem.code, said(&problem.span)).unwrap();
    }
    out
}

#[test]
fn as_kiro_writes_it() {
    check(
        "# Requirements Document\n\n## Introduction\n\nA quota.\n\n## Glossary\n\n- **Limiter**: component that counts \
         requests\n- **Client_Key**: identity a quota is kept for\n\n## Requirements\n\n### Requirement 1: Enforce a \
         quota\n\n**User Story:** As an operator, I want a quota per key, so that all are served.\n\n#### Acceptance \
         Criteria\n\n1. WHEN a request exceeds the quota, THE Limiter SHALL answer with status 429\n2. WHILE the Limiter \
         is starting, THE Limiter SHALL accept requests\n   without counting\n\n   Not even one.\n\n### Requirement 2\n\n\
         #### Acceptance Criteria\n\n1. THE Limiter SHALL log\n   - who\n   - when\n\n## Notes\n\n1. not a criterion\n",
        expect![[r#"
            14-25: 1 | Enforce a quota
              story: As an operator, I want a quota per key, so that all are served.
              20: 1.1 (1) | WHEN a request exceeds the quota, THE Limiter SHALL answer with status 429
              21: 1.2 (2) | WHILE the Limiter is starting, THE Limiter SHALL accept requests⏎   without counting⏎⏎   Not even one.
            26-33: 2 | 
              30: 2.1 (1) | THE Limiter SHALL log⏎   - who⏎   - when
            term Limiter: component that counts requests
            term Client_Key: identity a quota is kept for
        "#]],
    );
}

#[test]
fn headings_of_every_shape() {
    for heading in [
        "### Requirement 1: Quota",
        "## Requirement 1 — Quota",
        "##### **Requirement 1: Quota**",
        "### 要件1: Quota",
        "### 需求 1：Quota",
        "### 요구사항 1: Quota",
        "### Requisito 1 — Quota",
        "### REQ-001: Quota",
        "### US-1 Quota",
        "### FR-1: Quota",
        "### NFR 1: Quota",
        "#### R1 — Quota",
        "## 1. Quota",
        "### 1.1 Quota",
        "### Requirement 4A: Quota",
    ] {
        let text = format!("# Requirements\n\n{heading}\n\n1. WHEN full THE Limiter SHALL refuse\n");
        let (read, problems) = parse_requirements(&text);
        let [requirement] = read.requirements.as_slice() else {
            panic!("{heading}: {:?}", read.requirements)
        };
        assert_eq!(&text[requirement.title.clone()], "Quota", "{heading}");
        assert_eq!(&text[requirement.id_span.clone()], requirement.id, "{heading}");
        assert_eq!(requirement.criteria[0].id, format!("{}.1", requirement.id), "{heading}");
        assert_eq!(problems, [], "{heading}");
    }
}

#[test]
fn chapters_are_no_requirements() {
    check(
        "# Spec\n\n## 1. Overview\n\n1. one thing\n2. another\n\n## 2. Functional Requirements\n\n### 2.1 Login\n\nText.\n\n\
         #### Acceptance Criteria\n\n1. WHEN x THEN y\n\n### 2.2 Logout\n\n## 3. Acceptance Criteria\n\n1. all is well\n",
        expect![[r#"
            10-17: 2.1 | Login
              16: 2.1.1 (1) | WHEN x THEN y
            18-19: 2.2 | Logout
        "#]],
    );
    check(
        "# Spec\n\n## 1. Overview\n\nText.\n\n## 2. Requirement list\n\n### Requirement 3: X\n\n1. WHEN x\n",
        expect![[r#"
            9-11: 3 | X
              11: 3.1 (1) | WHEN x
        "#]],
    );
    check(
        "## 1. Hero\n\n1.1 The page SHALL load\n1.2 The page SHALL stay\n\n## 2. Theme\n\n- 2.1 dark\n",
        expect![[r#"
            1-5: 1 | Hero
              3: 1.1 (1.1) | The page SHALL load
              4: 1.2 (1.2) | The page SHALL stay
            6-8: 2 | Theme
              8: 2.1 (2.1) | dark
        "#]],
    );
    check(
        "## Requirements\n\n### 1. Launch\n- **Goal**: start\n\n### 2. Login\n\n## Context\n\n### 1. Other\n",
        expect![[r#"
            3-5: 1 | Launch
            6-7: 2 | Login
        "#]],
    );
}

#[test]
fn prefixed_and_numbered_requirements_side_by_side() {
    check(
        "## Requirements\n### 1. Store\n#### Acceptance Criteria\n1. WHEN x\n## Non-Functional Requirements\n### NFR 1: Fast\n\
         NFR1.1 The Store shall answer in 10 ms\n- 7.2 The Store shall stay below 1 GB\n- 2.5 GB would be too much\n",
        expect![[r#"
            2-4: 1 | Store
              4: 1.1 (1) | WHEN x
            6-9: NFR 1 | Fast
              7: NFR1.1 (NFR1.1) | The Store shall answer in 10 ms
              8: 7.2 (7.2) | The Store shall stay below 1 GB⏎- 2.5 GB would be too much
        "#]],
    );
}

#[test]
fn criteria_of_every_shape() {
    check(
        "### Requirement 3\n#### Acceptance Criteria\n3.1 WHEN a\n3.2. WHEN b\n- 3.3 WHEN c\n- [ ] **3.4** WHEN d\n\
         **3.5**: WHEN e\n1. <a name=\"3.6\"></a>WHEN f\n- AC7: g\n  - 3.7.1 below\n",
        expect![[r#"
            1-10: 3 | 
              3: 3.1 (3.1) | WHEN a
              4: 3.2 (3.2) | WHEN b
              5: 3.3 (3.3) | WHEN c
              6: 3.4 (3.4) | WHEN d
              7: 3.5 (3.5) | WHEN e
              8: 3.6 (3.6) | WHEN f
              9: 3.7 (AC7) | g
              10: 3.7.1 (3.7.1) | below
        "#]],
    );
    check(
        "### US-1\n**Acceptance Criteria:**\n- [ ] first\n- [x] second\n  more of it\n    - nested\n* third\n\n\
         **Priority:** high\n- no criterion\n",
        expect![[r#"
            1-10: US-1 | 
              3: US-1.1 () | first
              4: US-1.2 () | second⏎  more of it⏎    - nested
              7: US-1.3 () | third
        "#]],
    );
    check(
        "### Requirement 1\n#### Acceptance Criteria\n\n**WHEN** a user logs in\n**AND** is known\n**THEN** the door opens\n\n\
         **AND** the light goes on\n\n**IF** not **THEN** nothing\n**WHEN** again\n\nProse.\n",
        expect![[r#"
            1-13: 1 | 
              4: 1.1 () | **WHEN** a user logs in⏎**AND** is known⏎**THEN** the door opens⏎⏎**AND** the light goes on
              10: 1.2 () | **IF** not **THEN** nothing
              11: 1.3 () | **WHEN** again
        "#]],
    );
    check(
        "### Requirement 1\n\nWHEN a, THE Door SHALL open.\n\nTHE Door SHALL close.\n\nThat is all.\n",
        expect![[r#"
            1-7: 1 | 
              3: 1.1 () | WHEN a, THE Door SHALL open.
              5: 1.2 () | THE Door SHALL close.
        "#]],
    );
}

#[test]
fn what_is_named_like_a_requirement() {
    check(
        "### Requirement 1\n**Acceptance Criteria:** WHEN a THEN b\n#### Requirement 1: Acceptance Criteria\n1. WHEN c\n\
         ### SHA-256 sums\n1. not\n### DEC-1: one\n1. d\n### DEC-2: two\n\
         ### Requirement 2: Details of acceptance criteria\n",
        expect![[r#"
            1-4: 1 | 
              2: 1.1 () | WHEN a THEN b
              4: 1.1 (1) | WHEN c
            7-8: DEC-1 | one
              8: DEC-1.1 (1) | d
            9-9: DEC-2 | two
            10-10: 2 | Details of acceptance criteria
            requirements/duplicate-id at 4: "1"
        "#]],
    );
}

#[test]
fn several_lists_and_their_numbers() {
    check(
        "### Requirement 4\n#### Acceptance Criteria\n##### 4.1 Remove\n1. a\n2. b\n##### 4.2 Keep\n1. c\n\
         #### Technical Constraints\n1. d\n- The code shall be async\n### Requirement 5\n#### Acceptance Criteria\n\
         1. all\n1. the\n1. same\n\n**Errors:**\n4. IF no more\n1. IF again\n",
        expect![[r#"
            1-10: 4 | 
              4: 4.1.1 (1) | a
              5: 4.1.2 (2) | b
              7: 4.2.1 (1) | c
            11-19: 5 | 
              13: 5.1 (1) | all
              14: 5.2 (1) | the
              15: 5.3 (1) | same
              18: 5.4 (4) | IF no more
              19: 5.1 (1) | IF again
            requirements/duplicate-id at 19: "1"
        "#]],
    );
}

#[test]
fn what_looked_like_criteria_before_they_are_announced() {
    check(
        "### Requirement 1\nSteps:\n1. open\n2. close\n#### Acceptance Criteria\n1. WHEN opened\n",
        expect![[r#"
            1-6: 1 | 
              6: 1.1 (1) | WHEN opened
        "#]],
    );
    // A heading of the same level still belongs to it.
    check(
        "### Requirement 1\n### Acceptance Criteria\n1. WHEN opened\n### Other\n1. not\n",
        expect![[r#"
        1-3: 1 | 
          3: 1.1 (1) | WHEN opened
    "#]],
    );
}

#[test]
fn every_language() {
    check(
        "# 要件定義書\n## 用語集\n- **制限器**：数える部品\n## 要件\n### 要件1: 制限\n**ユーザーストーリー:** 運用者として、制限したい。\n\
         #### 受け入れ基準\n1. WHEN 超えた THEN 制限器は拒否すること\n",
        expect![[r#"
            5-8: 1 | 制限
              story: 運用者として、制限したい。
              8: 1.1 (1) | WHEN 超えた THEN 制限器は拒否すること
            term 制限器: 数える部品
        "#]],
    );
    check(
        "# 需求文档\n## 术语表\n- **限流器**: 计数\n## 需求\n### 需求 1：限流\n**用户故事：** 作为运维，我想限流。\n#### 验收标准\n\
         1. 当超出配额时，限流器应当拒绝\n2、当空闲时，限流器应当放行\n",
        expect![[r#"
            5-9: 1 | 限流
              story: 作为运维，我想限流。
              8: 1.1 (1) | 当超出配额时，限流器应当拒绝
              9: 1.2 (2) | 当空闲时，限流器应当放行
            term 限流器: 计数
        "#]],
    );
    check(
        "## 요구사항\n### 요구사항 1: 제한\n**사용자 스토리:** 운영자로서 원한다.\n#### 승인 기준\n1. WHEN 초과 THEN 시스템은 거부해야 한다\n",
        expect![[r#"
            2-5: 1 | 제한
              story: 운영자로서 원한다.
              5: 1.1 (1) | WHEN 초과 THEN 시스템은 거부해야 한다
        "#]],
    );
    check(
        "## Requisitos\n### Requisito 1 — Cota\n**História de Usuário:** Como operador, quero cota.\n\
         #### Critérios de Aceitação\n1. QUANDO exceder ENTÃO o Limitador DEVE recusar\n## Glossário\n**Cota**: limite\n",
        expect![[r#"
            2-5: 1 | Cota
              story: Como operador, quero cota.
              5: 1.1 (1) | QUANDO exceder ENTÃO o Limitador DEVE recusar
            term Cota: limite
        "#]],
    );
    check(
        "## Requisitos\n### Requisito 1: Cuota\n**Historia de Usuario:** Como operador, quiero cuota.\n\
         #### Criterios de Aceptación\n1. CUANDO exceda el Limitador DEBE rechazar\n## Glosario\n- Cuota: límite\n",
        expect![[r#"
            2-5: 1 | Cuota
              story: Como operador, quiero cuota.
              5: 1.1 (1) | CUANDO exceda el Limitador DEBE rechazar
            term Cuota: límite
        "#]],
    );
}

#[test]
fn stories_and_terms() {
    check(
        "### Requirement 1\n#### User Story\nAs a user, I want\nthis.\n\nOther text.\n### Requirement 2\n**As a** user\n**I want** \
         that\n#### Acceptance Criteria\n1. a\n### Requirement 3\n- **User Story**: As a user\n## Glossary\n\
         **Key:** what\n  goes on\n\nA paragraph.\n- `Name`: code\n- **Empty**\n1. **Third** — dash\n### More\n- **Fourth**: below\n\
         | Term | Meaning |\n|:---|---|\n| `Fifth` | in a | table |\n| **Sixth** | too |\n",
        expect![[r#"
            1-6: 1 | 
              story: As a user, I want⏎this.
            7-11: 2 | 
              story: **As a** user⏎**I want** that
              11: 2.1 (1) | a
            12-13: 3 | 
              story: As a user
            term Key: what⏎  goes on
            term Name: code
            term Empty: 
            term Third: dash
            term Fourth: below
            term Fifth: in a | table
            term Sixth: too
        "#]],
    );
}

#[test]
fn what_is_odd_is_said() {
    check(
        "### Requirement 9\n1. WHEN a\n2. WHEN b\n2. WHEN c\n### Requirement 9: again\n1. WHEN d\n### REQ-009\n```\n\
         ### Requirement 10\n",
        expect![[r#"
            1-4: 9 | 
              2: 9.1 (1) | WHEN a
              3: 9.2 (2) | WHEN b
              4: 9.2 (2) | WHEN c
            5-6: 9 | again
              6: 9.1 (1) | WHEN d
            7-8: REQ-009 | 
            9-9: 10 | 
            requirements/duplicate-id at 4: "2"
            requirements/duplicate-id at 5: "9"
            requirements/duplicate-id at 7: "REQ-009"
            requirements/unclosed-fence at 8: "```"
        "#]],
    );
}

#[test]
fn fenced_code_holds_no_criteria() {
    check(
        "### Requirement 1\n1. WHEN a\n   ```\n   2. code\n   ### Requirement 2\n   ```\n3. WHEN b\n\n```\n4. WHEN c\n```\n5. WHEN d\n",
        expect![[r#"
            1-12: 1 | 
              2: 1.1 (1) | WHEN a⏎   ```⏎   2. code⏎   ### Requirement 2⏎   ```
              7: 1.3 (3) | WHEN b
              12: 1.5 (5) | WHEN d
        "#]],
    );
}

#[test]
fn bytes_of_all_sorts() {
    check("", expect![[""]]);
    check(
        "\u{feff}### Requirement 1: 😀\r\n1. WHEN 日本😀\r  goes on\r\n2. no final newline",
        expect![[r#"
            1-3: 1 | 😀
              2: 1.1 (1) | WHEN 日本😀⏎  goes on
              4: 1.2 (2) | no final newline
        "#]],
    );
}
