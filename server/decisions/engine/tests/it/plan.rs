//! The order of tasks, by example and by property.

mod properties;

use engine::{Plan, SpecGraph, SpecParts};
use expect_test::{Expect, expect};
use spec::{TaskList, parse_tasks};

fn parse(text: &str) -> TaskList {
    parse_tasks(text).0
}

fn plan(list: &TaskList) -> (SpecGraph, Plan) {
    let graph = SpecGraph::new(SpecParts { tasks: Some(list), ..SpecParts::default() });
    let plan = Plan::new(&graph);
    (graph, plan)
}

/// The plan of a tasks.md: its waves, what is ready, the longest chain, cycles, and what holds up each open task.
fn check(text: &str, expect: Expect) {
    let list = parse(text);
    let (graph, plan) = plan(&list);
    let names = |tasks: &[usize]| {
        let names: Vec<String> = tasks.iter().map(|task| list.reference(*task)).collect();
        names.join(" ")
    };
    let waves: Vec<String> = plan.waves.iter().map(|wave| names(wave)).collect();
    let mut shown = format!("waves: {}\nready: {}\n", waves.join(" | "), names(&plan.ready));
    shown += &format!("longest: {}\n", names(&plan.critical_path));
    for cycle in &plan.cycles {
        shown += &format!("cycle: {}\n", names(cycle));
    }
    for task in 0..list.tasks.len() {
        let blockers = plan.blockers(&graph, task, 5);
        if !blockers.is_empty() {
            shown += &format!("{} waits for {}\n", list.reference(task), names(&blockers));
        }
    }
    expect.assert_eq(&shown);
}

/// A tasks.md with Kiro's block below it.
fn with_waves(tasks: &str, waves: &str) -> String {
    format!(
        "# Implementation Plan\n\n{tasks}\n## Task Dependency Graph\n\n```json\n{{\"waves\": [{waves}]}}\n```\n"
    )
}

#[test]
fn without_a_word_about_it_the_order_of_the_document_counts() {
    check(
        "- [x] 1. A\n  - [x] 1.1 B\n  - [ ]* 1.2 C\n- [ ] 2. D\n  - [ ] 2.1 E\n  - [ ] 2.2 F\n- [ ] 3. G\n",
        expect![[r#"
            waves: 1.1 | 1.2 | 2.1 | 2.2 | 3
            ready: 1.2 2.1
            longest: 2.1 2.2 3
            2 waits for 2.1 2.2
            2.2 waits for 2.1
            3 waits for 2
        "#]],
    );
}

#[test]
fn tasks_marked_p_run_beside_those_before_them() {
    check(
        "- [ ] 1. A\n- [ ] 2. (P) B\n  - [ ] 2.1 C\n  - [ ] 2.2 D\n- [ ] 3. (P) E\n  - [ ] 3.1 F\n- [ ] 4. G\n",
        expect![[r#"
            waves: 1 | 2.1 3.1 | 2.2 | 4
            ready: 1
            longest: 1 2.1 2.2 4
            2 waits for 1 2.1 2.2
            2.1 waits for 1
            2.2 waits for 1 2.1
            3 waits for 1 3.1
            3.1 waits for 1
            4 waits for 1 2 3
        "#]],
    );
}

#[test]
fn what_a_task_says_it_depends_on_counts_and_the_others_keep_their_place() {
    check(
        "- [x] 1. A\n- [ ] 2. B\n  - _Depends: 1_\n- [ ] 3. C\n  - _Depends: none_\n- [ ] 4. D\n- [ ] 5. E\n  - _Depends: 2-3_\n",
        expect![[r#"
            waves: 1 3 | 2 | 4 5
            ready: 2 3
            longest: 3 4
            4 waits for 2 3
            5 waits for 2 3
        "#]],
    );
}

#[test]
fn what_a_parent_depends_on_holds_up_its_sub_tasks() {
    check(
        "- [ ] 1. A\n  - _Depends: 2_\n  - [ ] 1.1 B\n  - [ ] 1.2 C\n- [ ] 2. D\n  - _Depends: none_\n  - [ ] 2.1 E\n",
        expect![[r#"
            waves: 2.1 | 1.1 | 1.2
            ready: 2.1
            longest: 2.1 1.1 1.2
            1 waits for 1.1 1.2 2
            1.1 waits for 2
            1.2 waits for 1.1 2
            2 waits for 2.1
        "#]],
    );
}

#[test]
fn waves_wait_for_all_before_them_or_for_those_they_name() {
    let tasks = "- [ ] 1. A\n  - [ ] 1.1 B\n  - [ ] 1.2 C\n- [ ] 2. D\n  - [ ] 2.1 E\n  - [ ]* 2.2 F\n  - [ ] 2.3 G\n";
    let waves =
        r#"{"id": 0, "tasks": ["1.1"]}, {"id": 1, "tasks": ["1.2", "2.1"]}, {"id": 2, "tasks": ["2.2"]}"#;
    check(
        &with_waves(tasks, waves),
        expect![[r#"
            waves: 1.1 | 1.2 2.1 | 2.2 | 2.3
            ready: 1.1
            longest: 1.1 2.1 2.3
            1 waits for 1.1 1.2
            1.2 waits for 1.1
            2 waits for 2.1 2.3
            2.1 waits for 1.1
            2.2 waits for 1.1 1.2 2.1
            2.3 waits for 1.1 1.2 2.1
        "#]],
    );
    let waves = r#"{"id": 0, "tasks": ["1"]}, {"id": 1, "tasks": ["2.1"], "depends_on": []}, {"id": 2, "tasks": ["2.2", "2.3"], "depends_on": [1]}"#;
    check(
        &with_waves(tasks, waves),
        expect![[r#"
            waves: 1.1 1.2 2.1 | 2.2 2.3
            ready: 1.1 1.2 2.1
            longest: 2.1 2.3
            1 waits for 1.1 1.2
            2 waits for 2.1 2.3
            2.2 waits for 2.1
            2.3 waits for 2.1
        "#]],
    );
}

#[test]
fn a_checkpoint_waits_for_all_before_it_and_holds_up_all_behind_it() {
    let tasks =
        "- [x] 1. A\n- [ ] 2. B\n- [ ] 3. Checkpoint - Ensure all tests pass\n- [ ] 4. C\n- [ ] 5. D\n";
    let waves = r#"{"id": 0, "tasks": ["1", "4"]}, {"id": 1, "tasks": ["2", "5"]}"#;
    check(
        &with_waves(tasks, waves),
        expect![[r#"
            waves: 1 | 2 | 3 | 4 | 5
            ready: 2
            longest: 2 3 4 5
            3 waits for 2
            4 waits for 2 3
            5 waits for 2 3 4
        "#]],
    );
}

#[test]
fn cycles_are_told_and_the_rest_is_planned() {
    check(
        "- [ ] 1. A\n  - _Depends: 2_\n- [ ] 2. B\n  - _Depends: 1_\n- [ ] 3. C\n  - _Depends: 2_\n- [ ] 4. D\n  - _Depends: none_\n- [ ] 5. E\n  - _Depends: 4_\n",
        expect![[r#"
            waves: 3 4 | 5
            ready: 4
            longest: 4 5
            cycle: 1 2
            1 waits for 2
            2 waits for 1
            3 waits for 2
            5 waits for 4
        "#]],
    );
    check(
        "- [ ] 1. A\n  - [ ] 1.1 B\n    - _Depends: 1_\n  - [ ] 1.2 C\n    - _Depends: 1.2, 7_\n",
        expect![[r#"
            waves: 1.2
            ready: 1.2
            longest: 1.2
            cycle: 1 1.1
            1 waits for 1.1 1.2
            1.1 waits for 1
        "#]],
    );
}

#[test]
fn what_is_written_wins_over_waves() {
    let tasks = "- [ ] 1. A\n  - _Depends: 2_\n- [ ] 2. B\n- [ ] 3. C\n";
    let waves = r#"{"id": 0, "tasks": ["1"]}, {"id": 1, "tasks": ["2", "3"]}"#;
    check(
        &with_waves(tasks, waves),
        expect![[r#"
            waves: 2 | 1 | 3
            ready: 2
            longest: 2 1 3
            1 waits for 2
            3 waits for 1
        "#]],
    );
}

#[test]
fn a_heading_holds_up_what_its_tasks_do() {
    check(
        "### Task 1: A\n\n- [x] 1.1 B\n- [ ] 1.2 C\n\n### Task 2: D\n\n**Dependencies:** Task 1\n\n- [ ] 2.1 E\n",
        expect![[r#"
            waves: 1.1 | 1.2 | 2.1
            ready: 1.2
            longest: 1.2 2.1
            1 waits for 1.2
            2 waits for 1.2 2.1
            2.1 waits for 1.2
        "#]],
    );
}

#[test]
fn ids_are_found_however_they_are_written() {
    check(
        "- [ ] T1. A\n- [ ] T0.2. B\n  - _Depends: T1_\n- [ ] FIX-1.1 C\n  - _Depends: T0.2_\n- [ ] 10.2a D\n  - _Depends: FIX-1.1_\n- [ ] 11. E\n  - _Depends: Task 10.2a_\n",
        expect![[r#"
            waves: T1 | T0.2 | FIX-1.1 | 10.2a | 11
            ready: T1
            longest: T1 T0.2 FIX-1.1 10.2a 11
            T0.2 waits for T1
            FIX-1.1 waits for T0.2
            10.2a waits for FIX-1.1
            11 waits for 10.2a
        "#]],
    );
}
