//! What older versions of the vendor's programs say in other words, as rules.

use config::{Agent, Spanned};
use text::Json;

use crate::permissions::load::line_of;
use crate::permissions::{BrokenRule, Capability, Effect, Layer, Pattern, Rule, Rules, rules_of};

/// Names of tools in `allowedTools` and `toolsSettings`, and what they do.
const TOOLS: [(&str, Capability); 9] = [
    ("read", Capability::FsRead),
    ("fs_read", Capability::FsRead),
    ("write", Capability::FsWrite),
    ("fs_write", Capability::FsWrite),
    ("shell", Capability::Shell),
    ("execute_bash", Capability::Shell),
    ("execute_cmd", Capability::Shell),
    ("web_fetch", Capability::WebFetch),
    ("web_search", Capability::WebSearch),
];

/// What an agent's settings for a tool are called, and what they say.
const LISTS: [(&str, Effect); 6] = [
    ("allowedCommands", Effect::Allow),
    ("deniedCommands", Effect::Deny),
    ("allowedPaths", Effect::Allow),
    ("deniedPaths", Effect::Deny),
    ("trusted", Effect::Allow),
    ("blocked", Effect::Deny),
];

/// The rules that an agent brings: its `permissions`, `allowedTools` and `toolsSettings`.
///
/// Patterns of commands are regular expressions that cover the whole of a command; paths are globs.
/// Source: `built-in-tools` in the documentation of Amazon Q Developer CLI.
pub fn rules_of_agent(layer: Layer, source: &str, text: &str, agent: &Agent) -> Rules {
    let mut rules = rules_of(layer, source, text, &agent.permissions, &[]);
    let mut found = Rules::default();
    let mut add = |capability, effect, patterns: Result<Vec<Pattern>, String>, at: usize| {
        let source = format!("{source}:{}", line_of(text, at));
        match patterns {
            Ok(matches) => {
                found.rules.push(Rule { layer, source, capability, matches, exclude: Vec::new(), effect });
            }
            Err(why) => {
                found
                    .broken
                    .push(BrokenRule { capability: Some(capability), why: format!("{source}: {why}") });
            }
        }
    };
    for tool in &agent.allowed_tools {
        match (tool.value.strip_prefix('@'), capability_of(&tool.value)) {
            (Some(on_server), _) => {
                let whole_server = !on_server.contains('/');
                let pattern = if whole_server { format!("{on_server}/*") } else { on_server.to_owned() };
                let patterns = Pattern::glob(&pattern).map(|pattern| vec![pattern]);
                add(Capability::Mcp, Effect::Allow, patterns, tool.span.start);
            }
            (None, Some(capability)) => add(capability, Effect::Allow, Ok(Vec::new()), tool.span.start),
            // Tools that ask for nothing here.
            (None, None) => {}
        }
    }
    let settings = agent.fields.get("toolsSettings").map(Json::members).unwrap_or_default();
    for tool in settings {
        let Some(capability) = capability_of(&tool.key) else { continue };
        for (key, effect) in LISTS {
            let Some(list) = tool.value.get(key) else { continue };
            let read: fn(&str) -> Result<Pattern, String> =
                if key.ends_with("Paths") { Pattern::glob } else { Pattern::whole };
            let patterns: Result<Vec<Pattern>, String> = list
                .elements()
                .iter()
                .filter_map(Json::as_str)
                .map(|pattern| read(pattern).map_err(|why| format!("`{pattern}` is no pattern: {why}")))
                .collect();
            // An empty list names nothing, where a rule without patterns names everything.
            if patterns.as_ref().is_ok_and(Vec::is_empty) {
                continue;
            }
            add(capability, effect, patterns, list.span.start);
        }
        if tool.value.get("denyByDefault").and_then(Json::as_bool) == Some(true) {
            add(capability, Effect::Deny, Ok(Vec::new()), tool.key_span.start);
        }
    }
    exclude_what_is_allowed(&mut found.rules);
    if layer == Layer::Repository {
        found.rules.retain(|rule| rule.effect != Effect::Allow);
        rules.ignored.extend(found.broken.drain(..).map(|broken| broken.why));
    }
    rules.and(found)
}

/// A deny by default is one of everything but what is allowed.
fn exclude_what_is_allowed(rules: &mut [Rule]) {
    let allowed: Vec<(Capability, Vec<Pattern>)> = rules
        .iter()
        .filter(|rule| rule.effect == Effect::Allow)
        .map(|rule| (rule.capability, rule.matches.clone()))
        .collect();
    for rule in rules.iter_mut().filter(|rule| rule.effect == Effect::Deny && rule.matches.is_empty()) {
        let same = allowed.iter().filter(|(capability, _)| *capability == rule.capability);
        rule.exclude = same.flat_map(|(_, patterns)| patterns.clone()).collect();
    }
}

/// The rules that the setting `kiroAgent.trustedCommands` of the 0.x editor meant: commands with `*` for anything.
pub fn rules_of_trusted_commands(layer: Layer, source: &str, commands: &[Spanned<String>]) -> Rules {
    let mut rules = Rules::default();
    if layer == Layer::Repository {
        let ignored = format!("{source}: a workspace cannot trust commands; put them into your own rules");
        rules.ignored.extend((!commands.is_empty()).then_some(ignored));
        return rules;
    }
    for command in commands {
        match Pattern::glob(&command.value) {
            Ok(pattern) => rules.rules.push(Rule {
                layer,
                source: source.to_owned(),
                capability: Capability::Shell,
                matches: vec![pattern],
                exclude: Vec::new(),
                effect: Effect::Allow,
            }),
            Err(why) => rules.broken.push(BrokenRule {
                capability: Some(Capability::Shell),
                why: format!("{source}: `{}` is no pattern: {why}", command.value),
            }),
        }
    }
    rules
}

fn capability_of(tool: &str) -> Option<Capability> {
    TOOLS.iter().find(|(name, _)| *name == tool).map(|(_, capability)| *capability)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::permissions::{Say, Subject, say};

    fn check(layer: Layer, json: &str, subjects: &[Subject<'_>], expected: Expect) {
        let (agent, _) = config::parse_agent_json(json);
        let rules = rules_of_agent(layer, "a.json", json, &agent.unwrap());
        let lines: Vec<String> = subjects
            .iter()
            .map(|subject| match say(&[&rules], *subject) {
                Say::Nothing => format!("{subject:?}: nothing"),
                Say::Rule(rule) => format!("{subject:?}: {:?}", rule.effect),
                Say::Broken(broken) => format!("{subject:?}: broken {}", broken.why),
            })
            .collect();
        expected.assert_eq(&lines.join("\n"));
    }

    const AGENT: &str = r#"{
  "name": "a",
  "allowedTools": ["read", "@git", "@db/query"],
  "toolsSettings": {
    "shell": { "allowedCommands": ["cargo (test|build)( .*)?", "ls"], "deniedCommands": ["cargo build --release"], "denyByDefault": true },
    "fs_write": { "allowedPaths": ["src/**"], "deniedPaths": ["src/secret/**"] }
  }
}"#;

    const SUBJECTS: [Subject<'_>; 9] = [
        Subject::Read("a"),
        Subject::Command("cargo test --all"),
        Subject::Command("cargo build --release"),
        Subject::Command("ls"),
        Subject::Command("lsof"),
        Subject::Write("src/a.rs"),
        Subject::Write("src/secret/a.rs"),
        Subject::Other(Capability::Mcp, "git/log"),
        Subject::Other(Capability::Mcp, "db/drop"),
    ];

    #[test]
    fn an_agent_of_the_second_engine() {
        check(
            Layer::Agent,
            AGENT,
            &SUBJECTS,
            expect![[r#"
                Read("a"): Allow
                Command("cargo test --all"): Allow
                Command("cargo build --release"): Deny
                Command("ls"): Allow
                Command("lsof"): Deny
                Write("src/a.rs"): Allow
                Write("src/secret/a.rs"): Deny
                Other(Mcp, "git/log"): Allow
                Other(Mcp, "db/drop"): nothing"#]],
        );
    }

    #[test]
    fn one_of_a_repository_only_narrows() {
        check(
            Layer::Repository,
            AGENT,
            &SUBJECTS,
            expect![[r#"
                Read("a"): nothing
                Command("cargo test --all"): nothing
                Command("cargo build --release"): Deny
                Command("ls"): nothing
                Command("lsof"): Deny
                Write("src/a.rs"): nothing
                Write("src/secret/a.rs"): Deny
                Other(Mcp, "git/log"): nothing
                Other(Mcp, "db/drop"): nothing"#]],
        );
    }

    #[test]
    fn a_pattern_that_is_none_blocks() {
        check(
            Layer::Agent,
            r#"{"name": "a", "toolsSettings": {"shell": {"deniedCommands": ["("]}}}"#,
            &[Subject::Command("ls"), Subject::Write("a")],
            expect![[r#"
                Command("ls"): broken a.json:1: `(` is no pattern: error: unclosed group
                Write("a"): nothing"#]],
        );
    }

    #[test]
    fn trusted_commands_of_the_old_editor() {
        let commands = [Spanned::new("npm *".to_owned(), 0..0)];
        let own = rules_of_trusted_commands(Layer::User, "settings.json", &commands);
        assert!(
            matches!(say(&[&own], Subject::Command("npm test")), Say::Rule(rule) if rule.effect == Effect::Allow)
        );
        assert!(matches!(say(&[&own], Subject::Command("npx test")), Say::Nothing));
        let theirs = rules_of_trusted_commands(Layer::Repository, "s.json", &commands);
        assert!(matches!(say(&[&theirs], Subject::Command("npm test")), Say::Nothing));
        assert_eq!(
            theirs.ignored,
            ["s.json: a workspace cannot trust commands; put them into your own rules"]
        );
    }
}
