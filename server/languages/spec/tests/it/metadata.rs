//! `.config.kiro`, `tasks.meta.json`, `spec.json`.

use std::collections::HashMap;

use expect_test::{Expect, expect};
use proptest::prelude::*;
use spec::{
    Problem, SpecType, Workflow, edit_meta_keys, parse_spec_config, parse_spec_json, parse_tasks_meta,
};
use text::apply;

fn check(text: &str, problems: &[Problem], expect: Expect) {
    let shown: Vec<String> = problems
        .iter()
        .map(|it| format!("{:?} {} {:?}: {}\n", it.severity, it.code, &text[it.span.clone()], it.message))
        .collect();
    expect.assert_eq(&shown.concat());
}

#[test]
fn a_config_is_read_field_by_field() {
    let text = r#"{"specId": "7", "workflowType": "design-first", "specType": "bugfix", "note": {}}"#;
    let (config, problems) = parse_spec_config(text);
    assert_eq!(problems, []);
    assert_eq!(config.spec_id.as_deref(), Some("7"));
    assert_eq!((config.workflow, config.spec_type), (Some(Workflow::DesignFirst), Some(SpecType::Bugfix)));

    let (config, _) = parse_spec_config(r#"{"generationMode": "requirements-first"}"#);
    assert_eq!((config.workflow, config.spec_type), (Some(Workflow::RequirementsFirst), None));
}

#[test]
fn a_value_without_a_meaning_costs_its_field() {
    let text = r#"{"specId": 7, "workflowType": "fast", "specType": "quick-spec"}"#;
    let (config, problems) = parse_spec_config(text);
    assert_eq!((config.spec_id, config.workflow, config.spec_type), (None, None, Some(SpecType::QuickSpec)));
    check(
        text,
        &problems,
        expect![[r#"
        Hint spec/unknown-config-value "7": This value of "specId" has no meaning, and Kiro passes it over. Use a string.
        Hint spec/unknown-config-value "\"fast\"": This value of "workflowType" has no meaning, and Kiro passes it over. Use "requirements-first", "design-first", "fast-task" or "verify-first".
    "#]],
    );
}

#[test]
fn what_is_no_object_is_a_problem() {
    for (text, expect) in [
        (
            "",
            expect![[r#"
                Warning spec/invalid-config "": This file should hold a JSON object, and tools pass over it as it is. Write one, or remove the file.
            "#]],
        ),
        (
            "[1]",
            expect![[r#"
                Warning spec/invalid-config "[1]": This file should hold a JSON object, and tools pass over it as it is. Write one, or remove the file.
            "#]],
        ),
        (
            "{\"specType\": \"feature\",}",
            expect![[r#"
                Warning spec/invalid-config ",": This is not JSON, and tools pass over the file: Trailing commas are not allowed. Mend it here.
            "#]],
        ),
        (
            "\u{feff}{\"specType\" \"feature\"}",
            expect![[r#"
                Warning spec/invalid-config "\"feature\"": This is not JSON, and tools pass over the file: Expected colon after the string or word in object property. Mend it here.
            "#]],
        ),
    ] {
        check(text, &parse_spec_config(text).1, expect);
    }
    let (config, _) = parse_spec_config("{\"specType\": \"feature\", // ours\n}");
    assert_eq!(config.spec_type, Some(SpecType::Feature));
}

const META: &str = "{\n  \"pbtResults\": { \"1.1 Tést `a\\\"b`\": { \"status\": \"failed\" } },\n  \"executionHistory\": {\n    \
                    \"1.1 Tést `a\\\"b`\": [],\n    \"2. B\": [],\n    \"3. C\": []\n  },\n  \"history\": [1], \"x\": { \"2. B\": 1 }\n}\n";

#[test]
fn the_keys_of_a_meta_file_are_texts_of_tasks() {
    let (meta, problems) = parse_tasks_meta(META);
    assert_eq!(problems, []);
    let keys: Vec<_> =
        meta.keys.iter().map(|key| (&*key.within, &*key.task, &META[key.span.clone()])).collect();
    assert_eq!(
        keys,
        [
            ("pbtResults", "1.1 Tést `a\"b`", "\"1.1 Tést `a\\\"b`\""),
            ("executionHistory", "1.1 Tést `a\"b`", "\"1.1 Tést `a\\\"b`\""),
            ("executionHistory", "2. B", "\"2. B\""),
            ("executionHistory", "3. C", "\"3. C\""),
        ]
    );
    let (statuses, _) = parse_tasks_meta(r#"{"statuses": {"1. A": "done"}, "pbt": {"2. B": 1}}"#);
    assert_eq!(statuses.keys.len(), 2);
}

#[test]
fn keys_follow_the_tasks() {
    let (meta, _) = parse_tasks_meta(META);
    let texts: HashMap<String, String> = [
        ("1.1 Tést `a\"b`", "1.2 Tést `a\"b`"),
        // Two that change places do not stand in each other's way.
        ("2. B", "3. C"),
        ("3. C", "2. B"),
        ("4. D", "5. D"),
    ]
    .into_iter()
    .map(|(old, new)| (old.to_owned(), new.to_owned()))
    .collect();
    let after = apply(META, &edit_meta_keys(META, &meta, &texts)).unwrap();
    expect![[r#"
        {
          "pbtResults": { "1.2 Tést `a\"b`": { "status": "failed" } },
          "executionHistory": {
            "1.2 Tést `a\"b`": [],
            "3. C": [],
            "2. B": []
          },
          "history": [1], "x": { "2. B": 1 }
        }
    "#]]
    .assert_eq(&after);
}

#[test]
fn no_history_is_hidden_behind_another() {
    let text = r#"{"executionHistory": {"1. A": [], "2. A": [], "3. A": []}}"#;
    let (meta, _) = parse_tasks_meta(text);
    let texts = ["1. A", "3. A"].map(|old| (old.to_owned(), "2. A".to_owned())).into();
    assert_eq!(edit_meta_keys(text, &meta, &texts), []);
}

#[test]
fn a_spec_json_says_phase_and_language() {
    let (json, problems) =
        parse_spec_json(r#"{"phase": "tasks-generated", "language": "ja", "approvals": {}}"#);
    assert_eq!((json.phase.as_deref(), json.language.as_deref()), (Some("tasks-generated"), Some("ja")));
    assert_eq!(problems, []);
    let text = r#"{"phase": null, "language": 3}"#;
    assert_eq!(parse_spec_json(text), Default::default());
    check(
        "{",
        &parse_spec_json("{").1,
        expect![[r#"
            Warning spec/invalid-meta "{": This is not JSON, and tools pass over the file: Unterminated object. Mend it here.
        "#]],
    );
}

proptest! {
    #[test]
    fn any_text_is_read(text in "[{}\\[\\]\",:a-c0-9é \\n\u{feff}]{0,30}") {
        let (meta, problems) = parse_tasks_meta(&text);
        let all = [problems, parse_spec_config(&text).1, parse_spec_json(&text).1].concat();
        prop_assert!(all.iter().all(|problem| text.get(problem.span.clone()).is_some()));
        prop_assert!(meta.keys.iter().all(|key| text.get(key.span.clone()).is_some()));
    }
}
