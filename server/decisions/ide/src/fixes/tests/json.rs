use expect_test::expect;

use super::{HOOK, check};

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
