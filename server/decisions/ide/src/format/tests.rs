use expect_test::{Expect, expect};

use super::{format, on_type};
use crate::fixture::{at_cursor, library};
use crate::{FileEdit, Library};

/// The documents of `files` after formatting the one at `.kiro/specs/demo/<name>`, those that changed.
fn formatted(library: &Library, name: &str) -> Library {
    let path = format!(".kiro/specs/demo/{name}");
    let edits: Vec<FileEdit> = format(library, library.document(&path).expect("a document"));
    let mut after = library.clone();
    for document in library.documents() {
        let own = edits.iter().filter(|edit| edit.path == document.path).map(|edit| edit.edit.clone());
        let text = text::apply(&document.text, &own.collect::<Vec<_>>()).expect("edits that fit");
        after.set(&document.path, Some(&text));
    }
    after
}

fn check(name: &str, files: &str, expect: Expect) {
    let (library, _) = library(files);
    let after = formatted(&library, name);
    let mut shown = String::new();
    for document in after.documents() {
        if library.document(&document.path).is_none_or(|before| before.text != document.text) {
            shown += &format!("{}\n{}", document.path, document.text);
        }
    }
    expect.assert_eq(&shown);
    let again = formatted(&after, name);
    for document in again.documents() {
        let once = after.document(&document.path).expect("the same documents");
        assert_eq!(document.text, once.text, "formatting twice");
    }
}

#[test]
fn tasks_are_numbered() {
    check(
        "tasks.md",
        "\
%! .kiro/specs/demo/tasks.md
- [x] 1. One
- [ ] 2. New
- [ ] 2. Two   
  - [ ] 2.1 Half
  - [ ] 2.3 Half
    - _Depends: 1_
- [ ] 5. Five
%! .kiro/specs/demo/tasks.meta.json
{ \"executionHistory\": { \"5. Five\": [], \"1. One\": [] } }
",
        expect![[r#"
            .kiro/specs/demo/tasks.md
            - [x] 1. One
            - [ ] 2. New
            - [ ] 3. Two   
              - [ ] 3.1 Half
              - [ ] 3.2 Half
                - _Depends: 1_
            - [ ] 4. Five
            .kiro/specs/demo/tasks.meta.json
            { "executionHistory": { "4. Five": [], "1. One": [] } }
        "#]],
    );
}

#[test]
fn tasks_that_are_left_alone() {
    for tasks in [
        // Each phase counts its own.
        "## Phase A\n- [ ] 1. One\n- [ ] 2. Two\n## Phase B\n- [ ] 1. One\n",
        // Somebody depends on an id that two have.
        "- [ ] 1. One\n- [ ] 1. Two\n- [ ] 2. Three\n  - _Depends: 1_\n",
        "- [ ] 0. Zero\n- [ ] 1. One\n",
        "- [ ] A1 One\n- [ ] A3 Three\n",
    ] {
        check("tasks.md", &format!("%! .kiro/specs/demo/tasks.md\n{tasks}"), expect![[""]]);
    }
}

const REQUIREMENTS: &str = "\
%! .kiro/specs/demo/requirements.md
## Requirements

### Requirement 1: Quota

#### Acceptance Criteria

1. THE Limiter SHALL count
3. THE Limiter SHALL log
7. THE Limiter SHALL forget

### Requirement 2: Lists

1. THE Limiter SHALL start

And then:

1. THE Limiter SHALL stop
";

#[test]
fn criteria_are_numbered() {
    check(
        "requirements.md",
        &format!(
            "{REQUIREMENTS}%! .kiro/specs/demo/tasks.md
- [ ] 1. One
  - _Requirements: 1.1, R1.AC3, 1.3-1.7, 2.1_
%! .kiro/specs/demo/design.md
### Property 1: All

**Validates: Requirements 1.7**
"
        ),
        expect![[r#"
            .kiro/specs/demo/design.md
            ### Property 1: All

            **Validates: Requirements 1.3**
            .kiro/specs/demo/requirements.md
            ## Requirements

            ### Requirement 1: Quota

            #### Acceptance Criteria

            1. THE Limiter SHALL count
            2. THE Limiter SHALL log
            3. THE Limiter SHALL forget

            ### Requirement 2: Lists

            1. THE Limiter SHALL start

            And then:

            1. THE Limiter SHALL stop
            .kiro/specs/demo/tasks.md
            - [ ] 1. One
              - _Requirements: 1.1, R1.AC2, 1.2-1.3, 2.1_
        "#]],
    );
}

#[test]
fn criteria_that_are_left_alone() {
    for (list, reference) in [
        // Whoever means 1.2 means something that is not there, and would be.
        ("1. THE A SHALL x\n3. THE A SHALL y\n", "1.2"),
        ("- THE A SHALL x\n- THE A SHALL y\n", "1.2"),
        ("1. THE A SHALL x\n2. THE A SHALL y\n", "1.2"),
    ] {
        let files = format!(
            "%! .kiro/specs/demo/requirements.md\n### Requirement 1: A\n\n{list}%! .kiro/specs/demo/tasks.md\n- [ ] 1. One\n  - _Requirements: {reference}_\n"
        );
        check("requirements.md", &files, expect![[""]]);
    }
}

/// The document after a new line, or another character, was typed before the cursor.
fn check_typed(kind: &str, before: &str, typed: char, expect: Expect) {
    let files = format!("%! .kiro/specs/demo/{kind}\n{before}");
    let shown = at_cursor(&files, |place| {
        let edits = on_type(&place, typed);
        text::apply(&place.document.text, &edits).expect("edits that fit").replace('\r', "\\r")
    });
    expect.assert_eq(&shown);
}

#[test]
fn a_new_line_begins_the_next_task() {
    let check = |before: &str, expect| check_typed("tasks.md", before, '\n', expect);
    check(
        "- [x] 1. One\n$0",
        expect![[r#"
        - [x] 1. One
        - [ ] 2. "#]],
    );
    check(
        "- [ ] 1. One\n  - [ ]* 1.1 Half\n  $0\n- [ ] 2. Two\n",
        expect![[r#"
        - [ ] 1. One
          - [ ]* 1.1 Half
          - [ ] 1.2 
        - [ ] 2. Two
    "#]],
    );
    check(
        "- [ ] 1. One\n  - [ ] 1.1 \n$0\n",
        expect![[r#"
        - [ ] 1. One

    "#]],
    );
    check(
        "- [ ] 1. One\n$0\n- [ ] 2. Two\n",
        expect![[r#"
        - [ ] 1. One

        - [ ] 2. Two
    "#]],
    );
    check(
        "- [ ] 1. One\r\n$0more",
        expect![[r#"
            - [ ] 1. One\r
            more"#]],
    );
    check(
        "- [ ] 1. One\r\n$0",
        expect![[r#"
            - [ ] 1. One\r
            - [ ] 2. "#]],
    );
    check(
        "```\n- [ ] 1. One\n$0\n```\n",
        expect![[r#"
        ```
        - [ ] 1. One

        ```
    "#]],
    );
}

#[test]
fn a_new_line_begins_the_next_criterion() {
    let check = |before: &str, expect| {
        check_typed("requirements.md", &format!("### Requirement 1: A\n\n{before}"), '\n', expect)
    };
    check(
        "1. THE A SHALL x\n$0",
        expect![[r#"
        ### Requirement 1: A

        1. THE A SHALL x
        2. "#]],
    );
    check(
        "1. THE A SHALL x\n2. \n$0",
        expect![[r#"
        ### Requirement 1: A

        1. THE A SHALL x
    "#]],
    );
    check(
        "1. THE A SHALL x\n$0\n2. THE A SHALL y\n",
        expect![[r#"
        ### Requirement 1: A

        1. THE A SHALL x

        2. THE A SHALL y
    "#]],
    );
    check(
        "text\n$0",
        expect![[r#"
        ### Requirement 1: A

        text
    "#]],
    );
    check_typed(
        "bugfix.md",
        "## Bug Analysis\n\n### Current Behavior (Defect)\n\n1.1 WHEN x THEN the system fails\n$0\n\n### Expected Behavior (Correct)\n",
        '\n',
        expect![[r#"
            ## Bug Analysis

            ### Current Behavior (Defect)

            1.1 WHEN x THEN the system fails
            1.2 

            ### Expected Behavior (Correct)
        "#]],
    );
}

#[test]
fn empty_brackets_become_a_checkbox() {
    check_typed("tasks.md", "- []$0", ']', expect!["- [ ]"]);
    check_typed("tasks.md", "- []$0(link)", ']', expect!["- [](link)"]);
    check_typed("requirements.md", "- []$0", ']', expect!["- []"]);
}
