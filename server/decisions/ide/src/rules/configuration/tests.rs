use expect_test::{Expect, expect};

use crate::fixture::{findings, library};

fn check(files: &str, expect: Expect) {
    expect.assert_eq(&findings(files));
}

#[test]
fn steering() {
    check(
        "%! .kiro/steering/late.md
# Title

---
inclusion: manual
---
%! .kiro/steering/globs.md
---
inclusion: fileMatch
fileMatchPattern: [\"src/**/*.{ts\", \"docs/**\"]
---
%! .kiro/steering/unquoted.md
---
inclusion: fileMatch
fileMatchPattern: **/*.ts
---
%! .kiro/steering/keys.md
---
inclusion_mode: manual
fileMatchPatern: \"**\"
title: Mine
---
",
        expect![[r#"
            globs.md:3 warning steering/invalid-pattern "src/**/*.{ts": This pattern matches nothing: unclosed alternate group; missing '}'. Write a glob, such as "src/**/*.rs".
            keys.md:2 hint steering/unknown-key "inclusion_mode": Kiro does not know "inclusion_mode" and passes over it. Did you mean "inclusion"?
            keys.md:3 hint steering/unknown-key "fileMatchPatern": Kiro does not know "fileMatchPatern" and passes over it. Did you mean "fileMatchPattern"?
            late.md:3 warning steering/front-matter-not-first "---\ninclusion: manual\n---": These settings have no effect: front matter must be the first thing in the file. Move it to the top.
            unquoted.md:3 warning steering/unquoted-glob "**/*.ts": YAML does not take "*" for the start of a text. Write "**/*.ts" in quotes.
        "#]],
    );
}

#[test]
fn references_of_steering_lead_somewhere() {
    check(
        "%! docs/api.md
%! .kiro/steering/product.md
%! .kiro/steering/a.md
See #[[file:docs/api.md]], #[[file:product.md]], #[[file:./docs]], `#[[file:path/to/file]]`, #[[file:~/mine.md]],
#[[file:docs/<name>.md]], #[[file:docs/gone.md]].
~~~
#[[file:example.md]]
~~~
%! AGENTS.md
#[[file:docs/api.md#L3]] #[[file:gone.md]]
",
        expect![[r##"
            a.md:2 warning steering/missing-file "#[[file:docs/gone.md]]": There is no file "docs/gone.md" in the workspace, so nothing is included here.
            AGENTS.md:1 warning steering/missing-file "#[[file:gone.md]]": There is no file "gone.md" in the workspace, so nothing is included here.
        "##]],
    );
}

#[test]
fn names_of_steering_files_are_unique() {
    check(
        "%! .kiro/steering/a.md
---
inclusion: manual
name: rust
---
%! .kiro/steering/rust.md
%! .kiro/steering/c.md
---
inclusion: manual
name: go
---
",
        expect![[r#"
            a.md:3 warning steering/duplicate-name "rust": ".kiro/steering/rust.md" is called "rust" too, so the name does not say which. Rename one of them.
              see .kiro/steering/rust.md:1: the other one
        "#]],
    );
}

#[test]
fn a_hook_of_each_generation() {
    check(
        r#"%! .kiro/hooks/old.kiro.hook
{ "name": "Lint", "version": "1", "when": { "type": "fileEdit", "patterns": ["a{"] }, "then": { "type": "askAgents", "prompt": "x" } }
%! .kiro/hooks/new.json
{ "version": "v1", "hooks": [
  { "name": "a", "trigger": "onFileSave", "action": { "type": "command", "command": "ls" } },
  { "name": "b", "trigger": "PostFileSave", "matcher": "**/*.rs", "action": { "type": "command", "command": "ls" } },
  { "name": "c", "trigger": "PreToolUse", "matcher": "*", "action": { "type": "agent" } },
  { "trigger": "Stop", "matcher": "write" }
] }
%! .kiro/hooks/almost.json
{ "hooks": [{ "name": "a", "trigger": "Stop", "action": { "type": "command", "command": "ls" } }] }
%! .kiro/hooks/agent.json
{ "hooks": { "stop": [{ "command": "ls" }] } }
%! .kiro/hooks/mine.json
{ "on": "save" }
%! .kiro/hooks/yaml.kiro.hook
---
trigger: stop
---
%! .kiro/hooks/broken.json
{ "version": "v1", }, }
"#,
        expect![[r#"
            agent.json:1 warning hooks/unknown-schema "{": This is not a hook that Kiro will load: a map from events to commands belongs into an agent's file. Here "hooks" is a list, beside "version": "v1".
            almost.json:1 warning hooks/unknown-schema "{": This is not a hook that Kiro will load: "version": "v1" is missing beside "hooks".
            broken.json:1 error hooks/invalid-json ",": This is not JSON, so Kiro does not load the hook: Text cannot contain more than one JSON value.
            mine.json:1 warning hooks/unknown-schema "{": This is not a hook that Kiro will load: it has neither "version": "v1" and a list "hooks", nor "when" and "then".
            new.json:2 warning hooks/unknown-trigger "\"onFileSave\"": "onFileSave" is no trigger: this hook never runs. Did you mean "PostFileSave"?
            new.json:3 warning hooks/invalid-matcher "\"**/*.rs\"": This matcher is not a regular expression (Invalid atom character). A matcher is a regular expression, not a glob: for "**/*.rs" write "\\.rs$".
            new.json:4 warning hooks/missing-field "\"agent\"": An action of type "agent" needs a "prompt".
            new.json:5 warning hooks/missing-field "{": This hook has no "name" and no "action", and Kiro does not load it. Add them.
            old.kiro.hook:1 hint hooks/old-format "\"Lint\"": Kiro 1.0 keeps hooks in .json files of version "v1". This one is of Kiro 0.x, and may be migrated.
            old.kiro.hook:1 warning hooks/unknown-trigger "\"fileEdit\"": "fileEdit" is no trigger: this hook never runs. Did you mean "fileEdited"?
            old.kiro.hook:1 warning hooks/invalid-pattern "\"a{\"": This pattern matches nothing: unclosed alternate group; missing '}'. Write a glob, such as "src/**/*.rs".
            old.kiro.hook:1 warning hooks/unknown-action "\"askAgents\"": There is no action of type "askAgents": this hook does nothing. Did you mean "askAgent"?
            yaml.kiro.hook:1 warning hooks/unknown-schema "---": This is not a hook that Kiro will load: it begins with front matter, but hooks are JSON. Write it as {"version": "v1", "hooks": […]}.
        "#]],
    );
}

#[test]
fn a_migrated_hook_that_was_left_behind() {
    check(
        r#"%! .kiro/hooks/lint.kiro.hook
{ "name": "Lint", "when": { "type": "fileEdited", "patterns": ["**/*.rs"] }, "then": { "type": "runCommand", "command": "cargo fmt" } }
%! .kiro/hooks/lint.json
{ "version": "v1", "hooks": [{ "name": "lint", "trigger": "PostFileSave", "matcher": "\\.rs$", "action": { "type": "command", "command": "cargo clippy" } }] }
"#,
        expect![[r#"
            lint.kiro.hook:1 info hooks/duplicate "\"Lint\"": This hook is in ".kiro/hooks/lint.json" as well, in the form of Kiro 1.0. Delete this file, or it may run twice.
              see .kiro/hooks/lint.json:1: the same hook, migrated
            lint.kiro.hook:1 hint hooks/old-format "\"Lint\"": Kiro 1.0 keeps hooks in .json files of version "v1". This one is of Kiro 0.x, and may be migrated.
            lint.kiro.hook:1 info hooks/self-trigger "\"cargo fmt\"": This hook may set itself off: "cargo fmt" rewrites files, and the hook waits for such files to be saved. If it runs without end, narrow what it matches, or run the command at "Stop".
        "#]],
    );
}

#[test]
fn mcp_servers() {
    // In parts, so that no scanner takes this file for a leak.
    let token = ["ghp_", "0a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6q7r"].concat();
    let files = r#"%! .kiro/settings/mcp.json
{
  // @@
  "mcpServers": {
    "a": { "command": "uvx", "env": { "GITHUB_TOKEN": "@@", "OTHER": "${OTHER}", "REGION": "us-east-1" } },
    "b": { "args": ["x"] },
    "c": { "url": "http://example.org/mcp", "type": "htpp", "headers": { "Authorization": "Bearer @@" } },
    "d": { "url": "http://localhost:8080/mcp" },
    "e": { "command": "x", "args": ["--api-key", "k9f8d7s6a5", "--key=${KEY}", "--token=your-token-here"], },
    "f": { "command": "x", "args": ["postgres://me:@@@db/x?application_name=something", "--@@"] },
  }
}
"#;
    let files = files.replace("@@", &token);
    let (library, _) = library(&files);
    for document in library.documents() {
        for finding in library.findings(&document.path).iter() {
            assert!(!finding.message.contains(&token), "{}", finding.message);
        }
    }
    let shown = findings(&files).replace(&token, "[token]");
    expect![[r#"
        mcp.json:2 warning mcp/secret "[token]": This looks like a secret (GitHub token), and whoever has this file has it. Take it out, and renew it.
        mcp.json:4 warning mcp/secret "\"[token]\"": The value of the variable "GITHUB_TOKEN" looks like a secret, and whoever has this file has it. Write "${NAME}", set that variable where the editor starts, and renew what was written here.
        mcp.json:5 warning mcp/missing-command "\"b\"": This server can't start: it has neither a "command" nor a "url".
        mcp.json:6 warning mcp/insecure-url "\"http://example.org/mcp\"": What is sent to this server, tokens included, can be read on the way. Use https; http is for localhost.
        mcp.json:6 warning mcp/unknown-type "\"htpp\"": There is no type of server "htpp". Did you mean "http"?
        mcp.json:6 warning mcp/secret "\"Bearer [token]\"": The value of the header "Authorization" looks like a secret, and whoever has this file has it. Write "${NAME}", set that variable where the editor starts, and renew what was written here.
        mcp.json:8 warning mcp/secret "\"k9f8d7s6a5\"": The value of "--api-key" looks like a secret, and whoever has this file has it. Write "${NAME}", set that variable where the editor starts, and renew what was written here.
        mcp.json:9 warning mcp/secret "\"postgres://me:[token]@db/x?application_name=something\"": This argument looks like a secret, and whoever has this file has it. Write "${NAME}", set that variable where the editor starts, and renew what was written here.
        mcp.json:9 warning mcp/secret "\"--[token]\"": This argument looks like a secret, and whoever has this file has it. Write "${NAME}", set that variable where the editor starts, and renew what was written here.
    "#]].assert_eq(&shown);
}

#[test]
fn an_empty_mcp_json_is_fine() {
    check("%! .kiro/settings/mcp.json\n", expect![[""]]);
    check(
        "%! .kiro/settings/mcp.json\n{ \"mcpServers\": { }\n",
        expect![[r#"
            mcp.json:1 error mcp/invalid-json "{ \"mcpServers\": { }": This is not JSON, so no server of this file starts: Unterminated object.
        "#]],
    );
}

#[test]
fn agents() {
    check(
        r#"%! .kiro/agents/a.json
{ "name": "a", "tool": [], "tools": ["read", "@git", "reed"], "allowedTools": ["@git/*"], "prompt": "file://./prompts/a.md" }
%! .kiro/agents/b.json
{ "name": "b", "prompt": "file://prompts/b.md", "hooks": { "agentSpwan": [{ "command": "ls" }], "stop": [{}] } }
%! .kiro/agents/prompts/b.md
Not an agent.
%! .kiro/agents/c.md
---
name: c
anything: goes
tools: ["read", "write"]
permissions:
  rules:
    - capability: shel
      effect: allow
---
You are.
%! .kiro/agents/d.json
[]
"#,
        expect![[r#"
            a.json:1 warning agents/unknown-field "\"tool\"": Kiro's CLI refuses an agent with an unknown field "tool". Did you mean "tools"?
            a.json:1 hint agents/unknown-tool "\"reed\"": Kiro has no tool "reed" of its own. Did you mean "read"?
            a.json:1 warning agents/missing-prompt-file "\"file://./prompts/a.md\"": There is no file ".kiro/agents/prompts/a.md", so this agent has no prompt.
            b.json:1 warning hooks/unknown-trigger "\"agentSpwan\"": "agentSpwan" is no trigger: this hook never runs. Did you mean "agentSpawn"?
            b.json:1 warning hooks/missing-field "{}": A hook of an agent needs a "command".
            c.md:7 warning permissions/unknown-capability "shel": There is no capability "shel", so the rule does nothing. Did you mean "shell"?
            d.json:1 warning agents/invalid "[]": An agent is an object with a "name" and a "prompt".
        "#]],
    );
}

#[test]
fn skills_powers_permissions_and_ignore_files() {
    let long = "x".repeat(1025);
    check(
        &format!(
            "%! .kiro/skills/review/SKILL.md
---
name: code-review
description: Reviews.
---
%! .kiro/skills/a/SKILL.md
# No front matter
%! .kiro/skills/b/SKILL.md
---
name: b
description: {long}
---
%! .kiro/powers/p/POWER.md
---
name: p
displayName: P
---
%! .kiro/settings/permissions.yaml
rules:
  - capability: shell
    match: [\"git *\"]
    effect: block
  - effect: deny
  - {{ capability: fs-read, effect: allow }}
%! .kiroignore
# fine
*.log
a[
!{{x}}
"
        )
        .replace(&long, "LONG")
        .replace("LONG", &long),
        expect![[r##"
            POWER.md:1 warning powers/missing-field "---": This power has no "description" in its front matter. Say there what it does.
            POWER.md:1 warning powers/missing-field "---": This power has no "keywords" in its front matter. Say there which words in a prompt activate it.
            permissions.yaml:4 warning permissions/unknown-effect "block": There is no effect "block", so the rule does nothing. Use one of allow, ask, deny.
            permissions.yaml:5 warning permissions/invalid "effect: deny": This rule has no "capability", so it does nothing. Use one of fs_read, fs_write, filesystem, shell, web_fetch, web_search, mcp, subagent, skill, power, diagnostics, context, all, builtin.
            permissions.yaml:6 warning permissions/unknown-capability "fs-read": There is no capability "fs-read", so the rule does nothing. Did you mean "fs_read"?
            SKILL.md:1 warning skills/missing-description "# No front matter": No agent finds this skill: it has no "description" in its front matter. Say what it does and when to use it.
            SKILL.md:3 warning skills/too-long "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx": The description of a skill may have 1024 characters; this one has 1025. Shorten it.
            SKILL.md:2 warning skills/name-mismatch "code-review": A skill is called like its folder: "review", not "code-review". Rename one of them.
            .kiroignore:3 warning ignore/invalid-pattern "a[": This pattern hides nothing: unclosed character class; missing ']'. Put a "\" before a bracket that is meant as such.
        "##]],
    );
}
