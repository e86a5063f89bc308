use expect_test::{Expect, expect};

use super::completion;
use crate::fixture::at_cursor;

/// A line for each proposal: label, detail, and what the line of the cursor becomes with its edit (and snippet).
fn check(files: &str, expect: Expect) {
    let shown = at_cursor(files, |place| {
        let show = |completion: super::Completion| {
            let edit = &completion.edit;
            let text = &place.document.text;
            let start = text[..edit.range.start].rfind('\n').map_or(0, |at| at + 1);
            let end = text[edit.range.end..].find('\n').map_or(text.len(), |at| edit.range.end + at);
            let (before, after) = (&text[start..edit.range.start], &text[edit.range.end..end]);
            let new = completion.snippet.as_deref().unwrap_or(&edit.new);
            format!("{} ({}) => {before}{new}{after}\n", completion.label, completion.detail)
        };
        completion(&place).into_iter().map(show).collect::<String>()
    });
    expect.assert_eq(&shown);
}

#[test]
fn keys_and_values_of_hooks() {
    check(
        "%! .kiro/hooks/a.json\n{ \"version\": \"v1\", \"hooks\": [ { \"name\": \"a\", \"trigger\": \"PostFile$0\" } ] }\n",
        expect![[r#"
            SessionStart (when a session opens) => { "version": "v1", "hooks": [ { "name": "a", "trigger": "SessionStart" } ] }
            UserPromptSubmit (when a prompt is sent, before the agent sees it) => { "version": "v1", "hooks": [ { "name": "a", "trigger": "UserPromptSubmit" } ] }
            PreToolUse (before the agent uses a tool) => { "version": "v1", "hooks": [ { "name": "a", "trigger": "PreToolUse" } ] }
            PostToolUse (after the agent used a tool) => { "version": "v1", "hooks": [ { "name": "a", "trigger": "PostToolUse" } ] }
            Stop (when the agent ends its turn) => { "version": "v1", "hooks": [ { "name": "a", "trigger": "Stop" } ] }
            PreTaskExec (before a task of a spec is run) => { "version": "v1", "hooks": [ { "name": "a", "trigger": "PreTaskExec" } ] }
            PostTaskExec (after a task of a spec was run) => { "version": "v1", "hooks": [ { "name": "a", "trigger": "PostTaskExec" } ] }
            PostFileCreate (after a file was created) => { "version": "v1", "hooks": [ { "name": "a", "trigger": "PostFileCreate" } ] }
            PostFileSave (after a file was saved) => { "version": "v1", "hooks": [ { "name": "a", "trigger": "PostFileSave" } ] }
            PostFileDelete (after a file was deleted) => { "version": "v1", "hooks": [ { "name": "a", "trigger": "PostFileDelete" } ] }
            Manual (when you start it) => { "version": "v1", "hooks": [ { "name": "a", "trigger": "Manual" } ] }
        "#]],
    );
    check(
        "%! .kiro/hooks/a.json\n{ \"version\": \"v1\", \"hooks\": [\n{ \"name\": \"a\", \"trigger\": \"Stop\",\n$0\n} ] }\n",
        expect![[r#"
            description () => "description": "$1"
            matcher () => "matcher": "$1"
            action () => "action": {$1\}
            timeout () => "timeout": $1
            enabled () => "enabled": $1
            confirm () => "confirm": {$1\}
        "#]],
    );
    check(
        "%! .kiro/hooks/a.kiro.hook\n{ \"when\": { \"type\": \"file$0\n",
        expect![[r#"
        fileEdited () => { "when": { "type": "fileEdited"
        fileCreated () => { "when": { "type": "fileCreated"
        fileDeleted () => { "when": { "type": "fileDeleted"
        userTriggered () => { "when": { "type": "userTriggered"
        promptSubmit () => { "when": { "type": "promptSubmit"
        agentStop () => { "when": { "type": "agentStop"
        preToolUse () => { "when": { "type": "preToolUse"
        postToolUse () => { "when": { "type": "postToolUse"
        preTaskExecution () => { "when": { "type": "preTaskExecution"
        postTaskExecution () => { "when": { "type": "postTaskExecution"
    "#]],
    );
}

#[test]
fn keys_of_servers() {
    check(
        "%! .kiro/settings/mcp.json\n{ \"mcpServers\": { \"a\": { \"dis$0\": true, \"command\": \"x\" } } }\n",
        expect![[r#"
        args () => { "mcpServers": { "a": { "args": true, "command": "x" } } }
        env () => { "mcpServers": { "a": { "env": true, "command": "x" } } }
        url () => { "mcpServers": { "a": { "url": true, "command": "x" } } }
        headers () => { "mcpServers": { "a": { "headers": true, "command": "x" } } }
        oauth () => { "mcpServers": { "a": { "oauth": true, "command": "x" } } }
        type () => { "mcpServers": { "a": { "type": true, "command": "x" } } }
        timeout () => { "mcpServers": { "a": { "timeout": true, "command": "x" } } }
        disabled () => { "mcpServers": { "a": { "disabled": true, "command": "x" } } }
        autoApprove () => { "mcpServers": { "a": { "autoApprove": true, "command": "x" } } }
        disabledTools () => { "mcpServers": { "a": { "disabledTools": true, "command": "x" } } }
    "#]],
    );
}

#[test]
fn rules_and_levels() {
    check(
        "%! .kiro/settings/diagnostics.json\n{ \"rules\": { \"tasks/$0\" } }\n",
        expect![[r#"
        design/* (all rules about design) => { "rules": { "design/*": "$1" } }
        requirements/* (all rules about requirements) => { "rules": { "requirements/*": "$1" } }
        settings/* (all rules about settings) => { "rules": { "settings/*": "$1" } }
        steering/* (all rules about steering) => { "rules": { "steering/*": "$1" } }
        tasks/* (all rules about tasks) => { "rules": { "tasks/*": "$1" } }
        tasks/duplicate-id (Two tasks of a tasks.md have the same id.) => { "rules": { "tasks/duplicate-id": "$1" } }
        tasks/empty-checkbox (Nothing stands between the brackets of a list item.) => { "rules": { "tasks/empty-checkbox": "$1" } }
        tasks/task-in-fence (A line inside of a code fence looks like a task.) => { "rules": { "tasks/task-in-fence": "$1" } }
        tasks/unclosed-fence (A code fence is opened and never closed.) => { "rules": { "tasks/unclosed-fence": "$1" } }
        tasks/unknown-mark (A checkbox holds a mark that stands for no state.) => { "rules": { "tasks/unknown-mark": "$1" } }
        requirements/duplicate-id (Two requirements, or two acceptance criteria, have the same id.) => { "rules": { "requirements/duplicate-id": "$1" } }
        requirements/unclosed-fence (A code fence is opened and never closed.) => { "rules": { "requirements/unclosed-fence": "$1" } }
        design/duplicate-property (Two correctness properties of a design.md have the same number.) => { "rules": { "design/duplicate-property": "$1" } }
        design/unclosed-fence (A code fence is opened and never closed.) => { "rules": { "design/unclosed-fence": "$1" } }
        steering/invalid-yaml (The front matter of a steering file is not valid YAML.) => { "rules": { "steering/invalid-yaml": "$1" } }
        steering/missing-description (A steering file with `inclusion: auto` has no name or no description.) => { "rules": { "steering/missing-description": "$1" } }
        steering/missing-pattern (A steering file with `inclusion: fileMatch` has no pattern.) => { "rules": { "steering/missing-pattern": "$1" } }
        steering/pattern-without-inclusion (A steering file has a `fileMatchPattern` and no `inclusion`.) => { "rules": { "steering/pattern-without-inclusion": "$1" } }
        steering/unclosed-front-matter (The front matter of a steering file is opened and never closed.) => { "rules": { "steering/unclosed-front-matter": "$1" } }
        steering/unknown-inclusion (The `inclusion` of a steering file has no meaning.) => { "rules": { "steering/unknown-inclusion": "$1" } }
        settings/invalid (`.kiro/settings/diagnostics.json` says something without a meaning.) => { "rules": { "settings/invalid": "$1" } }
    "#]],
    );
    check(
        "%! .kiro/settings/diagnostics.json\n{ \"rules\": { \"tasks/*\": $0 } }\n",
        expect![[r#"
        off () => { "rules": { "tasks/*": "off" } }
        hint () => { "rules": { "tasks/*": "hint" } }
        info () => { "rules": { "tasks/*": "info" } }
        warning () => { "rules": { "tasks/*": "warning" } }
        error () => { "rules": { "tasks/*": "error" } }
    "#]],
    );
}

#[test]
fn front_matter() {
    check(
        "%! .kiro/steering/a.md\n---\ninclusion: $0\n---\n",
        expect![[r#"
        always () => inclusion: always
        fileMatch () => inclusion: fileMatch
        manual () => inclusion: manual
        auto () => inclusion: auto
    "#]],
    );
    check(
        "%! .kiro/steering/a.md\n---\ninclusion: fileMatch\nfile$0\n---\n",
        expect![[r#"
        fileMatchPattern () => fileMatchPattern: "$1"
        name () => name: $1
        description () => description: $1
    "#]],
    );
    check(
        "%! .kiro/steering/a.md\n---\n$0\n",
        expect![[r#"
        inclusion () => inclusion: $1
        fileMatchPattern () => fileMatchPattern: "$1"
        name () => name: $1
        description () => description: $1
    "#]],
    );
}

#[test]
fn permissions() {
    check(
        "%! .kiro/settings/permissions.yaml\nrules:\n  - capability: shell\n    effect: $0\n",
        expect![[r#"
        allow () =>     effect: allow
        ask () =>     effect: ask
        deny () =>     effect: deny
    "#]],
    );
    check(
        "%! .kiro/settings/permissions.yaml\nrules:\n  - $0\n",
        expect![[r#"
        capability () =>   - capability: $1
        match () =>   - match: [$1]
        exclude () =>   - exclude: [$1]
        effect () =>   - effect: $1
    "#]],
    );
}

#[test]
fn context_of_a_prompt() {
    let files = "%! src/main.rs\n%! docs/a b.md\n";
    let steering = |text: &str| format!("%! .kiro/steering/tech.md\n{text}\n{files}");
    check(
        &steering("See #[[file:$0"),
        expect![[r#"
        .kiro/steering/tech.md () => See #[[file:.kiro/steering/tech.md]]
        src/main.rs () => See #[[file:src/main.rs]]
        docs/a b.md () => See #[[file:docs/a b.md]]
    "#]],
    );
    check(
        &steering("See #[[file:src/m$0ain.rs]] now"),
        expect![[r#"
        src/main.rs () => See #[[file:src/main.rs]] now
    "#]],
    );
    check(
        &steering("See #[[$0]]"),
        expect![[r#"
        file: (a file that is pulled into the prompt) => See #[[file:$1]]
    "#]],
    );
    check(
        &steering("See #ter$0"),
        expect![[r#"
        #file (a file: `#file:src/main.rs`) => See #file
        #folder (a folder: `#folder:src`) => See #folder
        #codebase (what fits in the whole workspace) => See #codebase
        #git diff (the changes that are not committed) => See #git diff
        #terminal (what the terminal shows) => See #terminal
        #problems (what the editor found in the current file) => See #problems
        #current (the current file) => See #current
        #repository (an outline of the repository) => See #repository
        #url: (a web page) => See #url:
        #code: (a part of the code) => See #code:
        #docs: (documentation) => See #docs:
        #spec: (the documents of a spec) => See #spec:
        #steering: (a steering file) => See #steering:
        #mcp: (what an MCP server offers) => See #mcp:
    "#]],
    );
    check(
        &steering("See #steering:$0"),
        expect![[r#"
        tech () => See #steering:tech
    "#]],
    );
    check(&steering("#$0"), expect![[""]]);
    check(&steering("C#$0"), expect![[""]]);
}

#[test]
fn new_tasks() {
    let tasks = |line: &str| {
        format!("%! .kiro/specs/demo/tasks.md\n- [x] 1. One\n  - [x] 1.1 Half\n{line}\n- [ ] 2. Two\n")
    };
    check(
        &tasks("$0"),
        expect![[r#"
        - [ ] 1.2 (new sub-task) =>   - [ ] 1.2 ${1:Title}
        - [ ] 3. (new task) => - [ ] 3. ${1:Title}
    "#]],
    );
    check(
        &tasks("  - [ ] $0"),
        expect![[r#"
        - [ ] 1.2 (new sub-task) =>   - [ ] 1.2 ${1:Title}
        - [ ] 3. (new task) => - [ ] 3. ${1:Title}
    "#]],
    );
    check(&tasks("  - text$0"), expect![[""]]);
    check(
        "%! .kiro/specs/demo/tasks.md\n# Implementation Plan\n\n$0",
        expect![[r#"
        - [ ] 1. (new task) => - [ ] 1. ${1:Title}
    "#]],
    );
}

#[test]
fn headings_that_are_missing() {
    check(
        "%! .kiro/specs/demo/tasks.md\n# Implementation Plan: demo\n\n#$0\n\n## Tasks\n",
        expect![[r#"
        ## Overview () => ## Overview
        ## Notes () => ## Notes
        ## Task Dependency Graph () => ## Task Dependency Graph
    "#]],
    );
    check(
        "%! .kiro/specs/demo/design.md\n# Design Document\n## Ov$0\n%! .kiro/specs/demo/bugfix.md\n",
        expect![[r#"
        # Bugfix Design Document () => # Bugfix Design Document
        ## Overview () => ## Overview
        ## Glossary () => ## Glossary
        ## Bug Details () => ## Bug Details
        ## Expected Behavior () => ## Expected Behavior
        ## Hypothesized Root Cause () => ## Hypothesized Root Cause
        ## Correctness Properties () => ## Correctness Properties
        ## Fix Implementation () => ## Fix Implementation
        ## Testing Strategy () => ## Testing Strategy
    "#]],
    );
}
