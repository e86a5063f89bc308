use expect_test::expect;

use super::{HOOK, STEERING, check};

#[test]
fn words_become_the_nearest_that_mean_something() {
    check(
        STEERING,
        "---\ninclusion: filematch2\n---\n",
        "steering/unknown-inclusion",
        expect![[r#"
        Change to "fileMatch"
        ---
        inclusion: fileMatch
        ---
    "#]],
    );
    check(
        STEERING,
        "---\nfilePatterns: \"*\"\n---\n",
        "steering/unknown-key",
        expect![[r#"
        Change to "fileMatchPattern"
        ---
        fileMatchPattern: "*"
        ---
    "#]],
    );
    check(
        ".kiro/specs/a/.config.kiro",
        "{ \"workflowType\": \"requirement_first\", \"specType\": \"feature\" }",
        "spec/unknown-config-value",
        expect![[r#"
            Change to "requirements-first"
            { "workflowType": "requirements-first", "specType": "feature" }"#]],
    );
    check(
        ".kiro/specs/a/tasks.md",
        "- [ ] 1. A\n- [ ] 2. B\n  - _Depends: 3_\n- [ ] 6. C\n  - _Depends: X-1_\n",
        "graph/unknown-dependency",
        expect![[r#"
            Write 1
            - [ ] 1. A
            - [ ] 2. B
              - _Depends: 1_
            - [ ] 6. C
              - _Depends: X-1_
        "#]],
    );
    check(
        ".kiro/skills/x/SKILL.md",
        "---\nname: \"y\"\ndescription: z\n---\n",
        "skills/name-mismatch",
        expect![[r#"
            Call the skill "x"
            ---
            name: x
            description: z
            ---
        "#]],
    );
    check(
        HOOK,
        r#"{"version":"v1","hooks":[{"name":"a","trigger":"onFileSave","action":{"type":"runCommand","command":"ls"}}]}"#,
        "hooks/unknown-trigger",
        expect![[r#"
            Change to "PostFileSave"
            {"version":"v1","hooks":[{"name":"a","trigger":"PostFileSave","action":{"type":"runCommand","command":"ls"}}]}"#]],
    );
    check(
        HOOK,
        r#"{"version":"v1","hooks":[{"name":"a","trigger":"Stop","action":{"type":"runCommand","command":"ls"}}]}"#,
        "hooks/unknown-action",
        expect![[r#"
            Change to "command"
            {"version":"v1","hooks":[{"name":"a","trigger":"Stop","action":{"type":"command","command":"ls"}}]}"#]],
    );
    let rule = "rules:\n  - capability: fs-read\n    effect: block\n";
    check(
        ".kiro/settings/permissions.yaml",
        rule,
        "permissions/unknown-capability",
        expect![[r#"
        Change to "fs_read"
        rules:
          - capability: fs_read
            effect: block
    "#]],
    );
    check(
        ".kiro/settings/permissions.yaml",
        rule,
        "permissions/unknown-effect",
        expect![[r#"
        Change to "deny"
        rules:
          - capability: fs-read
            effect: deny
    "#]],
    );
}
