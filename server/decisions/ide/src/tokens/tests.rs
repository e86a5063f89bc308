use expect_test::{Expect, expect};

use super::{Token, tokens};
use crate::{Document, Kind};

/// Each line with tokens: `«` kind, `+` where it is defined, `:` the bytes, `»`.
fn show(text: &str, tokens: &[Token]) -> String {
    let mut shown = text.to_owned();
    let mut end = text.len();
    for Token { span, kind, declaration } in tokens.iter().rev() {
        assert!(span.start < span.end && span.end <= end, "{span:?} overlaps");
        end = span.start;
        assert!(!text[span.clone()].contains(['\n', '\r']));
        let kind = format!("{kind:?}").to_lowercase();
        let plus = if *declaration { "+" } else { "" };
        shown.replace_range(span.clone(), &format!("«{kind}{plus}:{}»", &text[span.clone()]));
    }
    shown
}

fn check(path: &str, text: &str, expected: Expect) {
    let document = Document::new(path.into(), Kind::of(path).unwrap(), text.into());
    expected.assert_eq(&show(text, &tokens(&document, None)));
}

#[test]
fn requirements() {
    check(
        ".kiro/specs/demo/requirements.md",
        "\
## Glossary

- **Limiter**: counts requests

## Requirements

### Requirement 1: Quota

#### Acceptance Criteria

1. WHEN a request exceeds the quota, THE Limiter SHALL refuse it
2. IF the store is unreachable, THEN THE Limiter SHALL NOT count
3. **WHILE** starting **THE** Limiter **SHALL** accept
4. The limiter shall stop when it is done
",
        expect![[r#"
            ## Glossary

            - **«term+:Limiter»**: counts requests

            ## Requirements

            ### Requirement «requirement+:1»: Quota

            #### Acceptance Criteria

            «criterion+:1». «keyword:WHEN» a request exceeds the quota, THE Limiter «keyword:SHALL» refuse it
            «criterion+:2». «keyword:IF» the store is unreachable, «keyword:THEN» THE Limiter «keyword:SHALL» «keyword:NOT» count
            «criterion+:3». **«keyword:WHILE»** starting **THE** Limiter **«keyword:SHALL»** accept
            «criterion+:4». The limiter shall stop when it is done
        "#]],
    );
}

#[test]
fn design() {
    check(
        ".kiro/specs/demo/design.md",
        "## Correctness Properties\n\n### Property 1: Quota\n\n**Validates: Requirements 1.1, 1.4-1.6**\n",
        expect![[r#"
            ## Correctness Properties

            ### Property «property+:1»: Quota

            **Validates: Requirements «reference:1.1», «reference:1.4-1.6»**
        "#]],
    );
}

#[test]
fn tasks() {
    check(
        ".kiro/specs/demo/tasks.md",
        "\
- [x] 1. One
  - [-]* 1.1 Half
    - _Requirements: 1.1, 2.3_
    - _Boundary: Limiter_
  - [~]\\* 1.2 Half
  - [ ] 1.3* Half
  - [ ]* **1.4 Half**
  - [ ] * 1.5 Half
- [ ] 2.* Two
- [?] *No* id (optional)
",
        expect![[r#"
            - «done:[x]» «task+:1». One
              - «inprogress:[-]»«optional:*» «task+:1.1» Half
                - _Requirements: «reference:1.1», «reference:2.3»_
                - _Boundary: Limiter_
              - «queued:[~]»\«optional:*» «task+:1.2» Half
              - [ ] «task+:1.3»«optional:*» Half
              - [ ]«optional:*» **«task+:1.4» Half**
              - [ ] «optional:*» «task+:1.5» Half
            - [ ] «task+:2».«optional:*» Two
            - [?] *No* id (optional)
        "#]],
    );
}

#[test]
fn waves() {
    check(
        ".kiro/specs/demo/tasks.md",
        "- [ ] 1. A\n\n## Task Dependency Graph\n\n```json\n{ \"waves\": [{ \"id\": 0, \"tasks\": [\"1\"] }] }\n```\n",
        expect![[r#"
            - [ ] «task+:1». A

            ## Task Dependency Graph

            ```json
            { "waves": [{ "id": 0, "tasks": [«reference:"1"»] }] }
            ```
        "#]],
    );
}

#[test]
fn hooks() {
    check(
        ".kiro/hooks/a.json",
        r#"{ "version": "v1", "hooks": [{ "trigger": "FileSave" }, { "trigger": {} }] }"#,
        expect![[
            r#"{ "version": "v1", "hooks": [{ "trigger": "«trigger:FileSave»" }, { "trigger": {} }] }"#
        ]],
    );
    check(
        ".kiro/hooks/b.kiro.hook",
        r#"{ "when": { "type": "fileEdited" } }"#,
        expect![[r#"{ "when": { "type": "«trigger:fileEdited»" } }"#]],
    );
    check(
        ".kiro/agents/a.json",
        r#"{ "hooks": { "agentSpawn": [] } }"#,
        expect![[r#"{ "hooks": { "«trigger:agentSpawn»": [] } }"#]],
    );
}

#[test]
fn only_what_touches_the_range() {
    let text = "- [x] 1. One\n- [x] 2. Two\n- [x] 3. Three\n";
    let document = Document::new(".kiro/specs/demo/tasks.md".into(), Kind::Tasks, text.into());
    expect![[r#"
        - [x] 1. One
        - «done:[x]» «task+:2». Two
        - [x] 3. Three
    "#]]
    .assert_eq(&show(text, &tokens(&document, Some(14..20))));
}
