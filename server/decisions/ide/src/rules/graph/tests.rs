use expect_test::{Expect, expect};

use crate::fixture::findings;

fn check(tasks: &str, expect: Expect) {
    let files = format!("%! .kiro/specs/demo/tasks.md\n{tasks}");
    expect.assert_eq(&findings(&files));
}

#[test]
fn a_cycle_is_told_once_and_shows_the_way() {
    check(
        "- [ ] 1. A\n  - _Depends: 3_\n- [ ] 2. B\n  - _Depends: 1_\n- [ ] 3. C\n  - _Depends: 2_\n- [ ] 4. D\n  - _Depends: 3_\n",
        expect![[r#"
            tasks.md:2 error graph/cycle "3": These tasks wait for each other and none can ever begin: 1 → 3 → 2 → 1. Take one of these dependencies out.
              see .kiro/specs/demo/tasks.md:5: Task 3 is in the cycle
              see .kiro/specs/demo/tasks.md:3: Task 2 is in the cycle
        "#]],
    );
}

#[test]
fn a_sub_task_cannot_wait_for_its_parent() {
    check(
        "- [ ] 1. A\n  - [ ] 1.1 B\n    - _Depends: 1_\n",
        expect![[r#"
        tasks.md:3 error graph/cycle "1": These tasks wait for each other and none can ever begin: 1.1 → 1 → 1.1. Take one of these dependencies out.
          see .kiro/specs/demo/tasks.md:1: Task 1 is in the cycle
    "#]],
    );
}

#[test]
fn a_cycle_of_parents() {
    check(
        "- [ ] 1. A\n  - _Depends: 2.1_\n  - [ ] 1.1 B\n- [ ] 2. C\n  - _Depends: 1_\n  - [ ] 2.1 D\n",
        expect![[r#"
            tasks.md:2 error graph/cycle "2.1": These tasks wait for each other and none can ever begin: 1 → 2.1 → 1. Take one of these dependencies out.
              see .kiro/specs/demo/tasks.md:6: Task 2.1 is in the cycle
        "#]],
    );
}

#[test]
fn dependencies_that_lead_nowhere() {
    check(
        "- [ ] 1. A\n  - _Depends: 1_\n- [ ] 2. B\n  - _Depends: 1, 9, none_\n",
        expect![[r#"
            tasks.md:2 error graph/self-dependency "1": Task 1 cannot wait for itself. Take this out.
            tasks.md:4 warning graph/unknown-dependency "9": There is no task 9, and this holds nothing up. Name a task of this document, or take it out.
        "#]],
    );
}

#[test]
fn the_beginning_of_ids_is_no_unknown_task() {
    check(
        "## 2. Parser\n- [ ] 2.1 A\n- [ ] 2.2 B\n## 3. Printer\n- [ ] 3.1 C\n  - _Depends: 2_\n",
        expect![[""]],
    );
}

#[test]
fn a_parent_is_not_done_before_its_required_sub_tasks() {
    check(
        "- [x] 1. A\n  - [x] 1.1 B\n  - [ ] 1.2 C\n  - [ ]* 1.3 D\n- [x] 2. E\n  - [ ]* 2.1 F\n",
        expect![[r#"
            tasks.md:1 hint tasks/state-disagrees "- [x] 1. A": This task is done, but its sub-tasks 1.2 are not. Tick them, or open this one again.
              see .kiro/specs/demo/tasks.md:3: Task 1.2 is not done
        "#]],
    );
}
