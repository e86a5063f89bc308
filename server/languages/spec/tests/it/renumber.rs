//! Consecutive ids.

use expect_test::{Expect, expect};
use proptest::prelude::*;
use spec::{Target, parse_tasks, renumber};
use text::apply;

fn check(text: &str, expect: Expect) {
    let renumbering = renumber(text, &parse_tasks(text).0).expect("tasks to renumber");
    let after = apply(text, &renumbering.edits).unwrap();
    let mut ids: Vec<_> = renumbering.ids.iter().map(|(old, new)| format!("{old}→{new}")).collect();
    ids.sort();
    expect.assert_eq(&format!("{after}{}\n", ids.join(" ")));
}

fn refuses(text: &str) {
    assert_eq!(renumber(text, &parse_tasks(text).0), None, "{text}");
}

#[test]
fn by_order_and_hierarchy() {
    check(
        "- [ ] 2. A\n  - [x]* 2.3 B\n    - _Requirements: 2.3_\n- [ ] 5. **C**\n- [-] 5.1 D\n- [ ] 5.4. E\n- [ ] **3. F**\n\
         ### Task 9: G\n- [ ] no id\n",
        expect![[r#"
            - [ ] 1. A
              - [x]* 1.1 B
                - _Requirements: 2.3_
            - [ ] 2. **C**
            - [-] 2.1 D
            - [ ] 2.2. E
            - [ ] **3. F**
            ### Task 4: G
            - [ ] no id
            2.3→1.1 2→1 5.1→2.1 5.4→2.2 5→2 9→4
        "#]],
    );
}

#[test]
fn what_names_tasks_follows() {
    check(
        "- [ ] 1. A\n- [ ] 3. B\n  - [ ] 3.2 C\n    - _Depends: 1, 3.4_\n  - [ ] 3.4 D\n    - **Dependencies**: Task 1-3, 3.*\n    \
         - _Depends: 3.2–3.4, none_\n\n## Task Dependency Graph\n```json\n{\"waves\": [{\"id\": 0, \"tasks\": [\"1\", 3.4, {\"id\": \"3.2\"}]}]}\n```\n",
        expect![[r#"
            - [ ] 1. A
            - [ ] 2. B
              - [ ] 2.1 C
                - _Depends: 1, 2.2_
              - [ ] 2.2 D
                - **Dependencies**: Task 1-2, 2.*
                - _Depends: 2.1–2.2, none_

            ## Task Dependency Graph
            ```json
            {"waves": [{"id": 0, "tasks": ["1", "2.2", {"id": "2.1"}]}]}
            ```
            3.2→2.1 3.4→2.2 3→2
        "#]],
    );
}

#[test]
fn what_stays() {
    check(
        "- [ ] 0. A\n- [ ] 2. B\n  - [ ] 2.0 C\n  - [ ] 2.4 D\n- [ ] FIX-1. E\n  - [ ] 7. F\n- [ ] 9. G\n",
        expect![[r#"
            - [ ] 0. A
            - [ ] 1. B
              - [ ] 1.0 C
              - [ ] 1.1 D
            - [ ] FIX-1. E
              - [ ] 7. F
            - [ ] 2. G
            2.0→1.0 2.4→1.1 2→1 9→2
        "#]],
    );
    check(
        "## 3. Part\n- [ ] 3.1 A\n- [ ] 3.3 B\n## 5. Part\n- [ ] 5.2 C\n  - [ ] 5.2.2 D\n",
        expect![[r#"
        ## 3. Part
        - [ ] 3.1 A
        - [ ] 3.2 B
        ## 5. Part
        - [ ] 5.1 C
          - [ ] 5.1.1 D
        3.3→3.2 5.2.2→5.1.1 5.2→5.1
    "#]],
    );
}

#[test]
fn ids_that_repeat_become_different() {
    check(
        "- [ ] 1. A\n- [ ] 1. B\n- [ ] 2. C\n  - _Depends: 2_\n",
        expect![[r#"
        - [ ] 1. A
        - [ ] 2. B
        - [ ] 3. C
          - _Depends: 3_
        2→3
    "#]],
    );
}

#[test]
fn what_would_lead_elsewhere_is_not_offered() {
    // Nothing to do.
    refuses("- [ ] 1. A\n  - [ ] 1.1 B\n- [ ] 2. C\n");
    refuses("");
    // Which of the two?
    refuses("- [ ] 1. A\n- [ ] 1. B\n- [ ] 2. C\n  - _Depends: 1_\n");
    // Named a task that is gone, and would name another one.
    refuses("- [ ] 1. A\n- [ ] 3. B\n  - _Depends: 2_\n");
    // `3a` belongs to 3.
    refuses("- [ ] 1. A\n- [ ] 3. B\n- [ ] 3a. C\n");
    // What stands between the two?
    refuses("- [ ] 2. A\n- [ ] 4. B\n- [ ] 3. C\n  - _Depends: 2-4_\n");
    // `3.1` belongs to the heading and not to the task.
    refuses("- [ ] 1. A\n- [ ] 2. B\n- [ ] 4. C\n## 3. Part\n- [ ] 3.1 D\n");
}

#[test]
fn texts_are_the_keys_of_tasks_meta_json() {
    let text = "- [ ] 2. A\n- [ ] 4. B 4\n- [ ] 4. B 4\n";
    let renumbering = renumber(text, &parse_tasks(text).0).unwrap();
    assert_eq!(renumbering.texts, [("2. A".to_owned(), "1. A".to_owned())].into());
}

fn document() -> impl Strategy<Value = String> {
    let line = (
        proptest::sample::select(vec!["- [ ] ", "  - [x] ", "    - [ ]* ", "### Task ", "## "]),
        proptest::sample::select(vec![
            "1. ", "2. ", "3: ", "1.1 ", "1.2 ", "2.1 ", "2.1.1 ", "0. ", "7.3 ", "2a. ", "FIX-1. ", "**4. ",
            "no ", "日 ",
        ]),
        proptest::sample::select(vec!["A", "1.1 B", "日本", "C**"]),
        proptest::sample::select(vec![
            "\n",
            "\r\n",
            "\n  - _Depends: 1, 2.1_\n",
            "\n_Depends: 1.1-1.2, 2-5_\n",
            "\n```json\n{\"waves\": [[\"1\", 2]]}\n```\n",
        ]),
    );
    proptest::collection::vec(line, 0..10)
        .prop_map(|lines| lines.iter().map(|(a, b, c, d)| format!("{a}{b}{c}{d}")).collect())
}

proptest! {
    #[test]
    fn the_tasks_stay_the_same(text in document()) {
        let (before, _) = parse_tasks(&text);
        let Some(renumbering) = renumber(&text, &before) else { return Ok(()) };
        let after_text = apply(&text, &renumbering.edits).unwrap();
        let (after, _) = parse_tasks(&after_text);
        prop_assert_eq!(after.tasks.len(), before.tasks.len());
        for (index, (old, new)) in before.tasks.iter().zip(&after.tasks).enumerate() {
            prop_assert_eq!((&old.title, old.parent, old.optional, old.references.len()), (&new.title, new.parent, new.optional, new.references.len()));
            for (old, new) in old.references.iter().flat_map(|line| &line.items).zip(new.references.iter().flat_map(|line| &line.items)) {
                if let (Target::One(old), Target::One(new)) = (&old.target, &new.target) {
                    prop_assert_eq!(before.find(old).ok(), after.find(new).ok());
                }
            }
            if new.id.is_some() {
                prop_assert_eq!(after.find(&after.reference(index)), Ok(index));
            }
        }
        prop_assert_eq!(renumber(&after_text, &after), None);
    }
}
