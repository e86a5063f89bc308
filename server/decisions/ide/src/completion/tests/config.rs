use expect_test::expect;

use super::{check, completion};
use crate::fixture::at_cursor;

#[test]
fn keys_and_values_of_hooks() {
    check(
        "%! .kiro/hooks/a.json\n{ \"version\": \"v1\", \"hooks\": [ { \"name\": \"a\", \"trigger\": \"PostFile$0\" } ] }\n",
        expect![[r#"
            SessionStart () => { "version": "v1", "hooks": [ { "name": "a", "trigger": "SessionStart" } ] }
            UserPromptSubmit () => { "version": "v1", "hooks": [ { "name": "a", "trigger": "UserPromptSubmit" } ] }
            PreToolUse () => { "version": "v1", "hooks": [ { "name": "a", "trigger": "PreToolUse" } ] }
            PostToolUse () => { "version": "v1", "hooks": [ { "name": "a", "trigger": "PostToolUse" } ] }
            Stop () => { "version": "v1", "hooks": [ { "name": "a", "trigger": "Stop" } ] }
            PreTaskExec () => { "version": "v1", "hooks": [ { "name": "a", "trigger": "PreTaskExec" } ] }
            PostTaskExec () => { "version": "v1", "hooks": [ { "name": "a", "trigger": "PostTaskExec" } ] }
            PostFileCreate () => { "version": "v1", "hooks": [ { "name": "a", "trigger": "PostFileCreate" } ] }
            PostFileSave () => { "version": "v1", "hooks": [ { "name": "a", "trigger": "PostFileSave" } ] }
            PostFileDelete () => { "version": "v1", "hooks": [ { "name": "a", "trigger": "PostFileDelete" } ] }
            Manual () => { "version": "v1", "hooks": [ { "name": "a", "trigger": "Manual" } ] }
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
            promptSubmit () => { "when": { "type": "promptSubmit"
            preToolUse () => { "when": { "type": "preToolUse"
            postToolUse () => { "when": { "type": "postToolUse"
            agentStop () => { "when": { "type": "agentStop"
            preTaskExecution () => { "when": { "type": "preTaskExecution"
            postTaskExecution () => { "when": { "type": "postTaskExecution"
            fileCreated () => { "when": { "type": "fileCreated"
            fileEdited () => { "when": { "type": "fileEdited"
            fileDeleted () => { "when": { "type": "fileDeleted"
            userTriggered () => { "when": { "type": "userTriggered"
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
            type () => { "mcpServers": { "a": { "type": true, "command": "x" } } }
            disabled () => { "mcpServers": { "a": { "disabled": true, "command": "x" } } }
            autoApprove () => { "mcpServers": { "a": { "autoApprove": true, "command": "x" } } }
            disabledTools () => { "mcpServers": { "a": { "disabledTools": true, "command": "x" } } }
            timeout () => { "mcpServers": { "a": { "timeout": true, "command": "x" } } }
            oauth () => { "mcpServers": { "a": { "oauth": true, "command": "x" } } }
        "#]],
    );
}

#[test]
fn rules_and_levels() {
    let settings =
        "%! .kiro/settings/diagnostics.json\n{ \"rules\": { \"steering/*\": \"off\", \"tasks/$0\" } }\n";
    at_cursor(settings, |place| {
        let found = completion(&place);
        let with = |label: &str| found.iter().find(|completion| completion.label == label);
        assert!(with("tasks/*").is_some() && with("steering/*").is_none());
        let rule = with("tasks/duplicate-id").expect("a rule");
        assert_eq!(rule.detail, "Two tasks of a tasks.md have the same id.");
        assert_eq!(rule.snippet.as_deref(), Some("tasks/duplicate-id\": \"$1\""));
        assert!(found.len() > crate::rules().count());
    });
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
            examples () =>   - examples: $1
            counterexamples () =>   - counterexamples: $1
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
