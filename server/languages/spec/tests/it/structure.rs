//! How task lines make a document.

use expect_test::expect;
use proptest::prelude::*;
use spec::parse_tasks;

use crate::check;

#[test]
fn as_kiro_writes_it() {
    check(
        "# Implementation Plan: limiter\n\n## Tasks\n\n- [x] 1. Core\n  - [x] 1.1 Count\n    - _Requirements: 1.1_\n  \
         - [ ]* 1.2 Write property test\n- [-] 2. Store\n  - [~] 2.1 Save\n- [ ] 3. Checkpoint\n\n## Notes\n\n- one\n",
        expect![[r#"
            5: [x] 1 | Core
              6: [x] 1.1 | Count
              8: [ ]* 1.2 | Write property test
            9: [-] 2 | Store
              10: [~] 2.1 | Save
            11: [ ] 3 | Checkpoint
        "#]],
    );
}

#[test]
fn the_number_decides_not_the_indent() {
    check(
        "- [ ] 1. A\n- [ ] 1.1 B\n- [ ] 2. C\n  - [ ] 1.2 late\n    - [ ] 7.3.5a lost\n- [ ] 7.3.5 D\n\
         - [ ] 7.3.5a E\n- [ ] 10.1 F\n- [ ] 10.1-FIX G\n- [ ] 1.10 H\n",
        expect![[r#"
            1: [ ] 1 | A
              2: [ ] 1.1 | B
            3: [ ] 2 | C
              4: [ ] 1.2 | late
            5: [ ] 7.3.5a@5 | lost
            6: [ ] 7.3.5 | D
              7: [ ] 7.3.5a@7 | E
            8: [ ] 10.1 | F
              9: [ ] 10.1-FIX | G
              10: [ ] 1.10 | H
            warning tasks/duplicate-id at 7: "- [ ] 7.3.5a E"
        "#]],
    );
}

#[test]
fn the_indent_decides_where_the_number_is_silent() {
    check(
        "- [ ] Outer\n  - [ ] Inner\n    - [ ] Innermost\n  - [ ] Inner again\n - [ ] a slip\n- [ ] 1. A\n  \
         - [ ] part\n  - [ ] 2. B\n",
        expect![[r#"
            1: [ ] @1 | Outer
              2: [ ] @2 | Inner
                3: [ ] @3 | Innermost
              4: [ ] @4 | Inner again
            5: [ ] @5 | a slip
            6: [ ] 1 | A
              7: [ ] @7 | part
              8: [ ] 2 | B
        "#]],
    );
}

#[test]
fn ids_may_repeat_skip_and_go_back() {
    check(
        "- [ ] 5. A\n- [ ] 5.1 B\n- [ ] 2. C\n- [ ] 5. D\n- [ ] 5.1 E\n- [ ] 9.4 F\n",
        expect![[r#"
            1: [ ] 5@1 | A
              2: [ ] 5.1@2 | B
            3: [ ] 2 | C
            4: [ ] 5@4 | D
              5: [ ] 5.1@5 | E
            6: [ ] 9.4 | F
            warning tasks/duplicate-id at 4: "- [ ] 5. D"
            warning tasks/duplicate-id at 5: "- [ ] 5.1 E"
        "#]],
    );
}

#[test]
fn headings_that_name_a_task_are_tasks() {
    check(
        "## Phase 1: Begin\n\n### Task 1.1: Set up\n\n**Effort**: 2\n\n#### Acceptance Criteria\n\n- [x] it builds\n\n\
         ### ✅ Task 1.2. Go on\n- [ ] 1.2.1 part\n## 任务 3：写\n### Tarea 4: Escribir\n### TASK-5: Ship\n## Tasks\n\
         ## Task list\n## Notes\n- [ ] later\n",
        expect![[r##"
            3: # 1.1 | Set up
              9: [x] @9 | it builds
            11: # 1.2 | Go on
              12: [ ] 1.2.1 | part
            13: # 3 | 写
              14: # 4 | Escribir
              15: # TASK-5 | Ship
            19: [ ] @19 | later
        "##]],
    );
}

#[test]
fn a_numbered_heading_is_a_group() {
    check(
        "## 3. Third part\n- [ ] 3.1 A\n- [ ] 3.2 B\n### 4.1 Not a task\n",
        expect![[r#"
            2: [ ] 3.1 | A
            3: [ ] 3.2 | B
        "#]],
    );
}

#[test]
fn without_any_checkbox_numbered_headings_are_the_tasks() {
    check(
        "# Plan\n## 1. Setup\n### 1.1 Folder\n- do it\n### 1.2 Build\n#### 1.2.1 Link\n",
        expect![[r##"
            3: # 1.1 | Folder
            5: # 1.2 | Build
              6: # 1.2.1 | Link
        "##]],
    );
}

#[test]
fn a_body_ends_at_the_next_task_or_heading() {
    let text = "- [ ] 1. A\n\n\n\n  - detail\n  ```\n  ## code\n  ```\n- [ ] 2. B\ntext\n## Notes\n\
                ### Task 3: C\n#### Goal\ngoal\n### End\n";
    let (list, _) = parse_tasks(text);
    let bodies: Vec<_> = list.tasks.iter().map(|task| &text[task.body.clone()]).collect();
    assert_eq!(
        bodies,
        [
            "- [ ] 1. A\n\n\n\n  - detail\n  ```\n  ## code\n  ```\n",
            "- [ ] 2. B\ntext\n",
            "### Task 3: C\n#### Goal\ngoal\n"
        ]
    );
    let lines: Vec<_> = list.tasks.iter().map(|task| &text[task.span.clone()]).collect();
    assert_eq!(lines, ["- [ ] 1. A", "- [ ] 2. B", "### Task 3: C"]);
}

#[test]
fn checkboxes_in_fences_are_no_tasks() {
    check(
        "- [ ] 1. A\n  ```markdown\n  - [ ] 1.1 example\n  - []\n  ```\n~~~\n- [ ] 2. other\n```\n~~~\n````md\n```\n\
         - [ ] 3. deep\n````\n- ```sh\n  - [ ] 4. shell\n  ```\n- [ ] 5. B\n",
        expect![[r#"
            1: [ ] 1 | A
            17: [ ] 5 | B
            hint tasks/task-in-fence at 3: "  - [ ] 1.1 example"
            hint tasks/task-in-fence at 7: "- [ ] 2. other"
            hint tasks/task-in-fence at 12: "- [ ] 3. deep"
            hint tasks/task-in-fence at 15: "  - [ ] 4. shell"
        "#]],
    );
}

#[test]
fn an_unclosed_fence_does_not_swallow_tasks() {
    check(
        "- [ ] 1. A\n```\ncode\n- [ ] 2. B\n",
        expect![[r#"
            1: [ ] 1 | A
            4: [ ] 2 | B
            warning tasks/unclosed-fence at 2: "```"
        "#]],
    );
    // Closed by the next task's fence, were it not for the list item it stands in.
    check(
        "- [ ] 1. A\n  ```rust\n  code\n- [ ] 2. B\n  ```\n  - [ ] 2.1 example\n  ```\n- [ ] 3. C\n",
        expect![[r#"
            1: [ ] 1 | A
            4: [ ] 2 | B
            8: [ ] 3 | C
            warning tasks/unclosed-fence at 2: "  ```rust"
            hint tasks/task-in-fence at 6: "  - [ ] 2.1 example"
        "#]],
    );
    check(
        "````\n```\n- [ ] 1. in\n```\n- [ ] 2. out\n",
        expect![[r#"
            5: [ ] 2 | out
            warning tasks/unclosed-fence at 1: "````"
            hint tasks/task-in-fence at 3: "- [ ] 1. in"
        "#]],
    );
}

#[test]
fn what_is_odd_is_said() {
    check(
        "- [] 1. A\n- [?] 2. B\n- [ ] 3. C\n",
        expect![[r#"
            2: [?] 2 | B
            3: [ ] 3 | C
            warning tasks/empty-checkbox at 1: "[]"
            warning tasks/unknown-mark at 2: "[?]"
        "#]],
    );
}

#[test]
fn bytes_of_all_sorts() {
    check("", expect![[""]]);
    check("\n\n", expect![[""]]);
    check(
        "\u{feff}- [ ] 1. A\r\n- [x] 1.1 日本😀\r- [ ] 2. C\n- [ ] 3. no final newline",
        expect![[r#"
            1: [ ] 1 | A
              2: [x] 1.1 | 日本😀
            3: [ ] 2 | C
            4: [ ] 3 | no final newline
        "#]],
    );
    check(
        "\u{feff}## Task 1: A\n",
        expect![[r##"
            1: # 1 | A
        "##]],
    );
}

#[test]
fn long_lines_and_deep_nesting_are_just_text() {
    let long = "x".repeat(100_000);
    let (list, _) = parse_tasks(&format!("- [ ] 1. {long}\n- [ ] 2. B"));
    assert_eq!((list.tasks[0].title.len(), list.tasks.len()), (100_000, 2));

    // Each of these would take minutes if anything were quadratic.
    for unit in ["1.", "(", "[", "**", "- ", "`", "```a\n", "- [ ] 1.1 a\n", "- [ ] 9 a (b\n", "#", " "] {
        let text = format!("- [ ] {}", unit.repeat(400_000 / unit.len()));
        assert!(!parse_tasks(&text).0.tasks.is_empty());
    }
}

fn fragment() -> impl Strategy<Value = String> {
    let pieces: Vec<&'static str> = vec![
        "- [ ] ",
        "- [x]",
        "- []",
        "* [~]",
        "[-]* ",
        "\\*",
        "1",
        "1.1",
        "10.2a",
        ".",
        ":",
        "：",
        "-",
        "~",
        "T",
        "FIX-",
        "Task ",
        "任务 ",
        "**",
        "~~",
        "__",
        "\n",
        "\r\n",
        "\r",
        "  ",
        "\t",
        "```",
        "````",
        "~~~",
        "#",
        "## ",
        "### ",
        "日",
        "😀",
        "\u{feff}",
        "\u{200b}",
        "(optional)",
        "（可选）",
        "]",
        "[",
        "a",
        " ",
        "@",
        "\n- [ ] 1. a\n",
        "\n  - [x] 1.1 b\n",
    ];
    proptest::collection::vec(proptest::sample::select(pieces), 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text_is_parsed(text in any::<String>()) {
        holds_together(&text);
    }

    #[test]
    fn any_task_like_text_is_parsed(text in fragment()) {
        holds_together(&text);
    }
}

/// What is true of every list.
fn holds_together(text: &str) {
    let (list, problems) = parse_tasks(text);
    let mut end = 0;
    for (index, task) in list.tasks.iter().enumerate() {
        assert!(task.body.start >= end && task.body.end <= text.len());
        assert!(task.span.start == task.body.start && task.span.end <= task.body.end);
        end = task.body.end;
        assert!(task.parent.is_none_or(|parent| parent < index));
        assert_eq!(task.depth, task.parent.map_or(0, |parent| list.tasks[parent].depth + 1));
        assert!(text[task.span.clone()].contains(&task.raw_title));
        if let Some(mark) = &task.mark {
            assert_eq!(text[mark.span.start - 1..mark.span.end + 1], format!("[{}]", mark.text));
        }
        assert_eq!(list.find(&list.reference(index)), Ok(index));
    }
    for problem in problems {
        assert!(text.get(problem.span).is_some());
    }
}
