//! The dependency graph of a tasks.md.

use std::fmt::Write;

use expect_test::{Expect, expect};
use proptest::prelude::*;
use spec::{parse_tasks, wave_edit, write_waves};
use text::apply;

/// Compares the blocks of `text`: a line for each wave (`id: tasks <- needs`) and fault.
fn check(text: &str, expect: Expect) {
    let (list, _) = parse_tasks(text);
    let mut out = String::new();
    for block in &list.waves {
        writeln!(out, "block{}", if block.in_section { " in section" } else { "" }).unwrap();
        for wave in &block.waves {
            let tasks: Vec<&str> = wave.tasks.iter().map(|task| task.id.as_str()).collect();
            let needs = wave.needs.as_ref().map_or(String::new(), |needs| format!(" <- {needs:?}"));
            writeln!(out, "  {}: {}{needs}", wave.id.as_deref().unwrap_or("?"), tasks.join(" ")).unwrap();
        }
        for fault in &block.faults {
            writeln!(out, "  {:?} {:?}", fault.kind, &text[fault.span.clone()]).unwrap();
        }
    }
    expect.assert_eq(&out);
}

/// Compares what a graph section with this JSON says.
fn check_json(json: &str, expect: Expect) {
    check(&format!("## Task Dependency Graph\n\n```json\n{json}\n```\n"), expect);
}

#[test]
fn as_kiro_writes_it() {
    check(
        "- [ ] 1. A\n  - [ ] 1.1 B\n\n## Notes\n\n- one\n\n## Task Dependency Graph\n\nIn waves:\n\n```json\n{\n  \
         \"waves\": [\n    { \"id\": 0, \"tasks\": [\"1.1\"] },\n    { \"id\": 1, \"tasks\": [\"2.1\", \"2.2\"] }\n  ]\n}\n```\n",
        expect![[r#"
            block in section
              0: 1.1
              1: 2.1 2.2
        "#]],
    );
}

#[test]
fn every_shape_of_a_block() {
    check_json(
        r#"{"waves": [{"wave": 1, "description": "first", "tasks": ["1", "2."]}, {"wave": 2, "tasks": []}]}"#,
        expect![[r#"
            block in section
              1: 1 2
              2: 
              IdNotANumber "{\"wave\": 1, \"description\": \"first\", \"tasks\": [\"1\", \"2.\"]}"
              IdNotANumber "{\"wave\": 2, \"tasks\": []}"
        "#]],
    );
    check_json(
        r#"{"waves": [["1"], ["2", 3]]}"#,
        expect![[r#"
        block in section
          ?: 1
          ?: 2 3
          WaveNotAnObject "[\"1\"]"
          WaveNotAnObject "[\"2\", 3]"
    "#]],
    );
    check_json(
        r#"[["1"], ["2"]]"#,
        expect![[r#"
        block in section
          ?: 1
          ?: 2
          NoWaves "[[\"1\"], [\"2\"]]"
    "#]],
    );
    check_json(
        r#"{"waves": [{"id": "0", "tasks": [1, 1.10, null]}, {"tasks": ["2"]}]}"#,
        expect![[r#"
        block in section
          0: 1 1.10
          ?: 2
          IdNotANumber "\"0\""
          TaskNotAString "1"
          TaskNotAString "1.10"
          TaskNotAString "null"
          IdNotANumber "{\"tasks\": [\"2\"]}"
    "#]],
    );
    check_json(
        r#"{"waves": [{"id": 1, "tasks": ["1"]}, {"id": 2, "tasks": ["2"], "dependsOn": [1]},
{"id": 3, "tasks": ["3"], "depends_on": ["1", 3, 9]}, {"id": 4, "tasks": ["4"], "dependencies": []},
{"id": 5, "tasks": ["5"], "dependsOn": 2}, {"id": 6, "tasks": ["6"], "dependsOn": null}]}"#,
        expect![[r#"
            block in section
              1: 1
              2: 2 <- [0]
              3: 3 <- [0]
              4: 4 <- []
              5: 5 <- [1]
              6: 6
        "#]],
    );
    check_json(
        r#"{"waves": [{"id": 0, "tasks": [{"id": "1.1", "name": "A"}]}, {"id": 1, "tasks": "1.2"}, {"id": 2}]}"#,
        expect![[r#"
            block in section
              0: 1.1
              1: 
              2: 
              TaskNotAString "{\"id\": \"1.1\", \"name\": \"A\"}"
              NoTasks "\"1.2\""
              NoTasks "{\"id\": 2}"
        "#]],
    );
}

#[test]
fn what_kiro_drops_without_a_word() {
    check_json(
        "",
        expect![[r#"
        block in section
          Empty "\n"
    "#]],
    );
    check_json(
        r#"{"waves": []}"#,
        expect![[r#"
        block in section
          EmptyWaves "[]"
    "#]],
    );
    check_json(
        r#"{"waves": {}}"#,
        expect![[r#"
        block in section
          NoWaves "{\"waves\": {}}"
    "#]],
    );
    check_json(
        r#"{"graph": []}"#,
        expect![[r#"
        block in section
          NoWaves "{\"graph\": []}"
    "#]],
    );
    check_json(
        "{\"waves\": [{\"id\": 0, \"tasks\": [\"1\"]},] // all\n}",
        expect![[r#"
        block in section
          0: 1
          InvalidJson ","
    "#]],
    );
    check_json(
        r#"{"waves": [{"id": 0, "tasks": ["1" "2"]}]}"#,
        expect![[r#"
        block in section
          InvalidJson ""
    "#]],
    );
}

#[test]
fn where_a_block_may_stand() {
    check(
        "```json\n{\"waves\": [[\"1\"]]}\n```\n## Task Dependency Graph\n```mermaid\ngraph TD\n```\n```\nT1 --> T2\n```\n\
         ### Detail\n~~~\n{\"waves\": [[\"2\"]]}\n~~~\n## Tasks\n- [ ] 1. A\n  ```json\n  {\"waves\": [[\"3\"]]}\n  ```\n\
         ```json\n{\"other\": 1}\n```\n```ts\nconst x = {\"waves\": [[\"4\"]]}\n```\n## 任务依赖图\n```json\n{\"wellen\": 1}\n```\n\
         ## Task Dependency Graph\n```json\n{\"waves\": [[\"5\"]]}\n",
        expect![[r#"
            block
              ?: 1
              WaveNotAnObject "[\"1\"]"
            block in section
              ?: 2
              WaveNotAnObject "[\"2\"]"
            block
              ?: 3
              WaveNotAnObject "[\"3\"]"
            block
              NoWaves "{\"wellen\": 1}"
        "#]],
    );
}

fn edited(text: &str) -> String {
    let (list, _) = parse_tasks(text);
    let waves = [vec!["1.1".to_owned(), "a\"b".to_owned()], vec!["2".to_owned()]];
    let edit = wave_edit(text, &list, &waves);
    apply(text, &[edit]).unwrap()
}

#[test]
fn waves_are_written_where_they_belong() {
    expect![[r#"
        - [ ] 1. A

        ## Task Dependency Graph

        ```json
        {
          "waves": [
            { "id": 0, "tasks": ["1.1", "a\"b"] },
            { "id": 1, "tasks": ["2"] }
          ]
        }
        ```

        ## Notes

        - one
    "#]]
    .assert_eq(&edited("- [ ] 1. A\n\n## Notes\n\n- one\n"));
    expect![[r#"
        - [ ] 1. A

        ## Task Dependency Graph

        ```json
        {
          "waves": [
            { "id": 0, "tasks": ["1.1", "a\"b"] },
            { "id": 1, "tasks": ["2"] }
          ]
        }
        ```
    "#]]
    .assert_eq(&edited("- [ ] 1. A"));
    expect![[r###"
        ## Task Dependency Graph

        ```json
        {
          "waves": [
            { "id": 0, "tasks": ["1.1", "a\"b"] },
            { "id": 1, "tasks": ["2"] }
          ]
        }
        ```
    "###]]
    .assert_eq(&edited(""));
    expect![[r#"
        - [ ] 1. A

        ## Task Dependency Graph

        Later.

        ```json
        {
          "waves": [
            { "id": 0, "tasks": ["1.1", "a\"b"] },
            { "id": 1, "tasks": ["2"] }
          ]
        }
        ```

        ## Notes
    "#]]
    .assert_eq(&edited("- [ ] 1. A\n\n## Task Dependency Graph\n\nLater.\n\n## Notes\n"));
    expect![[r#"
        ```json
        {"waves": []}
        ```
        ## Task Dependency Graph
          ```json
          {
            "waves": [
              { "id": 0, "tasks": ["1.1", "a\"b"] },
              { "id": 1, "tasks": ["2"] }
            ]
          }
          ```
        end
    "#]]
    .assert_eq(&edited(
        "```json\n{\"waves\": []}\n```\n## Task Dependency Graph\n  ```json\n  {\"waves\": 1}\n  ```\nend\n",
    ));
    let crlf = edited("- [ ] 1. A\r\n\r\n```json\r\n{\"waves\": []}\r\n```\r\n");
    assert_eq!(crlf.matches('\n').count(), crlf.matches("\r\n").count(), "{crlf:?}");
}

fn document() -> impl Strategy<Value = String> {
    let pieces: Vec<&'static str> = vec![
        "## Task Dependency Graph\n",
        "## Notes\r\n",
        "```json\n",
        "```\n",
        "~~~\n",
        "- [ ] 1. A\n",
        "{\"waves\": [",
        "]}\n",
        "{\"id\": 0, \"tasks\": [\"1\"]}",
        ",",
        "[\"日本\"]",
        "\n",
        "\r\n",
        "\u{feff}",
        "  ",
        "text",
        "\"depends_on\": [0]",
        "{",
        "}",
    ];
    proptest::collection::vec(proptest::sample::select(pieces), 0..25).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn written_waves_are_read_back(text in document(), waves in proptest::collection::vec(proptest::collection::vec("[0-9A-Z\"\\\\日]{1,4}", 0..3), 1..4)) {
        let (list, _) = parse_tasks(&text);
        for block in &list.waves {
            prop_assert!(block.fence.start <= block.json.start && block.json.end <= block.fence.end);
            prop_assert!(text.get(block.fence.clone()).is_some() && text.get(block.json.clone()).is_some());
            for wave in &block.waves {
                prop_assert!(text.get(wave.span.clone()).is_some());
                prop_assert!(wave.needs.iter().flatten().all(|wave| *wave < block.waves.len()));
                prop_assert!(wave.tasks.iter().all(|task| text.get(task.span.clone()).is_some()));
            }
            prop_assert!(block.faults.iter().all(|fault| text.get(fault.span.clone()).is_some()));
        }
        let after = apply(&text, &[wave_edit(&text, &list, &waves)]).unwrap();
        let (after_list, _) = parse_tasks(&after);
        let read: Vec<Vec<Vec<String>>> = after_list.waves.iter().map(|block| block.waves.iter().map(|wave| {
            wave.tasks.iter().map(|task| task.id.clone()).collect()
        }).collect()).collect();
        // A fence that nothing closed before may now end at the block's own.
        if !text.contains("```") && !text.contains("~~~") {
            prop_assert!(read.contains(&waves), "{after}");
            prop_assert!(after_list.waves.iter().any(|block| block.faults.is_empty()));
        }
    }

    #[test]
    fn what_is_written_is_what_kiro_accepts(waves in proptest::collection::vec(proptest::collection::vec(".{0,4}", 0..3), 1..4)) {
        let text = format!("## Task Dependency Graph\n```json\n{}```\n", write_waves(&waves));
        let (list, _) = parse_tasks(&text);
        prop_assert_eq!(list.waves.len(), 1);
        prop_assert!(list.waves[0].faults.is_empty());
        prop_assert_eq!(list.waves[0].waves.len(), waves.len());
    }
}
