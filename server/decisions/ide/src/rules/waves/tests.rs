use expect_test::{Expect, expect};

use crate::fixture::{findings, library};
use crate::{count_mendable, fix_all, fixes};

const PATH: &str = ".kiro/specs/demo/tasks.md";

fn document(tasks: &str, block: &str) -> String {
    format!(
        "%! {PATH}\n# Implementation Plan\n\n{tasks}\n## Task Dependency Graph\n\n```json\n{block}\n```\n"
    )
}

fn check(tasks: &str, block: &str, expect: Expect) {
    expect.assert_eq(&findings(&document(tasks, block)));
}

/// The block after the fix of the first finding of ours.
fn check_fix(tasks: &str, block: &str, expect: Expect) {
    let (library, _) = library(&document(tasks, block));
    let document = library.document(PATH).unwrap();
    let all = 0..document.text.len();
    let fix =
        fixes(&library, document, all).into_iter().find_map(|(_, fixes)| fixes.into_iter().next()).unwrap();
    let edits: Vec<_> = fix.edits.into_iter().map(|edit| edit.edit).collect();
    let text = text::apply(&document.text, &edits).unwrap();
    expect.assert_eq(text.split_once("```json\n").unwrap().1);
}

const TASKS: &str = "- [ ] 1. A\n  - [ ] 1.1 B\n  - [ ] 1.2 C\n- [ ] 2. Checkpoint - all pass\n- [ ] 3. D\n  - [ ] 3.1 E\n  - [ ]* 3.2 F\n";

#[test]
fn healthy_waves() {
    check(
        TASKS,
        r#"{"waves": [{"id": 0, "tasks": ["1.1", "1.2"]}, {"id": 1, "tasks": ["2"]}, {"id": 2, "tasks": ["3.1"]}]}"#,
        expect![[""]],
    );
}

#[test]
fn tasks_that_are_unknown_repeated_or_missing() {
    check(
        TASKS,
        r#"{"waves": [{"id": 0, "tasks": ["1.1", "7"]}, {"id": 1, "tasks": ["3.1", "1.1"]}]}"#,
        expect![[r#"
            tasks.md:5 hint waves/missing-task "  - [ ] 1.2 C": No wave names this task, so Kiro runs it last. Put it into one.
            tasks.md:6 hint waves/missing-task "- [ ] 2. Checkpoint - all pass": No wave names this checkpoint, so Kiro runs it last. Give it a wave of its own behind what it checks.
            tasks.md:13 info waves/stale "```json": This block is older than the tasks: it names 1 that do not exist and lacks 1 that do. Regenerate it.
            tasks.md:14 warning waves/unknown-task "\"7\"": There is no task 7. Correct the id, or take it out.
            tasks.md:14 warning waves/repeated-task "\"1.1\"": Task 1.1 stands in two waves, 1 and 2. Take one out.
              see .kiro/specs/demo/tasks.md:14: It stands here too
        "#]],
    );
}

#[test]
fn waves_of_other_tasks() {
    check(
        TASKS,
        r#"{"waves": [{"id": 0, "tasks": ["7", "8"]}]}"#,
        expect![[r#"
            tasks.md:13 info waves/stale "```json": None of the 2 tasks that this block names exists. Regenerate it.
        "#]],
    );
}

#[test]
fn a_checkpoint_at_the_end_needs_no_wave() {
    let tasks = "- [ ] 1. A\n- [ ] 2. Checkpoint - all pass\n- [ ]* 3. More tests\n";
    check(tasks, r#"{"waves": [{"id": 0, "tasks": ["1"]}]}"#, expect![[""]]);
}

#[test]
fn one_edit_for_many_findings_is_offered_once() {
    let (library, _) = library(&document(TASKS, r#"{"waves": [{"id": 0, "tasks": ["1.1", "7", "8"]}]}"#));
    let document = library.document(PATH).unwrap();
    let found = fixes(&library, document, 0..document.text.len());
    let mended = found.iter().filter(|(_, fixes)| !fixes.is_empty()).count();
    assert!(found.len() > 3 && mended == 1, "{found:?}");
    assert_eq!(fix_all(&library, document, |_| true).len(), 1);
    assert_eq!(count_mendable(&library, document, "waves/unknown-task"), 1);
}

#[test]
fn tasks_that_were_done_when_the_waves_were_written() {
    check("- [x] 1. A\n- [ ] 2. B\n", r#"{"waves": [{"id": 0, "tasks": ["2"]}]}"#, expect![[""]]);
}

#[test]
fn a_wave_on_both_sides_of_a_checkpoint() {
    let block = r#"{"waves": [{"id": 0, "tasks": ["1.1", "3.1"]}, {"id": 1, "tasks": ["1.2", "3.2"]}]}"#;
    check(
        TASKS,
        block,
        expect![[r#"
        tasks.md:6 hint waves/missing-task "- [ ] 2. Checkpoint - all pass": No wave names this checkpoint, so Kiro runs it last. Give it a wave of its own behind what it checks.
        tasks.md:14 info waves/checkpoint "{\"id\": 0, \"tasks\": [\"1.1\", \"3.1\"]}": This wave holds tasks before and behind checkpoint 2: it cannot check the ones before the others begin. Part the wave there.
          see .kiro/specs/demo/tasks.md:6: Task 2 stands between them
        tasks.md:14 info waves/checkpoint "{\"id\": 1, \"tasks\": [\"1.2\", \"3.2\"]}": This wave holds tasks before and behind checkpoint 2: it cannot check the ones before the others begin. Part the wave there.
          see .kiro/specs/demo/tasks.md:6: Task 2 stands between them
    "#]],
    );
    check_fix(
        TASKS,
        block,
        expect![[r#"
        {
          "waves": [
            { "id": 0, "tasks": ["1.1"] },
            { "id": 1, "tasks": ["1.2"] },
            { "id": 2, "tasks": ["2"] },
            { "id": 3, "tasks": ["3.1"] },
            { "id": 4, "tasks": ["3.2"] }
          ]
        }
        ```
    "#]],
    );
}

#[test]
fn waves_against_dependencies() {
    check(
        "- [ ] 1. A\n  - _Depends: 2_\n- [ ] 2. B\n- [ ] 3. C\n  - _Depends: 2_\n",
        r#"{"waves": [{"id": 0, "tasks": ["1"], "depends_on": [1]}, {"id": 1, "tasks": ["2", "3"]}]}"#,
        expect![[r#"
            tasks.md:4 warning waves/contradiction "2": Task 1 stands in wave 1, but 2 that it depends on comes in wave 2. Move one of them, or regenerate the waves.
              see .kiro/specs/demo/tasks.md:5: Task 2 has to be done before
            tasks.md:7 warning waves/contradiction "2": Task 3 stands in wave 2, but 2 that it depends on comes in wave 2. Move one of them, or regenerate the waves.
              see .kiro/specs/demo/tasks.md:5: Task 2 has to be done before
            tasks.md:12 warning waves/contradiction "{\"id\": 0, \"tasks\": [\"1\"], \"depends_on\": [1]}": Wave 1 waits for wave 2, which does not come before it. Put them into the order in which they run.
        "#]],
    );
}

#[test]
fn what_kiro_drops() {
    let tasks = "- [ ] 1. A\n- [ ] 2. B\n";
    for block in [
        r#"{"waves": [["1"], ["2"]]}"#,
        r#"{"waves": [{"wave": 1, "tasks": ["1", "2"]}]}"#,
        r#"{"waves": [{"id": 0, "tasks": [1, 2]}]}"#,
        r#"{"waves": []}"#,
        r#"{"graph": []}"#,
        "",
    ] {
        let found = findings(&document(tasks, block));
        assert!(found.contains("waves/dropped-by-kiro"), "{block}: {found}");
    }
    let block = r#"{"waves": [{"wave": 1, "tasks": ["1", "2"]}, {"wave": 2, "tasks": ["3"]}]}"#;
    check(
        tasks,
        block,
        expect![[r#"
        tasks.md:9 warning waves/dropped-by-kiro "{\"wave\": 1, \"tasks\": [\"1\", \"2\"]}": This wave has no "id" that is a number. Kiro then drops all waves without a word and runs the tasks one after the other.
        tasks.md:9 warning waves/unknown-task "\"3\"": There is no task 3. Correct the id, or take it out.
    "#]],
    );
    check_fix(
        tasks,
        block,
        expect![[r#"
        {
          "waves": [
            { "id": 0, "tasks": ["1", "2"] }
          ]
        }
        ```
    "#]],
    );
}

#[test]
fn waves_that_kiro_does_not_see() {
    expect![[r###"
        tasks.md:5 warning waves/dropped-by-kiro "```json": Kiro does not see these waves: they do not stand below a heading "## Task Dependency Graph".
    "###]].assert_eq(&findings(&format!(
        "%! {PATH}\n- [ ] 1. A\n\n## Order\n\n```json\n{{\"waves\": [{{\"id\": 0, \"tasks\": [\"1\"]}}]}}\n```\n"
    )));
}

#[test]
fn one_fix_mends_all() {
    let block = r#"{"waves": [{"id": 0, "tasks": ["1.1", "7"]}, {"id": 1, "tasks": ["3.1", "8"]}]}"#;
    let (library, _) = library(&document(TASKS, block));
    let document = library.document(PATH).unwrap();
    assert_eq!(fix_all(&library, document, |code| code == "waves/unknown-task").len(), 1);
}
