use expect_test::expect;

use super::{at, check};

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
        "three" would not be read as the id of a task. Write a number with as many dots as before, such as 7 for 3, or 2.4 for 2.1.
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
