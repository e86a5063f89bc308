use std::sync::Arc;

use expect_test::{Expect, expect};

use crate::{Library, fix_all, fixes, fixture::library};

/// The document after the first fix of the first finding of a rule, behind the fix's title.
fn check(path: &str, text: &str, code: &str, expect: Expect) {
    let (mut library, _) = library(&format!("%! {path}\n{text}"));
    let document = &Arc::clone(library.document(path).expect("a document of ours"));
    let all = fixes(&library, document, 0..document.text.len());
    let (_, offered) = all.iter().find(|(finding, _)| finding.code == code).expect("a finding of that rule");
    let Some(fix) = offered.first() else { return expect.assert_eq("no fix") };
    let edits: Vec<_> = fix.edits.iter().map(|edit| edit.edit.clone()).collect();
    let fixed = text::apply(&document.text, &edits).expect("edits that fit");
    let count =
        |library: &Library| library.findings(path).iter().filter(|finding| finding.code == code).count();
    let before = count(&library);
    library.set(path, Some(&fixed));
    // What asks for words of the user's own remains until they are there.
    assert!(count(&library) < before || fixed.contains("\"\""), "the finding is still there: {fixed}");
    expect.assert_eq(&format!("{}\n{}", fix.title, fixed.replace('\r', "\\r")));
}

const STEERING: &str = ".kiro/steering/a.md";
const HOOK: &str = ".kiro/hooks/a.json";

#[test]
fn what_overlaps_is_what_two_edits_cannot_both_change() {
    let taken = [(2, 5), (5, 5), (5, 8), (10, 10)].into();
    for ((start, end), expected) in [
        ((0, 2), false),
        ((2, 2), false),
        ((0, 3), true),
        ((3, 3), true),
        ((3, 4), true),
        ((2, 5), true),
        ((5, 5), true),
        ((5, 6), true),
        ((8, 10), false),
        ((8, 9), false),
        ((10, 10), true),
        ((10, 11), false),
        ((9, 11), true),
        ((0, 20), true),
    ] {
        assert_eq!(super::overlaps(&taken, (start, end)), expected, "{start}..{end}");
    }
}

#[test]
fn globs_are_quoted_all_at_once() {
    let text = "---\ninclusion: fileMatch\nfileMatchPattern:\n  - **/*.rs # Rust\n  - *.toml\n---\n";
    let (library, _) = library(&format!("%! {STEERING}\n{text}"));
    let document = library.document(STEERING).expect("a document of ours");
    let edits: Vec<_> = fix_all(&library, document, |code| code == "steering/unquoted-glob")
        .into_iter()
        .map(|edit| edit.edit)
        .collect();
    let fixed = text::apply(&document.text, &edits).expect("edits that fit");
    expect![[r#"
        ---
        inclusion: fileMatch
        fileMatchPattern:
          - "**/*.rs" # Rust
          - "*.toml"
        ---
    "#]]
    .assert_eq(&fixed);
}

#[test]
fn front_matter_moves_to_the_top() {
    let code = "steering/front-matter-not-first";
    check(
        STEERING,
        "\n\n---\ninclusion: manual\n---\nBody\n",
        code,
        expect![[r#"
        Move the settings to the top of the file
        ---
        inclusion: manual
        ---
        Body
    "#]],
    );
    check(
        STEERING,
        "# Title\r\n\r\n---\r\ninclusion: manual\r\n---\r\nBody\r\n",
        code,
        expect![[r#"
            Move the settings to the top of the file
            ---\r
            inclusion: manual\r
            ---\r
            # Title\r
            \r
            Body\r
        "#]],
    );
}

#[test]
fn front_matter_gets_what_it_lacks() {
    check(
        STEERING,
        "---\ninclusion: fileMatch\n---\n",
        "steering/missing-pattern",
        expect![[r#"
        Add "fileMatchPattern"
        ---
        inclusion: fileMatch
        fileMatchPattern: "**/*"
        ---
    "#]],
    );
    check(
        STEERING,
        "---\nfileMatchPattern: \"*.rs\"\n---\n",
        "steering/pattern-without-inclusion",
        expect![[r#"
            Add "inclusion: fileMatch"
            ---
            inclusion: fileMatch
            fileMatchPattern: "*.rs"
            ---
        "#]],
    );
    check(
        STEERING,
        "---\ninclusion: auto\n---\n",
        "steering/missing-description",
        expect![[r#"
        Add "name", "description"
        ---
        inclusion: auto
        name: a
        description: ""
        ---
    "#]],
    );
    check(
        STEERING,
        "---\ninclusion: manual\n\n# Title\n",
        "steering/unclosed-front-matter",
        expect![[r#"
        Close the front matter
        ---
        inclusion: manual
        ---

        # Title
    "#]],
    );
    check(
        ".kiro/skills/x/SKILL.md",
        "# X\n",
        "skills/missing-description",
        expect![[r#"
            Add "description"
            ---
            description: "X"
            ---
            # X
        "#]],
    );
    check(
        ".kiro/powers/x/POWER.md",
        "---\nname: x\n---\n",
        "powers/missing-field",
        expect![[r#"
        Add "displayName", "description", "keywords"
        ---
        name: x
        displayName: x
        description: ""
        keywords: ["x"]
        ---
    "#]],
    );
}

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

#[test]
fn hooks_of_old_are_migrated() {
    check(
        ".kiro/hooks/a.kiro.hook",
        r#"{
  "enabled": false,
  "name": "Types",
  "when": { "type": "fileEdited", "patterns": ["src/**/*.{ts,tsx}", "package.json", "!**/*.d.ts"] },
  "then": { "type": "runCommand", "command": "npm run types", "timeout": 90 }
}"#,
        "hooks/old-format",
        expect![[r#"
            Rewrite the hook for Kiro 1.0 (then rename the file to .json)
            {
              "version": "v1",
              "hooks": [
                {
                  "name": "Types",
                  "trigger": "PostFileSave",
                  "matcher": "^(?!.*(?:\\.d\\.ts$)).*(?:(^|/)src/(.*/)?[^/]*\\.(ts|tsx)$|(^|/)package\\.json$)",
                  "action": {
                    "type": "command",
                    "command": "npm run types"
                  },
                  "timeout": 90,
                  "enabled": false
                }
              ]
            }
        "#]],
    );
    check(
        ".kiro/hooks/b.kiro.hook",
        r#"{ "name": "Guard", "when": { "type": "preToolUse", "toolTypes": ["write", ".*sql.*"] }, "then": { "type": "askAgent", "prompt": "Is \"this\" safe?" } }"#,
        "hooks/old-format",
        expect![[r#"
            Rewrite the hook for Kiro 1.0 (then rename the file to .json)
            {
              "version": "v1",
              "hooks": [
                {
                  "name": "Guard",
                  "trigger": "PreToolUse",
                  "matcher": "^(fs_write|fs_append|str_replace|delete_file|code)$|.*sql.*",
                  "action": {
                    "type": "agent",
                    "prompt": "Is \"this\" safe?"
                  },
                  "enabled": true
                }
              ]
            }
        "#]],
    );
    check(
        HOOK,
        "{\n  \"hooks\": [{ \"name\": \"a\", \"trigger\": \"Stop\", \"action\": { \"type\": \"command\", \"command\": \"ls\" } }]\n}\n",
        "hooks/unknown-schema",
        expect![[r#"
            Say that the file is of version "v1"
            {
              "version": "v1",
              "hooks": [{ "name": "a", "trigger": "Stop", "action": { "type": "command", "command": "ls" } }]
            }
        "#]],
    );
    check(
        HOOK,
        r#"{ "name": "Lint", "trigger": { "type": "onFileSave", "pattern": "**/*.ts,**/*.tsx" }, "actions": [{ "type": "shell", "command": "npm run lint" }] }"#,
        "hooks/unknown-schema",
        expect![[r#"
            Rewrite as a hook of Kiro 1.0 (and look at what it is then)
            {
              "version": "v1",
              "hooks": [
                {
                  "name": "Lint",
                  "trigger": "PostFileSave",
                  "matcher": "\\.ts$|\\.tsx$",
                  "action": {
                    "type": "command",
                    "command": "npm run lint"
                  },
                  "enabled": true
                }
              ]
            }
        "#]],
    );
    check(
        HOOK,
        r#"{ "name": "Lint", "trigger": "manual", "command": "cmd", "args": ["/c"] }"#,
        "hooks/unknown-schema",
        expect!["no fix"],
    );
    check(
        HOOK,
        "{ \"version\": \"v1\", \"hooks\": [\n  {\n    \"trigger\": \"Stop\"\n  }\n] }\n",
        "hooks/missing-field",
        expect![[r#"
            Add "name", "action"
            { "version": "v1", "hooks": [
              {
                "name": "",
                "action": { "type": "command", "command": "" },
                "trigger": "Stop"
              }
            ] }
        "#]],
    );
}

#[test]
fn secrets_become_variables() {
    check(
        ".kiro/settings/mcp.json",
        r#"{ "mcpServers": { "a": { "command": "x", "env": { "API_KEY": "k9f8d7s6a5" } }, "b": { "url": "http://example.org" } } }"#,
        "mcp/secret",
        expect![[r#"
            Write ${API_KEY}; keep the value outside of this file
            { "mcpServers": { "a": { "command": "x", "env": { "API_KEY": "${API_KEY}" } }, "b": { "url": "http://example.org" } } }"#]],
    );
    check(
        ".kiro/settings/mcp.json",
        r#"{ "mcpServers": { "b": { "url": "http://example.org" } } }"#,
        "mcp/insecure-url",
        expect![[r#"
            Use https
            { "mcpServers": { "b": { "url": "https://example.org" } } }"#]],
    );
}
