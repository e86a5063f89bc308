//! What files mean, each in the shape of its model.

use config::*;
use expect_test::{Expect, expect};

/// `key: value` of what is there, a line each.
fn show(parts: &[(&str, Option<String>)]) -> String {
    let line =
        |(key, value): &(&str, Option<String>)| value.as_ref().map(|value| format!("{key}: {value}\n"));
    parts.iter().filter_map(line).collect()
}

fn said(part: &Option<Spanned<String>>) -> Option<String> {
    part.as_ref().map(|part| part.value.clone())
}

fn all(parts: &[Spanned<String>]) -> Option<String> {
    let values: Vec<&str> = parts.iter().map(|part| part.value.as_str()).collect();
    (!values.is_empty()).then(|| values.join(" | "))
}

fn hook(hook: &Hook) -> String {
    let filter = match &hook.filter {
        HookFilter::Everything => None,
        HookFilter::Matcher(matcher) => Some(format!("matcher {}", matcher.value)),
        HookFilter::Patterns(patterns) => all(patterns).map(|patterns| format!("patterns {patterns}")),
        HookFilter::ToolTypes(tools) => all(tools).map(|tools| format!("tools {tools}")),
        HookFilter::Tool(tool) => Some(format!("tool {}", tool.value)),
    };
    let action = hook.action.as_ref().map(|action| match action {
        HookAction::Agent { prompt } => format!("ask {:?}", prompt.value),
        HookAction::Command { command } => format!("run {:?}", command.value),
    });
    show(&[
        ("name", said(&hook.name)),
        ("trigger", hook.known_trigger().map(|trigger| trigger.name().to_owned())),
        ("filter", filter),
        ("action", action),
        ("timeout", hook.timeout.as_ref().map(|timeout| timeout.value.to_string())),
        ("off", (!hook.enabled).then(String::new)),
    ])
}

fn check_hooks(text: &str, expect: Expect) {
    let (hooks, problems) = parse_hooks(text);
    let mut out = format!("{:?}\n", hooks.format);
    hooks.hooks.iter().for_each(|one| out += &hook(one));
    for problem in problems {
        out += &format!("{} at {:?}\n", problem.code, &text[problem.span]);
    }
    expect.assert_eq(&out);
}

#[test]
fn hooks_of_each_generation() {
    check_hooks(
        r#"{ "version": "v1", "hooks": [
            { "name": "a", "trigger": "PostFileSave", "matcher": "\\.rs$", "action": { "type": "command", "command": "cargo fmt", "timeout": 30 } },
            { "name": "b", "trigger": "SessionEnd", "action": { "type": "agent", "prompt": "Done?" }, "timeout": 0, "enabled": false } ] }"#,
        expect![[r#"
            V1
            name: a
            trigger: PostFileSave
            filter: matcher \.rs$
            action: run "cargo fmt"
            timeout: 30
            name: b
            trigger: Stop
            action: ask "Done?"
            timeout: 0
            off: 
        "#]],
    );
    check_hooks(
        r#"{ "name": "a", "version": "10.0.0", "shortName": "x", "when": { "type": "preToolUse", "toolTypes": ["write", "@mcp.*sql"] },
            "then": { "type": "runCommand", "command": "ls", "timeout": 5 } }"#,
        expect![[r#"
            Legacy
            name: a
            trigger: PreToolUse
            filter: tools write | @mcp.*sql
            action: run "ls"
            timeout: 5
            hooks/old-format at "\"a\""
        "#]],
    );
    check_hooks(
        r#"{ "hooks": { "agentSpawn": [{ "command": "git status" }], "preToolUse": [{ "matcher": "fs_*", "command": "./guard" }] } }"#,
        expect![[r#"
            AgentMap
            trigger: SessionStart
            action: run "git status"
            trigger: PreToolUse
            filter: tool fs_*
            action: run "./guard"
            hooks/unknown-schema at "{"
        "#]],
    );
}

#[test]
fn hooks_that_are_none() {
    for (text, expect) in [
        (
            "",
            expect![[r#"
            Unknown
            hooks/unknown-schema at ""
        "#]],
        ),
        (
            "\u{feff}---\ntrigger: stop\n---\n",
            expect![[r#"
            Unknown
            hooks/unknown-schema at "\u{feff}---"
        "#]],
        ),
        (
            "[]",
            expect![[r#"
            Unknown
            hooks/unknown-schema at "["
        "#]],
        ),
        (
            "{ \"hooks\": 3 }",
            expect![[r#"
            Unknown
            hooks/unknown-schema at "{"
        "#]],
        ),
        (
            "{ \"version\": \"2\", \"hooks\": [{}] }",
            expect![[r#"
            Unknown
            hooks/unknown-schema at "\"2\""
        "#]],
        ),
        (
            "{ \"version\": \"v1\", \"hooks\": [3, {}] }",
            expect![[r#"
            V1
            hooks/missing-field at "3"
            hooks/missing-field at "{}"
        "#]],
        ),
        (
            "{ \"when\": {} }",
            expect![[r#"
            Legacy
            hooks/missing-field at "{"
            hooks/missing-field at "{}"
            hooks/old-format at "{"
        "#]],
        ),
        (
            "{ \"when\": { \"type\": \"fileEdited\" }, \"then\": { \"type\": \"askAgent\" } }",
            expect![[r#"
            Legacy
            trigger: PostFileSave
            hooks/missing-field at "{ \"type\": \"fileEdited\" }"
            hooks/missing-field at "\"askAgent\""
            hooks/old-format at "{"
        "#]],
        ),
        (
            "{ \"name\": \"x\", \"trigger\": \"Stop\", \"action\": \"run\" }",
            expect![[r#"
            Unknown
            name: x
            trigger: Stop
            hooks/unknown-schema at "{"
        "#]],
        ),
        (
            "{ \"when\": ",
            expect![[r#"
            Unknown
            hooks/invalid-json at ""
        "#]],
        ),
    ] {
        check_hooks(text, expect);
    }
}

#[test]
fn matchers_are_expressions_or_categories() {
    let is_fine = |trigger: &str, matcher: &str| {
        let text = format!(
            r#"{{"version":"v1","hooks":[{{"name":"a","trigger":"{trigger}","matcher":"{matcher}","action":{{"type":"agent","prompt":"x"}}}}]}}"#
        );
        parse_hooks(&text).1.is_empty()
    };
    for (trigger, matcher, fine) in [
        ("PreToolUse", "*", true),
        ("PreToolUse", "@mcp.*sql.*", true),
        ("PreToolUse", "^(fs_write|code)$", true),
        ("PreToolUse", "(?<=a)b", true),
        ("PreToolUse", "(", false),
        ("PostFileSave", "*", false),
        ("PostFileSave", "**/*.rs", false),
        ("PostFileSave", r"\\.(?!d\\.)ts$", true),
        ("Stop", "[z-a]", false),
    ] {
        assert_eq!(is_fine(trigger, matcher), fine, "{trigger} {matcher}");
    }
}

#[test]
fn mcp_servers() {
    let text = r#"{
  // JSON with comments
  "powers": { "mcpServers": {} },
  "mcpServers": {
    "a": { "command": "uvx", "args": ["x", "-y"], "env": { "A": "${B}", "N": 3 }, "disabled": true, "autoApprove": "*", "timeout": 60000, "alwaysAllow": [] },
    "b": { "url": "https://example.org/mcp", "type": "http", "headers": { "X": "y" }, "disabledTools": ["rm"], },
    "c": { "type": "registry" },
  },
}"#;
    let (mcp, problems) = parse_mcp(text);
    let mut out = String::new();
    for server in &mcp.servers {
        let settings = |settings: &[Setting]| {
            let shown: Vec<_> =
                settings.iter().map(|one| format!("{}={}", one.name.value, one.value.value)).collect();
            (!shown.is_empty()).then(|| shown.join(" "))
        };
        out += &show(&[
            ("server", Some(server.name.value.clone())),
            ("command", said(&server.command)),
            ("args", all(&server.args)),
            ("env", settings(&server.env)),
            ("url", said(&server.url)),
            ("headers", settings(&server.headers)),
            ("type", said(&server.kind)),
            ("disabled", server.disabled.then(String::new)),
            ("autoApprove", all(&server.auto_approve)),
            ("disabledTools", all(&server.disabled_tools)),
            ("timeout", server.timeout.as_ref().map(|timeout| timeout.value.to_string())),
        ]);
    }
    expect![[r#"
        server: a
        command: uvx
        args: x | -y
        env: A=${B}
        disabled: 
        autoApprove: *
        timeout: 60000
        server: b
        url: https://example.org/mcp
        headers: X=y
        type: http
        disabledTools: rm
        server: c
        type: registry
    "#]]
    .assert_eq(&out);
    assert_eq!(problems, []);
}

#[test]
fn addresses_that_others_can_read() {
    for (url, insecure) in [
        ("http://example.org/mcp", true),
        ("HTTP://example.org", true),
        ("http://me@10.0.0.1:80/", true),
        ("https://example.org", false),
        ("http://localhost:8080/mcp", false),
        ("http://127.0.0.1", false),
        ("http://[::1]:3000/", false),
        ("http://${HOST}/mcp", false),
    ] {
        let (_, problems) =
            parse_mcp(&format!("{{ \"mcpServers\": {{ \"a\": {{ \"url\": \"{url}\" }} }} }}"));
        assert_eq!(!problems.is_empty(), insecure, "{url}");
    }
}

fn check_agent((agent, problems): (Option<Agent>, Vec<Problem>), expect: Expect) {
    let mut out = match agent {
        None => "no agent\n".to_owned(),
        Some(agent) => {
            let rule = |rule: &PermissionRule| {
                format!(
                    "{} {}",
                    said(&rule.capability).unwrap_or_default(),
                    said(&rule.effect).unwrap_or_default()
                )
            };
            let parts = [
                ("name", said(&agent.name)),
                ("prompt", said(&agent.prompt)),
                ("model", said(&agent.model)),
                ("tools", all(&agent.tools)),
                ("allowed", all(&agent.allowed_tools)),
                ("resources", all(&agent.resources)),
                ("servers", (!agent.mcp_servers.is_empty()).then(|| agent.mcp_servers.len().to_string())),
                ("rules", agent.permissions.first().map(rule)),
                ("body", (!agent.body.is_empty()).then(|| format!("{:?}", agent.body))),
            ];
            show(&parts) + &agent.hooks.iter().map(hook).collect::<String>()
        }
    };
    problems.iter().for_each(|problem| out += &format!("{}\n", problem.code));
    expect.assert_eq(&out);
}

#[test]
fn agents_in_json_and_markdown() {
    check_agent(
        parse_agent_json(
            r#"{ "$schema": "x", "name": "a", "prompt": "file://./a.md", "model": null, "tools": "*", "allowedTools": ["read", "@git/*"],
                "resources": ["file://README.md", { "type": "knowledgeBase" }], "mcpServers": { "git": { "command": "g" } },
                "hooks": { "stop": [{ "command": "ls" }] }, "permissions": { "rules": [{ "capability": "shell", "effect": "ask" }] } }"#,
        ),
        expect![[r#"
            name: a
            prompt: file://./a.md
            tools: *
            allowed: read | @git/*
            resources: file://README.md
            servers: 1
            rules: shell ask
            trigger: Stop
            action: run "ls"
        "#]],
    );
    check_agent(
        parse_agent_markdown(
            "---\nname: a\ntools: [\"read\", \"@mcp\"]\nhooks:\n  - name: x\n    trigger: Stop\n    action: { type: command, command: ls }\n---\nYou are.\n",
        ),
        expect![[r#"
            name: a
            tools: read | @mcp
            body: 120..129
            name: x
            trigger: Stop
            action: run "ls"
        "#]],
    );
    check_agent(
        parse_agent_markdown("# A prompt\n"),
        expect![[r#"
        no agent
    "#]],
    );
    check_agent(
        parse_agent_json(""),
        expect![[r#"
        no agent
    "#]],
    );
}

#[test]
fn skills_and_powers() {
    let text = "---\nname: review\ndescription: >-\n  Reviews a change.\n  Use it after each.\nrisk: safe\n---\nBody";
    let (skill, problems) = parse_skill(text);
    assert_eq!(said(&skill.description).as_deref(), Some("Reviews a change. Use it after each."));
    assert_eq!((&text[skill.body], problems.len()), ("Body", 0));
    let (power, problems) =
        parse_power("---\nname: p\ndisplayName: P\ndescription: d\nkeywords: [\"a\", b]\n---\n");
    assert_eq!((all(&power.keywords).as_deref(), problems.len()), (Some("a | b"), 0));
}

#[test]
fn what_agents_are_not_to_see() {
    let (ignore, problems) = parse_ignore("\u{feff}# why\n\n/target/\r\n!keep\\ \n*.{a,b}\n a \n\\{x\n");
    assert_eq!(all(&ignore.patterns).as_deref(), Some("/target/ | !keep\\  | *.{a,b} |  a | \\{x"));
    assert_eq!(problems, []);
}
