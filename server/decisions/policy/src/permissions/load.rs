use config::{PermissionRule, Problem, Spanned};

use crate::permissions::{BrokenRule, Capability, Effect, Layer, Pattern, Rule, Rules, Subject};

/// The rules of a file. `source` names it for people, `text` is what it holds, `rules` and `problems` what
/// [`config::parse_permissions`] made of that.
///
/// Nothing of a file that is no list of rules is known, so it breaks everything; a rule that is not understood, or that does
/// not do what its examples say, breaks what it is about. A broken rule of a repository breaks nothing: it can
/// only narrow, and users mend their own files, not others'.
pub fn rules_of(
    layer: Layer,
    source: &str,
    text: &str,
    rules: &[PermissionRule],
    problems: &[Problem],
) -> Rules {
    let mut loaded = Rules::default();
    let place = |at: usize| format!("{source}:{}", line_of(text, at));
    if rules.is_empty()
        && let Some(problem) = problems.first()
    {
        let why = format!("{}: {}", place(problem.span.start), problem.message);
        loaded.broken.push(BrokenRule { capability: None, why });
    }
    for rule in rules {
        let source = place(rule.span.start);
        match read(layer, &source, rule) {
            Ok(rule) if layer == Layer::Repository && rule.effect == Effect::Allow => {
                let what = rule.capability.name();
                let why = format!(
                    "{source}: a workspace cannot allow anything ({what}); put it into your own rules"
                );
                loaded.ignored.push(why);
            }
            Ok(rule) => loaded.rules.push(rule),
            Err(why) => {
                let capability =
                    rule.capability.as_ref().and_then(|capability| Capability::parse(&capability.value));
                loaded.broken.push(BrokenRule { capability, why: format!("{source}: {why}") });
            }
        }
    }
    if layer == Layer::Repository {
        loaded.ignored.extend(loaded.broken.drain(..).map(|broken| broken.why));
    }
    loaded
}

fn read(layer: Layer, source: &str, rule: &PermissionRule) -> Result<Rule, String> {
    let Some(capability) = &rule.capability else { return Err("the rule has no `capability`".to_owned()) };
    let capability = Capability::parse(&capability.value)
        .ok_or_else(|| format!("there is no capability `{}`", capability.value))?;
    let effect = match rule.effect.as_ref().map(|effect| effect.value.as_str()) {
        Some("allow") => Effect::Allow,
        Some("ask") => Effect::Ask,
        Some("deny") => Effect::Deny,
        Some(other) => return Err(format!("there is no effect `{other}`; use allow, ask or deny")),
        None => return Err("the rule has no `effect`".to_owned()),
    };
    let patterns = |written: &[Spanned<String>]| -> Result<Vec<Pattern>, String> {
        let read = |written: &Spanned<String>| {
            Pattern::glob(&written.value).map_err(|why| format!("`{}` is no pattern: {why}", written.value))
        };
        written.iter().map(read).collect()
    };
    let read = Rule {
        layer,
        source: source.to_owned(),
        capability,
        matches: patterns(&rule.matches)?,
        exclude: patterns(&rule.exclude)?,
        effect,
    };
    match wrong_example(&read, rule) {
        Some(why) => Err(why),
        None => Ok(read),
    }
}

/// The first example that the rule does not treat as its author expects.
fn wrong_example(read: &Rule, rule: &PermissionRule) -> Option<String> {
    let covers = |text: &str| subjects(read.capability, text).into_iter().any(|subject| read.covers(subject));
    let missed = rule.examples.iter().find(|example| !covers(&example.value));
    if let Some(example) = missed {
        return Some(format!("the rule does not cover its example `{}`", example.value));
    }
    let hit = rule.counterexamples.iter().find(|example| covers(&example.value));
    hit.map(|example| format!("the rule covers its counterexample `{}`", example.value))
}

/// What an example of a rule may mean.
fn subjects(capability: Capability, text: &str) -> Vec<Subject<'_>> {
    match capability {
        Capability::FsRead => vec![Subject::Read(text)],
        Capability::FsWrite => vec![Subject::Write(text)],
        Capability::Filesystem => vec![Subject::Read(text), Subject::Write(text)],
        Capability::Shell => vec![Subject::Command(text)],
        Capability::All | Capability::Builtin => vec![Subject::Command(text), Subject::Write(text)],
        Capability::WebFetch
        | Capability::WebSearch
        | Capability::Mcp
        | Capability::Subagent
        | Capability::Skill
        | Capability::Power
        | Capability::Diagnostics
        | Capability::Context => vec![Subject::Other(capability, text)],
    }
}

pub(crate) fn line_of(text: &str, at: usize) -> usize {
    1 + text.get(..at).unwrap_or(text).matches('\n').count()
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::permissions::{Say, say};

    fn load(layer: Layer, text: &str) -> Rules {
        let (permissions, problems) = config::parse_permissions(text);
        rules_of(layer, "p.yaml", text, &permissions.rules, &problems)
    }

    fn check(layer: Layer, text: &str, subjects: &[Subject<'_>], expected: Expect) {
        let rules = load(layer, text);
        let mut lines: Vec<String> = rules.ignored.iter().map(|why| format!("ignored {why}")).collect();
        for subject in subjects {
            lines.push(match say(&[&rules], *subject) {
                Say::Nothing => format!("{subject:?}: nothing"),
                Say::Rule(rule) => format!("{subject:?}: {:?} by {}", rule.effect, rule.source),
                Say::Broken(broken) => format!("{subject:?}: broken {}", broken.why),
            });
        }
        expected.assert_eq(&lines.join("\n"));
    }

    const RULES: &str = "\
rules:
  - capability: shell
    match: [\"cargo *\", \"git *\"]
    exclude: [\"git push*\"]
    effect: allow
  - capability: shell
    match: [\"cargo publish*\"]
    effect: deny
  - capability: filesystem
    match: [\"docs/**\"]
    effect: ask
";

    #[test]
    fn deny_beats_ask_beats_allow() {
        check(
            Layer::User,
            RULES,
            &[
                Subject::Command("cargo test"),
                Subject::Command("cargo publish"),
                Subject::Command("git push"),
                Subject::Command("git log"),
                Subject::Read("docs/a.md"),
                Subject::Write("docs/a.md"),
                Subject::Write("src/a.rs"),
            ],
            expect![[r#"
                Command("cargo test"): Allow by p.yaml:2
                Command("cargo publish"): Deny by p.yaml:6
                Command("git push"): nothing
                Command("git log"): Allow by p.yaml:2
                Read("docs/a.md"): Ask by p.yaml:9
                Write("docs/a.md"): Ask by p.yaml:9
                Write("src/a.rs"): nothing"#]],
        );
    }

    #[test]
    fn a_repository_narrows_and_never_widens() {
        check(
            Layer::Repository,
            RULES,
            &[Subject::Command("cargo test"), Subject::Command("cargo publish"), Subject::Write("docs/a.md")],
            expect![[r#"
                ignored p.yaml:2: a workspace cannot allow anything (shell); put it into your own rules
                Command("cargo test"): nothing
                Command("cargo publish"): Deny by p.yaml:6
                Write("docs/a.md"): Ask by p.yaml:9"#]],
        );
        check(
            Layer::Repository,
            "rules: [{capability: shel, effect: allow}]",
            &[Subject::Command("ls")],
            expect![[r#"
                ignored p.yaml:1: there is no capability `shel`
                Command("ls"): nothing"#]],
        );
    }

    #[test]
    fn a_broken_rule_blocks_what_it_is_about() {
        check(
            Layer::User,
            "rules:\n  - capability: shell\n    match: [\"rm *\"]\n    effect: denny\n",
            &[Subject::Command("ls"), Subject::Write("a")],
            expect![[r#"
                Command("ls"): broken p.yaml:2: there is no effect `denny`; use allow, ask or deny
                Write("a"): nothing"#]],
        );
        check(
            Layer::User,
            "rules:\n  - capability: shel\n    effect: deny\n",
            &[Subject::Write("a")],
            expect![[r#"Write("a"): broken p.yaml:2: there is no capability `shel`"#]],
        );
        check(
            Layer::User,
            "rules: [",
            &[Subject::Read("a")],
            expect![[
                r#"Read("a"): broken p.yaml:1: This is not YAML (unclosed bracket '['), so none of its rules counts. Quote patterns that begin with "*"."#
            ]],
        );
    }

    #[test]
    fn examples_are_checked() {
        let rule = |more: &str| {
            format!(
                "rules:\n  - capability: shell\n    match: [\"npm test*\"]\n    effect: allow\n    {more}\n"
            )
        };
        let broken = |more: &str| load(Layer::User, &rule(more)).broken.pop().map(|broken| broken.why);
        assert_eq!(broken("examples: [\"npm test -- --watch\"]"), None);
        assert_eq!(
            broken("examples: [\"npm run test\"]").as_deref(),
            Some("p.yaml:2: the rule does not cover its example `npm run test`")
        );
        assert_eq!(
            broken("counterexamples: [\"npm testify\"]").as_deref(),
            Some("p.yaml:2: the rule covers its counterexample `npm testify`")
        );
    }
}
