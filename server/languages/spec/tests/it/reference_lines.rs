//! Lines that refer to something by id.

use std::fmt::Write;

use expect_test::{Expect, expect};
use proptest::prelude::*;
use spec::{ReferenceLine, Target, parse_tasks};

fn shown(target: &Target) -> String {
    match target {
        Target::One(id) => id.clone(),
        Target::Range(first, last) => format!("{first}..{last}"),
        Target::Below(id) => format!("{id}.*"),
        Target::All => "all".to_owned(),
    }
}

/// What a line refers to, in one line.
pub(crate) fn line(line: &ReferenceLine) -> String {
    let items: Vec<String> = line.items.iter().map(|item| shown(&item.target)).collect();
    format!("{:?}: {}", line.kind, items.join(" "))
}

/// Compares what the lines of a task's body refer to.
fn check(text: &str, expect: Expect) {
    let text = format!("- [ ] 1. Task\n{text}");
    let (list, _) = parse_tasks(&text);
    let mut out = String::new();
    for reference in list.tasks.iter().flat_map(|task| &task.references) {
        writeln!(out, "{}", line(reference)).unwrap();
    }
    expect.assert_eq(&out);
}

#[test]
fn every_form_of_a_line() {
    check(
        "\
  - _Requirements: 1.1, 2.3_
  - **Validates: Requirements 1.1, 1.8**
  - **需求**: 需求 1
_Requirements: 2.3, 8.1_
  - _Requirements:_ 2.1, 2.2
  - _Requirements: 1.1 (from the design)_
  - Requirements: 1.1
**依赖**: Task 1
  - **Dependencies:** FOUNDATION-3
> **Requirements:** REQ-1
**需求:** 需求 1, 需求 2
  _Requirements: 4.1
  - **验证：需求 4.1**
  - _对应需求：1.2、1.3_
  - **Requirements**:`1.1, 1.2`
  - **Validates: Requirements 2.3, 9.1_
  - _対応要件: 1.*, 3.*
  - _対応要件: 1.* , 2.* , 3.* , 4.*_
  - *Requirements: 1.1, 2.2*
  - ✅ **Validates: Requirements 1.4**
  - **Validates Requirements 1.1**
  - Work (Requirements: 5.1)
**Priority:** High | **Requirements:** REQ-1, REQ-2 | **Status:** done 3
  - _Requirements: 1.1_ _Depends: 2_
",
        expect![[r#"
            Requirements: 1.1 2.3
            Validates: 1.1 1.8
            Requirements: 1
            Requirements: 2.3 8.1
            Requirements: 2.1 2.2
            Requirements: 1.1
            Requirements: 1.1
            Depends: 1
            Depends: FOUNDATION-3
            Requirements: 1
            Requirements: 1 2
            Requirements: 4.1
            Validates: 4.1
            Requirements: 1.2 1.3
            Requirements: 1.1 1.2
            Validates: 2.3 9.1
            Requirements: 1.* 3.*
            Requirements: 1.* 2.* 3.* 4.*
            Requirements: 1.1 2.2
            Validates: 1.4
            Validates: 1.1
            Requirements: 5.1
            Requirements: 1 2
            Requirements: 1.1
            Depends: 2
        "#]],
    );
}

#[test]
fn a_title_may_end_with_references() {
    let text = "- [x] 1.1 Build `a` — _Requirements: 1.2, 8.2_\n- [ ] 1.2 Wrap —\n  _Requirements: 2.3_\n\
                - [ ] 3. Dependencies: 3 crates\n- [ ] 4. **Requirements: 2 of them**\n### Task 5: Do (Requirements: 1.1)\n";
    let (list, _) = parse_tasks(text);
    let found: Vec<Vec<String>> =
        list.tasks.iter().map(|task| task.references.iter().map(line).collect()).collect();
    assert_eq!(
        found,
        [vec!["Requirements: 1.2 8.2"], vec!["Requirements: 2.3"], vec![], vec![], vec!["Requirements: 1.1"]]
    );
}

#[test]
fn labels_of_many_languages() {
    check(
        "\
- _要件: 1.1_
- _対応要件: 1.1_
- _需求: 1.1, 1.2_
- _Requisitos: 1.1–1.8, 2.1–2.6_
- **Valida: Requisitos 1.1**
- **Propiedad 2: Vuelta**
- _요구사항: 1.1_
- **검증: 요구사항 2.3, 4.10**
- **属性 9: 往返**
- **验证需求: 10.1**
- **Property 1: Quota is never exceeded, 3 times**
- _Properties 56, 63_
- Property 3: Round trip
- **Properties:** P1, P2 (both)
- _Depends: 3.1_
- _Depends on: 3.1 (the 2 first)_
- _Depends:_ none
- **Dependencies**: Task 1.1, Task 2
- _依存タスク: 1.1,2.1_
- _依存タスク: -_
- _依存タスク: 1-3_
- _依存タスク: 1.x, 2.x_
- 依存: 5.1のgetNextPhase修正
- 依存: LogFileService（3つ）
- **Dependencias:** A1.
- Blocked by: TASK-2
- Prerequisites: tasks 1, 2 and FIX-1.1
- After: task 4
- **Dependencies:** All previous tasks
- Dependencies: 3 crates are added
- 依赖: 无
- 依存関係: 1-4完了後
- _Boundary: Parser, `Lexer`_
- _Boundary:_ Router<E, M> / Catalog（統合, 2）, member_ordering
- _Boundary:_ none
",
        expect![[r#"
            Requirements: 1.1
            Requirements: 1.1
            Requirements: 1.1 1.2
            Requirements: 1.1..1.8 2.1..2.6
            Validates: 1.1
            Property: 2
            Requirements: 1.1
            Validates: 2.3 4.10
            Property: 9
            Validates: 10.1
            Property: 1
            Property: 56 63
            Property: 3
            Property: 1 2
            Depends: 3.1
            Depends: 3.1
            Depends: 
            Depends: 1.1 2
            Depends: 1.1 2.1
            Depends: 
            Depends: 1..3
            Depends: 1.* 2.*
            Depends: 5.1
            Depends: 
            Depends: A1
            Depends: TASK-2
            Depends: 1 2 FIX-1.1
            Depends: 4
            Depends: all
            Depends: 
            Depends: 
            Depends: 1..4
            Boundary: Parser Lexer
            Boundary: Router<E, M> Catalog（統合, 2） member_ordering
            Boundary: 
        "#]],
    );
}

#[test]
fn what_refers_to_nothing() {
    check(
        "\
- Requirement 3: タスク1.1, 1.2
- Implements 5-second polling
- Property tests validate 3 things
- Property 3 holds for all inputs
- The Requirements: 1.1 of them
- **Type:** 1.1
- use `_Depends:_ 3`
```
_Requirements: 1.1_
```
",
        expect![[""]],
    );
}

#[test]
fn lines_go_on() {
    check(
        "\
- _Requirements: 1.1, 1.2,
  1.3_
- _Requirements: 2.1 (a remark
  on two lines), 2.2_
- _Requirements:_ 3.1,
  3.2
- _Requirements: 4.1
  4.2 is not closed
- _Requirements: 5.1,

  5.2_
- _Requirements: 6.1,
- 6.2_
- Requirements: 7.1\r\n  7.2\r
- **Validates: Requirements 8.1,\r\n  8.2**
",
        expect![[r#"
            Requirements: 1.1 1.2 1.3
            Requirements: 2.1 2.2
            Requirements: 3.1 3.2
            Requirements: 4.1
            Requirements: 5.1
            Requirements: 6.1
            Requirements: 7.1
            Validates: 8.1 8.2
        "#]],
    );
}

#[test]
fn spans_are_those_of_the_words() {
    let text = "- [ ] 1. 日本\n  - **验证：需求 4.1、 R5.AC2 – R5.AC4（😀）**";
    let (list, _) = parse_tasks(text);
    let [line] = list.tasks[0].references.as_slice() else { panic!("{:?}", list.tasks) };
    let items: Vec<&str> = line.items.iter().map(|item| &text[item.span.clone()]).collect();
    assert_eq!((&text[line.label.clone()], items), ("验证", vec!["4.1", "R5.AC2 – R5.AC4"]));
    assert_eq!(&text[line.span.clone()], "验证：需求 4.1、 R5.AC2 – R5.AC4");
}

#[test]
fn nothing_is_quadratic() {
    for unit in [
        "_Requirements: 1.1, ",
        "(",
        "`",
        "1.",
        "1-",
        "1.1 ",
        "a",
        "*a",
        "_Depends:",
        "(Requirements: ",
        "1.1-AC1",
        "全",
        "all the ",
        "\n_Requirements: 1.1",
        "\nx — _Requirements: 1.1",
        "\n- _Requirements: (",
        "tasks ",
        "— ",
        "_",
        "{",
    ] {
        for start in ["_Requirements: ", "**Boundary: ", ""] {
            let text = format!("- [ ] 1. A\n{start}{}", unit.repeat(60_000 / unit.len()));
            parse_tasks(&text);
        }
    }
}

fn fragment() -> impl Strategy<Value = String> {
    let pieces: Vec<&'static str> = vec![
        "- [ ] 1. A\n",
        "_Requirements: ",
        "**Validates: ",
        "Requirements ",
        "_Depends:_ ",
        "**需求**：",
        "_Boundary: ",
        "Property 1",
        ": ",
        "1.1",
        "2",
        "R1.AC2",
        "NFR 1",
        "4A.1",
        "9.x",
        "2.*",
        "-",
        "–",
        "〜",
        " to ",
        ",",
        "、",
        "；",
        " and ",
        "All",
        "全要件",
        "要件",
        "Task ",
        "(",
        ")",
        "（",
        "）",
        "`",
        "_",
        "**",
        "*",
        "[",
        "]",
        "{{",
        "}}",
        "|",
        "—",
        "\n",
        "\r\n",
        "\r",
        "\n\n",
        "\n  - ",
        "> ",
        "日",
        "😀",
        " ",
        "\u{feff}",
        "x",
        "```\n",
        "#",
        "/",
        ".",
        "\\",
    ];
    proptest::collection::vec(proptest::sample::select(pieces), 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn references_are_where_they_say(text in fragment()) {
        sound(&text);
    }

    #[test]
    fn any_text_has_references_that_are_sound(text in any::<String>()) {
        sound(&format!("- [ ] 1. A\n_Requirements: {text}"));
    }
}

/// What is true of the references of every document.
pub(crate) fn sound(text: &str) {
    let (list, _) = parse_tasks(text);
    for task in &list.tasks {
        let mut end = task.body.start;
        for line in &task.references {
            assert!(line.label.start >= end && line.span.end <= task.body.end, "{line:?}");
            assert!(line.span.start == line.label.start && line.span.end >= line.label.end, "{line:?}");
            assert!(text.get(line.label.clone()).is_some_and(|label| !label.is_empty()), "{line:?}");
            end = line.label.end;
            for item in &line.items {
                assert!(item.span.start >= end && item.span.end <= line.span.end, "{line:?}");
                assert!(text.get(item.span.clone()).is_some_and(|item| !item.is_empty()), "{line:?}");
                end = item.span.end;
            }
        }
    }
}
